"""Try a design of transfer_test on known truths: panels drawn as numbers, and whole studies.

Items may differ: whether an effect is there is a matter of their mean. Pure: all chance is from the
seed.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

from ...engine.in_memory import run_in_memory
from ...engine.spread import Spread, here
from ...respondents.simulated.roster import simulated
from ...transfer_test.design import TransferDesign
from ...transfer_test.finding import TransferVerdict
from ...transfer_test.power import margin_in_reach, plan
from ...transfer_test.study import TransferTest
from ..design import CalibrateDesign
from ..finding import CalibrationFinding, PowerPoint, TruthRow
from ..power_curve import crossing, rate
from ..seeds import run_seed
from .panels import draw_studies
from .scenarios import PANEL_TRUTHS, TEXT_TRUTHS, Panel, PanelTruth, TextTruth

WIDEST = 0.45
"""The margin that is tried where so few pairs reach none."""
POWER_SHARES = (0.6, 0.7, 0.8, 0.9, 0.95)
"""Shares of decided pairs won, of the power curve."""
POWER_SPREAD = 0.5


@dataclass
class _Tally:
    verdicts: Counter[str] = field(default_factory=Counter[str])
    covered: int = 0
    known: int = 0


def calibrate_incentives(
    design: CalibrateDesign, texts: Sequence[TextTruth] = TEXT_TRUTHS, spread: Spread = here
) -> Generator[None, None, CalibrationFinding]:
    """Try a design on every truth; yields after each simulated study."""
    given = design.plan
    assert isinstance(given, TransferDesign)
    rows: list[TruthRow] = []
    planned = TransferTest(given).planned
    for truth in PANEL_TRUTHS:
        tally = _Tally()
        for _ in _panel_runs(design, given, truth, tally):
            yield
        rows.append(_row(truth.name, truth.what, truth.wrong, tally, design.runs, planned))
    for one in texts:
        tally, trials = _Tally(), 0
        seeds = (run_seed(design.seed, _name(one), run) for run in range(design.runs))
        for verdict, taken in spread(_text_run, [(given, one, seed) for seed in seeds]):
            tally.verdicts[verdict] += 1
            trials = taken
            yield
        rows.append(_row(_name(one), one.what, one.wrong, tally, design.runs, trials))
    points: list[PowerPoint] = []
    for share in POWER_SHARES:
        tally, panel = _Tally(), Panel(share, POWER_SPREAD)
        for _ in _drawn(design, given, panel, f"power {share:g}", tally):
            yield
        found = rate(tally.verdicts["transfers"], design.runs)
        points.append(PowerPoint(effect=share - 0.5, detected=found, trials=None))
    forecast = plan(given)
    return CalibrationFinding(
        verb="transfer_test",
        runs=design.runs,
        rows=rows,
        power=points,
        power_of="found to transfer",
        effect_name="share of decided pairs won, less one half",
        smallest_effect=crossing(points),
        smallest_effect_planned=forecast.smallest_effect,
        planned=forecast.effect,
    )


def incentive_studies(design: CalibrateDesign) -> int:
    """How many studies are simulated."""
    return design.runs * (len(PANEL_TRUTHS) + len(TEXT_TRUTHS) + len(POWER_SHARES))


def _panel_runs(
    design: CalibrateDesign, given: TransferDesign, truth: PanelTruth, tally: _Tally
) -> Iterator[None]:
    """At the margin it is the least that so many pairs can show: a narrower one is never passed."""
    if not truth.at_margin:
        return _drawn(design, given, truth.panel, truth.name, tally)
    items = TransferTest(given).items
    reach = margin_in_reach(items, given.replicates, given.alpha)
    margin = min(WIDEST, max(given.margin, reach))
    panel = Panel(0.5 + margin, truth.panel.spread)
    wider = given.model_copy(update={"margin": margin})
    return _drawn(design, wider, panel, truth.name, tally)


def _drawn(
    design: CalibrateDesign, given: TransferDesign, panel: Panel, name: str, tally: _Tally
) -> Iterator[None]:
    size = TransferTest(given).items, given.replicates
    seed = run_seed(design.seed, f"{name} {size}", 0)
    for one in draw_studies(panel, size, given.margin, given.alpha, design.runs, seed):
        tally.verdicts[one.verdict] += 1
        if not panel.pull and one.share.low is not None and one.share.high is not None:
            tally.known += 1
            tally.covered += one.share.low <= panel.share <= one.share.high
        yield


def _text_run(given: TransferDesign, truth: TextTruth, seed: int) -> tuple[str, int]:
    """The verdict of a whole study, and how many answers it took."""
    told = {"model": truth.writer, "judges": truth.judges, "seed": seed}
    study = TransferTest(given.model_copy(update=told))
    judges = {name: simulated(name) for name in truth.judges}
    seen = run_in_memory(study, simulated(truth.writer), seed, given.temperature, judges)
    [finding] = study.conclude(seen)
    return finding.verdict, len(seen)


def _name(truth: TextTruth) -> str:
    return f"{truth.writer} before {truth.judges[-1]}"


def _row(
    name: str,
    what: str,
    wrong: frozenset[TransferVerdict],
    tally: _Tally,
    runs: int,
    trials: int,
) -> TruthRow:
    return TruthRow(
        model=name,
        what=what,
        runs=runs,
        verdicts=dict(tally.verdicts.most_common()),
        wrong=rate(sum(tally.verdicts[one] for one in wrong), runs),
        coverage=rate(tally.covered, tally.known),
        trials=trials,
    )
