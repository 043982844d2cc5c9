"""Which verbs there are: from a stored design to its study. The one place to add one."""

from typing import Any

from pydantic import TypeAdapter

from ..store.errors import InputError
from ..store.store import Store
from .calibrate import Calibration, simulated_studies
from .designs import AnyDesign, CalibrateDesign, Design, ElicitDesign, PerturbDesign
from .elicit import Elicit
from .engine.loop import Loop, Study
from .engine.runner import Work
from .perturb import Perturb
from .respondents.cast import simulated
from .respondents.protocol import Respondent

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
        if isinstance(design, ElicitDesign):
            return Elicit(design)
        if isinstance(design, PerturbDesign):
            return Perturb(design)
    except ValueError as error:
        raise InputError(f"{str(error).capitalize()}.") from error
    raise InputError("This study was imported: its answers are complete, nothing can be asked.")


def open_work(store: Store, study_id: str, design: Design) -> Work:
    """Make what the runner runs for a design, taking up whatever is stored of it already.

    Raises:
        InputError: the model is unknown, or the design cannot be carried out.
    """
    if isinstance(design, CalibrateDesign):
        return Calibration(store, study_id, design)
    respondent = open_respondent(design.model)
    return Loop(store, study_id, open_study(design), respondent, design.seed)


def planned(design: Design) -> int:
    """How much there is to do at most: answers, or simulated studies.

    Raises:
        InputError: the design cannot be carried out.
    """
    if isinstance(design, CalibrateDesign):
        return simulated_studies(design)
    return open_study(design).planned


def open_respondent(model: str) -> Respondent:
    """Find whoever goes by a model's name.

    Raises:
        InputError: nobody does.
    """
    try:
        return simulated(model)
    except ValueError as error:
        raise InputError(str(error)) from error
