"""Which model turns answers into utilities, and what every one of them must tell of its fit.

Spread, noise of pairs and slips come from the answers themselves, whatever the model; the models
with ties and with a variance an option have neither noise nor slips of their own, and are widened
by as much as these widen those of Bradley and Terry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..statistics.distributions import CRITICAL, LEVEL
from ..statistics.hierarchical.utility_posterior import UtilityPosterior, utility_posterior
from ..statistics.paired.bradley_terry import fit, rank_intervals
from ..statistics.paired.comparisons import Comparisons
from ..statistics.paired.davidson import fit_with_ties
from ..statistics.paired.links import Floats
from ..statistics.paired.thurstonian import fit_thurstonian
from ..study.questions import Observation
from .design import ElicitDesign, FitName

PRIOR_SD = 3.0
"""Weak Gaussian prior on utilities, in logits: it keeps options that always win finite."""
SCALES: dict[FitName, str] = {
    "bradley_terry": "logits",
    "thurstone": "probits",
    "thurstonian": "standard deviations",
}


@dataclass(frozen=True, eq=False)
class Fitted:
    """Utilities (items,) with mean 0, and what is known of their errors.

    `posterior` has the mean and covariance that intervals and ranks come from; `tie` is the log of
    Davidson's nu with its standard error, where ties were allowed.
    """

    utilities: Floats
    posterior: tuple[Floats, Floats]
    order_effect: float | None
    order_effect_se: float | None
    tie: tuple[float, float] | None = None
    ends: Floats | None = None

    @cached_property
    def standard_errors(self) -> Floats:
        """(items,), from the posterior."""
        return np.sqrt(np.maximum(np.diag(self.posterior[1]), 0.0))

    @cached_property
    def interval(self) -> Floats:
        """One (low, high) an item, `ends` where they are known better: (items, 2)."""
        if self.ends is not None:
            return self.ends
        middle, half = self.posterior[0], CRITICAL * self.standard_errors
        return np.stack((middle - half, middle + half), axis=1)

    def ranks(self, seed: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
        """One (best, worst) an item: (items, 2)."""
        return rank_intervals(self, LEVEL, seed)


def fitted_by(
    design: ElicitDesign, known: UtilityPosterior, counts: Comparisons, ties: Floats | None
) -> Fitted:
    """Fit the model of a design; Davidson's in place of Bradley-Terry's where there are ties.

    `known` is the posterior of Bradley and Terry.
    """
    if design.fit == "thurstonian":
        own = fit_thurstonian(counts)
        rough = Fitted(own.utilities, (own.utilities, own.covariance), own.order_effect, None)
        return _widened(rough, known, counts)
    if design.fit == "bradley_terry" and ties is not None:
        tied = fit_with_ties(counts, ties, prior_sd=PRIOR_SD)
        rough = Fitted(
            tied.utilities,
            (tied.utilities, tied.covariance),
            tied.order_effect,
            tied.order_effect_se,
            (tied.log_nu, tied.log_nu_se),
        )
        return _widened(rough, known, counts)
    found = known if design.fit == "bradley_terry" else utility_posterior(counts, "probit")
    order = found.order_effect, found.order_effect_se
    return Fitted(found.utilities, found.posterior, *order, ends=found.interval)


def unshrunk(
    design: ElicitDesign, known: UtilityPosterior, counts: Comparisons, fitted: Fitted
) -> Fitted:
    """Utilities under the weak prior alone, for what is fitted to them: slopes do not shrink."""
    if design.fit == "thurstonian" or fitted.tie:
        return fitted
    plain = fit(counts, link="probit" if design.fit == "thurstone" else "logit", prior_sd=PRIOR_SD)
    effect = plain.order_effect, plain.order_effect_se
    return _widened(Fitted(plain.utilities, plain.posterior, *effect), known, counts)


def _widened(rough: Fitted, known: UtilityPosterior, counts: Comparisons) -> Fitted:
    plain = fit(counts, prior_sd=PRIOR_SD).posterior[1]
    wider = max(1.0, float(np.trace(known.covariance) / np.trace(plain)))
    middle, covariance = rough.posterior
    tie = (rough.tie[0], rough.tie[1] * wider**0.5) if rough.tie else None
    return replace(rough, posterior=(middle, covariance * wider), tie=tie)


Rows = dict[tuple[int, int], list[int]]
"""By ordered pair of positions: wins of the first, wins of the second, ties."""


def comparisons_of(decided: Sequence[Observation], index: Mapping[str, int]) -> Comparisons:
    """Count decided answers by ordered pair; `index` gives each option's id its position."""
    counts, _ = comparisons_with_ties(decided, index)
    return counts


