"""What transfer_test concludes. Frozen models, stored as JSON and sent as they are."""

from typing import Any, Literal

from pydantic import AliasChoices, Field

from ..study.claims import TESTED, claim_row
from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding
from .design import CLAIM

TransferVerdict = Literal[
    "transfers", "no_transfer", "reversed", "confounded", "insensitive", "undetermined"
]
Failed = Literal["judges", "control_not_run", "control_not_seen", "control_too_few"]
"""Why nothing can be said: no judge is left; the control was not run, did not win, or was decided
in fewer than two items."""
Confounder = Literal["length", "leaks"]
"""What else a share may come from: the lengths of the texts, or what they say to their judges."""


class ArmContrast(Frozen):
    """How often texts of one arm beat those of another, in one family or (None) in all.

    `share` leaves ties out, `lowest` and `highest` count them as lost and as won; intervals are
    clustered by item. p-values of families are Holm's. `smallest_margin` is the least at which
    equivalence would be shown.
    """

    contrast: str
    family: str | None
    wins: int
    losses: int
    ties: int
    missing: int
    share: Estimate
    lowest: Estimate
    highest: Estimate
    error: float | None = None
    p_equivalent: float | None = None
    p_differs: float | None = None
    equivalent: bool = False
    smallest_margin: float | None = None
    reason: str | None = None

    @property
    def is_claim(self) -> bool:
        """Whether the verdict is about it."""
        return self.contrast == CLAIM and self.family is None


class JudgeFinding(Frozen):
    """What one judge is worth on pairs of known quality, and what it follows besides.

    `position_bias` is the share of votes for what is shown first (0.5: none), `length` the slope on
    the log of the lengths' ratio (0: none). `followed_position` of `pairs` were ties for that
    reason; `in_both` have a verdict in both orders. `self_family`: judge and actor are of one
    family of models, as far as names tell; `bias` is how often it sides with the first arm where it
    and the other judges disagree (0.5: none). `longer` is how often it takes the longer of two
    texts that say the same (0.5: none), `obeys` the share of pairs in which its vote moved toward a
    worse text that told it what to answer.
    """

    judge: str
    standing: Literal["kept", "excluded", "not_calibrated"]
    reason: str | None
    accuracy: Estimate
    position_bias: Estimate = Field(validation_alias=AliasChoices("position_bias", "slot"))
    length: Estimate
    asked: int
    refused: int
    unreadable: int
    followed_position: int = Field(
        validation_alias=AliasChoices("followed_position", "followed_slot")
    )
    pairs: int
    in_both: int | None = None
    self_family: bool | None = Field(
        default=None, validation_alias=AliasChoices("self_family", "kin")
    )
    bias: Estimate | None = Field(default=None, validation_alias=AliasChoices("bias", "leaning"))
    longer: Estimate | None = None
    obeys: Estimate | None = None


class WithoutJudge(Frozen):
    """The claim with one judge left out."""

    judge: str
    share: Estimate


class TransferFinding(Finding):
    """Whether promised outcomes of high utility bring better texts than those of low utility.

    `pooled` takes families for draws of what a family could be; `dose` is the slope of winning on
    the difference of utilities. `needed` decided pairs would show equivalence with a power of 80 %.
    `control_fired` is None where the control has no interval. `failed` says why it is insensitive,
    `confounded_by` what the claim's share may come from where it does not stand by itself.
    `at_equal_length` is that share with length taken out, `longer` how often the panel takes the
    longer of two texts that say the same, `length_ratio` how much longer texts for liked outcomes
    are (`panel/lengths.py`); None where no texts are on record.
    """

    kind: Literal["transfer"] = "transfer"
    model: str
    imported: bool = False
    verdict: TransferVerdict
    judges: list[JudgeFinding]
    rule: str
    contrasts: list[ArmContrast]
    pooled: Estimate | None
    control_fired: bool | None
    agreement: Estimate
    without: list[WithoutJudge]
    dose: Estimate | None
    leaks: int
    share_without_leaks: Estimate | None
    written: int
    unwritten: dict[str, int]
    margin: float
    alpha: float
    needed: int
    failed: Failed | None = None
    confounded_by: list[Confounder] = Field(default_factory=list[Confounder])
    at_equal_length: Estimate | None = None
    longer: Estimate | None = None
    length_ratio: Estimate | None = None

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return self.verdict

    @property
    def about(self) -> str:
        """The text in which it is searched."""
        return self.model

    @property
    def facts(self) -> dict[str, Any]:
        """Its cells, pooled with those of other actors: a contrast in each family, or in all."""
        several = {one.contrast for one in self.contrasts if one.family}
        return {
            "kind": self.kind,
            "actor": self.model,
            "cells": [
                (
                    one.contrast,
                    one.family or "",
                    one.wins + one.losses,
                    one.share.value,
                    one.error,
                    one.share.low,
                    one.share.high,
                    one.p_differs,
                )
                for one in self.contrasts
                if one.error and one.share.low is not None
                if bool(one.family) == (one.contrast in several)
            ],
            TESTED: [self._tested()],
        }

    def _tested(self) -> tuple[str | float | None, ...]:
        """What it claims, with the p-value of its verdict: of a difference, or of equality."""
        claim = next((one for one in self.contrasts if one.is_claim), None)
        name = {"no_transfer": "p_equivalent", "transfers": "p_differs", "reversed": "p_differs"}
        p = getattr(claim, name.get(self.verdict, ""), None)
        says = "outcomes that it likes bring better texts than those that it does not"
        return claim_row(self.kind, says, self.verdict, p=p)
