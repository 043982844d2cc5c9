"""Choices counted: exact repeats of a record once, both ways of writing a pair as one question.

What comes out does not depend on the order of the records, on other questions, or on how the
records were spread over files. More of them than memory holds are laid by in a `Staging`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import from_json, to_json

from ...store.records import TrialRecord
from ...store.staging import Row, Staging
from ..perturbations.catalogue import Side
from ..study.asked import short_digest
from ..study.questions import Option, Question, Trial
from .choices import Choice, Counted, choice_of

MOST_HELD = 400_000
"""Entries that are held in memory: replicates, and choices that differ, which take more."""
OF_A_CHOICE = 3
"""Entries whose room a choice takes."""
Named = tuple[Choice, int]
"""A choice whose records name their replicate, and how many answers each of these stands for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """All answers alike of one question; `choice` as the question is put, not as it was logged.

    `turned`: it was logged with the options the other way round. `each` is how many answers stand
    for every one of the `replicates`; 0 where no replicates were named.
    """

    choice: Choice
    turned: bool
    count: int
    each: int = 0
    replicates: tuple[int, ...] = ()


class Tallies:
    """Counts records as they come."""

    def __init__(self, staging: Staging) -> None:
        """Lay by in `staging` what is too much for memory."""
        self._staging = staging
        self._plain: Counter[Choice] = Counter()
        self._named: dict[Named, set[int]] = {}
        self._seen: Counter[Named] = Counter()
        self._held = 0

    def add(self, one: Counted) -> None:
        """Take one record in."""
        if one.replicate is None:
            self._held += 0 if one.choice in self._plain else OF_A_CHOICE
            self._plain[one.choice] += one.answers
        else:
            key = one.choice, one.answers
            if (there := self._named.get(key)) is None:
                there = self._named[key] = set()
                self._held += OF_A_CHOICE
            self._held += one.replicate not in there
            there.add(one.replicate)
            self._seen[key] += 1
        if self._held > MOST_HELD:
            self.lay_by()

    def add_stored(self, record: TrialRecord, model: str) -> None:
        """Take in what an import stored before."""
        choice = _choice_of(record, model)
        numbers = _unpacked(record.extra.get("replicates", ""))
        if not numbers:
            self.add(Counted(choice, None, record.count))
        for number in numbers:
            self.add(Counted(choice, number, record.count // len(numbers)))

    def lay_by(self) -> None:
        """Put all that is in memory into the staging."""
        self._staging.add(self._rows())
        self._plain.clear()
        self._named.clear()
        self._seen.clear()
        self._held = 0

    def _rows(self) -> Iterator[Row]:
        for choice, count in self._plain.items():
            yield _row(choice, 0, count, "")
        for (choice, each), numbers in self._named.items():
            yield _row(choice, each, self._seen[choice, each], _packed(numbers))


def _row(choice: Choice, each: int, count: int, numbers: str) -> Row:
    pair = sorted((choice.option_a, choice.option_b))
    body = to_json([choice, each, count, numbers]).decode()
    return choice.model, short_digest(*pair), body


@dataclass(frozen=True, slots=True)
class Group:
    """The tallies of one question, sorted; `repeats` counts records that said the same again."""

    question: Question
    tallies: Sequence[Tally]
    repeats: int

    @property
    def answers(self) -> int:
        """All of them."""
        return sum(one.count for one in self.tallies)


def groups(staging: Staging, model: str) -> Iterator[Group]:
    """The questions of one model, in an order that depends on nothing but their texts."""
    return map(_group, staging.parts(model))


def _group(bodies: Iterable[str]) -> Group:
    """Put together what is said of one question.

    It is put as the answers that are most often alike were logged, or as the alphabet has it where
    both ways have as many.
    """
    plain: Counter[Choice] = Counter()
    named: dict[Named, set[int]] = {}
    seen = 0
    for body in bodies:
        stored, each, count, numbers = cast("tuple[list[Any], int, int, str]", from_json(body))
        choice = choice_of(stored)
        if each:
            named.setdefault((choice, each), set()).update(_unpacked(numbers))
            seen += count
        else:
            plain[choice] += count
    tallies = [Tally(choice, False, count) for choice, count in plain.items()]
    tallies += [
        Tally(choice, False, each * len(numbers), each, tuple(sorted(numbers)))
        for (choice, each), numbers in named.items()
    ]
    a, b = _canonical(tallies)
    told = [_told(one, a) for one in tallies]
    told.sort(key=lambda one: (one.choice, one.turned, one.each))
    repeats = seen - sum(len(numbers) for numbers in named.values())
    return Group(Question(Option(a), Option(b)), told, repeats)


def _canonical(tallies: Sequence[Tally]) -> tuple[str, str]:
    logged: Counter[tuple[str, str]] = Counter()
    for one in tallies:
        pair = one.choice.option_a, one.choice.option_b
        logged[pair] = max(logged[pair], one.count)
    return min(logged, key=lambda pair: (-logged[pair], pair))


def _told(one: Tally, a: str) -> Tally:
    if one.choice.option_a == a:
        return one
    return Tally(one.choice.turned(), True, one.count, one.each, one.replicates)


def _packed(numbers: Iterable[int]) -> str:
    """Replicates as ranges: "0-9,12"."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(f"{low}-{high}" if high > low else f"{low}" for low, high in ranges)


def _unpacked(ranges: str) -> list[int]:
    found: list[int] = []
    for one in ranges.split(",") if ranges else ():
        low, _, high = one.partition("-")
        found.extend(range(int(low), int(high or low) + 1))
    return found


def record_of(one: Tally, question: Question) -> TrialRecord:
    """A tally as a row: what lacks is None, or not there."""
    choice = one.choice
    decided: Side | None = choice.chosen if choice.chosen in ("a", "b") else None
    name = to_json([choice, one.turned, one.each]).decode()
    return TrialRecord(
        study_id="",
        id=short_digest("choice", name),
        kind=Trial.kind,
        question=question.id,
        option_a=choice.option_a,
        option_b=choice.option_b,
        variation=choice.variation,
        tier=choice.tier,
        first=choice.first or None,
        replicate=one.replicates[0] if one.replicates else 0,
        readout="label",
        outcome="chose" if decided else choice.chosen,
        chosen=decided,
        count=one.count,
        extra=_extra(one),
    )


def _extra(one: Tally) -> dict[str, Any]:
    """What was said beyond the columns of a row."""
    choice = one.choice
    told: dict[str, Any] = {
        "factors": dict(choice.factors),
        "category_a": choice.category_a,
        "category_b": choice.category_b,
        "temperature": choice.temperature,
        "sampling": dict(choice.sampling),
        "snapshot": choice.snapshot,
        "turned": one.turned,
        "replicates": _packed(one.replicates),
    }
    return {name: value for name, value in told.items() if value}


def _choice_of(record: TrialRecord, model: str) -> Choice:
    """The choice of a stored row, as it was logged."""
    extra = record.extra
    choice = Choice(
        model,
        record.option_a or "",
        record.option_b or "",
        record.variation,
        tuple(sorted(extra.get("factors", {}).items())),
        cast("Any", record.tier),
        record.first or "",
        cast("Any", record.chosen or record.outcome),
        extra.get("category_a", ""),
        extra.get("category_b", ""),
        extra.get("temperature", ""),
        tuple(sorted(extra.get("sampling", {}).items())),
        extra.get("snapshot", ""),
    )
    return choice.turned() if extra.get("turned") else choice
