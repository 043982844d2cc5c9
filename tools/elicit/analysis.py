"""From answers about many pairs to utilities, and to the question whether they mean anything.

Utilities come from all answers, with as much spread, noise of pairs and slips as these show, and
are reported only on evidence against equal utilities with the same noise and slips. The pairs of
the hold-out are left out of a fit of their own, which must predict them.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from ..reports import numbers
from ..statistics.distributions import CRITICAL, LEVEL
from ..statistics.hierarchical.utility_posterior import UtilityPosterior, utility_posterior
from ..statistics.paired.bradley_terry import Fit, fit
from ..statistics.paired.comparisons import Comparisons, components
from ..statistics.proportions.intervals import Interval, clopper_pearson
from ..study.estimate import Estimate, estimate
from ..study.questions import Observation, Option
from .choice_models import (
    PRIOR_SD,
    SCALES,
    Fitted,
    comparisons_of,
    fitted_by,
    independent,
    unshrunk,
    with_ties,
)
from .design import ElicitDesign
from .diagnostics import (
    FEWEST_HELD_OUT,
    category_shares,
    cycle_share,
    decided_share,
    length_slope,
    liking_slope,
    lottery_consistency,
    prediction,
    rank_influence,
    utility_curves,
)
from .finding import OptionUtility, UtilitiesFinding
from .free_choice import FreeAnswer, argmax_rate
from .wins import first_share, pair_wins

NEEDED = 20.0
"""Evidence for utilities against equal ones from which on they are shown: an e-value of 1 in 20."""


def conclude_utilities(
    design: ElicitDesign,
    options: Sequence[Option],
    observations: Sequence[Observation],
    held_out: Collection[str],
    free: Sequence[FreeAnswer] = (),
) -> UtilitiesFinding:
    """Fit, check against the hold-out and against no utilities at all, and rank."""
    found = _fitted(design, options, observations, held_out, free)
    wins = pair_wins(observations, held_out)  # last: of many pairs, as much room as the fits take
    told = {"first_share": first_share(wins), "pairs": len(wins), "pair_wins": wins}
    return found.model_copy(update=told)


@dataclass(frozen=True)
class _Given:
    """Decided answers, counted once: all of them, and those of held-out pairs apart.

    `index` gives each option's id its position.
    """

    decided: Sequence[Observation]
    index: Mapping[str, int]
    counts: Comparisons
    training: Comparisons
    testing: Comparisons

    @classmethod
    def of(
        cls,
        options: Sequence[Option],
        observations: Sequence[Observation],
        held_out: Collection[str],
    ) -> Self:
        index = {option.id: i for i, option in enumerate(options)}
        decided = [seen for seen in observations if seen.chosen is not None]
        counts = comparisons_of(decided, index)
        asked = (seen.trial.question for seen in decided if seen.question in held_out)
        tested = {frozenset((index[one.a.id], index[one.b.id])) for one in asked}
        pairs = zip(counts.first.tolist(), counts.second.tolist(), strict=True)
        apart = np.array([frozenset(pair) in tested for pair in pairs], dtype=bool)
        return cls(decided, index, counts, counts.rows(~apart), counts.rows(apart))

    @cached_property
    def trained(self) -> Fit | None:
        """A fit to all pairs but those held out."""
        return fit(self.training, prior_sd=PRIOR_SD) if len(self.training.first) else None

    def independent(self, design: ElicitDesign) -> Comparisons:
        """The counts with repeats that tell nothing new taken together."""
        return independent(design, self.counts, self.decided, self.index)


def _fitted(
    design: ElicitDesign,
    options: Sequence[Option],
    observations: Sequence[Observation],
    held_out: Collection[str],
    free: Sequence[FreeAnswer],
) -> UtilitiesFinding:
    """All but what is counted pair by pair."""
    given = _Given.of(options, observations, held_out)
    decided = given.decided
    missing = Counter[str]()
    for seen in observations:
        if seen.chosen is None:
            missing[seen.outcome] += seen.times
    known = utility_posterior(given.independent(design)) if decided else None
    evidence = None if known is None else math.exp(min(known.log_evidence_ratio, MOST_LOG))
    finding = UtilitiesFinding(
        model=design.model,
        options=[],
        no_signal=evidence is None or evidence < NEEDED,
        signal_test=_signal_test(evidence),
        evidence=evidence,
        order_effect=_order_effect(known, answers_in(decided)),
        first_share=Estimate(value=None, reason="not counted yet"),
        holdout_accuracy=_holdout_accuracy(given, held_out),
        same_slot_pairs=_same_slot(decided),
        pairs=0,
        pair_wins=[],
        asked=answers_in(observations),
        decided=answers_in(decided),
        missing=dict(missing),
        scale=SCALES[design.fit],
    )
    if known is None:
        return finding
    finding = finding.model_copy(update=_coherence(design, known, given.counts))
    if finding.no_signal:
        return finding
    return finding.model_copy(
        update=_from_utilities(design, options, observations, known, given, free)
    )


def _coherence(
    design: ElicitDesign, known: UtilityPosterior, counts: Comparisons
) -> dict[str, object]:
    """What answers tell whether or not there are utilities."""
    decisive, by_chance = decided_share(counts)
    return {
        "spread": known.level.spread,
        "pair_noise": known.level.noise,
        "slips": known.level.slips,
        "components": len(components(counts)),
        "separated": _separated(counts),
        "cycles": cycle_share(counts),
        "decisiveness": decisive,
        "decisiveness_by_chance": by_chance,
        "categories": category_shares(counts, design.options),
    }


MOST_LOG = 690.0
"""Evidence beyond e^690 is no number of a computer's."""


