"""Fresh answers beside stored ones, prompt by prompt: agreement, shifts, and one test of drift.

If the model has not changed, fresh and stored answers to one prompt are draws of one kind, and
which of them are called fresh says nothing: the test exchanges the two within each prompt, never
between prompts (a stratified permutation test). So the model's own disagreement with itself, at
whatever temperature, is what drift has to exceed. Three numbers are looked at together, and the
largest of them, each by its own spread under exchange, is held against its own distribution
(max-T, Westfall & Young 1993): choices of a, answers that choose nothing, and disagreement with
the stored answers. The p-value counts the drawn exchanges and the one that was observed, so it is
exact for whatever number of draws. Knows answers as words: no model and no prompt.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics.distributions import LEVEL, t_quantile
from ..statistics.proportions.intervals import clopper_pearson, clustered_share
from ..study.estimate import Estimate, estimate, exact_share
from .design import RerunDesign
from .finding import CellAgreement, Drift, RerunFinding
from .reading import CHOSEN, Fresh

DRAWS = 1_999
FEWEST_PROMPTS = 6
"""Prompts below which no exchange is rare enough to tell anything."""
LEAST_SPREAD = 1e-9
Floats = NDArray[np.float64]


class _Prompt(NamedTuple):
    """All answers to one prompt, by word: stored and fresh."""

    before: Mapping[str, int]
    after: Mapping[str, int]


def compared(design: RerunDesign, fresh: Sequence[Fresh]) -> RerunFinding:
    """What the fresh answers say beside the stored ones."""
    after: dict[str, Counter[str]] = {}
    for one in fresh:
        after.setdefault(one.prompt, Counter())[one.said] += 1
    prompts = [_Prompt(design.before[name], said) for name, said in sorted(after.items())]
    p_value = _p_value(prompts, design.seed)
    return RerunFinding(
        model=design.model,
        after=design.after,
        verdict=_verdict(p_value, design.alpha),
        asked=len(fresh),
        prompts=len(prompts),
        agreement=_clustered([_alike(one) for one in prompts]),
        own=_clustered([_alike_before(one.before) for one in prompts]),
        shift_a=_shift(prompts, "a"),
        shift_missing=_shift(prompts, None),
        p_value=p_value,
        alpha=design.alpha,
        draws=DRAWS,
        cells=_cells(design, fresh),
    )


def _verdict(p_value: float | None, alpha: float) -> Drift:
    if p_value is None:
        return "undetermined"
    return "drift" if p_value <= alpha else "no_drift_seen"


def _alike(one: _Prompt) -> tuple[int, int]:
    """Pairs of a fresh and a stored answer that read alike, of how many."""
    alike = sum(n * one.before.get(word, 0) for word, n in one.after.items())
    return alike, sum(one.before.values()) * sum(one.after.values())


def _alike_before(before: Mapping[str, int]) -> tuple[int, int]:
    """Pairs of stored answers that read alike, of how many."""
    n = sum(before.values())
    return sum(k * (k - 1) // 2 for k in before.values()), n * (n - 1) // 2


def _clustered(counts: Sequence[tuple[int, int]]) -> Estimate:
    """A share of pairs of answers; n counts prompts, which the interval is over."""
    kept = [(k, n) for k, n in counts if n]
    if len(kept) < 2:
        reason = "fewer than two prompts were answered more than once"
        return Estimate(value=None, reason=reason)
    found = clustered_share(kept)
    return estimate(found.share, found.interval, found.clusters)


def _share(said: Mapping[str, int], word: str | None) -> float:
    """The share of one word; of None, of all that chose nothing."""
    n = sum(said.values())
    if word is not None:
        return said.get(word, 0) / n
    return 1 - (said.get("a", 0) + said.get("b", 0)) / n


def _shift(prompts: Sequence[_Prompt], word: str | None) -> Estimate:
    """The mean over prompts of fresh less stored share, with a t interval over prompts."""
    shifts = np.array([_share(one.after, word) - _share(one.before, word) for one in prompts])
    if len(shifts) < 2:
        return Estimate(value=None, reason="fewer than two prompts")
    mean = float(shifts.mean())
    half = t_quantile((1 + LEVEL) / 2, len(shifts) - 1)
    half *= float(shifts.std(ddof=1)) / len(shifts) ** 0.5
    if not half:  # all prompts alike: what none of so many showed may still be there
        half = clopper_pearson(0, len(shifts)).high
    low, high = max(-1.0, mean - half), min(1.0, mean + half)
    return Estimate(value=mean, low=low, high=high, n=len(shifts))


def _cells(design: RerunDesign, fresh: Sequence[Fresh]) -> list[CellAgreement]:
    usual = {name: _most(said) for name, said in design.before.items()}
    found: dict[str, list[bool]] = {}
    for one in fresh:
        found.setdefault(one.cell, []).append(one.said == usual[one.prompt])
    return [
        CellAgreement(cell=cell, asked=len(told), agreement=exact_share(sum(told), len(told)))
        for cell, told in sorted(found.items())
    ]


def _most(said: Mapping[str, int]) -> str:
    """The most frequent word; of several the first in the alphabet."""
    return min(said, key=lambda word: (-said[word], word))


def _p_value(prompts: Sequence[_Prompt], seed: int) -> float | None:
    """Of the exchange within prompts; None where too few prompts could tell anything."""
    if len(prompts) < FEWEST_PROMPTS:
        return None
    draw = np.random.default_rng(seed)
    sums = np.zeros((DRAWS + 1, 3))
    for one in prompts:
        if len({*one.before, *one.after}) > 1:
            sums += _exchanged(one, draw)
    spread = sums.std(axis=0)  # of the observed one too: all are alike under the null hypothesis
    told = np.flatnonzero(spread > LEAST_SPREAD)
    if not len(told):
        return 1.0
    scaled = (sums[:, told] - sums[:, told].mean(axis=0)) / spread[told]
    # Shares may go either way; of disagreement only more is drift.
    scaled[:, told < 2] = np.abs(scaled[:, told < 2])
    largest: Floats = np.max(scaled, axis=1)
    return float(np.sum(largest >= largest[0] - LEAST_SPREAD)) / (DRAWS + 1)


def _exchanged(one: _Prompt, draw: np.random.Generator) -> Floats:
    """Of one prompt: fresh choices of a, fresh answers that choose nothing, and disagreement of a
    fresh answer with the stored ones, summed; as observed in the first row, then exchanged.
    """
    words = sorted({*one.before, *one.after})
    old = np.array([one.before.get(word, 0) for word in words])
    new = np.array([one.after.get(word, 0) for word in words])
    total, asked = old + new, int(new.sum())
    fresh = draw.multivariate_hypergeometric(total, asked, size=DRAWS, method="marginals")
    fresh = np.vstack([new, fresh])
    alike = (fresh * (total - fresh)).sum(axis=1) / old.sum()
    is_a = np.array([word == "a" for word in words])
    is_missing = np.array([word not in CHOSEN for word in words])
    return np.column_stack([fresh @ is_a, fresh @ is_missing, asked - alike]).astype(float)
