"""Claims corrected together: e-BH over e-values, Benjamini-Hochberg over p-values.

An investigation may test many questions, look at each as often as it likes, and stop when it likes.
Each verdict of `perturb` rests on one e-value, the smallest of its rule: of `strong` that of the
least cell, of `weak` and `unstable` also that of a flip. E-values stay such under any stopping and
any dependence, and e-BH (Wang & Ramdas 2022) keeps the share of false ones among the claims that
stand, on average, at alpha. Benjamini-Hochberg asks for independence or positive dependence, and
for numbers of answers that were settled beforehand.

All claims are one family, but for that of a direction (`leaning`, and what is left of a `strong` or
`weak` that does not stand), which is one of its own: its e-value is of all answers together, and so
large that hundreds of models that do lean would make it easy to call one of them strong. Every
question is tested for both, so a family is as large as all questions, or as designs said if that is
more; where a question claims nothing of the kind, its e-value is 0 here. What is known for sure, as
exact probabilities are, is in no family: it cannot be false by chance. Knows claims: no verbs, no
store.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ..statistics.proportions.multiplicity import benjamini_hochberg, e_bh
from .entries import Entry
from .finding import By

ALPHA = 0.05
"""Of the claims that stand, the share that may be false, on average."""


DIRECTION = "leaning"
"""What is left of a verdict that favours an option, if its direction stands."""


class Correction(NamedTuple):
    """What becomes of one claim; all None where nothing of it was tested.

    `leans`: the verdict does not stand, but its direction does.
    """

    by: By | None = None
    kept: bool | None = None
    rate: float | None = None
    needed: float | None = None
    leans: bool = False


Values = dict[int, float]
"""E-values, or p-values, by the place of the claim."""


def corrected(entries: Sequence[Entry], alpha: float = ALPHA, unseen: int = 0) -> list[Correction]:
    """Every claim's correction, in the order of the claims; so many more were tested."""
    found = [Correction() for _ in entries]
    for at, one in enumerate(entries):
        if one.claim.known:
            found[at] = Correction("known", kept=True if one.claim.made else None)
    sequential = [at for at, one in enumerate(entries) if _is_sequential(one)]
    size = _sequential_size([entries[at] for at in sequential], unseen)
    values = {at: entries[at].claim.e_value or 0.0 for at in sequential}
    _by_e(
        found, {at: values[at] for at in _claimed(entries, sequential, leaning=False)}, size, alpha
    )
    whole = {at: _direction(entries[at]) for at in sequential}
    leaning = list(found)
    _by_e(leaning, whole, size, alpha)
    for at in _claimed(entries, sequential, leaning=True):
        found[at] = leaning[at]
    for at in _claimed(entries, sequential, leaning=False):
        found[at] = found[at]._replace(leans=not found[at].kept and leaning[at].kept is True)
    fixed = [at for at, one in enumerate(entries) if _is_fixed(one)]
    claimed = _claimed(entries, fixed, leaning=False)
    _by_p(found, {at: entries[at].claim.p_value or 0.0 for at in claimed}, len(fixed), alpha)
    for at in {*sequential, *fixed}:
        if not entries[at].claim.made:
            found[at] = Correction("BH" if at in fixed else "e-BH")
    return found


def family_size(entries: Sequence[Entry], unseen: int = 0) -> int:
    """How many claims were tested, at least as many as designs said."""
    sequential = [one for one in entries if _is_sequential(one)]
    return _sequential_size(sequential, unseen) + sum(map(_is_fixed, entries))


def _sequential_size(sequential: Sequence[Entry], unseen: int) -> int:
    said = max((run.family for one in sequential for run in one.runs), default=0)
    return max(len(sequential) + unseen, said)


def _claimed(entries: Sequence[Entry], some: Sequence[int], *, leaning: bool) -> list[int]:
    """The places of those that claim something: a direction alone, or anything else."""
    return [
        at
        for at in some
        if entries[at].claim.made and leaning == (entries[at].claim.verdict == DIRECTION)
    ]


def _by_e(found: list[Correction], values: Values, size: int, alpha: float) -> None:
    told = e_bh([*values.values(), *[0.0] * (size - len(values))], alpha)
    bar = size / (alpha * (sum(told.rejected) + 1))
    for at, rate, stands in zip(values, told.adjusted, told.rejected, strict=False):
        found[at] = Correction("e-BH", stands, rate, None if stands else bar)


def _by_p(found: list[Correction], values: Values, size: int, alpha: float) -> None:
    if not values:
        return
    told = benjamini_hochberg([*values.values(), *[1.0] * (size - len(values))], alpha)
    bar = alpha * min(size, sum(told.rejected) + 1) / size
    for at, rate, stands in zip(values, told.adjusted, told.rejected, strict=False):
        found[at] = Correction("BH", stands, rate, None if stands else bar)


def _direction(one: Entry) -> float:
    """The e-value that an option is ahead; 0 where that is not claimed."""
    claim = one.claim
    return (claim.e_value if claim.verdict == DIRECTION else claim.direction) or 0.0


def _is_sequential(one: Entry) -> bool:
    return one.claim.e_value is not None and not one.claim.known


def _is_fixed(one: Entry) -> bool:
    return one.claim.p_value is not None and one.claim.e_value is None and not one.claim.known
