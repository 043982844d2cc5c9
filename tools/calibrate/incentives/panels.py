"""What a panel decides, drawn as numbers: known shares of wins, unlike items, length that pulls.

A pair of texts is won with the logit

    share + spread * z(item) + pull * x,      x = apart + 0.25 * e

z and e standard normal, x the logarithm of the lengths' ratio, and is a tie with probability
`TIES` before that. Pairs that differ in length alone are won by the longer with the logit pull * r,
r being as large as the texts of the item are apart; the control has share `CONTROL`. What follows
is counted by the functions that count a real study: those of the share, of equivalence, of length
and of the verdict. Only texts and replies are left out, so that thousands of studies take seconds.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...statistics.proportions.clustered_proportions import TooFewClusters, bounded_share
from ...statistics.proportions.equivalence import equivalence_to_half
from ...study.estimate import Estimate, estimate
from ...transfer_test.finding import TransferVerdict
from ...transfer_test.panel.lengths import Sized, share_at_equal_length
from ...transfer_test.study import LEAST_APART, MOST_APART, MOST_LONGER
from ...transfer_test.verdict_rules import Evidence, rule
from .scenarios import Panel

Floats = NDArray[np.float64]
TIES = 0.2
CONTROL = 0.9
LENGTHS = 0.25
"""Standard deviation of the logarithm of the lengths' ratio."""
NODES = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """One simulated study: its verdict, and the share that it shows."""

    verdict: TransferVerdict
    share: Estimate


def draw_studies(
    panel: Panel, size: tuple[int, int], margin: float, alpha: float, runs: int, seed: int
) -> Iterator[Drawn]:
    """So many studies of so many items and replicates."""
    draw = np.random.default_rng(seed)
    items, replicates = size
    shape = (runs, items, replicates)
    own = panel.spread * draw.standard_normal((runs, items, 1))
    ratios = panel.apart + LENGTHS * draw.standard_normal(shape)
    logits = centre(panel.share, panel.spread) + own + panel.pull * ratios
    claim = _outcomes(logits, draw)
    control = _outcomes(np.full(shape, math.log(CONTROL / (1 - CONTROL))), draw)
    few = slice(0, min(replicates, MOST_LONGER))
    bounds = math.log1p(LEAST_APART), math.log1p(MOST_APART)
    longer = np.clip(np.abs(ratios[:, :, few]), *bounds)
    alike = _outcomes(panel.pull * longer, draw)
    for run in range(runs):
        texts = _sized(claim[run], ratios[run]), _sized(alike[run], longer[run])
        yield _judged(claim[run], control[run], texts, margin, alpha)


def centre(share: float, spread: float) -> float:
    """The logit of an average item for which the mean over items is a share.

    By bisection, the mean over normal items by Gauss and Hermite's nodes.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    low, high = -30.0, 30.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        shares = 1 / (1 + np.exp(-(middle + spread * nodes)))
        mean = float(weights @ shares / weights.sum())
        low, high = (middle, high) if mean < share else (low, middle)
    return (low + high) / 2


def _outcomes(logits: Floats, draw: np.random.Generator) -> Floats:
    """Wins (1), losses (0) and ties (1/2)."""
    won = draw.random(logits.shape) < 1 / (1 + np.exp(-logits))
    tied = draw.random(logits.shape) < TIES
    return np.where(tied, 0.5, won.astype(np.float64))


def _sized(outcomes: Floats, ratios: Floats) -> list[Sized]:
    return [
        Sized(str(item), won, ratio)
        for item, row in enumerate(zip(outcomes.tolist(), ratios.tolist(), strict=True))
        for won, ratio in zip(*row, strict=True)
    ]


def _counts(outcomes: Floats) -> list[tuple[int, int, int]]:
    """Wins, losses and ties of each item."""
    each = [(outcomes == value).sum(axis=1) for value in (1.0, 0.0, 0.5)]
    return [(int(w), int(n), int(t)) for w, n, t in zip(*each, strict=True)]


def _judged(
    claim: Floats,
    control: Floats,
    texts: tuple[Sequence[Sized], Sequence[Sized]],
    margin: float,
    alpha: float,
) -> Drawn:
    """As a study of texts is judged, of which these are the decisions."""
    share, seen = (_share(_counts(one)) for one in (claim, control))
    try:
        wins = [(w, w + n) for w, n, _ in _counts(claim)]
        equivalent = equivalence_to_half(wins, margin, alpha).equivalent
        found = share_at_equal_length(*texts)
    except TooFewClusters:
        return Drawn(rule(Evidence(share, False, seen)).verdict, share)
    equal = estimate(found.share, found.interval, found.n)
    return Drawn(rule(Evidence(share, equivalent, seen, equal)).verdict, share)


def _share(counts: list[tuple[int, int, int]]) -> Estimate:
    found = bounded_share(counts)
    if found.excluded is None:
        return Estimate(value=None, reason=found.reason)
    return estimate(found.excluded.share, found.excluded.interval, found.excluded.n)
