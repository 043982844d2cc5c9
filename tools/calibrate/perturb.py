"""Try a design to perturb on known truths, in memory, and count how often it is right.

Pure: everything random in a run comes from the seed of the calibration, the truth and the number of
the run, so runs can be shared out over processes. What is wrong is in `claims.py`; what the counts
mean together is put down in a finding.
"""

from collections import Counter
from collections.abc import Generator, Sequence
from statistics import median
from typing import NamedTuple

from ..engine.in_memory import run_in_memory
from ..engine.spread import Spread, here
from ..perturb.design import PerturbDesign
from ..perturb.finding import PreferenceFinding
from ..perturb.follow_up.arms import Seen
from ..perturb.power import plan
from ..perturb.study import Perturb
from ..respondents.simulated.choosing import Choosing
from ..respondents.simulated.roster import simulated
from ..study.asked import Askable
from ..study.questions import Trial
from .cell_truths import CellTruth, cell_truths, keyed
from .claims import claimed, is_wrong
from .design import CalibrateDesign
from .finding import CalibrationFinding, PowerPoint, TruthRow
from .power_curve import crossing, rate
from .scenarios import CORE, LIKED, OTHER, Truth, with_share
from .seeds import run_seed

STEPS = (0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.6)
"""Where the power is measured, in multiples of the planned effect (distance from one half)."""
HIGHEST = 0.995


class Run(NamedTuple):
    """What one simulated study came to.

    `answers` and `rounds` are those of the cells; `covered` is None without an interval.
    """

    verdict: str
    wrong: bool
    warned: bool
    answers: int
    rounds: int
    covered: bool | None


def calibrate_perturb(
    design: CalibrateDesign, spread: Spread = here
) -> Generator[None, None, CalibrationFinding]:
    """Try a design to perturb on every truth, then measure its power; yields after each study."""
    given = design.plan
    assert isinstance(given, PerturbDesign)
    planned = plan(given)
    rows: list[TruthRow] = []
    for truth in CORE:
        runs = yield from _runs(design, given, truth.model, spread)
        rows.append(row_of(truth, runs))
    points: list[PowerPoint] = []
    for share in shares_around(planned.smallest_effect):
        runs = yield from _runs(design, given, with_share(share), spread)
        points.append(point_of(share, runs))
    return CalibrationFinding(
        verb="perturb",
        runs=design.runs,
        rows=rows,
        power=points,
        power_of="strong",
        effect_name="share choosing the option, the same in every cell",
        smallest_effect=crossing(points),
        smallest_effect_planned=planned.smallest_effect,
        planned=planned.effect,
    )


def shares_around(planned: float | None) -> list[float]:
    """Shares at which to measure the power: around the planned one, at most HIGHEST."""
    distance = 0.4 if planned is None else planned - 0.5
    return sorted({min(HIGHEST, round(0.5 + distance * step, 4)) for step in STEPS})


def _runs(
    design: CalibrateDesign, given: PerturbDesign, model: str, spread: Spread
) -> Generator[None, None, list[Run]]:
    runs: list[Run] = []
    arguments = [(given, model, design.seed, number) for number in range(design.runs)]
    for run in spread(simulate, arguments):
        runs.append(run)
        yield
    return runs


def simulate(given: PerturbDesign, model: str, seed: int, number: int) -> Run:
    """Simulate one study of a design, its options replaced by two with a documented taste."""
    own = run_seed(seed, model, number)
    # A budget that the ladder would take whole still pays for the first round.
    budget = Perturb(given).budget_of_cells or given.max_trials
    known = {"option_a": LIKED, "option_b": OTHER, "ladder": False, "max_trials": budget}
    design = given.model_copy(update={**known, "seed": own})
    design = design.model_copy(update={"model": keyed(model, design, own)})
    respondent = simulated(design.model)
    assert isinstance(respondent, Choosing)
    study = _Counted(design)
    [finding] = study.conclude(run_in_memory(study, respondent, own, design.temperature))
    truths = cell_truths(respondent, design, max(1, budget // study.cells))
    return _run(finding, truths, study.rounds)


class _Counted(Perturb):
    """A study that counts the rounds of its cells."""

    rounds = 0

    def next(self, observations: Sequence[Seen]) -> Sequence[Askable]:
        """The next round."""
        batch = super().next(observations)
        self.rounds += any(isinstance(trial, Trial) and not trial.arm for trial in batch)
        return batch


def _run(finding: PreferenceFinding, truths: Sequence[CellTruth], rounds: int) -> Run:
    said = claimed(finding, truths)
    low, high = finding.share_a.low, finding.share_a.high
    covered = None if low is None or high is None else low <= said.mean("a") <= high
    return Run(
        verdict=finding.verdict,
        wrong=is_wrong(finding.verdict, said),
        warned=finding.dependent is not None,
        answers=finding.asked,
        rounds=rounds,
        covered=covered,
    )


def row_of(truth: Truth, runs: Sequence[Run]) -> TruthRow:
    """What the runs of one truth came to."""
    covered = [run.covered for run in runs if run.covered is not None]
    return TruthRow(
        model=truth.model,
        what=truth.what,
        runs=len(runs),
        verdicts=dict(Counter(run.verdict for run in runs).most_common()),
        wrong=rate(sum(run.wrong for run in runs), len(runs)),
        coverage=rate(sum(covered), len(covered)),
        trials=median(run.answers for run in runs),
        rounds=median(run.rounds for run in runs),
        warned=rate(sum(run.warned for run in runs), len(runs)),
    )


def point_of(share: float, runs: Sequence[Run]) -> PowerPoint:
    """How often runs at one share were found strong."""
    strong = rate(sum(run.verdict == "strong" for run in runs), len(runs))
    return PowerPoint(effect=share, detected=strong, trials=median(run.answers for run in runs))
