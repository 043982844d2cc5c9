"""From answers and readings to rows of a regression. The same for a study and for an import.

Knows pairs by name and signs by number; nothing of texts and prompts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..perturbations.catalogue import Side
from ..properties.catalogue import Property
from ..statistics.regression.annotation_error import MISSING, Readings
from ..statistics.regression.rows import SINGLE, WEAK, Rows
from ..statistics.regression.units import unit_weights, within_pairs

Ints = NDArray[np.int64]
PAIRS_A_QUESTION = 2.0
"""From which on questions have an effect of their own: with fewer, they are told by their pair."""
_ORDER: dict[Side | None, float] = {"a": 1.0, "b": -1.0, None: 0.0}


@dataclass(frozen=True, slots=True)
class Said:
    """How a judge answered about a pair: the share of a, None where it decided nothing."""

    judge: str
    pair: str
    first: Side | None
    outcome: str
    share: float | None
    count: int = 1
    mass: float | None = None


@dataclass(frozen=True)
class Seen:
    """What the pairs differ in: `said` (r, n, k) readings of signs, by pair and property.

    `readers` names whose each reading is, "" for what was counted. `cluster` and `scenario` are
    those of each pair.
    """

    names: Sequence[str]
    cluster: Sequence[str]
    scenario: Sequence[str]
    properties: Sequence[Property]
    said: NDArray[np.int8]
    readers: Sequence[str]

    def without(self, reader: str) -> "Seen":
        """Without the readings of one, where others read too."""
        kept = [at for at, name in enumerate(self.readers) if name != reader]
        return Seen(
            self.names,
            self.cluster,
            self.scenario,
            self.properties,
            self.said[kept],
            [self.readers[at] for at in kept],
        )


@dataclass(frozen=True)
class JudgeRows:
    """What one judge said, as a regression takes it.

    `pair` and `question` are those of each row, as places; `repeats` is how answers to one pair
    correlate; `readings` are there if some property was read more than once.
    """

    judge: str
    rows: Rows
    pair: Ints
    question: Ints
    repeats: float
    readings: Readings | None
    outcomes: Mapping[str, int]
    masses: Sequence[float]

    @property
    def pairs(self) -> int:
        """How many pairs it decided."""
        return len(np.unique(self.pair))

    @property
    def questions(self) -> int:
        """How many questions they are of."""
        return len(np.unique(self.question))


def judge_rows(judge: str, said: Sequence[Said], seen: Seen) -> JudgeRows:
    """The rows of one judge, in an order that does not depend on that of its answers."""
    own = seen.without(judge)
    place = {name: at for at, name in enumerate(own.names)}
    mine = [one for one in said if one.judge == judge]
    decided = sorted(
        (one for one in mine if one.share is not None and one.pair in place),
        key=lambda one: (place[one.pair], one.first or "", one.share or 0.0, one.count),
    )
    pair = np.array([place[one.pair] for one in decided], dtype=np.int64)
    _, question_of = np.unique(own.cluster, return_inverse=True)
    _, part_of = np.unique(own.scenario, return_inverse=True)
    everywhere = Readings(own.said, pair)
    often = bool(((own.said != MISSING).sum(axis=0) > 1).any())
    question = question_of[pair].astype(np.int64)
    many = len(pair) and len(np.unique(pair)) / len(np.unique(question)) >= PAIRS_A_QUESTION
    counts = np.array([one.count for one in decided], dtype=float)
    plain = Rows(
        x=everywhere.mean[pair],
        order=np.array([_ORDER[one.first] for one in decided]),
        y=np.array([one.share for one in decided], dtype=float),
        weight=counts,
        group=question if many else np.full(len(pair), SINGLE, dtype=np.int64),
        part=part_of[pair].astype(np.int64),
    )
    repeats = within_pairs(plain, pair, WEAK) if len(pair) else 0.0
    weight = unit_weights(pair, counts, repeats) if len(pair) else counts
    rows = Rows(plain.x, plain.order, plain.y, weight, plain.group, plain.part)
    outcomes = Counter[str]()
    for one in mine:
        outcomes[one.outcome] += one.count
    masses = [one.mass for one in mine if one.mass is not None]
    return JudgeRows(
        judge, rows, pair, question, repeats, everywhere if often else None, outcomes, masses
    )
