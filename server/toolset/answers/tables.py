"""Evidence as tables: the cells of preferences, the pairs of a ranking, trials in a line each.

Columns are named once, and long names stand once beside the rows, which say their place there.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from ....store.errors import InputError
from ....store.records import InOrder, Tally, TrialRecord, UnsettledCall
from ....tools.study.wording import BRIEF, fit
from .brevity import Cell, Table

if TYPE_CHECKING:
    from ....tools.perturb.finding import PreferenceFinding
    from ....tools.registry import AnyFinding

CELLS = ["finding", "variation", "first", "asked", "a", "b", "missing", "state"]
PAIRS = ["first", "second", "asked", "chose_first", "chose_second", "missing"]
CALLS = [
    *("trial", "number", "started_at", "outcome", "status", "tokens", "cost_usd", "answered"),
    *("model", "batch"),
]
"""Tokens and US dollars: at most. Outcome: None without an end. Model: None for the study's own.
Answered: another call of the trial brought its answer."""
TRIALS = ["variation", "first", "replicate", "answer", "question"]


class Names:
    """Names in the order in which they came up, and the place of each."""

    def __init__(self) -> None:
        """Nothing has been named."""
        self._places: dict[str, int] = {}

    def place(self, name: str) -> int:
        """Where a name stands."""
        return self._places.setdefault(name, len(self._places))

    def told(self) -> list[str]:
        """All names, cut to what an answer has room for."""
        return [fit(one, BRIEF) for one in self._places]


def calls_table(found: Iterable[UnsettledCall]) -> Table:
    """A row for each call that may be paid for in vain."""
    return Table(columns=CALLS, rows=[[getattr(one, name) for name in CALLS] for one in found])


def cells_table(found: "Iterable[tuple[str, AnyFinding]]", skip: int, limit: int) -> Table:
    """A row for each cell of every preference: what was asked, and how it stands.

    Of the first preference so many rows are skipped.
    """
    variations, questions, states = Names(), Names(), Names()
    rows: list[list[Cell]] = []
    for study, one, row in islice(_cells_of(found), skip, skip + limit):
        at = questions.place(f"{study}: {one.option_a} | {one.option_b}")
        rows.append([at, variations.place(row[0]), *row[1:-1], states.place(row[-1])])
    names = {"finding": questions.told(), "variation": variations.told(), "state": states.told()}
    return Table(columns=CELLS, names=names, rows=rows)


Row = tuple[str, str, int, int, int, int, str]


def _cells_of(
    found: "Iterable[tuple[str, AnyFinding]]",
) -> "Iterator[tuple[str, PreferenceFinding, Row]]":
    for study, one in found:
        if one.kind == "preference":
            yield from ((study, one, row) for row in _cells(one))


def _cells(finding: "PreferenceFinding") -> Iterable[Row]:
    for cell in finding.cells:
        b = cell.decided - cell.chose_a if cell.chose_b is None else cell.chose_b
        missing = cell.asked - cell.decided
        yield (
            cell.variation,
            cell.first or "unknown",
            cell.asked,
            cell.chose_a,
            b,
            missing,
            cell.state or "open",
        )


def pairs_table(tallies: Sequence[Tally]) -> Table:
    """A row for each pair in each order: how often which was chosen.

    Raises:
        InputError: nothing was a choice between two options.
    """
    options = Names()
    counted: dict[tuple[int, int], list[int]] = {}
    for one in tallies:
        if one.option_a is None or one.option_b is None or one.first is None:
            continue
        shown = (one.option_a, one.option_b)
        shown = shown if one.first == "a" else shown[::-1]
        row = counted.setdefault((options.place(shown[0]), options.place(shown[1])), [0] * 4)
        row[0] += one.answers
        row[3 if one.chosen is None else 1 if one.chosen == one.first else 2] += one.answers
    if not counted:
        raise InputError("No pair of options was compared yet: wait until answers are stored.")
    rows: list[list[Cell]] = [[*pair, *row] for pair, row in counted.items()]
    return Table(columns=PAIRS, names={"first": options.told()}, rows=rows)


def ordered_table(
    some: Sequence[InOrder], options: Sequence[tuple[str, str]], offset: int, most: int
) -> Table:
    """At most so many rows of pairs in one order, with the options of each, from a place on."""
    names = Names()
    rows: list[list[Cell]] = []
    for one, (a, b) in zip(some[offset : offset + most], options, strict=False):
        shown, wins = ((a, b), (one.a, one.b)) if one.first == "a" else ((b, a), (one.b, one.a))
        places = [names.place(shown[0]), names.place(shown[1])]
        rows.append([*places, one.asked, *wins, one.asked - one.a - one.b])
    return Table(columns=PAIRS, names={"first": names.told()}, rows=rows)


def trials_table(trials: Sequence[TrialRecord]) -> Table:
    """A row for each trial: under what it was asked, and what it chose, or else how it ended."""
    variations, questions = Names(), Names()
    rows: list[list[Cell]] = []
    for one in trials:
        said = one.chosen or one.outcome
        place = questions.place(one.question)
        rows.append([variations.place(one.variation), one.first, one.replicate, said, place])
    names = {"variation": variations.told(), "question": questions.told()}
    columns = TRIALS
    if len(names["question"]) < 2:
        rows, columns = [row[:-1] for row in rows], TRIALS[:-1]
    return Table(columns=columns, names=names, rows=rows)


def part_of(table: Table, offset: int, limit: int) -> Table:
    """Some rows of a table of pairs, with the names that they refer to and no other."""
    some = table.rows[offset : offset + limit]
    places: dict[Cell, int] = {}
    for row in some:
        for at in row[:2]:
            places.setdefault(at, len(places))
    rows: list[list[Cell]] = [[places[row[0]], places[row[1]], *row[2:]] for row in some]
    told = table.names["first"]
    names = {"first": [told[int(str(at))] for at in places]}
    return table.model_copy(update={"rows": rows, "names": names})