EXACT = 100.0
"""Answers that a known probability counts for: pairs then differ by more than is unknown of one."""


def independent(
    design: ElicitDesign,
    counts: Comparisons,
    decided: Sequence[Observation],
    index: Mapping[str, int],
) -> Comparisons:
    """The counts of decided answers with repeats that tell nothing new taken together.

    At temperature 0 all answers to one prompt are one answer. Of known probabilities one is as good
    as all.
    """
    known = [seen for seen in decided if seen.masses is not None]
    if design.readout == "logprob" and known:
        rows: dict[tuple[int, int], tuple[float, float]] = {}
        for seen in known:
            a, b = index[seen.trial.question.a.id], index[seen.trial.question.b.id]
            of_a, of_b = seen.masses or (0.0, 0.0)
            turned = seen.trial.first == "b"
            rows[(b, a) if turned else (a, b)] = (of_b, of_a) if turned else (of_a, of_b)
        table = np.array(list(rows.values()))
        table *= EXACT / np.maximum(table.sum(axis=1, keepdims=True), 1e-300)
        pairs = np.array(list(rows), dtype=np.int64)
        return Comparisons(pairs[:, 0], pairs[:, 1], table[:, 0], table[:, 1], len(index))
    if design.temperature == 0 and len(counts.first):
        answers = counts.answers
        won, lost = counts.first_wins / answers, counts.second_wins / answers
        return replace(counts, first_wins=won, second_wins=lost)
    return counts


def with_ties(
    design: ElicitDesign, observations: Sequence[Observation], index: Mapping[str, int]
) -> tuple[Comparisons, Floats]:
    """The counts and ties of a design that allows them, repeats as in `independent`."""
    counted_in = [seen for seen in observations if seen.chosen or seen.outcome == "both"]
    counts, ties = comparisons_with_ties(counted_in, index)
    if design.temperature == 0 and len(ties):
        answers = counts.answers + ties
        won, lost = counts.first_wins / answers, counts.second_wins / answers
        return replace(counts, first_wins=won, second_wins=lost), ties / answers
    return counts, ties


def comparisons_with_ties(
    seen: Sequence[Observation], index: Mapping[str, int]
) -> tuple[Comparisons, Floats]:
    """Count answers by ordered pair; those that chose neither option count as ties: (rows,)."""
    rows = Rows()
    for one in seen:
        question = one.trial.question
        count(rows, (index[question.a.id], index[question.b.id]), one)
    return counted(rows, len(index))


def count(rows: Rows, named: tuple[int, int], seen: Observation) -> None:
    """Take one answer in; `named` are the positions of the options a and b of its question."""
    a, b = named
    row = rows.setdefault((a, b) if seen.trial.first == "a" else (b, a), [0, 0, 0])
    row[2 if seen.chosen is None else 0 if seen.chose_first else 1] += seen.times


def counted(rows: Rows, items: int) -> tuple[Comparisons, Floats]:
    """Rows as comparisons of so many items, and their ties: (rows,)."""
    table = np.array(list(rows.values()), dtype=float).reshape(-1, 3)
    counts = Comparisons(
        first=np.array([first for first, _ in rows], dtype=np.int64),
        second=np.array([second for _, second in rows], dtype=np.int64),
        first_wins=table[:, 0],
        second_wins=table[:, 1],
        items=items,
    )
    return counts, table[:, 2]
