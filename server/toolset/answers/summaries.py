"""From findings to one answer about them: concise rows, whole evidence in parts, or a table."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from ....store.errors import InputError, NotFound
from ....tools.study.pooled import Figure, NotComputed
from ....tools.study.steps import NextCall
from ....tools.study.wording import BRIEF, fit
from ..results import ConciseFinding, Summary
from ..views import PAGE, concise, page, parts, served_views
from .brevity import Table
from .comparisons import comparison_view, models_rows, models_table
from .ledgers import ledger_table, ledger_view, standing_of
from .status_views import going_on
from .tables import cells_table, ordered_table, pairs_table, part_of

if TYPE_CHECKING:
    from ....tools.investigations import Investigation
    from ....tools.studies import Laboratory, Progress  # numpy: not before it is needed
    from ....tools.study.pooled import Pooled
    from ....tools.summaries import Summaries, Told

    Found = Summaries
    Part = tuple[dict[str, Any], int | None]

Row = TypeVar("Row")
Detail = Literal["concise", "full", "pooled", "cells", "pairs", "ledger", "models"]
ROOM = 3_000
"""Bytes of the findings of one concise page: sentence and next steps come beside them."""
POOLED = 2_400
"""Bytes of the figures over many findings."""
BY_TWOS = 3_500
"""Bytes of what is said of models by twos, beside the table of them."""
LACKING = 500
"""Bytes of what could not be computed."""
EACH = 10_000
"""More than the parts of any finding."""
MOST_LOOKED_AT = 100
"""Findings that are asked what leads on from them."""
MOST_STEPS = 2
"""Next steps that an answer proposes."""


class Asked(NamedTuple):
    """What is to be told of: studies, of their findings those that are meant, and their family;
    `room` is for findings, in bytes, where whoever asks reads more than a host passes on.
    """

    lab: "Laboratory"
    ids: Sequence[str]
    found: "Found"
    family: "Investigation"
    room: int = 0


def summary_of(asked: Asked, detail: Detail, offset: int, limit: int) -> Summary:
    """What is told of findings.

    Raises:
        InputError: there is nothing at this offset, or no such table of them.
    """
    ids, found = asked.ids, asked.found
    shown, more = _SHOWN[detail](asked, offset, limit)
    if not offset and detail in ("concise", "full"):
        shown["ledger"] = ledger_view(asked.family.ledger)
        shown["comparison"] = comparison_view(found.comparisons())
    verdicts = found.counts
    steps = [] if more is not None else _steps(asked)
    return Summary(
        summary=_overall(len(ids), verdicts, _left_out(found)),
        verdicts=dict(verdicts),
        next_offset=more,
        hint=_hint(more, steps, shown.get("more_pooled", 0)),
        next=steps,
        **shown,
    )


def check_offset(offset: int, total: int, what: str) -> None:
    """Refuse to go on where nothing is left.

    Raises:
        InputError: the offset is past the end.
    """
    if offset and offset >= total:
        raise InputError(
            f"There are {total:,} {what}, and none from offset {offset:,} on: begin again with "
            "offset=0, or take the next_offset of the answer before."
        )


def check_filters(
    given: Mapping[str, str], unfiltered: "Found", progress: "Iterable[Progress]"
) -> None:
    """Refuse filters that match no finding, with what would.

    Raises:
        NotFound: there are findings.
    """
    verdicts = unfiltered.counts
    if not verdicts:
        return
    asked = " and ".join(f"{name}={value!r:.80}" for name, value in given.items())
    models = dict.fromkeys(one.study.model for one in progress)
    raise NotFound(
        f"No finding has {asked}. Verdicts there are: {', '.join(verdicts)}. Models: "
        f"{fit(', '.join(models), BRIEF)}. Text is looked for in the options."
    )


def _concise(asked: Asked, offset: int, limit: int) -> "Part":
    lab, found, family = asked.lab, asked.found, asked.family
    total = len(found)
    check_offset(offset, total, "findings")

    def told_of(one: "Told") -> ConciseFinding:
        return concise(*one, lab.compared(*one), standing_of(family.standing(*one)))

    shown, _ = page(islice(found.rows(offset), limit), offset, told_of, asked.room or ROOM)
    told = {"findings": shown, "total": total, **_pooled(found.pooled() if not offset else [])}
    at = offset + len(shown) + len(found.unreadable)
    return told, at if at < total else None


def _pooled(pooled: "Sequence[Pooled]") -> dict[str, Any]:
    """As many figures, and as much of what lacks, as leave room for findings; how many more."""
    figures = [one for some in pooled for one in some.figures]
    lacking = [one for some in pooled for one in some.not_computed]
    told, lacks = (
        page(figures, 0, lambda one: one, POOLED)[0],
        page(lacking, 0, lambda one: one, LACKING)[0],
    )
    more = len(figures) + len(lacking) - len(told) - len(lacks)
    return {"pooled": told, "not_computed": lacks, "more_pooled": more}


def _all_pooled(asked: Asked, offset: int, limit: int) -> "Part":
    """Every figure over many findings, and then all that the answers lack for others."""
    pooled = asked.found.pooled()
    rows: list[Figure | NotComputed] = [one for some in pooled for one in some.figures]
    rows += [one for some in pooled for one in some.not_computed]
    check_offset(offset, len(rows), "figures")
    shown, at = page(rows[: offset + limit], offset, lambda one: one)
    told = {
        "pooled": [one for one in shown if isinstance(one, Figure)],
        "not_computed": [one for one in shown if isinstance(one, NotComputed)],
        "total": len(rows),
    }
    return told, at or (offset + limit if offset + limit < len(rows) else None)


def _full(asked: Asked, offset: int, limit: int) -> "Part":
    """Parts of findings, of which only those shown are read.

    An offset names a finding and a part of it: no finding has EACH parts.
    """
    lab, ids, found = asked.lab, asked.ids, asked.found
    total, (place, first) = len(found), divmod(offset, EACH)
    check_offset(place, total, "findings")
    places = (
        (at * EACH + number, part)
        for at, (_, one) in enumerate(found.rows(place), place)
        for number, part in enumerate(parts(one))
        if at > place or number >= first
    )
    read: list[tuple[int, Any]] = []
    some = islice(_noted(places, read), limit)
    shown, cut = page(some, 0, lambda one: one[1], asked.room or PAGE)
    if not shown:
        raise InputError(f"Nothing is at offset {offset}: begin again with offset=0.")
    served = [] if offset else served_views(lab.store, ids)
    rest = read[cut] if cut is not None else next(places, None)
    return {"full": shown, "total": total, "served": served}, rest and rest[0]


def _noted(rows: Iterable[Row], read: list[Row]) -> Iterator[Row]:
    """Rows, each noted as it is read."""
    for row in rows:
        read.append(row)
        yield row


def _cells(asked: Asked, offset: int, limit: int) -> "Part":
    """Rows of cells; findings that lie before are passed over by their number of cells."""
    found = asked.found
    numbers = found.cells()
    total, before, place = sum(numbers), 0, 0
    if not total:
        raise InputError('Only preferences have cells: of utilities, give detail="pairs".')
    check_offset(offset, total, "rows")
    while before + numbers[place] <= offset:
        before += numbers[place]
        place += 1
    end, behind = place, before
    while end < len(numbers) and behind < offset + limit:
        behind += numbers[end]
        end += 1
    some = list(islice(found.rows(place), end - place))
    return _fitted(lambda n: cells_table(some, offset - before, n), offset, limit, total)


def _pairs(asked: Asked, offset: int, limit: int) -> "Part":
    store = asked.lab.store
    if len(asked.ids) == 1 and (some := store.in_order(asked.ids[0])):
        check_offset(offset, len(some), "rows")
        options = store.options([one.row for one in some[offset : offset + limit]])
        return _fitted(lambda n: ordered_table(some, options, offset, n), offset, limit, len(some))
    tallies = [row for one in asked.ids for row in store.tally(one, kind="choice")]
    return _rows(pairs_table(tallies), offset, limit)


def _ledger(asked: Asked, offset: int, limit: int) -> "Part":
    """Rows of claims, of the whole investigation whichever studies are asked for."""
    ledger = asked.family.ledger
    total = len(ledger.rows)
    if not total:
        raise InputError("Nothing was claimed that could be corrected: see detail=concise.")
    check_offset(offset, total, "claims")
    return _fitted(lambda n: ledger_table(ledger, offset, n), offset, limit, total)


def _models(asked: Asked, offset: int, limit: int) -> "Part":
    """Rows of questions by models."""
    found = asked.found.comparisons()
    rows, total = models_rows(found), len(models_rows(found))
    if not found:
        raise InputError("Nothing was asked of two models: give a label of several.")
    check_offset(offset, total, "rows")
    if offset:
        return _fitted(lambda n: models_table(rows[offset : offset + n]), offset, limit, total)
    view = comparison_view(found, BY_TWOS)
    left = PAGE - BY_TWOS
    told, more = _fitted(lambda n: models_table(rows[:n]), 0, limit, total, left)
    return {**told, "comparison": view}, more


def _rows(table: Table, offset: int, limit: int) -> "Part":
    total = len(table.rows)
    check_offset(offset, total, "rows")
    return _fitted(lambda n: part_of(table, offset, n), offset, limit, total)


def _fitted(
    make: Callable[[int], Table], offset: int, limit: int, total: int, room: int = PAGE
) -> "Part":
    """As many rows of a table, at most so many, as an answer has room for with their names."""
    table = make(limit)
    while len(table.rows) > 1 and (size := len(table.model_dump_json().encode())) > room:
        table = make(max(1, min(len(table.rows) - 1, len(table.rows) * room // size)))
    at = offset + len(table.rows)
    return {"table": table, "total": total}, at if at < total else None


_SHOWN: "dict[Detail, Callable[[Asked, int, int], Part]]" = {
    "concise": _concise,
    "full": _full,
    "pooled": _all_pooled,
    "cells": _cells,
    "pairs": _pairs,
    "ledger": _ledger,
    "models": _models,
}


def _steps(asked: Asked) -> list[NextCall]:
    """What leads on: first to the end of what has not ended, then to what the ledger keeps, then
    from the findings.
    """
    lab, ids, found, family = asked.lab, asked.ids, asked.found, asked.family
    some = islice(found.rows(), MOST_LOOKED_AT)
    steps = [step for study_id, one in some for step in lab.steps(study_id, one)]
    unended = [one for one in map(lab.progress, ids) if one.study.state != "done"]
    more = [one for one in (family.more_answers() if not unended else None,) if one is not None]
    return [*(going_on(unended) if unended else ()), *more, *steps][:MOST_STEPS]


def _overall(studies: int, verdicts: Counter[str], left_out: str) -> str:
    counted = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in verdicts.most_common())
    number = f"{studies} {'study' if studies == 1 else 'studies'}"
    if not counted and left_out:
        return f"{number}.{left_out}"
    if not counted:
        return f"{number} without findings so far: nothing has been answered yet."
    return f"{number}: {counted}.{left_out}"


def _left_out(found: "Found") -> str:
    """What is not told, because it cannot be read or made; the rest stands."""
    said = ""
    if found.unreadable:
        where = ", ".join(dict.fromkeys(found.unreadable))
        number = len(found.unreadable)
        what = "finding" if number == 1 else "findings"
        said += f" {number} {what} of {where} cannot be read by this version."
    if found.inconclusive:
        where = ", ".join(found.inconclusive)
        said += f" The findings of {where} cannot be made from its answers: see get_trials."
    return said


def _hint(more: int | None, steps: Sequence[NextCall], pooled: int) -> str:
    also = f' {pooled} more over all findings: detail="pooled".' if pooled else ""
    return _onward(more, steps) + also


def _onward(more: int | None, steps: Sequence[NextCall]) -> str:
    if more is not None:
        return f"There are more: call summarize again with offset={more}."
    if steps:
        return f"Next, {steps[0].tool}: {steps[0].why}"
    return "Call get_trials with the study_id and the question to see exact prompts and answers."
