"""What differs between two JSON values, place by place. Knows nothing of what they say."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, cast

How = Literal["changed", "missing", "added"]
LONGEST = 200
"""Characters of a value that are shown."""


class Difference(NamedTuple):
    """One place at which two values differ: what stood in the capsule, and what was made of it."""

    where: str
    how: How
    kept: str
    made: str
    gap: float | None
    """Of two numbers, their distance relative to the larger; None where one is no number."""


def differences(kept: Any, made: Any, where: str) -> Iterator[Difference]:
    """Every place that differs, in the order of the first value."""
    if isinstance(kept, dict) and isinstance(made, dict):
        one, two = cast("Mapping[str, Any]", kept), cast("Mapping[str, Any]", made)
        for name in dict.fromkeys((*one, *two)):
            yield from _at(f"{where}.{name}", one.get(name, _NONE), two.get(name, _NONE))
    elif isinstance(kept, list) and isinstance(made, list):
        some, others = cast("list[Any]", kept), cast("list[Any]", made)
        for at in range(max(len(some), len(others))):
            yield from _at(
                f"{where}[{at}]",
                some[at] if at < len(some) else _NONE,
                others[at] if at < len(others) else _NONE,
            )
    elif not isinstance(made, type(cast("object", kept))) or kept != made:
        yield Difference(where, "changed", _shown(kept), _shown(made), _gap(kept, made))


def _at(where: str, kept: Any, made: Any) -> Iterator[Difference]:
    if kept is _NONE:
        yield Difference(where, "added", "", _shown(made), None)
    elif made is _NONE:
        yield Difference(where, "missing", _shown(kept), "", None)
    else:
        yield from differences(kept, made, where)


_NONE = object()


def _shown(value: Any) -> str:
    """A value as JSON-like words, cut to what fits a line."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _gap(kept: Any, made: Any) -> float | None:
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (kept, made)):
        return None
    try:
        size = float(max(abs(kept), abs(made)))
        return abs(kept - made) / size if size else 0.0
    except OverflowError:  # whole numbers of hundreds of digits
        return None
