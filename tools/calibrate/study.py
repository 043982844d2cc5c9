"""calibrate: the instrument tries itself on known truths before money is spent.

Runs a design in memory as the runner runs a study: followed, stopped and stored like one, but
nothing of a simulated study is kept except what it counts for. A calibration that was interrupted
starts over: it costs nothing, and its numbers come from the seed alone.
"""

import asyncio
from collections.abc import Generator

from ...store.store import Store
from ..dissect.design import DissectDesign
from ..engine.loop import records
from ..engine.spread import Spread, here
from ..engine.stopping import Stopped
from ..perturb.design import PerturbDesign
from ..perturb.power import plan
from ..stated_revealed.design import StatedRevealedDesign
from ..transfer_test.design import TransferDesign
from .design import CalibrateDesign
from .elicit import TRUTHS as ELICIT_TRUTHS
from .elicit import calibrate_elicit
from .finding import CalibrationFinding
from .incentives.study import calibrate_incentives, incentive_studies
from .judges.known_weights import calibrate_judges, judge_studies
from .perturb import calibrate_perturb, shares_around
from .scenarios import CORE
from .stated_revealed import calibrate_stances, stance_studies

Calibrating = Generator[None, None, CalibrationFinding]


def calibrate(design: CalibrateDesign, spread: Spread = here) -> Calibrating:
    """Try a design on known truths; yields after each simulated study, returns the finding.

    `spread` has the studies simulated.
    """
    if isinstance(design.plan, PerturbDesign):
        return calibrate_perturb(design, spread)
    if isinstance(design.plan, StatedRevealedDesign):
        return calibrate_stances(design, spread)
    if isinstance(design.plan, TransferDesign):
        return calibrate_incentives(design, spread=spread)
    if isinstance(design.plan, DissectDesign):
        return calibrate_judges(design, spread)
    return calibrate_elicit(design, spread)


def simulated_studies(design: CalibrateDesign) -> int:
    """How many studies a calibration simulates."""
    if isinstance(design.plan, PerturbDesign):
        points = len(shares_around(plan(design.plan).smallest_effect))
        return design.runs * (len(CORE) + points)
    if isinstance(design.plan, StatedRevealedDesign):
        return stance_studies(design)
    if isinstance(design.plan, TransferDesign):
        return incentive_studies(design)
    if isinstance(design.plan, DissectDesign):
        return judge_studies(design)
    return design.runs * len(ELICIT_TRUTHS)


class Calibration:
    """A calibration under way; `done` counts simulated studies."""

    stores = False

    def __init__(
        self, store: Store, study_id: str, design: CalibrateDesign, spread: Spread | None = None
    ) -> None:
        """Prepare to run a design; `spread` has its studies simulated elsewhere."""
        self._store = store
        self._id = study_id
        self._design = design
        self._spread = spread
        self._stop = False
        self.done = 0
        self.notice = None

    def stop(self, *, for_good: bool = False) -> None:
        """Simulate nothing more."""
        self._stop = True
        if self._spread is not None:
            self._spread.stop()

    async def run(self) -> None:
        """Simulate everything and store the finding; others have a turn after each study.

        Raises:
            Stopped: `stop` was called.
            Interrupted: who simulates elsewhere is gone.
        """
        if self._spread is None:
            work, step = calibrate(self._design), _step
        else:
            work, step = calibrate(self._design, self._spread), _beside
        while not self._stop:
            if (found := await step(work)) is not None:
                await asyncio.wrap_future(self._store.conclude(self._id, records([found])))
                return
            self.done += 1
        raise Stopped


async def _step(work: Calibrating) -> CalibrationFinding | None:
    """Simulate one study here; the finding once all are."""
    await asyncio.sleep(0)
    return _next(work)


async def _beside(work: Calibrating) -> CalibrationFinding | None:
    """The same in a thread, since it waits for others."""
    return await asyncio.to_thread(_next, work)


def _next(work: Calibrating) -> CalibrationFinding | None:
    try:
        next(work)
    except StopIteration as end:
        return end.value
    return None
