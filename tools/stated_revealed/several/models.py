"""Several models beside each other: the gaps of each family with intervals, and styles before them.

Figures for a summary are made from the facts that findings left; the section of a report from the
findings themselves. Two findings of one model are two columns. Tests nothing: whether two models
differ is for whoever compares their intervals to ask in a study of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from ...reports.page import Section, Table
from ...study.estimate import Estimate
from ...study.pooled import Facts, Figure, Pooled
from ..finding import Cell, StatedRevealedFinding
from ..wording import gap


def pooled(who: str, given: Iterable[Facts]) -> Pooled:
    """A figure for each family that several models answered, all families first."""
    found = sorted(given, key=lambda one: one.facts["model"])
    names = _named([one.facts["model"] for one in found])
    columns: dict[str, dict[str, Cell]] = {
        name: {
            key: (verdict, Estimate.model_validate(it)) for key, verdict, it in one.facts["cells"]
        }
        for name, one in zip(names, found, strict=True)
    }
    figures: list[Figure] = []
    for family in _families(columns):
        some = {name: cells[family] for name, cells in columns.items() if family in cells}
        if len(some) > 1:
            told = "; ".join(f"{name} {_told(cell)}" for name, cell in some.items())
            sentence = f"{family}, revealed less stated: {told}."
            figures.append(Figure(figure=family, model=who, sentence=sentence, of=len(some)))
    return Pooled(figures=figures)


def side_by_side(findings: Sequence[StatedRevealedFinding]) -> Section | None:
    """Families by models, styles before them; None for fewer than two."""
    if len(findings) < 2:
        return None
    names = _named([one.model for one in findings])
    columns = {name: dict(one.cells()) for name, one in zip(names, findings, strict=True)}
    return Section(
        anchor="stated_revealed-models",
        heading="Models side by side",
        who=", ".join(names),
        verdict=None,
        lead="Revealed less stated support of each principle, balanced over formats and "
        "polarities, by model; what each answers by style stands first.",
        tables=(_styles(names, findings), _gaps(names, columns)),
    )


def _styles(names: Sequence[str], findings: Sequence[StatedRevealedFinding]) -> Table:
    by_key: list[dict[str, str]] = [
        {
            f"{one.format}, {one.order}: {role}": gap(estimate)
            for one in finding.style
            for role, estimate in (("stated", one.stated), ("revealed", one.revealed))
        }
        for finding in findings
    ]
    keys = dict.fromkeys(chain.from_iterable(by_key))
    rows = tuple((key, *(one.get(key, "") for one in by_key)) for key in keys)
    return Table("Style: yes, or the first label, beyond one half", ("asked", *names), rows)


def _gaps(names: Sequence[str], columns: Mapping[str, Mapping[str, Cell]]) -> Table:
    told = [{family: _told(cell) for family, cell in columns[name].items()} for name in names]
    rows = tuple((one, *(cells.get(one, "") for cells in told)) for one in _families(columns))
    return Table("Families by models", ("family", *names), rows)


def _families(columns: Mapping[str, Mapping[str, Cell]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(columns.values())))


def _told(cell: Cell) -> str:
    verdict, estimate = cell
    return f"{gap(estimate)}{' ' if verdict else ''}{verdict.replace('_', '-')}"


def _named(models: Sequence[str]) -> list[str]:
    """Names of columns: a model's own, with a number from its second finding on."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for model in models:
        seen[model] = seen.get(model, 0) + 1
        names.append(model if seen[model] == 1 else f"{model} ({seen[model]})")
    return names
