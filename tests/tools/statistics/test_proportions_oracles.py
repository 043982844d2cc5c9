"""Intervals, agreement, corrections, pooling and slopes, against other people's packages."""

import math
from typing import Any

import numpy as np
import pytest

from velleity.tools.statistics.proportions.intervals import clopper_pearson, clustered_share
from velleity.tools.statistics.proportions.kappa import cohen_kappa
from velleity.tools.statistics.proportions.krippendorff import Metric, krippendorff_alpha
from velleity.tools.statistics.proportions.logistic_slope import logistic_slope
from velleity.tools.statistics.proportions.multiplicity import benjamini_hochberg, e_bh, holm
from velleity.tools.statistics.proportions.random_effects import dersimonian_laird, pool

MILLIONTH = 1e-6


@pytest.mark.parametrize("metric", ["nominal", "ordinal"])
@pytest.mark.parametrize("seed", range(4))
def test_alpha_is_that_of_krippendorff_with_ratings_missing(metric: Metric, seed: int) -> None:
    import krippendorff

    draw = np.random.default_rng(seed)
    truth = draw.integers(0, 4, size=30)
    wrong = draw.random((5, 30)) < 0.4
    ratings = np.where(wrong, draw.integers(0, 4, size=(5, 30)), truth).astype(float)
    ratings[draw.random((5, 30)) < 0.3] = np.nan
    theirs = krippendorff.alpha(ratings, level_of_measurement=metric)
    units = [[None if math.isnan(one) else int(one) for one in unit] for unit in ratings.T]
    assert krippendorff_alpha(units, metric, draws=2).alpha == pytest.approx(theirs, abs=MILLIONTH)


def test_corrections_for_many_claims_are_those_of_statsmodels() -> None:
    from statsmodels.stats import multitest  # pyright: ignore[reportMissingTypeStubs]

    package: Any = multitest
    p = np.random.default_rng(0).random(40) ** 3
    for name, ours in (("holm", holm), ("fdr_bh", benjamini_hochberg)):
        rejected, adjusted, *_ = package.multipletests(p, alpha=0.1, method=name)
        found = ours(p.tolist(), 0.1)
        assert found.adjusted == pytest.approx(adjusted.tolist(), abs=MILLIONTH)
        assert list(found.rejected) == rejected.tolist()
        assert 0 < sum(found.rejected) < 40


def test_e_bh_of_one_over_p_makes_the_claims_of_statsmodels_benjamini_hochberg() -> None:
    from statsmodels.stats import multitest  # pyright: ignore[reportMissingTypeStubs]

    package: Any = multitest
    draw = np.random.default_rng(5)
    sizes: set[int] = set()
    for _ in range(300):
        p = draw.random(draw.integers(1, 61)) ** draw.choice((1, 4))
        rejected = package.multipletests(p, alpha=0.05, method="fdr_bh")[0]
        assert list(e_bh((1 / p).tolist(), 0.05).rejected) == rejected.tolist()
        sizes.add(int(rejected.sum()))
    assert {0, 1, 2, 10} <= sizes


@pytest.mark.parametrize(("k", "n"), [(0, 7), (3, 11), (40, 41), (500, 1_000)])
def test_exact_intervals_of_shares_are_those_of_statsmodels(k: int, n: int) -> None:
    from statsmodels.stats import proportion  # pyright: ignore[reportMissingTypeStubs]

    package: Any = proportion
    low, high = package.proportion_confint(k, n, alpha=0.1, method="beta")
    assert clopper_pearson(k, n, 0.9)[:2] == pytest.approx((low, high), abs=MILLIONTH)


def test_the_error_of_a_clustered_share_is_that_of_a_regression_on_nothing() -> None:
    import statsmodels.api as sm  # pyright: ignore[reportMissingTypeStubs]

    package: Any = sm
    draw = np.random.default_rng(1)
    sizes = draw.integers(1, 12, size=25)
    groups = np.repeat(np.arange(25), sizes)
    answers = (draw.random(len(groups)) < draw.beta(2, 2, size=25)[groups]).astype(np.float64)
    wins = np.bincount(groups, answers)
    model = package.OLS(answers, np.ones((len(answers), 1)))
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    found = clustered_share([(int(k), int(n)) for k, n in zip(wins, sizes, strict=True)])
    assert found.share == pytest.approx(float(fitted.params[0]), abs=MILLIONTH)
    assert found.standard_error == pytest.approx(float(fitted.bse[0]), abs=MILLIONTH)


def test_kappa_is_that_of_statsmodels() -> None:
    from statsmodels.stats import inter_rater  # pyright: ignore[reportMissingTypeStubs]

    package: Any = inter_rater
    table = np.random.default_rng(2).integers(0, 20, size=(3, 4, 4)).astype(float)
    theirs = package.cohens_kappa(table.sum(axis=0)).kappa
    assert cohen_kappa(table).value == pytest.approx(theirs, abs=MILLIONTH)


def test_the_spread_of_cells_and_their_mean_are_those_of_statsmodels() -> None:
    from statsmodels.stats import meta_analysis  # pyright: ignore[reportMissingTypeStubs]

    package: Any = meta_analysis
    draw = np.random.default_rng(3)
    errors = draw.uniform(0.1, 0.5, size=9)
    effects = draw.normal(0.3, 0.4, size=9) + errors * draw.normal(size=9)
    theirs = package.combine_effects(effects, errors**2, method_re="chi2")
    assert dersimonian_laird(effects, errors**2) == pytest.approx(theirs.tau2, abs=MILLIONTH)
    found = pool(effects.tolist(), errors.tolist())
    weights = 1 / (errors**2 + found.tau**2)
    again = package.combine_effects(effects, errors**2 + found.tau**2, method_re="chi2")
    assert found.estimate == pytest.approx(float(again.mean_effect_fe), abs=MILLIONTH)
    scale = float(weights @ (effects - found.estimate) ** 2) / 8
    hartung = math.sqrt(max(1.0, scale) / weights.sum())
    assert found.error == pytest.approx(hartung, abs=MILLIONTH)


@pytest.mark.parametrize("intercept", [True, False])
def test_a_logistic_slope_is_that_of_statsmodels(*, intercept: bool) -> None:
    import statsmodels.api as sm  # pyright: ignore[reportMissingTypeStubs]

    package: Any = sm
    draw = np.random.default_rng(4)
    doses = draw.normal(size=200)
    wins = draw.random(200) < 1 / (1 + np.exp(-0.8 * doses - 0.3 * intercept))
    columns = package.add_constant(doses) if intercept else doses[:, None]
    theirs = package.Logit(wins.astype(float), columns).fit(disp=0, tol=1e-12).params.tolist()
    clusters = [str(at // 10) for at in range(200)]
    found = logistic_slope(doses.tolist(), wins.tolist(), clusters, intercept=intercept)
    assert found.slope == pytest.approx(theirs[-1], abs=MILLIONTH)
    if intercept:
        assert found.intercept == pytest.approx(theirs[0], abs=MILLIONTH)
