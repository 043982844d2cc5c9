"""Several models over the same options: how their utilities correlate, with the noise taken out."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from ..statistics.distributions import LEVEL
from ..statistics.proportions.intervals import Interval
from ..statistics.regression.noisy_correlation import noisy_correlation, pearson
from ..study.asked import short_digest
from ..study.estimate import Estimate, estimate
from ..study.pooled import Comparison, ModelPair, OfStudy
from ..study.wording import clip, number

FEWEST_OPTIONS = 5
"""Options in common without which a correlation says nothing."""
MOST_MODELS = 6
KEPT_DRAWS = 1_000
LEAST_ERROR = 1e-3
"""Of a utility, as a standard error: what is known exactly has none."""
Utilities = Mapping[str, tuple[float, float]]
"""Utility and standard error, by option."""


def between(given: Sequence[OfStudy]) -> Comparison | None:
    """What is said of several models; None of one."""
    by: dict[str, Utilities] = {}
    for one in given:  # of several studies of a model the last
        rows = one.facts.facts.get("utilities", [])
        if rows:
            by[one.model] = {name: (value, error) for name, value, error in rows}
    if len(by) < 2:
        return None
    models = list(by)
    pairs = [
        ModelPair(one=one, other=two, options=len(common), correlation=found)
        for one, two in combinations(models[:MOST_MODELS], 2)
        if (common := sorted(by[one].keys() & by[two].keys()))
        for found in [correlation(by[one], by[two], common)]
    ]
    if not pairs:
        return None
    return Comparison(models=models, sentences=[_sentence(one) for one in pairs], pairs=pairs)


def correlation(one: Utilities, two: Utilities, common: Sequence[str]) -> Estimate:
    """Of true utilities: the median of its posterior, with its interval; n counts options."""
    if len(common) < FEWEST_OPTIONS:
        return Estimate(value=None, n=len(common), reason=f"fewer than {FEWEST_OPTIONS} options")
    measured = np.array([(one[name][0], two[name][0]) for name in common])
    errors = np.array([(one[name][1], two[name][1]) for name in common])
    if pearson(measured[:, 0], measured[:, 1]) is None:
        return Estimate(value=None, n=len(common), reason="utilities of one do not vary")
    generator = np.random.default_rng(int(short_digest(*common), 16))
    draws = noisy_correlation(measured, np.maximum(errors, LEAST_ERROR) ** 2, generator, KEPT_DRAWS)
    middle, low, high = np.quantile(draws, [0.5, (1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return estimate(float(middle), Interval(float(low), float(high), LEVEL), len(common))


def _sentence(pair: ModelPair) -> str:
    found = pair.correlation
    assert found is not None
    what = f"Utilities of {clip(pair.one, 40)} and {clip(pair.other, 40)}"
    if found.low is None:
        return f"{what}: no correlation of {pair.options} options, {found.reason}."
    return f"{what} correlate by {number(found)} options, noise taken out."