def answers_in(observations: Iterable[Observation]) -> int:
    """How many answers they stand for."""
    return sum(seen.times for seen in observations)


def _signal_test(evidence: float | None) -> str:
    if evidence is None:
        return "no answer chose an option"
    return (
        f"e-value {numbers.evidence(evidence)} for utilities against equal ones, with the same "
        f"noise of pairs and slips (needed: {NEEDED:g})"
    )


def _from_utilities(
    design: ElicitDesign,
    options: Sequence[Option],
    observations: Sequence[Observation],
    known: UtilityPosterior,
    given: _Given,
    free: Sequence[FreeAnswer],
) -> dict[str, object]:
    """All that only utilities that mean something can tell."""
    decided, index = given.decided, given.index
    counts, ties = given.independent(design), None
    if design.ties:
        counts, ties = with_ties(design, observations, index)
    fitted = fitted_by(design, known, counts, ties)
    plain = fit(given.counts, prior_sd=PRIOR_SD)
    wide = unshrunk(design, known, counts, fitted)
    worth, rates = utility_curves(wide, design.options)
    found: dict[str, object] = {
        "options": _ranked(options, fitted, decided, design.seed),
        "prediction": prediction(given.trained, given.testing, design.seed)
        if len(given.testing.first)
        else None,
        "rank_influence": rank_influence(plain, [option.text for option in options]),
        "utility_curves": worth,
        "rates": rates,
        "lotteries": lottery_consistency(wide, design.options, design.seed),
        "argmax_rate": argmax_rate(free, fitted.utilities, index) if free else None,
        "length": length_slope(known, [option.text for option in options]),
        "order_by_liking": liking_slope(known, given.counts),
    }
    if fitted.tie:
        middle, error = fitted.tie
        ends = Interval(middle - CRITICAL * error, middle + CRITICAL * error, LEVEL)
        found["tie"] = estimate(middle, ends, answers_in(decided) + _ties(observations))
    return found


def _ties(observations: Sequence[Observation]) -> int:
    return answers_in(seen for seen in observations if seen.outcome == "both")


