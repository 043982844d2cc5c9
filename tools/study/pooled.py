"""What is said of many findings together: figures with their interval, and what lacks for others.

A verb makes them from the facts that its findings left in the store; nothing is read whole.
"""

import math
from collections.abc import Sequence
from statistics import fmean, stdev
from typing import Any, Literal, NamedTuple

from pydantic import Field

from ..statistics.distributions import LEVEL, t_quantile
from ..statistics.proportions.intervals import Interval
from .estimate import Estimate, Frozen, estimate

NAMED = 3
"""Questions behind a figure that are named; all of them are counted."""


class Facts(NamedTuple):
    """What one finding leaves to be pooled, under the word that it is counted by."""

    headline: str
    facts: dict[str, Any]


class Figure(Frozen):
    """One figure over many findings, in words and as a number; the questions behind it.

    `questions` are the ids of those it is most about, `of` counts all that it rests on.
    """

    figure: str
    model: str
    sentence: str
    estimate: Estimate | None = None
    questions: list[str] = Field(default_factory=list[str])
    of: int


class NotComputed(Frozen):
    """What cannot be computed: `lacks` names the field, or the answers, that the log lacks."""

    model: str
    what: str
    lacks: str
    questions: int
    of: int


class Pooled(Frozen):
    """All of it for one model."""

    figures: list[Figure] = Field(default_factory=list[Figure])
    not_computed: list[NotComputed] = Field(default_factory=list[NotComputed])


Weakness = Literal["same", "another", "one", "none", "open"]
"""Of two models: both turn round in the same cells more than chance would have it, in others, one
of them does, neither does; or it is not told.
"""


class OfModel(Frozen):
    """One question to one model; `difference` is its share less that of the first model.

    Both are of the prompts that both were asked. `question_id` names the question in its study, for
    links within a page; it is not told.
    """

    model: str
    study_id: str
    question_id: str = Field(default="", exclude=True)
    verdict: str
    share: Estimate | None = None
    difference: Estimate | None = None


class OfQuestion(Frozen):
    """One question to several models."""

    question: str
    models: list[OfModel]


class ModelPair(Frozen):
    """Two models beside each other: `one` less `other`, and whether they are alike.

    `difference` is of the shares of the option named first, over questions; `alike` of those the
    number with the same verdict, `opposite` with opposite favourites. Of `cells` asked of both,
    `flips` are shown to turn against the own favourite: of one, of the other, of both; `kappa` is
    their agreement on these beyond chance. `correlation` is of utilities, with the noise of both
    fits taken out, over `options`.
    """

    one: str
    other: str
    questions: int = 0
    difference: Estimate | None = None
    alike: int = 0
    opposite: int = 0
    cells: int = 0
    flips: tuple[int, int, int] = (0, 0, 0)
    weakness: Weakness | None = None
    kappa: Estimate | None = None
    options: int = 0
    correlation: Estimate | None = None


class Comparison(Frozen):
    """Several models asked the same: questions by models, and models by twos, in words too."""

    models: list[str]
    sentences: list[str] = Field(default_factory=list[str])
    pairs: list[ModelPair] = Field(default_factory=list[ModelPair])
    rows: list[OfQuestion] = Field(default_factory=list[OfQuestion])


class OfStudy(NamedTuple):
    """What a finding left, and whose study it is of."""

    study_id: str
    model: str
    facts: Facts


def mean_of(values: Sequence[float], low: float, high: float) -> Estimate:
    """The mean over clusters, one value each, with a t interval; of values within these bounds.

    Values that are all the same say nothing of how others would differ: the interval is then what
    as many values of the widest spread could hide, the rule of three.
    """
    if len(values) < 2:
        return Estimate(value=values[0] if values else None, n=len(values), reason="too few")
    middle, spread = fmean(values), stdev(values)
    half = t_quantile((1 + LEVEL) / 2, len(values) - 1) * spread / math.sqrt(len(values))
    if not spread:
        half = 3 / len(values) * (high - low)
    ends = Interval(max(low, middle - half), min(high, middle + half), LEVEL)
    return estimate(middle, ends, len(values))
