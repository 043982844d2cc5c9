"""The figures over many preferences, in the order in which they matter."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...statistics.distributions import LEVEL
from ...statistics.proportions.clustered_proportions import TooFewClusters, clustered_interval
from ...statistics.proportions.half_dose import HalfDose, half_dose
from ...statistics.proportions.intervals import clopper_pearson
from ...study.claims import NOTHING
from ...study.estimate import Estimate, estimate, exact_share
from ...study.pooled import NAMED, Facts, Figure, NotComputed, Pooled, mean_of
from ...study.wording import clip, number, share
from .categories import contrasts
from .doses import Sweep, factor_sweeps, sweeps, turning_point
from .facts import Preference, conditions
from .one_order import adjusted

MIDDLE = 0.1
"""A pooled share this near to one half counts as the middle."""
FEW = 2
"""Questions without which nothing is pooled."""
MOST_CONDITIONS = 6
MOST_SWEEPS = 3


def pool(model: str, given: Iterable[Facts]) -> Pooled:
    """Every figure that the findings of one model allow, and what lacks for others."""
    found = [Preference(one) for one in given]
    if len(found) < FEW:
        return Pooled()
    made = _Figures(model, found)
    return Pooled(figures=list(made.all()), not_computed=list(made.lacking()))


class _Figures:
    """The figures of one model."""

    def __init__(self, model: str, found: Sequence[Preference]) -> None:
        self._model, self._found = model, found
        self._both = [one for one in found if one.in_both]
        self._known = [one for one in found if one.orders]
        self._conditions = conditions(found)
        self._sweeps = sweeps(found)

    def all(self) -> Iterator[Figure]:
        """In the order in which they are told."""
        yield self._verdicts()
        yield from self._order()
        yield from self._contrasts()
        yield from self._doses()
        yield from self._factors()
        for name, sentence, found, behind in contrasts(self._found):
            yield self._figure(name, sentence, found, behind, len(behind))

    def lacking(self) -> Iterator[NotComputed]:
        """What is not computed, and the field that it would need."""
        found, whole = self._found, len(self._found)
        unordered = sum(not one.orders for one in found)
        one_order = sum(len(one.orders) == 1 for one in found)
        one_wording = sum(len({cell.variation for cell in one.cells}) == 1 for one in found)
        rows = (
            ("which slot is chosen", "first", unordered),
            ("an order effect, and so what is chosen for its content", _OTHER, one_order),
            ("whether it holds in other wordings", "variation or factors", one_wording),
            ("what nudges and pressure do", _PUSHES, sum(not one.rungs for one in found)),
        )
        for what, lacks, n in rows:
            if n:
                yield NotComputed(model=self._model, what=what, lacks=lacks, questions=n, of=whole)
        if not self._sweeps and not factor_sweeps(found):
            lacks = "a number that varies in options or factors"
            yield self._lacks_all("the dose at which choices turn", lacks)
        if not any(all(one.categories) for one in found):
            yield self._lacks_all("contrasts of categories", "category_a and category_b")

    def _lacks_all(self, what: str, lacks: str) -> NotComputed:
        n = len(self._found)
        return NotComputed(model=self._model, what=what, lacks=lacks, questions=n, of=n)

    def _figure(
        self,
        name: str,
        sentence: str,
        found: Estimate | None,
        behind: Sequence[Preference],
        of: int,
    ) -> Figure:
        return Figure(
            figure=name,
            model=self._model,
            sentence=sentence,
            estimate=found,
            questions=[one.question for one in behind[:NAMED]],
            of=of,
        )

    def _verdicts(self) -> Figure:
        """How many there are of each; what stands of them together, the ledger tells."""
        counts = Counter(one.verdict for one in self._found)
        told = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in counts.most_common())
        sentence = f"{len(self._found)} questions to {self._model}: {told}."
        claimed = [one for one in self._found if one.verdict != NOTHING]
        return self._figure("verdicts", sentence, None, claimed, len(self._found))

    def _order(self) -> Iterator[Figure]:
        """What is chosen for its place."""
        found = self._both or self._known
        if len(found) < FEW:
            return
        slots = [one.share_first or 0.0 for one in found]
        seen = mean_of(slots, 0.0, 1.0)
        how = "asked in both orders" if self._both else "of which one order was asked"
        mixed = "" if self._both else ": place and content are not told apart"
        sentence = (
            f"What is shown first is chosen in {share(seen)} questions {how}, each counted alike"
            f"{mixed}."
        )
        yield self._figure("first_slot", sentence, seen, found, len(found))
        gaps = {one.question: one.gap for one in self._both}
        moved = sorted(self._both, key=lambda one: -abs(gaps[one.question] or 0.0))
        if len(moved) >= FEW:
            gap = mean_of([one or 0.0 for one in gaps.values()], -1.0, 1.0)
            said = (
                "Shown first rather than second, an option is chosen in a share that differs by "
                f"{number(gap)} questions."
            )
            yield self._figure("order_gap", said, gap, moved, len(moved))
        yield from self._middle()
        yield from self._one_order()

    def _one_order(self) -> Iterator[Figure]:
        """What order does between questions of which each was asked in one."""
        fair = adjusted([(one, one.a < one.b) for one in self._found])
        if fair is None:
            return
        there = [one for one in self._found if len(one.orders) == 1]
        sentence = (
            "Between questions asked in one order each, an option shown first is chosen in a share "
            f"that differs by {number(fair.gap)} questions, if orders were drawn: the one that the "
            f"alphabet has first in {fair.first:.2f} when first, in {fair.second:.2f} when second."
        )
        yield self._figure("one_order_gap", sentence, fair.gap, there, fair.gap.n)

    def _middle(self) -> Iterator[Figure]:
        """Of the pairs that look undecided once orders are pooled: how many follow the place."""
        near = [one for one in self._both if abs((one.share_a() or 0.0) - 0.5) <= MIDDLE]
        if not near:
            return
        driven = [one for one in near if one.gap is not None and abs(one.gap) >= 0.5]
        found = exact_share(len(driven), len(near))
        sentence = (
            f"Of {len(near)} pairs that pooling both orders puts within {MIDDLE:g} of one half, "
            f"{len(driven)} change by half or more with the order: {share(found)}."
        )
        yield self._figure("pooled_middle", sentence, found, driven, len(near))

    def _contrasts(self) -> Iterator[Figure]:
        """How many questions turn round under each condition."""
        if len(self._conditions) < 2:
            return
        base = self._conditions[0]
        for other in self._conditions[1 : MOST_CONDITIONS + 1]:
            pairs = [
                (one, before[0], now[0])
                for one in self._found
                if (before := one.under(base)) and (now := one.under(other))
            ]
            sided = [pair for pair in pairs if pair[1] != 0.5 and pair[2] != 0.5]
            if len(sided) < FEW:
                continue
            turned = [pair[0] for pair in sided if (pair[1] - 0.5) * (pair[2] - 0.5) < 0]
            found = self._clustered([pair[0] for pair in sided], turned)
            even = len(pairs) - len(sided)
            ties = f" ({even} more are even under one of the two)" if even else ""
            sentence = (
                f"Under {clip(other, 60)} {len(turned)} of {len(sided)} questions turn round "
                f"against {clip(base, 60)}: {share(found)}{ties}."
            )
            yield self._figure("condition", sentence, found, turned, len(sided))

    def _clustered(self, all_of: Sequence[Preference], some: Sequence[Preference]) -> Estimate:
        """A share of questions; clustered by family where a number alone tells some apart."""
        family = {name: kin for one in self._sweeps for name, kin in one.families.items()}
        counts: dict[str, list[int]] = {}
        for one in all_of:
            counts.setdefault(family.get(one.question, one.question), [0, 0])[1] += 1
        for one in some:
            counts[family.get(one.question, one.question)][0] += 1
        k, n = len(some), len(all_of)
        if len(counts) == n:
            return estimate(k / n, clopper_pearson(k, n, LEVEL), n)
        try:
            found = clustered_interval([(won, of) for won, of in counts.values()])
        except TooFewClusters as reason:
            return Estimate(value=k / n, n=n, reason=str(reason))
        return estimate(found.share, found.interval, n)

    def _doses(self) -> Iterator[Figure]:
        for sweep in self._sweeps[:MOST_SWEEPS]:
            for condition in self._conditions[: MOST_CONDITIONS + 1]:
                if (figure := self._dose(sweep, condition)) is not None:
                    yield figure

    def _dose(self, sweep: Sweep, condition: str) -> Figure | None:
        """Where half of the choices turn, under one condition."""
        there = [one for one in self._found if one.question in sweep.doses and one.under(condition)]
        if len(there) < FEW:
            return None
        found = turning_point(sweep, there, condition)
        where = f" under {clip(condition, 60)}" if len(self._conditions) > 1 else ""
        lead = f"“{clip(sweep.words, 60)}”{where}"
        n, families = len(there), f"{found.clusters} families"
        if found.dose is None or found.interval is None:
            sentence = f"{lead}: no number at which half turn: {found.reason} ({n} questions)."
            return self._figure("dose", sentence, None, there, n)
        at = estimate(found.dose, found.interval, n)
        sentence = (
            f"{lead}: half turn at # = {found.dose:.3g} [{found.interval.low:.3g}, "
            f"{found.interval.high:.3g}], n = {n} questions in {families}."
        )
        return self._figure("dose", sentence, at, there, n)

    def _factors(self) -> Iterator[Figure]:
        """What a factor that is a number does, and where half turn."""
        for sweep in factor_sweeps(self._found)[:MOST_SWEEPS]:
            found, n = half_dose(sweep.points), len(sweep.questions)
            where = f" under {clip(sweep.variation, 60)}" if len(self._conditions) > 1 else ""
            lead = f"Factor “{clip(sweep.factor, 60)}”{where}: "
            if found.dose is not None and found.interval is not None:
                at = estimate(found.dose, found.interval, n)
                ends = f"[{found.interval.low:.3g}, {found.interval.high:.3g}]"
                lead += f"option a is chosen in half of the answers at {found.dose:.3g} {ends}"
            else:
                at = None
                lead += f"no number at which option a is chosen in half: {found.reason}"
            sentence = f"{lead}, n = {n} questions{_steepness(found)}."
            yield self._figure("dose", sentence, at, sweep.questions, n)


def _steepness(found: HalfDose) -> str:
    """The slope in words, where it has an interval."""
    if found.slope is None or found.slope_interval is None:
        return ""
    low, high, _ = found.slope_interval
    each = "factor of e" if found.logarithmic else "unit"
    return f"; slope {found.slope:+.2f} [{low:+.2f}, {high:+.2f}] logits a {each}"


_OTHER = 'answers with the other option first (first "a" and "b")'
_PUSHES = 'answers of tier "nudge" or "pressure"'
