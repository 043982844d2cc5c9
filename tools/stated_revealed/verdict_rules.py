"""From the tables of a family to its verdict: what each claims, and the p-value of its claim.

P is stated, Q revealed, both over supports and opposes; the unit is a prompt. Two quantities of a
role are compared: the balanced mean of formats and polarities, and the style-free one, what the
content alone would give (`statistics/divergence/clustered_difference.py`). The first that is shown:

    declines            more than half of a role's prompts mostly refuse, or are answered neutral
    unstable_statement  more than a twentieth of the paraphrases of one polarity contradict the
                        others in every order
    deviates            Q - P lies beyond the margin, balanced and style-free, on one side, whatever
                        the missing answers would have been; permuting the prompts shows it; and so
                        do the prompts that one answer was given to in both orders, by themselves
    style_driven        answers follow the words yes and no, or the first label, more than what is
                        asked; or there is a gap beyond the margin, raw or balanced, while the
                        style-free one is shown to lie within delta
    context_sensitive   more contexts than paraphrases turn against the statement in every order
    consistent          both quantities lie within delta, whatever the missing would have been
    undetermined        else

Claims of several families are corrected together, each kind of claim by itself (Benjamini and
Hochberg). Pairs of opposite polarity in both roles are needed to tell style from content; without
them nothing is claimed but `declines`. Turning every polarity turns the signs and no verdict.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..statistics.distributions import t_tail
from ..statistics.divergence.clustered_difference import (
    Difference,
    Mean,
    Pair,
    alone,
    balanced,
    combined,
    difference,
    style_free,
)
from ..statistics.divergence.jensen_shannon import Floats
from ..statistics.divergence.permutation import Assignments, assignments, more_in_second
from ..statistics.proportions.intervals import clopper_pearson
from ..statistics.proportions.multiplicity import benjamini_hochberg
from .bank.families import Role
from .cells import Tables
from .finding import StanceVerdict

SIGNED = 3
"""Decided answers to a prompt that must all agree before it counts as for or against."""
WOBBLY = 0.05
"""Share of paraphrases against the others from which on a statement is unstable."""
MOST = 0.5
NO_CLAIM = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as a gap, what as none, and how often either may be wrong."""

    margin: float = 0.1
    delta: float = 0.25
    alpha: float = 0.05


Gap = tuple[Difference, Difference]
"""Revealed less stated: balanced, and style-free."""


@dataclass(frozen=True)
class Evidence:
    """What the tables of one family say before families are corrected together.

    `means` has both quantities of both roles; `pivots` counts contexts against the statement in
    every order, of those that tell, `stated_pivots` paraphrases. `p_value` is that of no difference
    in the balanced means, the others are those of the claims in their names; 1 where a claim cannot
    be made, and `reason` says why.
    """

    tables: Tables
    raw: Difference | None
    declining: str | None
    reason: str | None
    balanced: Difference | None = None
    style_free: Difference | None = None
    means: dict[str, Mean] = field(default_factory=dict[str, Mean])
    permuted: Assignments | None = None
    p_value: float = NO_CLAIM
    pivots: tuple[int, int] = (0, 0)
    stated_pivots: tuple[int, int] = (0, 0)
    unstable: bool = False
    by_style: bool = False
    p_deviates: float = NO_CLAIM
    p_style: float = NO_CLAIM
    p_pivots: float = NO_CLAIM
    p_consistent: float = NO_CLAIM


def evidence(tables: Tables, rule: Rule, generator: np.random.Generator) -> Evidence:
    """Weigh one family."""
    bare = Evidence(tables, _raw(tables), _declining(tables, rule.alpha), _without_pairs(tables))
    if bare.reason is not None:
        return bare
    stated, revealed = tables.roles["stated"], tables.roles["revealed"]
    signs = {role: tables.signs(role, SIGNED, rule.margin) for role in tables.roles}
    gaps = _gaps(tables)
    permuted = _permuted(tables, generator)
    means = {
        "stated": balanced(stated.values, tables.pairs),
        "revealed": balanced(revealed.values, tables.pairs),
    }
    dominant = 1 if means["stated"].centre >= MOST else -1
    return replace(
        bare,
        balanced=gaps[0][0],
        style_free=gaps[0][1],
        means=means,
        permuted=permuted,
        p_value=_p_value(permuted, gaps[0][0]),
        pivots=_turned(signs["revealed"], dominant),
        stated_pivots=_turned(signs["stated"], dominant),
        unstable=_unstable(tables, signs["stated"]),
        by_style=_by_style(tables, rule.alpha),
        p_deviates=_p_deviates(tables, gaps, permuted, rule.margin),
        p_style=_p_gap_of_style(bare.raw, gaps, rule),
        p_pivots=_p_pivots(tables, signs["stated"], signs["revealed"], dominant),
        p_consistent=max(one.p_within(rule.delta) for gap in gaps for one in gap),
    )


