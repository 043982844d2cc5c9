"""From answers to a finding: every family with its numbers, its verdict, and what stands beside it.

Takes the same answers from a study and from an import. Everything random comes from a seed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..statistics.divergence.clustered_difference import (
    Difference,
    Mean,
    averaged,
    balanced,
    difference,
    least_half_width,
)
from ..statistics.divergence.jensen_shannon import js_of_shares, plug_in_bias, posterior
from ..statistics.divergence.published import Published, Tally, published
from ..statistics.proportions.intervals import Interval
from ..study.asked import short_digest
from ..study.estimate import Estimate, estimate
from .bank.families import Family, Role
from .cells import Answered, Tables, tables
from .finding import (
    DomainFinding,
    Example,
    FamilyFinding,
    PublishedMeasures,
    RoleCounts,
    StanceVerdict,
    StatedRevealedFinding,
    StyleEffect,
)
from .verdict_rules import Evidence, Rule, evidence, style_of, verdicts

PIVOTS_NAMED = 6
"""Contexts that a finding names."""
UNPAIRED = "style cannot be told from content"
TAIL = 0.025
HALF = 0.5


@dataclass(frozen=True)
class Asked:
    """What is known of a family beside its answers: its words, and the texts of its items."""

    name: str
    domain: str
    principle: str
    texts: Mapping[str, str]


def asked_of(family: Family, extra: Iterable[tuple[str, str]] = ()) -> Asked:
    """A family of the bank, with the texts of its prompts by item."""
    both = [(one.id, one.ask) for one in (*family.stated, *family.revealed)]
    return Asked(family.name, family.domain, family.principle, dict([*both, *extra]))


def conclude(
    model: str,
    families: Sequence[tuple[Asked, Sequence[Answered]]],
    rule: Rule,
    seed: int,
    *,
    neutral: bool | None,
) -> StatedRevealedFinding:
    """Judge all families together. The order of families and of answers makes no difference."""
    weighed = [
        (asked, evidence(tables(_in_order(answers)), rule, _generator(seed, asked.name)))
        for asked, answers in families
    ]
    given = verdicts([one for _, one in weighed], rule)
    found = [
        _family(asked, one, verdict, rule, _generator(seed, f"js {asked.name}"))
        for (asked, one), verdict in zip(weighed, given, strict=True)
    ]
    return StatedRevealedFinding(
        model=model,
        families=found,
        domains=_domains(found, [one for _, one in weighed], rule.alpha),
        style=_overall_style([one.tables for _, one in weighed], 1 - rule.alpha),
        neutral=neutral,
        exact=any(one.exact for _, answers in families for one in answers),
        margin=rule.margin,
        delta=rule.delta,
        alpha=rule.alpha,
    )


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng(int(short_digest(str(seed), name), 16))


def _in_order(answers: Sequence[Answered]) -> list[Answered]:
    return sorted(answers, key=lambda one: (one.role, one.item, one.format, one.order))


def _family(
    asked: Asked,
    one: Evidence,
    verdict: StanceVerdict,
    rule: Rule,
    generator: np.random.Generator,
) -> FamilyFinding:
    sizes, apart = _sizes(one.tables), _apart(one, rule.margin)
    level = 1 - rule.alpha

    def example(item: str) -> Example:
        return Example(question_id=item, ask=asked.texts.get(item, item), share=apart.shares[item])

    return FamilyFinding(
        family=asked.name,
        domain=asked.domain,
        principle=asked.principle,
        verdict=verdict,
        reason=_reason(one, verdict),
        stated=_mean(one.means.get("stated"), level),
        revealed=_mean(one.means.get("revealed"), level),
        difference=_estimate(one.balanced, sum(sizes), level),
        style_free=_estimate(one.style_free, sum(sizes), level),
        raw=_estimate(one.raw, sum(sizes), level),
        control=_control(one.tables, level),
        p_value=one.p_value if one.permuted else None,
        p_deviates=one.p_deviates if one.permuted else None,
        p_consistent=one.p_consistent if one.permuted else None,
        smallest_p=_smallest_p(one),
        half_width=least_half_width(*sizes, level) if min(sizes) else None,
        js=_divergence(one, generator),
        noise_floor=one.permuted.noise_floor if one.permuted else None,
        pivots=one.pivots[0],
        pivots_of=one.pivots[1],
        stated_pivots=one.stated_pivots[0],
        published=_published(one.tables),
        style=_styles(one.tables, level),
        roles=_roles(one.tables),
        pivoting=[example(item) for item in apart.turned[:PIVOTS_NAMED]],
        most_supporting=example(apart.supporting) if apart.supporting else None,
        most_opposing=example(apart.opposing) if apart.opposing else None,
        left_out=list(one.tables.left_out),
    )


def _reason(one: Evidence, verdict: StanceVerdict) -> str | None:
    """Why there is no more to say, where that is so."""
    if verdict == "declines":
        return f"most {one.declining} prompts are mostly declined, unreadable or answered neutral"
    return one.reason


def _sizes(given: Tables) -> tuple[int, int]:
    """Prompts of both roles."""
    found = [
        len(given.roles[role].items) if role in given.roles else 0
        for role in ("stated", "revealed")
    ]
    return found[0], found[1]


def _estimate(one: Difference | None, n: int, level: float, most: float = 1.0) -> Estimate:
    """A difference with its interval, within what it can be at most."""
    if one is None:
        return Estimate(value=None, reason=UNPAIRED, level=level)
    low, high, _ = one.interval(level)
    return estimate(one.value, Interval(max(-most, low), min(most, high), level), n)


def _mean(mean: Mean | None, level: float) -> Estimate:
    """A share, within 0 and 1."""
    if mean is None:
        return Estimate(value=None, reason=UNPAIRED, level=level)
    one = Difference(mean.value, mean.centre, max(mean.variance, 0.0) ** 0.5, float(mean.df))
    low, high, _ = one.interval(level)
    return Estimate(
        value=mean.value, low=max(0.0, low), high=min(1.0, high), level=level, n=mean.prompts
    )


def _control(given: Tables, level: float) -> Estimate:
    """What a context without content adds to a statement."""
    if not (given.paired("control") and given.paired("stated")):
        reason = "no controls were asked in the formats and polarities of the statements"
        return Estimate(value=None, reason=reason, level=level)
    stated, control = (
        balanced(given.roles[role].values, given.pairs) for role in ("stated", "control")
    )
    return _estimate(difference(stated, control), control.prompts, level)


def _smallest_p(one: Evidence) -> float | None:
    """The least that prompts of these numbers can have, two-sided: twice as much at equal sizes."""
    if one.permuted is None:
        return None
    sizes = _sizes(one.tables)
    times = 2 if sizes[0] == sizes[1] else 1
    return max(times / one.permuted.possible, 1 / len(one.permuted.js))


def _divergence(one: Evidence, generator: np.random.Generator) -> Estimate:
    if not one.means:
        return Estimate(value=None, reason=UNPAIRED)
    p, q = one.means["stated"], one.means["revealed"]
    plug_in = float(js_of_shares(np.array(p.value), np.array(q.value)))
    counts = [np.array([mean.value, 1 - mean.value]).clip(0, 1) * mean.prompts for mean in (p, q)]
    drawn = posterior(counts[0], counts[1], generator).js
    low, high = (float(np.quantile(drawn, at)) for at in (TAIL, 1 - TAIL))
    value = plug_in - _noise(one.tables) * plug_in_bias(p.prompts, q.prompts)
    return Estimate(value=value, low=low, high=high, n=p.prompts + q.prompts)


def _noise(given: Tables) -> float:
    """How much prompts that met the same styles vary, as a share of what single answers would.

    The bias of a divergence is that of its means: single answers of yes or no have p (1 - p),
    prompts whose probabilities are known, or that were asked several times, have less.
    """
    squares, degrees, total, count = 0.0, 0, 0.0, 0
    for role in ("stated", "revealed"):
        values, strata, _ = given.scores(role)
        for stratum in set(strata.tolist()):
            some = values[strata == stratum]
            squares += float(((some - some.mean()) ** 2).sum())
            degrees += len(some) - 1
        total, count = total + float(values.sum()), count + len(values)
    share = total / count
    if not degrees or not squares:
        return 0.0 if degrees else 1.0
    return min(1.0, squares / degrees / (share * (1 - share)))


def _published(given: Tables) -> PublishedMeasures:
    signed = _measures(given, "tally")
    raw = _measures(given, "letters")
    return PublishedMeasures(
        kl10_raw=raw.kl10,
        kl10_signed=signed.kl10,
        deviation_raw=None if raw.deviation is None else abs(raw.deviation),
        deviation_signed=signed.deviation,
        dominant=signed.dominant,
        neutrality_stated=signed.neutrality_stated,
        neutrality_revealed=signed.neutrality_revealed,
    )


def _measures(given: Tables, which: str) -> Published:
    empty = Tally(0, 0)
    both = [
        getattr(given.roles[role], which) if role in given.roles else empty
        for role in ("stated", "revealed")
    ]
    return published(both[0], both[1])


def _styles(given: Tables, level: float) -> list[StyleEffect]:
    found: list[StyleEffect] = []
    for pair in given.pairs:
        form, order, _ = given.keys[pair.plus]
        stated, revealed = (
            _estimate(
                style_of(given.roles[role].values, pair), len(given.roles[role].items), level, HALF
            )
            for role in ("stated", "revealed")
        )
        found.append(StyleEffect(format=form, order=order, stated=stated, revealed=revealed))
    return found


def _overall_style(families: Sequence[Tables], level: float) -> list[StyleEffect]:
    """The mean over families of each style, in every format and order that any of them has."""
    by_pair: dict[tuple[str, str], dict[Role, list[Difference]]] = {}
    prompts: Counter[tuple[str, str]] = Counter()
    for given in families:
        for pair in given.pairs:
            key = given.keys[pair.plus][:2]
            some = by_pair.setdefault(key, {"stated": [], "revealed": []})
            for role, effects in some.items():
                effects.append(style_of(given.roles[role].values, pair))
            prompts[key] += len(given.roles["stated"].items)
    return [
        StyleEffect(
            format=key[0],
            order=key[1],
            stated=_estimate(averaged(some["stated"]), prompts[key], level, HALF),
            revealed=_estimate(averaged(some["revealed"]), prompts[key], level, HALF),
        )
        for key, some in by_pair.items()
    ]


def _roles(given: Tables) -> list[RoleCounts]:
    return [
        RoleCounts(
            role=role,
            prompts=len(table.items),
            outcomes=dict(sorted(table.outcomes.items())),
            labels=sum(table.masses) / len(table.masses) if table.masses else None,
        )
        for role, table in sorted(given.roles.items(), key=lambda one: one[0], reverse=True)
    ]


class _Apart(NamedTuple):
    """Shares that support by item; contexts that turn, furthest first; the ends of both roles."""

    shares: dict[str, float]
    turned: list[str]
    supporting: str = ""
    opposing: str = ""


def _apart(one: Evidence, margin: float) -> _Apart:
    """Contexts that turn against the statement, and the two prompts that pull apart most."""
    if not one.means:
        return _Apart({}, [])
    toward = 1 if one.means["stated"].centre >= HALF else -1
    says, does = _by_item(one.tables, "stated"), _by_item(one.tables, "revealed")
    signs = one.tables.signs("revealed", 0, margin)

    def kept(item: str) -> tuple[float, str]:
        return toward * (says | does)[item], item

    turned = sorted((item for item in does if signs.get(item) == -toward), key=kept)
    best, worst = max(says, key=kept), min(does, key=kept)
    ends = (best, worst) if toward == 1 else (worst, best)
    return _Apart(says | does, turned, *ends)


def _by_item(given: Tables, role: Role) -> dict[str, float]:
    values, _, rows = given.scores(role)
    items = given.roles[role].items
    return {items[int(row)]: float(value) for value, row in zip(values, rows, strict=True)}


def _domains(
    found: Sequence[FamilyFinding], weighed: Sequence[Evidence], alpha: float
) -> list[DomainFinding]:
    """Each domain, and all of them together."""
    names: list[str | None] = [*dict.fromkeys(one.domain for one in found)]
    some = [
        (name, [at for at, one in enumerate(found) if name in (None, one.domain)])
        for name in ([*names, None] if len(found) > 1 else [])
    ]
    return [
        DomainFinding(
            domain=name,
            families=len(places),
            verdicts=dict(Counter(found[at].verdict for at in places).most_common()),
            difference=_over([weighed[at].balanced for at in places], found, places, alpha),
            style_free=_over([weighed[at].style_free for at in places], found, places, alpha),
        )
        for name, places in some
    ]


def _over(
    several: Sequence[Difference | None],
    found: Sequence[FamilyFinding],
    places: Sequence[int],
    alpha: float,
) -> Estimate:
    known = [one for one in several if one is not None]
    n = sum(found[at].difference.n for at in places)
    return _estimate(averaged(known) if known else None, n, 1 - alpha)
