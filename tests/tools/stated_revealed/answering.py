"""Verdicts on logs of respondents of known content and style."""

from collections import Counter

import numpy as np

from velleity.tools.calibrate.logs.replies import Truth, answers
from velleity.tools.stated_revealed.cells import tables
from velleity.tools.stated_revealed.verdict_rules import Rule, evidence, verdicts

RULE = Rule()


def judged(truth: Truth, runs: int, seed: int = 0, rule: Rule = RULE) -> Counter[str]:
    """The verdicts of so many families, each judged by itself."""
    draw = np.random.default_rng(seed)
    found: Counter[str] = Counter()
    for _ in range(runs):
        [verdict] = verdicts([evidence(tables(answers(truth, draw)), rule, draw)], rule)
        found[verdict] += 1
    return found
