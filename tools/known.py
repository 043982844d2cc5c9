"""What can be named in a call: the shipped banks with what they hold, and the models there are.

For those who look before they ask; what a study does with a name is its own affair.
"""

from pathlib import Path
from typing import Any

from ..store.errors import InputError, NotFound
from .banks.shipped import UnknownBank, banks
from .banks.shipped import bank as shipped
from .models import Models
from .respondents.cast import CAST


def bank_names() -> list[str]:
    """Every shipped bank."""
    return list(banks())


def bank_told(name: str) -> dict[str, Any]:
    """A bank with its options, as elicit takes them.

    Raises:
        NotFound: there is none of this name.
    """
    try:
        found = shipped(name)
    except UnknownBank as error:
        raise NotFound(str(error)) from None
    options = [{"id": one.id, **one.fields()} for one in found.options]
    return {"name": found.name, "description": found.description, "options": options}


def model_names(settings_file: Path) -> list[str]:
    """The aliases of the settings file, if it can be read, and the simulated models."""
    try:
        own = list(Models(settings_file).endpoints())
    except InputError:
        own = []  # the call that uses one says what is wrong with the settings
    return [*own, *CAST]
