"""The correlation of two models' utilities: that of the truth, with the noise taken out."""

import numpy as np
import pytest

from velleity.tools.elicit.models import between
from velleity.tools.study.pooled import Facts, ModelPair, OfStudy


def of_model(model: str, utilities: list[float], error: float) -> OfStudy:
    rows = [(f"o{n}", value, error) for n, value in enumerate(utilities)]
    return OfStudy(f"std_{model}", model, Facts("utilities", {"utilities": rows}))


def pair_of(true: float, noise: float, options: int = 80) -> ModelPair:
    generator = np.random.default_rng(4)
    both = generator.multivariate_normal([0, 0], [[1, true], [true, 1]], options)
    seen = both + generator.normal(0, noise, both.shape)
    found = between([of_model(name, list(seen[:, at]), noise) for at, name in enumerate("mn")])
    assert found is not None
    [pair] = found.pairs
    return pair


@pytest.mark.parametrize(("true", "noise"), [(0.9, 0.5), (0.0, 0.5), (-0.8, 0.1)])
def test_the_interval_holds_the_true_correlation(true: float, noise: float) -> None:
    found = pair_of(true, noise).correlation
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= true <= found.high
    assert found.high - found.low < 0.6
    assert found.n == 80


def test_of_few_options_or_one_model_nothing_is_said() -> None:
    found = pair_of(0.5, 0.1, options=3).correlation
    assert found is not None
    assert found.reason == "fewer than 5 options"
    assert between([of_model("m", [1.0, 2.0], 0.1)]) is None
    assert between([of_model("m", [1.0], 0.1), of_model("n", [], 0.1)]) is None
