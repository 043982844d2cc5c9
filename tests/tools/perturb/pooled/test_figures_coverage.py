"""Intervals of figures over many preferences hold what is true as often as they say."""

import numpy as np
import pytest

from velleity.tools.perturb.pooled.figures import pool
from velleity.tools.study.pooled import Facts

FAMILIES, PRICES, ANSWERS = 13, (1, 2, 5, 10, 20, 50, 100), 10
Draw = np.random.Generator


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> int:
    return 400 if request.config.getoption("--full") else 40


def asked(number: int, a: str, a_first: int, b_first: int, other: float) -> Facts:
    """A question in both orders of one wording, and its share of option a under another."""
    cells = [["native", "surface", "a", ANSWERS, a_first, ANSWERS - a_first]]
    cells += [["native", "surface", "b", ANSWERS, b_first, ANSWERS - b_first]]
    rungs = [["pressed", "pressure", other, 2 * ANSWERS]]
    told = {"kind": "preference", "question": f"q{number}", "a": a, "b": "nothing at all"}
    return Facts("leaning", {**told, "e": 1.0, "exact": False, "cells": cells, "rungs": rungs})


def families(draw: Draw) -> list[Facts]:
    """Questions alike but for a price; each family turns round as often as it likes, half in all.

    How much the first place adds is a question's own, too: .2 of the answers to and fro.
    """
    found: list[Facts] = []
    for family in range(FAMILIES):
        turns = draw.beta(2, 2)
        for price in PRICES:
            order = draw.normal(0.2, 0.1)
            wins = [draw.binomial(ANSWERS, p) for p in (0.6 + order / 2, 0.6 - order / 2)]
            shown = sum(wins) / (2 * ANSWERS) - 0.5
            turned = bool(draw.random() < turns) if shown else False
            other = 0.5 - shown if turned else 0.5 + shown
            text = f"thing {chr(97 + family)} at a price of {price} units"
            found.append(asked(len(found), text, int(wins[0]), int(wins[1]), other))
    return found


@pytest.mark.parametrize(
    ("figure", "truth"), [("first_slot", 0.6), ("order_gap", 0.2), ("condition", 0.5)]
)
def test_intervals_of_pooled_figures_cover(runs: int, figure: str, truth: float) -> None:
    covered = 0
    for seed in range(runs):
        made = pool("m", families(np.random.default_rng(seed)))
        [found] = [one.estimate for one in made.figures if one.figure == figure]
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    share, slack = covered / runs, 1.96 * (0.95 * 0.05 / runs) ** 0.5
    assert 0.935 - slack <= share <= 0.97 + slack, share
