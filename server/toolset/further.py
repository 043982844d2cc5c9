"""Arguments that a tool takes and has no room to list: one listed argument carries them.

A host that lets nothing pass that a schema does not name can send them all the same: as JSON in
`more`. What there is, `catalogue` explains.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from ...store.errors import InputError
from .schemas import FURTHER, MORE, Schema, explained


class Argument(NamedTuple):
    """An argument as `catalogue` explains it; `in_more`: it is sent there."""

    name: str
    takes: str
    about: str
    in_more: bool


def arguments_of(schema: Schema) -> list[Argument]:
    """Every argument of a tool, from the whole schema of what it takes."""
    shown = explained(schema)
    return [
        Argument(name, _takes(shown[name]), str(one.get("description", "")), FURTHER in one)
        for name, one in cast("dict[str, Schema]", schema["properties"]).items()
    ]


def _takes(shown: Schema) -> str:
    """What may be given, in words."""
    if "anyOf" in shown:
        return " or ".join(_takes(one) for one in shown["anyOf"])
    if "enum" in shown:
        return f"one of {', '.join(shown['enum'])}"
    if shown.get("type") == "array":
        return f"list of {_takes(shown['items'])}"
    fields = cast("dict[str, Schema]", shown.get("properties") or {})
    return f"object of {', '.join(fields)}" if fields else str(shown.get("type", "anything"))


def spread(arguments: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    """The arguments with what `more` holds beside them; `known` are all that the tool takes.

    Raises:
        InputError: it holds no JSON object of further arguments, or one that is given twice.
    """
    given = dict(arguments)
    said = given.pop(MORE, None)
    if said is None or MORE in known:
        return dict(arguments)
    example = '{"seed": 1}'
    try:
        held = json.loads(said) if isinstance(said, str) else said
    except (ValueError, RecursionError):
        raise InputError(f"{MORE} should be a JSON object as text, such as {example}.") from None
    if not isinstance(held, dict):
        raise InputError(f"{MORE} should be a JSON object as text, such as {example}.")
    further = cast("dict[str, Any]", held)
    if twice := [name for name in further if name in given]:
        raise InputError(f"{MORE} holds {twice[0][:80]!r}, which is given beside it: give it once.")
    return {**given, **further}


def packed(arguments: Mapping[str, Any], listed: set[str]) -> dict[str, Any]:
    """The arguments of a proposed call as every host can send them: in more what is not listed."""
    plain = {name: value for name, value in arguments.items() if name in listed}
    further = {name: value for name, value in arguments.items() if name not in listed}
    return {**plain, MORE: json.dumps(further)} if further else plain