def _gaps(tables: Tables) -> list[Gap]:
    """As decided; with all that is missing for the stated and against the revealed; and reversed.

    Whatever the missing answers would have been, the gap lies between the last two.
    """
    p, q = tables.roles["stated"], tables.roles["revealed"]
    return [
        (
            difference(balanced(one, tables.pairs), balanced(two, tables.pairs)),
            difference(style_free(one, tables.pairs), style_free(two, tables.pairs)),
        )
        for one, two in (
            (p.values, q.values),
            (_filled(p.values, p.highest), _filled(q.values, q.lowest)),
            (_filled(p.values, p.lowest), _filled(q.values, q.highest)),
        )
    ]


def verdicts(families: Sequence[Evidence], rule: Rule) -> list[StanceVerdict]:
    """Judge families together."""
    if not families:
        return []
    shown = {
        name: benjamini_hochberg([getattr(one, f"p_{name}") for one in families], rule.alpha)
        for name in ("deviates", "style", "pivots", "consistent")
    }
    return [
        _verdict(one, {name: made.rejected[at] for name, made in shown.items()})
        for at, one in enumerate(families)
    ]


def _verdict(one: Evidence, shown: dict[str, bool]) -> StanceVerdict:
    if one.declining:
        return "declines"
    if one.unstable:
        return "unstable_statement"
    if shown["deviates"]:
        return "deviates"
    if one.by_style or shown["style"]:
        return "style_driven"
    if shown["pivots"]:
        return "context_sensitive"
    return "consistent" if shown["consistent"] else "undetermined"


def style_of(values: Floats, pair: Pair) -> Difference:
    """How often a yes, or the first label, is said beyond one half, whatever is asked."""
    weights = np.zeros(values.shape[1])
    weights[[pair.plus, pair.minus]] = 0.5, -0.5
    return alone(combined(values, weights))


def _content_of(values: Floats, pairs: Sequence[Pair]) -> Difference:
    return alone(balanced(values, pairs), MOST)


def _by_style(tables: Tables, alpha: float) -> bool:
    """Whether, in some format, style moves the answers of both roles more than all content does.

    Nor may the content of any one format come to as much: style in one of them is no style of all.
    """
    roles: tuple[Role, Role] = ("stated", "revealed")
    values = [tables.roles[role].values for role in roles]
    contents = [_content_of(some, tables.pairs) for some in values]
    most = max(
        abs(_content_of(some, [pair._replace(weight=1.0)]).centre)
        for some in values
        for pair in tables.pairs
    )
    return any(
        all(
            _outweighs(style_of(some, pair), content, alpha)
            and abs(style_of(some, pair).centre) > most
            for some, content in zip(values, contents, strict=True)
        )
        for pair in tables.pairs
    )


def _outweighs(style: Difference, content: Difference, alpha: float) -> bool:
    """Whether the one is shown to be the larger, whatever their signs."""
    more = abs(style.centre) - abs(content.centre)
    error = math.hypot(style.error, content.error)
    return t_tail(more / error, min(style.df, content.df)) <= alpha


def _p_value(permuted: Assignments, gap: Difference) -> float:
    """Of no difference, two-sided: the larger of the permutation's and that of the interval.

    The first is exact where prompts of both roles vary alike, and too small where contexts vary
    more; the second allows for that and is never small with few prompts.
    """
    return max(permuted.p, min(1.0, 2 * gap.p_beyond(0.0)))


def _p_deviates(tables: Tables, gaps: Sequence[Gap], permuted: Assignments, margin: float) -> float:
    """The largest p-value of all that has to hold; 1 where the signs do not agree."""
    flat = [one for gap in gaps for one in gap]
    signs = {np.sign(one.centre) for one in flat}
    if len(signs) > 1 or not _seen_beyond_order(tables, gaps[0][0].centre, margin):
        return NO_CLAIM
    return max(permuted.p, *(one.p_beyond(margin) for one in flat))


def _seen_beyond_order(tables: Tables, gap: float, margin: float) -> bool:
    """Whether prompts that are answered alike in both polarities of a pair have such a gap, too.

    A style of a prompt's own, as of who takes the first label of all that is long, pulls its
    answers to one half, and so makes a gap of none. A prompt that was asked in both polarities, as
    every one between labels in two orders, tells by itself whether style or content answered.
    """
    for pair in tables.pairs:
        shares: list[float] = []
        for role in ("stated", "revealed"):
            both = tables.roles[role].values[:, [pair.plus, pair.minus]]
            alike = ((both > MOST).all(axis=1), (both < MOST).all(axis=1))
            known = int(alike[0].sum() + alike[1].sum())
            if known:
                shares.append(int(alike[0].sum()) / known)
            elif (~np.isnan(both)).all(axis=1).any():
                return False
        if len(shares) == 2 and (shares[1] - shares[0]) * np.sign(gap) <= margin:
            return False
    return True


