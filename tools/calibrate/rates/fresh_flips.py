"""The share that a finding tells of a flip, where the share in the cell that flips is known.

The cell is named because its answers went far, so that those alone would tell too much; what is
told comes from answers asked for nothing else. Both are counted here, so that one sees the bias.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...engine.in_memory import run_in_memory
from ...perturb.design import PerturbDesign
from ...perturb.study import Perturb
from ...respondents.simulated.roster import simulated
from ...statistics.distributions import CRITICAL
from ...statistics.proportions.intervals import Interval
from ...study.estimate import Estimate, estimate
from ..cell_truths import keyed
from ..power_curve import rate
from ..scenarios import LIKED, OTHER
from ..seeds import run_seed

FLIPS = 0.65
"""The share that takes the other option in the one cell that flips."""
MODEL = f"sim/bob?lapse=0.06&odd_cells=1&odd_share={1 - FLIPS:.2f}"
DESIGN = PerturbDesign(model=MODEL, option_a=LIKED, option_b=OTHER, ladder=False, max_trials=3_000)


class FlipRun(NamedTuple):
    """Of a study that found the flip: the share in the cell, and that of fresh answers."""

    in_cell: float
    fresh: float
    covered: bool


class FlipRow(NamedTuple):
    """Studies, those that found the flip, mean shares, and how often the interval covers."""

    found: Estimate
    in_cell: Estimate
    fresh: Estimate
    coverage: Estimate


def simulate_flip(seed: int, number: int) -> FlipRun | None:
    """One study; None where it did not find the flip."""
    own = run_seed(seed, MODEL, number)
    design = DESIGN.model_copy(update={"seed": own})
    design = design.model_copy(update={"model": keyed(MODEL, design, own)})
    study = Perturb(design)
    [finding] = study.conclude(run_in_memory(study, simulated(design.model), own))
    flip = finding.flip
    if flip is None or flip.fresh is None or not flip.asked:
        return None
    value, low, high = flip.fresh.value, flip.fresh.low, flip.fresh.high
    if value is None or low is None or high is None:
        return None
    told = 1 - flip.chose_favoured / flip.asked
    return FlipRun(told, 1 - value, low <= 1 - FLIPS <= high)


def flip_row(runs: Sequence[FlipRun | None]) -> FlipRow:
    """What the runs came to."""
    found = [run for run in runs if run is not None]
    return FlipRow(
        rate(len(found), len(runs)),
        _mean([run.in_cell for run in found]),
        _mean([run.fresh for run in found]),
        rate(sum(run.covered for run in found), len(found)),
    )


def _mean(values: Sequence[float]) -> Estimate:
    if len(values) < 2:
        return Estimate(value=None, reason="fewer than two studies found the flip")
    middle = float(np.mean(values))
    half = CRITICAL * float(np.std(values, ddof=1)) / len(values) ** 0.5
    return estimate(middle, Interval(middle - half, middle + half, 0.95), len(values))
