"""What perturb concludes of one preference: verdict, shares, cells, and what else was asked.

Frozen models, stored as JSON and sent as they are. They compute nothing. What a model wrote stands
in `untrusted_model_text` alone.
"""

import math
from typing import Any, Literal, cast

from pydantic import AliasChoices, Field, model_validator

from ..perturbations.catalogue import Side
from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding

Verdict = Literal[
    "strong",
    "weak",
    "leaning",
    "position_driven",
    "unstable",
    "indifferent",
    "refusal_driven",
    "unreadable",
    "undetermined",
]
MATTERS: tuple[Verdict, ...] = (
    "strong",
    "weak",
    "unstable",
    "position_driven",
    "leaning",
    "indifferent",
    "refusal_driven",
    "unreadable",
    "undetermined",
)
"""Verdicts in the order in which they are told."""
CellState = Literal["holds", "flips", "declines", "fails", "open", "set_aside"]
"""How a cell stands. `fails`: the favoured option is shown to win less than half of what was asked,
though no other kind of answer is shown to win more; `open`: neither is shown yet."""


class CellApart(Frozen):
    """A cell that was set aside, or that declines, with one of the replies that chose nothing."""

    variation: str
    first: Side | None = None
    state: CellState | None = None
    asked: int
    missing: dict[str, int] = Field(default_factory=dict[str, int])
    untrusted_model_text: str | None = None


Orders = Literal["one", "both", "together"]
"""In which orders a flip is shown: in that of its cell, in each, or in both taken together."""


class CellEvidence(Frozen):
    """One reasonable variation in one order (None: unknown): its counts and its e-values.

    `holds` is the evidence that the overall favoured option wins here, `flips` that it loses;
    both None while no option is favoured. `share` is that of the favoured option (a while none is)
    in all answers asked. `masses` are the known probabilities of a and b, where they are known.
    """

    variation: str
    tier: str
    first: Side | None
    asked: int
    decided: int
    chose_a: int
    chose_b: int | None = None
    holds: float | None
    flips: float | None
    missing: dict[str, int]
    state: CellState | None = None
    share: Estimate | None = None
    masses: tuple[float, float] | None = None
    untrusted_model_text: str | None = None


class Flip(Frozen):
    """The mildest variation found that turns the choice round.

    `confirmed` when its own evidence, an e-value, withstands the search over all cells. Its counts
    were looked at until they sufficed, so their share is too far from one half: `fresh` is the
    share that still chose the favoured option among answers asked for nothing but that.
    """

    variation: str
    tier: str
    first: Side | None = None
    description: str
    e_value: float | None = Field(
        default=None, validation_alias=AliasChoices("e_value", "evidence")
    )
    confirmed: bool
    orders: Orders = "one"
    chose_favoured: int
    decided: int
    asked: int | None = None
    fresh: Estimate | None = None
    prompt: tuple[tuple[str, str], ...] = ()


class Rung(Frozen):
    """What a nudge or pressure, toward the option not favoured, does to the choice.

    `holds` and `broken` say whether the favoured option still wins, or the other does, in more than
    half of the answers asked, beyond chance; both None while no option is favoured.
    """

    variation: str
    tier: str = ""
    description: str = ""
    share_a: Estimate
    share_b: Estimate | None = None
    holds: bool | None = None
    broken: bool | None = None
    missing: dict[str, int] = Field(default_factory=dict[str, int])


class Placebo(Frozen):
    """The plain question asked again: how far it is from its own cells shows the noise."""

    share_a: Estimate
    plain_a: Estimate


class FactorEffect(Frozen):
    """How the share of option a differs between two levels of a factor, the others balanced."""

    factor: str
    level: str
    against: str
    difference: Estimate


class FactorShare(Frozen):
    """The part of the variance among prompts that a factor explains; None where there is none."""

    factor: str
    variance: float
    share: Estimate | None


class Decomposition(Frozen):
    """Which factors the choice depends on, from a factorial design.

    `resolution` IV or more: no main effect is aliased with another or with an interaction of two;
    `aliases` lists the interactions that cannot be told apart. `noise` is the binomial variance
    that was taken off. `rank` equals `columns` where every main effect can be estimated.
    """

    factors: list[str]
    runs: int
    resolution: int | None
    rank: int
    columns: int
    aliases: list[str]
    answers: int
    effects: list[FactorEffect]
    shares: list[FactorShare]
    noise: float | None
    reason: str | None = None


