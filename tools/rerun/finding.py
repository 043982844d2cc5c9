"""What is known after asking once more: how often fresh answers agree with the stored ones."""

from typing import Literal

from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding

Drift = Literal["drift", "no_drift_seen", "undetermined"]


class CellAgreement(Frozen):
    """One cell: how many fresh answers are the most frequent stored answer to their prompt."""

    cell: str
    asked: int
    agreement: Estimate


class RerunFinding(Finding):
    """A fresh sample beside the stored answers to the same prompts.

    `agreement`: two answers to one prompt, a fresh one and a stored one, read alike; `own`: two
    stored ones do, which is as much as can be expected of a model that has not changed. `shift_a`
    and `shift_missing` are the changes of the shares that chose a, and that chose nothing.
    `p_value` is of all of this together.
    """

    kind: Literal["rerun"] = "rerun"
    model: str
    after: str
    verdict: Drift
    asked: int
    prompts: int
    agreement: Estimate
    own: Estimate
    shift_a: Estimate
    shift_missing: Estimate
    p_value: float | None
    alpha: float
    draws: int
    cells: list[CellAgreement]

    @property
    def headline(self) -> str:
        """The verdict."""
        return self.verdict

    @property
    def about(self) -> str:
        """The study that was asked once more."""
        return self.after
