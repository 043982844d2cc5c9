"""Which verbs there are: from a stored design to its study. The one place to add one."""

from typing import Any

from pydantic import TypeAdapter

from ..store.errors import InputError
from .designs import AnyDesign, Design, ElicitDesign, PerturbDesign
from .elicit import Elicit
from .engine.loop import Study
from .perturb import Perturb
from .respondents.protocol import Respondent
from .respondents.simulated import simulated

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


def open_respondent(model: str) -> Respondent:
    """Find whoever goes by a model's name.

    Raises:
        InputError: nobody does.
    """
    try:
        return simulated(model)
    except ValueError as error:
        raise InputError(str(error)) from error
