"""The catalogue as factors whose levels meet in one prompt, and which of them cannot.

A factorial design asks for one level of every factor at once. Most levels go together: they change
different parts of the prompt. Those that do not are excluded here, pair by pair, with the reason:

* a language takes the place of the wording, so only one of the two can be varied;
* manners are in English, so they do not go with an instruction in another language;
* spellings change Latin letters and punctuation, so they do nothing to Chinese;
* some wordings point at options that follow, so the instruction cannot come after these;
* asides that contradict each other;
* levels that speak for opposite options.

Casing, typing errors and punctuation are levels of one factor, `spelling`: a prompt has one of
them. Order is a factor too: which option is shown first. Knows nothing of designs, of which runs
are asked or of statistics.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from .catalogue import ALL_LEVELS, DEFAULTS, PLAIN, REASONABLE, Side, Tier, Variation, variation
from .levels import LEVELS, Level

ORDER = "order"
_ORDERS: dict[str, Side] = {"order=a": "a", "order=b": "b"}


@dataclass(frozen=True, slots=True)
class Factor:
    """What can be varied by itself: the ids of its levels, the default first.

    A directed level stands once toward each option.
    """

    name: str
    tier: Tier
    description: str
    levels: tuple[str, ...]


class Composition(NamedTuple):
    """One prompt of a factorial design: a variation with several levels, and an order."""

    variation: Variation
    first: Side


_DESCRIPTIONS = {
    ORDER: "which option is shown first",
    "labels": "what the options are called",
    "layout": "how the options are set",
    "wording": "how the instruction is worded",
    "language": "the language of the instruction",
    "position": "where the instruction stands",
    "manners": "please, thanks or neither",
    "spelling": "casing, typing errors and punctuation of the instruction",
    "persona": "who the model is said to be",
    "prior": "an unrelated chat before",
    "user": "what the user says of themselves",
    "circumstance": "an everyday aside",
    "nudge": "who suggests an option",
    "pressure": "how an option is pressed for",
}

_CONTRASTS = {
    ORDER: "order=b",
    "labels": "labels=numbers",
    "layout": "layout=xml",
    "wording": "wording=pick",
    "language": "language=german",
    "position": "position=after",
    "manners": "manners=please",
    "spelling": "spelling=typos",
    "persona": "persona=librarian",
    "prior": "prior=capital",
    "user": "user=student",
    "circumstance": "circumstance=hot",
    "nudge": "nudge=friend:b",
    "pressure": "pressure=told:b",
}
"""The level that stands against a factor's default in a design of two levels."""


def _ids(level: Level) -> tuple[str, ...]:
    return (f"{level.id}:a", f"{level.id}:b") if level.directed else (level.id,)


def _factor(name: str, levels: Sequence[Level]) -> Factor:
    own = tuple(key for level in levels if level.factor == name for key in _ids(level))
    return Factor(name, DEFAULTS[name].tier, _DESCRIPTIONS[name], own)


def factors(tiers: Sequence[Tier] = REASONABLE, *, wide: bool = False) -> tuple[Factor, ...]:
    """List the factors of some tiers that have two levels or more, order first.

    The core has fewer levels and factors than the wide catalogue.
    """
    levels = ALL_LEVELS if wide else LEVELS
    names = dict.fromkeys(level.factor for level in ALL_LEVELS if level.tier in tiers)
    named = [_factor(name, levels) for name in names]
    order = Factor(ORDER, "surface", _DESCRIPTIONS[ORDER], tuple(_ORDERS))
    return (order, *(factor for factor in named if len(factor.levels) > 1))


FACTORS: dict[str, Factor] = {
    factor.name: factor
    for factor in factors(("surface", "circumstance", "nudge", "pressure"), wide=True)
}
_FACTOR_OF = {key: factor.name for factor in FACTORS.values() for key in factor.levels}


def _others(name: str) -> frozenset[str]:
    """The levels of a factor but its default."""
    return frozenset(FACTORS[name].levels[1:])


