"""How a value from elsewhere is read, and why one was refused, in a sentence for who gave it.

Knows pydantic alone.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ...store.texts import clean

Line = TypeVar("Line", bound=BaseModel)


def read_as(kind: type[Line], record: Mapping[str, Any]) -> Line:
    """Check a record of a log. As tables are written, null says that a field was not given: where
    it is none of the field's values, the field keeps its own.

    Raises:
        ValidationError: a field is wrong, unknown, or needed and not there.
    """
    try:
        return kind.model_validate(record)
    except ValidationError:
        fields = kind.model_fields
        spare = {
            name
            for name, one in record.items()
            if one is None and name in fields and not fields[name].is_required()
        }
        if not spare:
            raise
        return kind.model_validate({k: one for k, one in record.items() if k not in spare})


def first_reason(error: ValidationError, what: str) -> str:
    """Name the first field that is wrong and say why, without repeating a long input.

    `what` is the word for a field where it was given: "argument", "field".
    """
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ").rstrip(".")
    if not where:
        return clean(f"{reason[:1].upper()}{reason[1:]}.")
    given = "" if first["type"] == "missing" else f" (given: {first['input']!r:.60})"
    return clean(f"{what} {where}: {reason}{given}.")
