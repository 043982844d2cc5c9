"""Claims corrected together: e-BH over e-values, Benjamini-Hochberg over p-values.

An investigation may test many questions, look at each as often as it likes, and stop when it likes.
Each verdict of `perturb` rests on one e-value, the smallest of its rule: of `strong` that of the
least cell, of `weak` and `unstable` also that of a flip. E-values stay such under any stopping and
any dependence, and e-BH (Wang & Ramdas 2022) keeps the share of false ones among the claims that
stand, on average, at alpha. Benjamini-Hochberg asks for independence or positive dependence, and
for numbers of answers that were settled beforehand; so claims that have only p-values are a family
of their own.

Whatever was tested counts, not what came out well: a claim that is undetermined has an e-value of 0
here. A family is as large as its designs said, if that is more. What is known for sure, as exact
probabilities are, is in no family: it cannot be false by chance. Knows claims: no verbs, no store.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..statistics.proportions.multiplicity import benjamini_hochberg, e_bh
from .entries import Entry
from .finding import By

ALPHA = 0.05
"""Of the claims that stand, the share that may be false, on average."""


class Correction(NamedTuple):
    """What becomes of one claim; all None where nothing of it was tested."""

    by: By | None = None
    kept: bool | None = None
    rate: float | None = None
    needed: float | None = None


def corrected(entries: Sequence[Entry], alpha: float = ALPHA, unseen: int = 0) -> list[Correction]:
    """Every claim's correction, in the order of the claims; so many more were tested."""
    found = [Correction() for _ in entries]
    for at, one in enumerate(entries):
        if one.claim.known:
            found[at] = Correction("known", kept=True if one.claim.made else None)
    sequential = [at for at, one in enumerate(entries) if _sequential(one)]
    values = [_e(entries[at]) for at in sequential]
    size = _sequential_size([entries[at] for at in sequential], unseen)
    told = e_bh([*values, *[0.0] * (size - len(values))], alpha)
    more = sum(told.rejected) + 1
    for at, rate, stands in zip(sequential, told.adjusted, told.rejected, strict=False):
        bar = size / (alpha * more)
        found[at] = _correction(entries[at], "e-BH", rate, bar, stands=stands)
    fixed = [at for at, one in enumerate(entries) if _p(one) is not None and at not in sequential]
    told = benjamini_hochberg([_p(entries[at]) or 0.0 for at in fixed], alpha)
    more = sum(told.rejected) + 1
    for at, rate, stands in zip(fixed, told.adjusted, told.rejected, strict=True):
        bar = alpha * more / len(fixed)
        found[at] = _correction(entries[at], "BH", rate, bar, stands=stands)
    return found


def family_size(entries: Sequence[Entry], unseen: int = 0) -> int:
    """How many claims were tested, at least as many as designs said."""
    sequential = [one for one in entries if _sequential(one)]
    others = sum(_p(one) is not None and not _sequential(one) for one in entries)
    return _sequential_size(sequential, unseen) + others


def _sequential_size(sequential: Sequence[Entry], unseen: int) -> int:
    said = max((run.family for one in sequential for run in one.runs), default=0)
    return max(len(sequential) + unseen, said)


def _sequential(one: Entry) -> bool:
    return one.claim.e_value is not None and not one.claim.known


def _e(one: Entry) -> float:
    """Its e-value; 0 where nothing is claimed."""
    return min(one.claim.e_value or 0.0, math.inf) if one.claim.made else 0.0


def _p(one: Entry) -> float | None:
    return None if one.claim.known else one.claim.p_value


def _correction(one: Entry, by: By, rate: float, bar: float, *, stands: bool) -> Correction:
    if not one.claim.made:
        return Correction(by)
    return Correction(by, kept=stands, rate=rate, needed=None if stands else bar)
