"""The options of a shipped bank, read and checked on first use. Does not read files of users."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

DESCRIPTIONS = {
    "outcomes": "what may come about: good, bad and neutral outcomes, and series of quantities",
    "lotteries": "stated chances of two outcomes each, for tests of expected utility",
    "requests": "what users ask for, by type of task",
    "requests-all": "the same, and 14 that ask for harmful things, which most models refuse",
}
"""Every shipped bank and what it holds, in a line."""
REQUESTS, EVERY_REQUEST, HARMFUL = "requests", "requests-all", "most models refuse"
"""A bank that leaves out a category of another's file: whoever asks it asks in their own name."""
_PACKAGE = __name__.rpartition(".")[0]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Valence = Literal["good", "bad", "neutral"]


class UnknownBank(ValueError):
    """Raised for a bank or a category that is not shipped; its text names those that are."""


class BankOption(BaseModel):
    """An option of a shipped bank.

    `unit` and `quantity` mark one of a series "N units of X"; `p`, `first` and `second` (ids) mark
    a lottery: `first` with probability `p`, else `second`. `valence` says whether an outcome is
    good for those whom it happens to. It keeps the bank balanced and is not shown to a model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Slug
    text: Annotated[str, Field(min_length=1, max_length=600)]
    category: Name
    valence: Valence | None = None
    unit: Name | None = None
    quantity: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    p: Annotated[float, Field(gt=0, lt=1)] | None = None
    first: Slug | None = None
    second: Slug | None = None

    @model_validator(mode="after")
    def _tags_are_whole(self) -> Self:
        if (self.unit is None) != (self.quantity is None):
            raise ValueError(f"{self.id}: a unit and a quantity go together")
        if len({self.p is None, self.first is None, self.second is None}) > 1:
            raise ValueError(f"{self.id}: a lottery has p, first and second")
        return self

    def fields(self) -> dict[str, str | float]:
        """What a study takes of it: text and category, and unit and quantity where it has them."""
        tags = {"unit": self.unit, "quantity": self.quantity}
        given = {name: value for name, value in tags.items() if value is not None}
        return {"text": self.text, "category": self.category, **given}


class Bank(BaseModel):
    """A named set of options. `over` names the bank that its lotteries draw from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug
    over: Slug | None = None
    options: Annotated[tuple[BankOption, ...], Field(min_length=2)]

    @property
    def description(self) -> str:
        """What it holds, in a line."""
        return DESCRIPTIONS[self.name]

    @property
    def categories(self) -> dict[str, int]:
        """How many options each category has, in the order of the file."""
        return dict(Counter(option.category for option in self.options))

    def only(self, *categories: str) -> tuple[BankOption, ...]:
        """List the options of some categories, in the order of the file.

        Raises:
            UnknownBank: there is no such category in this bank.
        """
        for category in categories:
            if category not in self.categories:
                raise UnknownBank(_unknown(f"category of {self.name}", category, self.categories))
        return tuple(option for option in self.options if option.category in categories)

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        for names in ([one.id for one in self.options], [one.text for one in self.options]):
            twice = [name for name, count in Counter(names).items() if count > 1]
            if twice:
                raise ValueError(f"{self.name} has {twice[0]!r} twice")
        return self


def banks() -> dict[str, str]:
    """Name every shipped bank with what it holds, in a line. Reads no file."""
    return dict(DESCRIPTIONS)


@cache
def bank(name: str) -> Bank:
    """Read a shipped bank; the same object every time.

    Raises:
        UnknownBank: there is none of this name.
    """
    if name not in DESCRIPTIONS:
        raise UnknownBank(_unknown("bank", name, DESCRIPTIONS))
    if name == REQUESTS:
        every = bank(EVERY_REQUEST)
        harmless = tuple(one for one in every.options if one.category != HARMFUL)
        return every.model_copy(update={"name": name, "options": harmless})
    found = Bank.model_validate_json((files(_PACKAGE) / f"{name}.json").read_bytes())
    known = {option.id for option in bank(found.over).options} if found.over else set[str]()
    for option in found.options:
        for other in (option.first, option.second):
            if other is not None and other not in known:
                raise ValueError(f"{option.id} draws on {other!r}, which {found.over} has not")
    return found


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say what there is instead, the nearest first."""
    from difflib import get_close_matches

    near = get_close_matches(name[:80].lower(), known, 1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no {kind} named {name[:80]!r}.{meant} There are: {', '.join(known)}."