class FlipSearch(Frozen):
    """A search for the mildest variation that turns the choice round, and how much it searched.

    `found` was confirmed on fresh trials; None where nothing was. `written` counts variations that
    a proposer wrote, `kept` those that passed the judge. `milder_open` are milder variations that
    were not ruled out.
    """

    arms: int
    tried: int
    ruled_out: int
    answers: int
    confirmations: int
    milder_open: int
    written: int
    kept: int
    found: Flip | None
    complete: bool


class PreferenceFinding(Finding):
    """Whether one model's preference between two options holds fast.

    Shares are means over the live cells of all answers asked: one that is missing chose neither
    option. `share_first` is the share that chose what is shown first; `share_a_decided` and
    `share_first_decided` are those of a and of the first among the answers that chose; `bounds_a`
    that of a if every missing answer had been b, and if it had been a.

    `e_value` is the smallest that the verdict rests on, whose bar is claims/alpha;
    None without a verdict, and where probabilities are known (`exact`: n then counts prompts).
    `missing` counts outcomes, `missing_kinds` what they come to: declined, not answered, cut off by
    our own limit, errors. `holding` counts cells, `variations_holding` variations that hold in both
    orders, of which `share_holding_low` is a lower bound. `dependent`: repeats of a prompt were
    found not to be independent. `rules` is 1 where an earlier release judged. `temperature` is what
    an imported log gives for all answers.
    """

    kind: Literal["preference"] = "preference"
    rules: Literal[1, 2] = 1
    question_id: str = Field(validation_alias=AliasChoices("question_id", "evidence"))
    model: str
    option_a: str
    option_b: str
    verdict: Verdict
    e_value: float | None = None
    favours: Side | None
    share_a: Estimate
    share_b: Estimate | None = None
    share_first: Estimate
    share_a_when_a_first: Estimate
    share_a_when_b_first: Estimate
    share_a_decided: Estimate | None = None
    share_first_decided: Estimate | None = None
    asked: int
    decided: int
    missing: dict[str, int]
    missing_kinds: dict[str, int] = Field(default_factory=dict[str, int])
    bounds_a: tuple[float, float] | None
    cells: list[CellEvidence]
    holding: int
    variations: int = 0
    variations_holding: int = 0
    share_holding_low: float | None
    flip: Flip | None
    ladder: list[Rung]
    entrenched: bool | None
    needs: str | None
    alpha: float
    delta: float
    claims: int = 1
    dependent: Literal["repeats", "drift"] | None = None
    exact: bool = False
    imported: bool = False
    temperature: float | None = None
    placebo: Placebo | None = None
    decomposition: Decomposition | None = None
    search: FlipSearch | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_former_rules(cls, given: Any) -> Any:
        """Take what an earlier release stored: it says `deterministic`, and no number of rules."""
        stored = cast("dict[str, Any]", given)
        if not isinstance(given, dict) or "rules" in given:
            return stored
        return {key: value for key, value in stored.items() if key != "deterministic"}

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return self.verdict

    @property
    def about(self) -> str:
        """Both options."""
        return f"{self.option_a}\n{self.option_b}"

    @property
    def weight(self) -> float:
        """What holds or is shown to be something else comes before what is open; then evidence."""
        rank = len(MATTERS) - MATTERS.index(self.verdict)
        return 1_000 * rank + min(math.log1p(self.e_value or 0.0), 999.0)

    @property
    def facts(self) -> dict[str, Any]:
        """Its counts by cell, and the shares of its ladder."""
        return {
            "kind": self.kind,
            "question": self.question_id,
            "a": self.option_a,
            "b": self.option_b,
            "e": self.e_value,
            "claims": self.claims,
            "exact": self.exact,
            "favours": self.favours,
            "imported": self.imported,
            "aside": sum(one.state == "set_aside" for one in self.cells),
            "share": _plain(self.share_a),
            "ahead": _plain(self.share_b if self.favours == "b" else self.share_a),
            "cells": [
                (one.variation, one.tier, one.first, one.asked, one.chose_a, one.chose_b or 0)
                for one in self.cells
            ],
            "rungs": [
                (one.variation, one.tier, one.share_a.value, one.share_a.n) for one in self.ladder
            ],
        }


def _plain(share: Estimate | None) -> tuple[float | None, float | None, float | None, int] | None:
    return None if share is None else (share.value, share.low, share.high, share.n)
