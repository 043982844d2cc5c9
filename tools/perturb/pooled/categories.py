"""How often options of one category are chosen over options of another, over many questions.

Every option has its own appeal, so intervals are clustered by option on both sides. Knows facts of
findings; computes nothing itself.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...statistics.utilities.two_way_clusters import category_contrast
from ...study.estimate import Estimate, estimate
from ...study.wording import clip, number, share
from .facts import Preference
from .one_order import adjusted

MOST_CATEGORIES = 6


class Told(NamedTuple):
    """A figure: under which name, in words, with its number, and the questions behind it."""

    name: str
    sentence: str
    found: Estimate
    behind: list[Preference]


def contrasts(found: Sequence[Preference]) -> Iterator[Told]:
    """The contrasts of most questions; with both orders alike too, where each was asked in one."""
    by: dict[tuple[str, str], list[tuple[Preference, bool]]] = {}
    for one in found:
        x, y = one.categories
        if x and y and x != y and one.share_a() is not None:
            by.setdefault(min((x, y), (y, x)), []).append((one, x < y))
    ranked = sorted(by.items(), key=lambda row: (-len(row[1]), row[0]))
    for (x, y), some in ranked[:MOST_CATEGORIES]:
        if len(some) < 2:
            continue
        behind, seen = [one for one, _ in some], _share(some)
        what = f"“{clip(x, 40)}” over “{clip(y, 40)}”"
        yield Told("category", f"{what}: {share(seen)} questions.", seen, behind)
        if (fair := adjusted(some)) is not None:
            sentence = (
                f"{what}, with both orders alike: {share(fair.share)} questions asked in one order "
                f"each, if that was drawn; shown first, it is chosen {number(fair.gap)} oftener."
            )
            yield Told("category_adjusted", sentence, fair.share, behind)


def _share(some: Sequence[tuple[Preference, bool]]) -> Estimate:
    """Of the option whose category comes first, every question counting once."""
    options: tuple[dict[str, int], dict[str, int]] = ({}, {})
    rows: list[tuple[int, int, float]] = []
    for one, is_a in some:
        mine, others = (one.a, one.b) if is_a else (one.b, one.a)
        seen = one.share_a() or 0.0
        at = tuple(
            known.setdefault(text, len(known))
            for known, text in zip(options, (mine, others), strict=True)
        )
        rows.append((at[0], at[1], seen if is_a else 1 - seen))
    x, y = (np.array([row[at] for row in rows]) for at in (0, 1))
    won = np.array([row[2] for row in rows])
    told = category_contrast(x, y, won, 1 - won)
    if told.share is None or told.interval is None:
        return Estimate(value=told.share, n=len(rows), reason=told.reason)
    return estimate(told.share, told.interval, len(rows))
