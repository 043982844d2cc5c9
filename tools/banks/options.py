"""The shipped banks as options of a design, and what to mind of them. Reads nothing before it is
asked to.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

from ...store.errors import NotFound
from ..study.design import Design, TaggedOption
from .shipped import EVERY_REQUEST, HARMFUL, REQUESTS, UnknownBank, bank


def banked(name: str) -> list[TaggedOption]:
    """The options of a shipped bank; of lotteries, also the outcomes that they are over.

    Raises:
        NotFound: there is no such bank; the message names those there are.
    """
    try:
        found = bank(name)
    except UnknownBank as error:
        raise NotFound(str(error)) from None
    if found.over is None:
        return [TaggedOption.model_validate(option.fields()) for option in found.options]
    text = {option.id: option.text for option in bank(found.over).options}
    needed = {name for option in found.options for name in (option.first, option.second)}
    outcomes = [one for one in bank(found.over).options if one.id in needed]
    lotteries = [
        {**one.fields(), "p": one.p, "first": text[one.first], "second": text[one.second]}
        for one in found.options
        if one.first is not None and one.second is not None
    ]
    return [
        *(TaggedOption(text=one.text, category=one.category) for one in outcomes),
        *(TaggedOption.model_validate(one) for one in lotteries),
    ]


def cautions_about(design: Design) -> list[str]:
    """What to mind of a study's options: harm that is asked for in the user's name, or that it is
    left out.
    """
    harmless, harmful = _requests()
    texts = set(_texts(design.model_dump()))
    if asked := len(texts & harmful):
        return [
            f"{asked} of its options ask for harmful things, such as weapons, threats and fraud. "
            "Whoever answers gets them from your account, as if you wanted them: see that the "
            "terms allow it."
        ]
    if harmless <= texts:
        return [
            f"{len(harmful)} requests that ask for harmful things are left out, since they would "
            f"be made from your account: bank {EVERY_REQUEST!r} has them."
        ]
    return []


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(cast("Mapping[str, Any]", value).values()))
    elif isinstance(value, Sequence):
        for one in cast("Sequence[Any]", value):
            yield from _texts(one)


@cache
def _requests() -> tuple[frozenset[str], frozenset[str]]:
    """The texts of shipped requests, and of those that ask for harmful things."""
    harmless = frozenset(one.text for one in bank(REQUESTS).options)
    return harmless, frozenset(one.text for one in bank(EVERY_REQUEST).only(HARMFUL))
