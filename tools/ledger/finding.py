"""A ledger as it is told. Frozen models, sent as they are; they compute nothing."""

from typing import Literal

from pydantic import Field

from ..study.claims import OrderClass
from ..study.estimate import Estimate, Frozen

By = Literal["e-BH", "BH", "known"]
"""What a claim was corrected by; known: nothing was estimated, so nothing is corrected."""


class LedgerRow(Frozen):
    """One claim, raw and corrected.

    `verdict` is raw: that of the study, or of all answers together where several studies ask the
    same (`pooled`), whose own are `verdicts`. `adjusted` is what stands with all claims tested
    together: the verdict, that the model leans so, or nothing (undetermined); `kept` None where
    nothing is claimed, or nothing could be tested. `rate` is the lowest share of false claims at
    which it would stand; `needed` the e-value (or p-value) with which it would, where it does not.
    `as_foretold` is None where nothing was.
    """

    claim: str
    model: str
    verb: str
    question: str = ""
    studies: list[str]
    verdict: str
    verdicts: list[str] = Field(default_factory=list[str])
    pooled: bool = False
    adjusted: str
    kept: bool | None
    by: By | None
    e_value: float | None = None
    p_value: float | None = None
    rate: float | None = None
    needed: float | None = None
    status: Literal["confirmatory", "exploratory"]
    foretold: str = ""
    as_foretold: bool | None = None
    looks: int = 0
    resumed: int = 0
    ended: bool = True
    order_class: OrderClass | None = None
    reversals: tuple[int, int] | None = None
    first_share: Estimate | None = None


class Ledger(Frozen):
    """All claims of an investigation, corrected together.

    `tested` counts claims that were, at least as many as designs said there would be; `made` those
    that claim something, `kept` those that stand. `order_classes`, `reversal_rate` and
    `first_share` are over the questions of `rows` asked in both orders.
    """

    label: str
    alpha: float
    tested: int
    made: int
    kept: int
    confirmatory: int
    sentence: str
    notes: list[str] = Field(default_factory=list[str])
    order_classes: dict[str, int] = Field(default_factory=dict[str, int])
    reversal_rate: Estimate | None = None
    first_share: Estimate | None = None
    rows: list[LedgerRow] = Field(default_factory=list[LedgerRow])
