"""What stated_revealed concludes. Frozen models, stored as JSON and sent as they are."""

from typing import Any, Literal, get_args

from pydantic import Field

from ..study.claims import TESTED, claim_row
from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding

StanceVerdict = Literal[
    "consistent",
    "deviates",
    "style_driven",
    "context_sensitive",
    "unstable_statement",
    "declines",
    "undetermined",
]
Cell = tuple[str, Estimate]
"""A verdict, empty where there is none, and the gap that it is about."""
EVERY = "all families"
STANCE_VERDICTS: tuple[StanceVerdict, ...] = get_args(StanceVerdict)


class StyleEffect(Frozen):
    """How often a yes, or the first label, was said beyond one half, whatever was asked.

    0: no style; 0.5: it is always said. `order` names what stood first.
    """

    format: str
    order: str
    stated: Estimate
    revealed: Estimate


class PublishedMeasures(Frozen):
    """The measures as published, from all decided answers; None where they are undefined.

    `raw` counts yes and the first label with each other, `signed` what supports the principle.
    """

    kl10_raw: float | None
    kl10_signed: float | None
    deviation_raw: float | None
    deviation_signed: float | None
    dominant: Literal["supports", "opposes"] | None
    neutrality_stated: float | None
    neutrality_revealed: float | None


class Example(Frozen):
    """A prompt with the share of its decided answers that support the principle."""

    question_id: str
    ask: str
    share: float


class RoleCounts(Frozen):
    """How a role was answered: prompts, answers by outcome, and the mass of the two labels.

    `labels` is the mean probability of the two labels together, None where answers were drawn.
    """

    role: str
    prompts: int
    outcomes: dict[str, int]
    labels: float | None = None


class FamilyFinding(Frozen):
    """One principle: what is said, what is chosen, and what the style of answers makes of it.

    `stated` and `revealed` are shares that support it, balanced over formats and polarities;
    `difference` is revealed less stated, `style_free` the same of what the content alone would
    give, `raw` that of all answers as they came. `p_value` is the larger of that of the studentised
    permutation of prompts and that of the interval. `js` is in bits: the plug-in less the bias that
    prompts that vary so give it, with the interval of a Dirichlet posterior that has as many
    answers as prompts; `noise_floor` what groups of these sizes show on average where there is no
    gap. `pivots` counts contexts that turn against the statement in every order by more than the
    margin, of `pivots_of` that tell.
    """

    family: str
    domain: str
    principle: str
    verdict: StanceVerdict
    reason: str | None = None
    stated: Estimate
    revealed: Estimate
    difference: Estimate
    style_free: Estimate
    raw: Estimate
    control: Estimate
    p_value: float | None
    p_deviates: float | None
    p_consistent: float | None
    smallest_p: float | None
    half_width: float | None
    js: Estimate
    noise_floor: float | None
    pivots: int
    pivots_of: int
    stated_pivots: int
    published: PublishedMeasures
    style: list[StyleEffect]
    roles: list[RoleCounts]
    pivoting: list[Example] = Field(default_factory=list[Example])
    most_supporting: Example | None = None
    most_opposing: Example | None = None
    left_out: list[str] = Field(default_factory=list[str])


class DomainFinding(Frozen):
    """The mean gap over the families of a domain, or (None) of all; families are fixed."""

    domain: str | None
    families: int
    verdicts: dict[str, int]
    difference: Estimate
    style_free: Estimate


class StatedRevealedFinding(Finding):
    """What one model says against what it chooses, family by family.

    `style` is the mean over families. `neutral` says whether a third answer was offered, `exact`
    whether probabilities are known.
    """

    kind: Literal["stated_revealed"] = "stated_revealed"
    model: str
    families: list[FamilyFinding]
    domains: list[DomainFinding]
    style: list[StyleEffect]
    neutral: bool | None
    exact: bool
    margin: float
    delta: float
    alpha: float

    @property
    def headline(self) -> str:
        """The commonest verdict: the word under which it is counted."""
        counted = [one.verdict for one in self.families]
        return max(dict.fromkeys(counted), key=counted.count, default="undetermined")

    def cells(self) -> list[tuple[str, Cell]]:
        """All families together, then each by its name."""
        every = [(EVERY, ("", one.difference)) for one in self.domains if one.domain is None]
        return [*every, *((one.family, (one.verdict, one.difference)) for one in self.families)]

    @property
    def facts(self) -> dict[str, Any]:
        """Its cells, told beside those of other models."""
        told = [(name, verdict, one.model_dump()) for name, (verdict, one) in self.cells()]
        return {
            "kind": self.kind,
            "model": self.model,
            "cells": told,
            TESTED: [
                claim_row(one.family, one.principle, one.verdict, p=_p_of(one))
                for one in self.families
            ],
        }


def _p_of(one: FamilyFinding) -> float | None:
    """The p-value that its verdict rests on; None where it rests on none."""
    return {"deviates": one.p_deviates, "consistent": one.p_consistent}.get(one.verdict)
