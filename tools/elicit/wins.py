"""What came of each pair, by order: the table behind the utilities. Counts, and nothing else."""

from collections.abc import Collection, Sequence

from ..statistics.proportions.intervals import clustered_share
from ..study.estimate import Estimate, estimate
from ..study.questions import Observation
from .finding import PairWins


def pair_wins(observations: Sequence[Observation], held_out: Collection[str]) -> list[PairWins]:
    """One row a pair, those whose answers differ most from one half first."""
    found: dict[str, dict[str, int]] = {}
    texts: dict[str, tuple[str, str]] = {}
    for seen in observations:
        question = seen.trial.question
        row = found.setdefault(question.id, dict.fromkeys(_COLUMNS, 0))
        texts[question.id] = question.a.text, question.b.text
        row["undecided" if seen.chosen is None else f"{seen.trial.first}_first_{seen.chosen}"] += (
            seen.times
        )
    rows: list[PairWins] = []
    for key in list(found):  # a hundred thousand of them: none is held twice
        a, b = texts.pop(key)
        rows.append(PairWins(a=a, b=b, **found.pop(key), held_out=key in held_out))
    rows.sort(key=_distance, reverse=True)
    return rows


_COLUMNS = ("a_first_a", "a_first_b", "b_first_a", "b_first_b", "undecided")


def _distance(row: PairWins) -> float:
    a, b = row.a_first_a + row.b_first_a, row.a_first_b + row.b_first_b
    return abs(a - b) / (a + b) if a + b else -1.0


def first_share(rows: Sequence[PairWins]) -> Estimate:
    """The share of decided answers that the first place won, clustered by pair."""
    counts = [
        (one.a_first_a + one.b_first_b, decided)
        for one in rows
        if (decided := one.a_first_a + one.a_first_b + one.b_first_a + one.b_first_b)
    ]
    if len(counts) < 2:
        return Estimate(value=None, reason="fewer than two pairs were decided")
    found = clustered_share(counts)
    return estimate(found.share, found.interval, found.n)
