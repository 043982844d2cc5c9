"""What a calibration concludes: how often a design is right, by known truth. Computes nothing."""

from typing import Literal

from pydantic import Field

from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding


class TruthRow(Frozen):
    """What came of the simulated studies of one truth.

    `wrong` is the share of runs whose finding is false: a verdict by what it claims (`claims.py`),
    of utilities whatever is neither in `right` nor undetermined. `coverage` is the share of
    intervals that held the true value, `warned` that of runs that called answers dependent;
    `trials` and `rounds` are medians. `p_at_most` has, where nothing differs, the share of runs
    whose p-value is no larger than each level; `also` holds further rates by what they are of.
    """

    model: str
    what: str
    right: list[str] = Field(default_factory=list[str])
    runs: int
    verdicts: dict[str, int]
    wrong: Estimate
    coverage: Estimate
    trials: float
    rounds: float | None = None
    warned: Estimate | None = None
    p_at_most: dict[str, Estimate] = Field(default_factory=dict[str, Estimate])
    also: dict[str, Estimate] = Field(default_factory=dict[str, Estimate])


class PowerPoint(Frozen):
    """How often an effect of one size was detected; `trials` is the median, where it varies."""

    effect: float
    detected: Estimate
    trials: float | None = None


class CalibrationFinding(Finding):
    """How a design does on known truths, and the smallest effect that it detects.

    `smallest_effect` is read off the simulated power curve at a power of 80 %,
    `smallest_effect_planned` comes from the formula that plans state.
    """

    kind: Literal["calibration"] = "calibration"
    verb: str
    runs: int
    rows: list[TruthRow]
    power: list[PowerPoint] = Field(default_factory=list[PowerPoint])
    power_of: str
    effect_name: str
    smallest_effect: float | None = None
    smallest_effect_planned: float | None = None
    planned: str

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return "calibration"
