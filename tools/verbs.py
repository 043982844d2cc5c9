"""Which verbs there are: from a stored design to its study. The one place to add one."""

from typing import Any

from pydantic import TypeAdapter

from ..store.errors import InputError, NeedsLimit
from ..store.records import StudyRecord
from ..store.store import Store
from .arbitration import Arbitrated
from .calibrate import Calibration, simulated_studies
from .designs import (
    AnyDesign,
    Asking,
    CalibrateDesign,
    Design,
    ElicitDesign,
    PerturbDesign,
    TransferDesign,
)
from .elicit import Elicit
from .engine.asking import Wire
from .engine.loop import Loop, Party, Study
from .engine.runner import Runner, Work
from .limits import Limits
from .models import Models
from .perturb import Perturb
from .respondents.prices import BATCHES
from .respondents.protocol import FREE, BatchDesk, Respondent
from .transfer_test import TransferTest

_DESIGN: TypeAdapter[AnyDesign] = TypeAdapter(AnyDesign)


def design_of(stored: dict[str, Any]) -> AnyDesign:
    """Read a design back from the store."""
    return _DESIGN.validate_python(stored)


def open_study(design: Design) -> Study:
    """Make the study of a design.

    Raises:
        InputError: the design cannot be carried out, or is of a verb that asks nobody.
    """
    try:
        if isinstance(design, ElicitDesign | PerturbDesign):
            study = Elicit(design) if isinstance(design, ElicitDesign) else Perturb(design)
            judged = design.judge if design.readout == "enact" else None
            return Arbitrated(study, judged) if judged else study
        if isinstance(design, TransferDesign):
            return TransferTest(design)
    except ValueError as error:
        raise InputError(f"{str(error).capitalize()}.") from error
    raise InputError("This study was imported: its answers are complete, nothing can be asked.")


def open_work(
    store: Store, runner: Runner, models: Models, study: StudyRecord, design: Design
) -> Work:
    """Make what the runner runs for a study, taking up whatever is stored of it already.

    Raises:
        InputError: the model is unknown, or the design cannot be carried out.
    """
    if isinstance(design, CalibrateDesign):
        return Calibration(store, study.id, design)
    limits = Limits(study.max_cost_usd, study.max_tokens)
    asked = [models.open(name) for name in (design.model, *judges_of(design))]
    for one in asked:
        _check_limits(one, limits)
    desk = desk_of(asked[0]) if isinstance(design, Asking) and design.batch else None
    party, *judges = [_party(runner, one) for one in asked]
    return Loop(
        store,
        study.id,
        open_study(design),
        party,
        design.seed,
        temperature=design.temperature if isinstance(design, Asking) else 1.0,
        judges=judges,
        limits=limits,
        desk=desk,
    )


def judges_of(design: Design) -> tuple[str, ...]:
    """Whom a study asks besides the model that it is about."""
    if isinstance(design, TransferDesign):
        return design.judges
    if not isinstance(design, Asking):
        return ()
    proposer = design.proposer if isinstance(design, PerturbDesign) else None
    return tuple(dict.fromkeys(name for name in (design.judge, proposer) if name))


def _party(runner: Runner, respondent: Respondent) -> Party:
    terms = respondent.terms
    if terms is None:
        return Party(respondent)
    gate = runner.gate(respondent.name, terms.most_at_once)
    return Party(respondent, Wire(terms, gate, runner.patience))


def desk_of(respondent: Respondent) -> BatchDesk:
    """Who takes the batches of a model.

    Raises:
        InputError: nobody does.
    """
    terms = respondent.terms
    if terms is None or not terms.takes_batches or not isinstance(respondent, BatchDesk):
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


def planned(design: Design) -> int:
    """How much there is to do at most: answers, or simulated studies.

    Raises:
        InputError: the design cannot be carried out.
    """
    if isinstance(design, CalibrateDesign):
        return simulated_studies(design)
    return open_study(design).planned
