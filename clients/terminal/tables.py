"""What stands in lines and tables on a screen: studies, shares, truths, utilities, models.

Prints nothing.
"""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from ...server.toolset.answers.brevity import Table as Rows
from ...server.toolset.results import ConciseFinding, Estimate, StudyLine, TruthRow
from ...server.unseen import visible


def study_line(study: StudyLine) -> str:
    """When, who, what was found or how far it is, what it cost, and the id."""
    words = ", ".join(
        f"{count} {word.replace('_', ' ')}" if count > 1 else word.replace("_", " ")
        for word, count in study.verdicts.items()
    )
    if study.state != "done" or not words:
        words = f"{study.state} at {study.done:,}"
    cost = "" if study.cost_usd is None else f"  ${study.cost_usd:,.4f}"
    label = f"  [{' '.join(study.label.split())}]" if study.label else ""
    made = study.created_at[:16].replace("T", " ")
    return f"{made}  {study.study_id}  {study.model}: {words}{cost}{label}"


def share(estimate: Estimate | None) -> str:
    """A share with interval and n, or why there is none."""
    if estimate is None:
        return "–"
    if estimate.value is None:
        return f"no data ({estimate.reason})"
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}] n={estimate.n}"


def truths_table(rows: Sequence[TruthRow]) -> Table:
    """A row a known truth: what was said of it, how often wrongly."""
    table = Table(show_edge=False, pad_edge=False)
    for name in ("truth", "what is true", "verdicts", "wrong", "cover", "trials"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            Text(visible(row.model)),
            row.what,
            ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in row.verdicts.items()),
            share(row.wrong),
            share(row.coverage),
            f"{row.trials:.0f}",
        )
    return table


def models_table(given: Rows) -> Table:
    """A row a question, a column a model: verdict, and the share of the option named first."""
    models = given.names["model"]
    table = Table(show_edge=False, pad_edge=False)
    for name in ("question", *models):
        table.add_column(Text(visible(name)), overflow="fold")
    cells: dict[str, dict[str, str]] = {}
    for row in given.rows:
        told = dict(zip(given.columns, row, strict=True))
        question, model, verdict = (
            given.names[name][int(str(told[name]))] for name in ("question", "model", "verdict")
        )
        share = f"{told['share_a']} [{told['low']}, {told['high']}]"
        cells.setdefault(question, {})[model] = f"{verdict.replace('_', ' ')}\n{share}"
    for question, some in cells.items():
        table.add_row(Text(visible(question)), *(some.get(one, "–") for one in models))
    return table


def utilities_table(finding: ConciseFinding) -> Table:
    """The best and the worst of a ranking."""
    table = Table(show_edge=False, pad_edge=False)
    for name in ("rank", "option", "utility (logits)", "n"):
        table.add_column(name, overflow="fold")
    for one in (*finding.best, *finding.worst):
        interval = f"{one.utility:+.2f} [{one.low:+.2f}, {one.high:+.2f}]"
        table.add_row(str(one.rank), Text(visible(one.option)), interval, str(one.n))
    return table
