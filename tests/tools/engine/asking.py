"""Respondents that count, break off or fail, around the shipped simulated ones."""

from collections import Counter
from collections.abc import Callable, Sequence

from tests.tools.simulation import CHOCOLATE, ICE_CREAM
from velleity.store.records import StudyRecord
from velleity.store.store import Store
from velleity.tools.engine.budget import Budget, Purse
from velleity.tools.engine.executor import Participant, StudyCalls
from velleity.tools.engine.local import Local
from velleity.tools.engine.loop import Loop
from velleity.tools.engine.stopping import StopSignal
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.respondents.protocol import Messages, Params, Reply
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.study.limits import UNLIMITED, Limits
from velleity.tools.study.protocol import Study


class Counting:
    """A simulated respondent that counts how often each trial is asked of it.

    `at` is called with the number of answers so far, before each is given; it may raise.
    """

    def __init__(self, model: str, at: Callable[[int], None] = lambda answered: None) -> None:
        self.inner = simulated(model)
        self.asked: Counter[int] = Counter()
        self.answered = 0
        self._at = at

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def terms(self) -> None:
        return None

    async def close(self) -> None:
        pass

    async def ask(self, messages: Messages, params: Params) -> Reply:
        self.asked[params.seed] += 1
        reply = await self.inner.ask(messages, params)
        self.answered += 1
        self._at(self.answered)
        return reply


def a_design(model: str = "sim/alice", seed: int = 0, max_trials: int = 1_200) -> PerturbDesign:
    return PerturbDesign(
        model=model, option_a=CHOCOLATE, option_b=ICE_CREAM, seed=seed, max_trials=max_trials
    )


def a_record(name: str, design: PerturbDesign) -> StudyRecord:
    return StudyRecord(
        id=f"std_{name}",
        verb="perturb",
        model=design.model,
        label="",
        design=design.model_dump(mode="json"),
        digest=name,
        state="running",
        planned=design.max_trials,
        created_at="2026-01-01T00:00:00+00:00",
    )


def a_loop(
    store: Store,
    study_id: str,
    study: Study,
    participant: Participant,
    seed: int,
    *,
    judges: Sequence[Participant] = (),
    limits: Limits = UNLIMITED,
    purse: Purse | None = None,
) -> Loop:
    """A run of a study whose trials are answered from this process."""
    budget = Budget(limits, store.spending(study_id), purse)
    calls = StudyCalls(store, study_id, seed, budget, StopSignal())
    return Loop(store, study_id, study, Local(calls, participant, judges))
