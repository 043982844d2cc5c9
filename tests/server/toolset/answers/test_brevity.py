"""Short answers: what is left out of them, and that they are read back all the same."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from velleity.server.toolset.answers.brevity import Brief, shortened
from velleity.server.toolset.results import ConciseFinding


def records(kind: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """A record and all that it holds."""
    if kind not in seen:
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from within(field.annotation, seen)


def within(annotation: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from records(annotation, seen)
    for one in get_args(annotation):
        yield from within(one, seen)


def test_what_may_be_left_out_of_a_short_answer_need_not_be_there_to_read_it() -> None:
    seen: set[type[BaseModel]] = set()
    held = [one for kind in Brief.__subclasses__() for one in records(kind, seen)]
    assert ConciseFinding in held
    lacking = [
        f"{one.__name__}.{name}"
        for one in held
        for name, field in one.model_fields.items()
        if field.is_required() and type(None) in get_args(field.annotation)
    ]
    assert not lacking


def test_nulls_and_empty_tables_go_and_numbers_have_three_digits() -> None:
    told: dict[str, Any] = {
        "a": None,
        "b": [],
        "c": 0.123456,
        "d": {"e": "", "level": 0.95, "f": 1234.5},
    }
    assert shortened(told) == {"c": 0.123, "d": {"f": 1230.0}}
    assert shortened({"level": 0.9, "n": 123456}) == {"level": 0.9, "n": 123456}
