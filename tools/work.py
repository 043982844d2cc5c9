"""From a stored design to what the runner runs: who is asked, how, and within which limits."""

from collections.abc import Sequence

from ..store.errors import InputError, NeedsLimit
from ..store.records import StudyRecord
from ..store.store import Store
from .engine.batching import Batches
from .engine.budget import Budget
from .engine.cluster.awaiting import AwaitingWorkers
from .engine.cluster.models import ClusterModels
from .engine.cluster.spreading import Spreading
from .engine.executor import Connection, Executor, Participant, StudyCalls
from .engine.local import Local
from .engine.loop import Loop
from .engine.purses import Hold
from .engine.runner import Runner, Work
from .engine.stopping import StopSignal
from .registry import open_study, verb_of
from .respondents.prices import BATCHES
from .respondents.protocol import FREE, TEMPERATURE, BatchAPI, Respondent
from .respondents.registry import Models
from .study.design import Asking, Design, Sampled
from .study.limits import Limits


def open_work(
    store: Store,
    runner: Runner,
    models: Models,
    study: StudyRecord,
    design: Design,
    hold: Hold,
) -> Work:
    """Make what the runner runs for a study in hand, taking up whatever is stored of it already.

    Raises:
        InputError: the model is unknown, or the design cannot be carried out, or another process
            spends from the purse that it shares.
    """
    own = verb_of(design).work
    if own is not None:
        if not isinstance(models, ClusterModels):
            return own(store, study.id, design, None)
        runner.do(models.cluster.connect())
        return own(store, study.id, design, Spreading(models.cluster, runner.loop))
    limits = Limits(study.max_cost_usd, study.max_tokens)
    asked = [own_model(models, design), *(models.open(one) for one in design.judges_asked)]
    for one in asked:
        _check_limits(one, limits)
    if isinstance(models, ClusterModels):
        runner.do(models.cluster.connect())
    shared = hold.purse(study.purse, study.id, limits)
    budget = Budget(limits, store.spending(study.id), shared)
    calls = StudyCalls(store, study.id, design.seed, budget, StopSignal())
    participants = _participants(runner, asked, design)
    executor = _executor(calls, participants, design)
    if isinstance(models, ClusterModels):
        executor = AwaitingWorkers(models.cluster, calls.stop_signal, executor, participants)
    return Loop(store, study.id, open_study(design), executor)


def own_model(models: Models, design: Design) -> Respondent:
    """Find the model that a design is about; batches are handed in from here, whoever asks else.

    Raises:
        InputError: there is none of its name, or something is missing.
    """
    if isinstance(design, Asking) and design.batch:
        return models.open_here(design.model)
    return models.open(design.model)


def _participants(runner: Runner, asked: Sequence[Respondent], design: Design) -> list[Participant]:
    """The study's own model, then whoever else it asks."""
    own = judges = TEMPERATURE
    if isinstance(design, Sampled):
        own, judges = design.temperature, design.judge_temperature
    others = [_participant(runner, one, judges) for one in asked[1:]]
    return [_participant(runner, asked[0], own), *others]


def _executor(calls: StudyCalls, participants: Sequence[Participant], design: Design) -> Executor:
    """Everybody asked from this process; the study's own model in batches, if it is to be."""
    participant, *others = participants
    local = Local(calls, participant, others)
    if not (isinstance(design, Asking) and design.batch):
        return local
    return Batches(calls, participant, batch_api_of(participant.respondent), local)


def _participant(runner: Runner, respondent: Respondent, temperature: float) -> Participant:
    terms = respondent.terms
    if terms is None:
        return Participant(respondent, temperature=temperature)
    limiter = runner.limiter(respondent.name, terms.most_at_once, terms.address)
    deadlines = runner.deadlines(respondent.name)
    connection = Connection(terms, limiter, runner.retry_policy, deadlines)
    return Participant(respondent, connection, temperature)


def batch_api_of(respondent: Respondent) -> BatchAPI:
    """Who takes the batches of a model.

    Raises:
        InputError: nobody does.
    """
    terms = respondent.terms
    if terms is None or not terms.takes_batches or not isinstance(respondent, BatchAPI):
        raise InputError(
            f"{respondent.name} takes no batches: start the study without batch, or ask through "
            f'an alias with litellm = "{BATCHES[0]}/..." or "{BATCHES[1]}/...".'
        )
    return respondent


def _check_limits(respondent: Respondent, limits: Limits) -> None:
    """A model that costs money needs a limit, and a limit in dollars needs a price."""
    terms, name = respondent.terms, respondent.name
    if terms is None:
        return
    if terms.price is None and limits.cost_usd is not None:
        raise InputError(
            f"The price of {name} is unknown, so max_cost_usd cannot be kept: give its "
            "price in the settings file, or give max_tokens or max_trials instead."
        )
    if terms.price not in (None, FREE) and limits.cost_usd is None:
        raise NeedsLimit(
            f"{name} costs money: give max_cost_usd, the most that this study may spend. "
            "dry_run=true tells what it would take."
        )