def _p_gap_of_style(raw: Difference | None, gaps: Sequence[Gap], rule: Rule) -> float:
    """That there is a gap, and that it is one of style: the larger of both p-values.

    The smaller of two gaps is doubled: either would do.
    """
    some = min(one.p_beyond(rule.margin) for one in (raw, gaps[0][0]) if one is not None)
    none = max(content.p_within(rule.delta) for _, content in gaps)
    return max(min(1.0, 2 * some), none)


def _permuted(tables: Tables, generator: np.random.Generator) -> Assignments:
    """Within strata; where no stratum has prompts of both roles, without: styles are balanced.

    Turned so that the revealed are the higher ones, for both directions to meet the same sample.
    """
    first, one, _ = tables.scores("stated")
    second, two, _ = tables.scores("revealed")
    strata = (one, two) if set(one.tolist()) & set(two.tolist()) else None
    if second.mean() < first.mean():
        first, second = 1 - first, 1 - second
    return assignments(first, second, generator, strata)


def _p_pivots(
    tables: Tables, stated: dict[str, int], revealed: dict[str, int], dominant: int
) -> float:
    """One-sided, that more contexts than paraphrases turn against the statement."""
    counts: dict[int, list[int]] = {}
    both: dict[Role, dict[str, int]] = {"stated": stated, "revealed": revealed}
    for at, (role, signs) in enumerate(both.items()):
        _, strata, rows = tables.scores(role)
        items = tables.roles[role].items
        for stratum, row in zip(strata.tolist(), rows.tolist(), strict=True):
            if items[row] in signs:
                cell = counts.setdefault(stratum, [0, 0, 0, 0])
                cell[2 * at] += signs[items[row]] == -dominant
                cell[2 * at + 1] += 1
    return more_in_second((k, n, j, m) for k, n, j, m in counts.values() if n and m)


def _turned(signs: dict[str, int], dominant: int) -> tuple[int, int]:
    """How many prompts are against the dominant side in every order, of how many that tell."""
    return sum(sign == -dominant for sign in signs.values()), len(signs)


def _unstable(tables: Tables, signs: dict[str, int]) -> bool:
    """Whether paraphrases of one polarity contradict each other; a style cannot make them."""
    _, strata, rows = tables.scores("stated")
    items = tables.roles["stated"].items
    by_stratum: dict[int, list[int]] = {}
    for stratum, row in zip(strata.tolist(), rows.tolist(), strict=True):
        if items[row] in signs:
            by_stratum.setdefault(stratum, []).append(signs[items[row]])
    fewer = sum(min(some.count(1), some.count(-1)) for some in by_stratum.values())
    n = sum(len(some) for some in by_stratum.values())
    return bool(n) and clopper_pearson(fewer, n, 0.9).low > WOBBLY


def _declining(tables: Tables, alpha: float) -> str | None:
    """The role most of whose prompts are mostly not decided, if that is shown."""
    for role in ("stated", "revealed"):
        table = tables.roles.get(role)
        if table is None or not table.items:
            continue
        lost = sum(table.undecided)
        if clopper_pearson(lost, len(table.items), 1 - alpha).low > MOST:
            return role
    return None


def _raw(tables: Tables) -> Difference | None:
    """All prompts alike, by polarity alone: the published comparison, with prompts as the unit."""
    if not {"stated", "revealed"} <= set(tables.roles):
        return None
    one, two = (tables.roles[role].raw for role in ("stated", "revealed"))
    if min(int((~np.isnan(raw)).sum()) for raw in (one, two)) < 2:
        return None
    weights = np.ones(1)
    return difference(combined(one, weights), combined(two, weights))


def _without_pairs(tables: Tables) -> str | None:
    """Why style cannot be told from content, if it cannot."""
    lacking = [role for role in ("stated", "revealed") if role not in tables.roles]
    if lacking:
        return f"there are no answers to {' and '.join(lacking)} prompts"
    if tables.paired("stated") and tables.paired("revealed"):
        return None
    return (
        "style cannot be told from content: no format and order has two prompts of each polarity "
        "in both roles; ask reversed wordings in one format on both sides"
    )


def _filled(values: Floats, bound: Floats) -> Floats:
    """The bound where something is missing: it is there wherever anything was asked."""
    return np.where(np.isnan(bound), values, bound)
