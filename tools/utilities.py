"""From answers about many pairs to utilities, and to the question whether they mean anything.

The pairs of the hold-out are left out of a first fit that must predict them; the utilities that are
reported come from a fit to all answers.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from .findings import Estimate, OptionUtility, UtilitiesFinding
from .preference import estimate
from .statistics.evalues import holds
from .statistics.intervals import Interval, clopper_pearson
from .statistics.paired_comparison import Comparisons, Fit, fit, rank_intervals
from .statistics.tails import chi_squared_tail
from .trials import Observation, Option

PRIOR_SD = 3.0
"""Weak Gaussian prior on utilities, in logits: it keeps options that always win finite."""
LEVEL = 0.95
SIGNAL_ALPHA = 0.01
FEWEST_HELD_OUT = 20
"""With fewer held-out pairs the hold-out cannot decide, and a likelihood-ratio test does."""


def conclude_utilities(
    model: str,
    options: Sequence[Option],
    observations: Sequence[Observation],
    held_out: Collection[str],
    seed: int,
) -> UtilitiesFinding:
    """Fit, check against the hold-out and against no signal at all, and rank."""
    index = {option.id: i for i, option in enumerate(options)}
    decided = [seen for seen in observations if seen.chosen is not None]
    missing: Counter[str] = Counter()
    for seen in observations:
        if seen.chosen is None:
            missing[seen.outcome] += 1
    fitted = fit(_comparisons(decided, index), prior_sd=PRIOR_SD) if decided else None
    accuracy = _holdout_accuracy(decided, index, held_out)
    no_signal, test = _no_signal(fitted, accuracy, decided, index)
    return UtilitiesFinding(
        model=model,
        options=[] if no_signal or fitted is None else _ranked(options, fitted, decided, seed),
        no_signal=no_signal,
        signal_test=test,
        order_effect=_order_effect(fitted, len(decided)),
        holdout_accuracy=accuracy,
        same_slot_pairs=_same_slot(decided),
        pairs=len({seen.trial.question.id for seen in observations}),
        asked=len(observations),
        decided=len(decided),
        missing=dict(missing),
    )


def _comparisons(decided: Sequence[Observation], index: dict[str, int]) -> Comparisons:
    wins: dict[tuple[int, int], list[int]] = {}
    for seen in decided:
        question = seen.trial.question
        a, b = index[question.a.id], index[question.b.id]
        wins.setdefault((a, b) if seen.trial.first == "a" else (b, a), [0, 0])[
            0 if seen.chose_first else 1
        ] += 1
    return Comparisons(
        first=np.array([first for first, _ in wins]),
        second=np.array([second for _, second in wins]),
        first_wins=np.array([won for won, _ in wins.values()], dtype=float),
        second_wins=np.array([won for _, won in wins.values()], dtype=float),
        items=len(index),
    )


def _majorities(decided: Sequence[Observation]) -> dict[str, tuple[Observation, int]]:
    """By question: one of its observations, and how much oftener a was chosen than b."""
    lead: Counter[str] = Counter()
    example: dict[str, Observation] = {}
    for seen in decided:
        key = seen.trial.question.id
        lead[key] += 1 if seen.chosen == "a" else -1
        example[key] = seen
    return {key: (example[key], lead[key]) for key in example}


def _holdout_accuracy(
    decided: Sequence[Observation], index: dict[str, int], held_out: Collection[str]
) -> Estimate:
    """Share of held-out pairs, ties aside, whose majority the fit to the others predicts."""
    training = [seen for seen in decided if seen.trial.question.id not in held_out]
    testing = [seen for seen in decided if seen.trial.question.id in held_out]
    tested = {key: pair for key, pair in _majorities(testing).items() if pair[1] != 0}
    if len(tested) < FEWEST_HELD_OUT or not training:
        return Estimate(value=None, reason=f"fewer than {FEWEST_HELD_OUT} pairs were held out")
    utilities = fit(_comparisons(training, index), prior_sd=PRIOR_SD).utilities
    right = 0
    for seen, lead in tested.values():
        question = seen.trial.question
        gap = utilities[index[question.a.id]] - utilities[index[question.b.id]]
        right += bool(gap * lead > 0)
    return estimate(right / len(tested), clopper_pearson(right, len(tested), LEVEL), len(tested))


def _no_signal(
    fitted: Fit | None, accuracy: Estimate, decided: Sequence[Observation], index: dict[str, int]
) -> tuple[bool, str]:
    """Whether the fit predicts no better than chance, and how that was tested."""
    if fitted is None:
        return True, "no answer chose an option"
    if accuracy.value is not None:
        evidence = holds(round(accuracy.value * accuracy.n), accuracy.n)
        return evidence < 1 / SIGNAL_ALPHA, (
            f"{accuracy.value:.0%} of {accuracy.n} held-out pairs predicted, "
            f"e-value {evidence:.3g} against chance (needed: {1 / SIGNAL_ALPHA:.0f})"
        )
    null = _order_only_deviance(_comparisons(decided, index))
    drop, df = null - fitted.deviance, len(index) - 1
    p = chi_squared_tail(max(drop, 0.0), df)
    return p > SIGNAL_ALPHA, (
        f"likelihood ratio against equal utilities {drop:.1f} on {df} df, p = {p:.2g} "
        f"(needed: at most {SIGNAL_ALPHA})"
    )


def _order_only_deviance(comparisons: Comparisons) -> float:
    """Deviance of the model in which all utilities are equal and only the order counts."""
    first, second = float(comparisons.first_wins.sum()), float(comparisons.second_wins.sum())
    share = first / (first + second)
    return deviance_at(comparisons, share)


def deviance_at(comparisons: Comparisons, share: float) -> float:
    """Binomial deviance of one common probability that the first wins."""
    total = 0.0
    for won, lost in zip(comparisons.first_wins, comparisons.second_wins, strict=True):
        n = won + lost
        for k, p in ((won, share), (lost, 1 - share)):
            if k:
                total += 2 * k * math.log(k / (n * p))
    return float(total)


def _order_effect(fitted: Fit | None, n: int) -> Estimate:
    if fitted is None or fitted.order_effect is None or fitted.order_effect_se is None:
        return Estimate(value=None, reason="no answer chose an option")
    half = 1.959963984540054 * fitted.order_effect_se
    middle = fitted.order_effect
    return estimate(middle, Interval(middle - half, middle + half, LEVEL), n)


def _same_slot(decided: Sequence[Observation]) -> Estimate:
    """Share of pairs decided in both orders in which the same slot won in both."""
    by_pair: dict[str, list[Observation]] = {}
    for seen in decided:
        by_pair.setdefault(seen.trial.question.id, []).append(seen)
    driven = both = 0
    for observations in by_pair.values():
        shares = [
            sum(one.chose_first for one in cell) / len(cell)
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
    options: Sequence[Option], fitted: Fit, decided: Sequence[Observation], seed: int
) -> list[OptionUtility]:
    """Options from the highest utility down."""
    counts: Counter[str] = Counter()
    for seen in decided:
        counts[seen.trial.question.a.id] += 1
        counts[seen.trial.question.b.id] += 1
    intervals, ranks = fitted.interval(LEVEL), rank_intervals(fitted, LEVEL, seed)
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