_EXCLUDED: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (_others("language"), _others("wording"), "a language takes the place of the wording"),
    (_others("language"), _others("manners"), "manners are in English only"),
    (frozenset({"language=chinese"}), _others("spelling"), "spellings do nothing to Chinese"),
    (
        frozenset({"position=after"}),
        frozenset({"wording=rather", "wording=choose", "wording=favourite", "language=chinese"}),
        "this instruction points at options that follow it",
    ),
    (
        frozenset({"user=retired"}),
        frozenset({"circumstance=hurry"}),
        "a user with time to spare is in no hurry",
    ),
)


def conflict(one: str, two: str) -> str | None:
    """Say why two levels, given by id, cannot stand in one prompt; None when they can.

    Raises:
        ValueError: there is no such level.
    """
    for key in (one, two):
        if key not in _FACTOR_OF:
            raise ValueError(f"There is no level {key!r} among the factors.")
    if _FACTOR_OF[one] == _FACTOR_OF[two]:
        return f"both are levels of {_FACTOR_OF[one]}"
    for some, others, reason in _EXCLUDED:
        if (one in some and two in others) or (two in some and one in others):
            return reason
    sides = {key.partition(":")[2] for key in (one, two)} - {""}
    return "they speak for opposite options" if len(sides) > 1 else None


def compose(levels: Iterable[str]) -> Composition:
    """Put levels of different factors, given by id, into one prompt; the rest stay at default.

    `order=b` shows option b first. All at default is `plain` with option a first.

    Raises:
        ValueError: a level is unknown, or two of them cannot stand in one prompt.
    """
    chosen = list(levels)
    for one, two in combinations(chosen, 2):
        if reason := conflict(one, two):
            raise ValueError(f"{one} does not go with {two}: {reason}.")
    first: Side = "a"
    changed: list[str] = []
    for key in chosen:
        if key in _ORDERS:
            first = _ORDERS[key]
        elif key not in _FACTOR_OF:
            raise ValueError(f"There is no level {key!r} among the factors.")
        elif key != FACTORS[_FACTOR_OF[key]].levels[0]:
            changed.append(key)
    return Composition(variation("+".join(changed) or PLAIN), first)


def contrasts(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Two levels for each factor: its default, and what usually stands against it.

    Raises:
        ValueError: there is no such factor.
    """
    chosen = list(names)
    for name in chosen:
        if name not in FACTORS:
            raise ValueError(f"There is no factor {name!r}; there are {', '.join(FACTORS)}.")
    return tuple((FACTORS[name].levels[0], _CONTRASTS[name]) for name in chosen)


def compositions(
    choices: Sequence[Sequence[str]], runs: Iterable[Sequence[int]]
) -> tuple[Composition, ...]:
    """Turn the runs of a design into prompts.

    `choices` has the levels of each factor by id; a run has, for each, the place of its level
    there. Every level must go with every level of the other factors: a design crosses them.

    Raises:
        ValueError: levels of two factors do not go together, the levels of one choice are not
            different levels of one factor, or a run does not fit the choices.
    """
    for levels in choices:
        names = {_FACTOR_OF.get(key, key) for key in levels}
        if len(names) != 1 or len(set(levels)) < len(levels):
            raise ValueError(f"{', '.join(levels)} are not different levels of one factor.")
    for some, others in combinations(choices, 2):
        for one in some:
            for two in others:
                if reason := conflict(one, two):
                    raise ValueError(f"{one} does not go with {two}: {reason}.")
    return tuple(compose(_pick(choices, run)) for run in runs)


def _pick(choices: Sequence[Sequence[str]], run: Sequence[int]) -> list[str]:
    fits = len(run) == len(choices) and all(
        0 <= at < len(levels) for at, levels in zip(run, choices, strict=True)
    )
    if not fits:
        raise ValueError(f"the run {tuple(run)} does not fit the levels of {len(choices)} factors")
    return [levels[at] for at, levels in zip(run, choices, strict=True)]
