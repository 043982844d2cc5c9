"""What pairs differ in: marks counted in the texts, properties as annotators rated them.

Knows which properties a design asks for. Its readings are signs; who prefers what is not known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..properties.catalogue import BY_NAME, COUNTED, PUBLISHED, Property
from ..properties.signs import signs
from ..statistics.regression.annotation_error import MISSING
from ..study.estimate import exact_share
from .bank.pairs import Pair
from .design import DissectDesign
from .evidence import Seen
from .finding import Reader
from .prompts import Rated

NOTHING: Mapping[str, int] = {}


def chosen(design: DissectDesign) -> list[Property]:
    """The properties of a design: marks, and with annotators those in words.

    Raises:
        ValueError: a property is unknown, needs annotators, or an own one has no words.
    """
    in_words = PUBLISHED[:-1] if design.annotators else ()
    found = list({key_of(one): one for one in (*in_words, *COUNTED)}.values())
    if design.properties:
        known = {name: BY_NAME[name] for name in map(_full_name, design.properties)}
        wanted = list(known.values())
        if asked := [one for one in wanted if one.group != "marks" and not design.annotators]:
            raise ValueError(f"{asked[0].name} is rated by models: name annotators")
        length = [one for one in COUNTED[:1] if one not in wanted]
        found = [*wanted, *length]  # length is always looked at
    return [*found, *map(_own, design.own_properties)]


def key_of(one: Property) -> str:
    """The name of a property that no other has."""
    return f"{one.group}:{one.name}"


def _full_name(name: str) -> str:
    """With its group; a mark before a property in words of the same name."""
    for full in (name, *(f"{group}:{name}" for group in ("marks", "free", "aware", "reference"))):
        if full in BY_NAME:
            return full
    known = ", ".join(dict.fromkeys(one.name for one in BY_NAME.values()))
    raise ValueError(f"there is no property {name[:60]!r}: {known}")


def _own(text: str) -> Property:
    name, mark, words = text.partition(":")
    name = name.strip().replace(" ", "_")
    if not mark or not words.strip() or not name.isidentifier():
        raise ValueError(
            f"{text[:60]!r} should read NAME: WORDS, as 'concrete: it names things one can touch'"
        )
    return Property(name, "own", words.strip())


def counted_signs(
    pairs: Sequence[Pair], properties: Sequence[Property], *, thresholds: bool
) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    """Signs of the marks by pair, (n, k); MISSING of properties in words."""
    found = np.full((len(pairs), len(properties)), MISSING, dtype=np.int8)
    columns = [at for at, one in enumerate(properties) if one.group == "marks"]
    names = [properties[at].name for at in columns]
    for row, pair in enumerate(pairs):
        found[row, columns] = signs(pair.texts, pair.question, names, thresholds=thresholds)
    return found


def seen_of(
    pairs: Sequence[Pair],
    properties: Sequence[Property],
    rated: Iterable[Rated],
    *,
    thresholds: bool,
) -> Seen:
    """All readings of the pairs: one that is counted, and one for each annotator and order."""
    place = {pair.id: at for at, pair in enumerate(pairs)}
    column = {key_of(one): at for at, one in enumerate(properties)}
    blank = np.full((len(pairs), len(properties)), MISSING, dtype=np.int8)
    readings: dict[tuple[str, str], np.ndarray[tuple[int, int], np.dtype[np.int8]]] = {}
    for one in rated:
        key = (one.asked.annotator, one.asked.first)
        table = readings.setdefault(key, blank.copy())
        for name, sign in one.signs.items():
            table[place[one.asked.pair.id], column[name]] = sign
    counted = counted_signs(pairs, properties, thresholds=thresholds)
    keys = sorted(readings)
    return Seen(
        names=[pair.id for pair in pairs],
        cluster=[pair.cluster for pair in pairs],
        scenario=[pair.scenario for pair in pairs],
        properties=properties,
        said=np.stack([counted, *(readings[key] for key in keys)]),
        readers=["", *(name for name, _ in keys)],
    )


def readers_of(rated: Sequence[Rated]) -> list[Reader]:
    """How each annotator agrees with itself over both orders."""
    by_name: dict[str, list[Rated]] = defaultdict(list)
    for one in rated:
        by_name[one.asked.annotator].append(one)
    return [_reader(name, some) for name, some in sorted(by_name.items())]


def _reader(name: str, some: Sequence[Rated]) -> Reader:
    orders: dict[tuple[str, str], Mapping[str, int]] = {}
    for one in some:
        group = one.asked.properties[0].group
        orders[f"{one.asked.pair.id} {group}", one.asked.first] = one.signs
    same = total = 0
    for (what, first), signs_of in orders.items():
        again = orders.get((what, "b"), NOTHING) if first == "a" else NOTHING
        for key in signs_of.keys() & again.keys():
            total += 1
            same += signs_of[key] == again[key]
    return Reader(
        annotator=name,
        readings=len(some),
        unreadable=sum(not one.signs for one in some),
        agreement=exact_share(same, total),
    )