def _separated(counts: Comparisons) -> int:
    """How many options won all of their answers, or lost them all."""
    won = np.bincount(counts.first, counts.first_wins, counts.items)
    won += np.bincount(counts.second, counts.second_wins, counts.items)
    answers = np.bincount(counts.first, counts.answers, counts.items)
    answers += np.bincount(counts.second, counts.answers, counts.items)
    return int(((answers > 0) & ((won == 0) | (won == answers))).sum())


def _majorities(decided: Sequence[Observation]) -> dict[str, tuple[Observation, int]]:
    """By question: one of its observations, and how much oftener a was chosen than b."""
    lead: Counter[str] = Counter()
    example: dict[str, Observation] = {}
    for seen in decided:
        key = seen.trial.question.id
        lead[key] += seen.times if seen.chosen == "a" else -seen.times
        example[key] = seen
    return {key: (example[key], lead[key]) for key in example}


def _holdout_accuracy(given: _Given, held_out: Collection[str]) -> Estimate:
    """Share of held-out pairs, ties aside, whose majority the fit to the others predicts."""
    testing = [seen for seen in given.decided if seen.question in held_out]
    tested = {key: pair for key, pair in _majorities(testing).items() if pair[1] != 0}
    if len(tested) < FEWEST_HELD_OUT or given.trained is None:
        return Estimate(value=None, reason=f"fewer than {FEWEST_HELD_OUT} pairs were held out")
    utilities, index = given.trained.utilities, given.index
    right = 0
    for seen, lead in tested.values():
        question = seen.trial.question
        gap = utilities[index[question.a.id]] - utilities[index[question.b.id]]
        right += bool(gap * lead > 0)
    return estimate(right / len(tested), clopper_pearson(right, len(tested), LEVEL), len(tested))


def _order_effect(known: UtilityPosterior | None, n: int) -> Estimate:
    if known is None:
        return Estimate(value=None, reason="no answer chose an option")
    half, middle = CRITICAL * known.order_effect_se, known.order_effect
    return estimate(middle, Interval(middle - half, middle + half, LEVEL), n)


def _same_slot(decided: Sequence[Observation]) -> Estimate:
    """Share of pairs decided in both orders in which the same slot won in both."""
    by_pair: dict[str, list[Observation]] = {}
    for seen in decided:
        by_pair.setdefault(seen.trial.question.id, []).append(seen)
    driven = both = 0
    for observations in by_pair.values():
        shares = [
            answers_in(one for one in cell if one.chose_first) / answers_in(cell)
            for side in ("a", "b")
            if (cell := [one for one in observations if one.trial.first == side])
        ]
        if len(shares) == 2:
            both += 1
            driven += (shares[0] - 0.5) * (shares[1] - 0.5) > 0
    if not both:
        return Estimate(value=None, reason="no pair was decided in both orders")
    return estimate(driven / both, clopper_pearson(driven, both, LEVEL), both)


def _ranked(
    options: Sequence[Option], fitted: Fitted, decided: Sequence[Observation], seed: int
) -> list[OptionUtility]:
    """Options from the highest utility down."""
    counts: Counter[str] = Counter()
    for seen in decided:
        counts[seen.trial.question.a.id] += seen.times
        counts[seen.trial.question.b.id] += seen.times
    intervals, ranks = fitted.interval, fitted.ranks(seed)
    order = sorted(range(len(options)), key=lambda i: -float(fitted.utilities[i]))
    return [
        OptionUtility(
            option=options[i].text,
            category=dict(options[i].tags).get("category"),
            utility=float(fitted.utilities[i]),
            standard_error=float(fitted.standard_errors[i]),
            low=float(intervals[i][0]),
            high=float(intervals[i][1]),
            rank=place,
            rank_low=int(ranks[i][0]),
            rank_high=int(ranks[i][1]),
            n=counts[options[i].id],
        )
        for place, i in enumerate(order, 1)
    ]
