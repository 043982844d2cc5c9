"""From answers and signs to a finding: each judge by itself, all of them beside each other.

Takes the same from a study and from an import. Everything random comes from the seed; neither the
order of answers nor that of judges beyond the first makes a difference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..properties.catalogue import Property
from ..statistics.regression.gibbs import DRAWS
from ..statistics.regression.partial_pooling import partial_pooling
from ..statistics.regression.rows import WEAK
from ..statistics.regression.units import with_halves
from .comparing import differences, scenario_fits, similarity
from .design import LENGTH_COLUMN
from .evidence import Said, Seen, judge_rows
from .explaining import Explained, explain, generator, judged, of_draws, weights
from .finding import DissectFinding, Push, Reader, ScenarioWeight


@dataclass(frozen=True)
class Evidence:
    """All that a finding follows from."""

    model: str
    judges: Sequence[str]
    said: Sequence[Said]
    seen: Seen
    alpha: float
    seed: int
    readers: Sequence[Reader] = ()
    writer: str | None = None


def length_of(properties: Sequence[Property]) -> int | None:
    """The column of the length, if it is there."""
    names = [f"{one.group}:{one.name}" for one in properties]
    return names.index(LENGTH_COLUMN) if LENGTH_COLUMN in names else None


def explained(given: Evidence, judge: str, draws: int = DRAWS) -> Explained:
    """One judge's fits."""
    rows, length = judge_rows(judge, given.said, given.seen), length_of(given.seen.properties)
    return explain(rows, length, given.seed, draws)


def conclude(
    given: Evidence, push: Callable[[Sequence[Explained]], Sequence[Push]] | None = None
) -> DissectFinding:
    """Explain every judge, and hold them against each other; `push` says how far they moved."""
    seen = given.seen
    scenarios = sorted(set(seen.scenario))
    fits = [explained(given, judge) for judge in given.judges]
    pairs = list(combinations(fits, 2))
    by_scenario = (
        {one.judge.judge: scenario_fits(one, scenarios, given.seed) for one in fits}
        if pairs
        else {}
    )
    alike = [
        similarity(
            one,
            other,
            (by_scenario[one.judge.judge], by_scenario[other.judge.judge]),
            given.seed,
        )
        for one, other in pairs
    ]
    return DissectFinding(
        model=given.model,
        pairs=len(seen.names),
        questions=len(set(seen.cluster)),
        scenarios=scenarios,
        exact=any(one.judge.masses for one in fits),
        alpha=given.alpha,
        judges=[judged(one, given.alpha) for one in fits],
        weights=[row for one in fits for row in weights(one, seen.properties, given.alpha)],
        by_scenario=[row for one in fits for row in _pooled(one, scenarios, given)],
        similarities=alike,
        differences=[
            row
            for one, other in pairs
            for row in differences(one, other, seen.properties, given.alpha)
        ],
        readers=list(given.readers),
        writer=given.writer,
        pushes=list(push(fits)) if push else [],
    )


def _pooled(one: Explained, scenarios: Sequence[str], given: Evidence) -> list[ScenarioWeight]:
    """Weights by scenario, pooled; of properties that are shown, or all if that is few."""
    rows = one.judge.rows
    if len(scenarios) < 2 or not len(rows.y):
        return []
    drawn = partial_pooling(
        with_halves(rows), len(scenarios), WEAK, generator(given.seed, "pooled", one.judge.judge)
    ).weights
    sizes = [len(np.unique(one.judge.pair[rows.part == at])) for at in range(len(scenarios))]
    return [
        ScenarioWeight(
            judge=one.judge.judge,
            scenario=name,
            property=each.name,
            weight=of_draws(drawn[:, at, column], sizes[at]),
        )
        for at, name in enumerate(scenarios)
        for column, each in enumerate(given.seen.properties)
    ]
