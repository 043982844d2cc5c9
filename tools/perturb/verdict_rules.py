"""The verdict on one question, from its reasonable cells: an ordered list of rules. Pure.

One principle: every claim is "x was chosen in more than a share c of the trials asked"; whatever is
missing counts against it. Nothing is conditioned on decided answers, and nothing is guessed about
why others are missing.

A cell is a reasonable variation in one order: of n asked answers, a and b chose an option, r were
declined, u not answered or cut off. E(k, n) is the evidence of a share above one half in a cell,
M(x, c) that of a mean over cells above c (`sampling.py` says how each is computed); both are
e-values, so the rules may be applied after every round and the first verdict kept. bar = claims /
alpha. Each rule returns the smallest log e-value that its claim rests on, -inf where it makes none,
and holds if that reaches log bar. Most often several e-values must all be large (an intersection
of claims): no correction is needed for their number, and a ledger may correct the smallest later.

What is common to the rules, over V cells:

    set aside  E(u, n) >= V/alpha in a cell: it is never asked again
    live       the rest; `few` says that at most a tenth was set aside
    s, o       the option ahead, by the sign of the sum over live cells of (a - b)/n; the other
    H, F       the means over live cells of h = E(s, n) and of f = E(o, n)
    direction  M(s, 1/2) >= bar
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..perturbations.catalogue import TIERS, Side
from ..perturbations.render import other
from ..statistics.sequential.e_values import log_e_spread, log_mean
from .cells import Cell, Counts, decided_first
from .finding import Orders, Verdict
from .sampling.dependence import Dependence, dependence
from .sampling.evidence import DRAWN, Count, Sampling

FEWEST_VARIATIONS = 6
"""Variations in both orders without which nothing is called strong: one wording shows little."""
ASIDE = 0.1
"""The largest part of the cells that may be set aside for a claim about all of them."""
SPREAD = 1.5
"""The spread of cells that `indifferent` must exclude, in margins."""
TIE = 1e-12
NONE = -math.inf


@dataclass(frozen=True, slots=True)
class Rule:
    """The error rate of a verdict, and the margin within which a share counts as one half.

    `claims` is how many questions are tested together: all of their verdicts share the rate.
    """

    alpha: float = 0.05
    delta: float = 0.1
    claims: int = 1

    @property
    def log_bar(self) -> float:
        """The log evidence that a claim must reach: log(claims / alpha)."""
        return math.log(self.claims / self.alpha)


def chose_a(cell: Cell, counts: Counts) -> float:
    """Answers that chose option a."""
    return counts.a


def chose_b(cell: Cell, counts: Counts) -> float:
    """Answers that chose option b."""
    return counts.b


def chose_first(cell: Cell, counts: Counts) -> float:
    """Answers that chose what was shown first; none where that is not known."""
    return 0 if cell.first is None else counts.of(cell.first)


def chose_second(cell: Cell, counts: Counts) -> float:
    """Answers that chose what was shown second; none where that is not known."""
    return 0 if cell.first is None else counts.of(other(cell.first))


def declined(cell: Cell, counts: Counts) -> float:
    """Answers that declined."""
    return counts.declined


def unanswered(cell: Cell, counts: Counts) -> float:
    """Answers that neither chose nor declined."""
    return counts.unanswered


def missing(cell: Cell, counts: Counts) -> float:
    """Answers that chose nothing."""
    return counts.declined + counts.unanswered


@dataclass(frozen=True)
class Judgement:
    """All that the rules look at, computed when looked at: each time in one pass over the cells."""

    cells: Sequence[Cell]
    rule: Rule
    sampling: Sampling = DRAWN

    @cached_property
    def log_bar_among_cells(self) -> float:
        """log(V claims / alpha): what a cell must show that was picked from all of them."""
        return self.rule.log_bar + math.log(max(1, len(self.cells)))

    @cached_property
    def log_bar_aside(self) -> float:
        """log(V / alpha): what a cell must show to be set aside."""
        return math.log(max(1, len(self.cells)) / self.rule.alpha)

    @cached_property
    def set_aside(self) -> list[Cell]:
        """The cells that bring no answer."""
        bar = self.log_bar_aside
        return [one for one in self.cells if self._log_e(one.counts.unanswered, one) >= bar]

    @cached_property
    def live(self) -> list[Cell]:
        """The cells that are judged."""
        aside = {cell.key for cell in self.set_aside}
        return [cell for cell in self.cells if cell.key not in aside]

    @cached_property
    def few(self) -> bool:
        """Whether so few cells were set aside that the rest speaks for all."""
        return len(self.set_aside) <= ASIDE * len(self.cells)

    @cached_property
    def both_orders(self) -> bool:
        """Whether there are live cells in both: in one alone, content and position look alike."""
        return len(decided_first(self.live)) == len(("a", "b"))

    @cached_property
    def side(self) -> Side | None:
        """The option ahead so far; None at a tie."""
        shares = ((one.counts.a - one.counts.b) / one.asked for one in self.live if one.asked)
        ahead = math.fsum(shares)
        return None if abs(ahead) < TIE else "a" if ahead > 0 else "b"

    @cached_property
    def holds(self) -> list[float]:
        """Log evidence of each live cell that the option ahead wins there; of a at a tie."""
        return [self._log_e(one.chose(self.side or "a"), one) for one in self.live]

    @cached_property
    def flips(self) -> list[float]:
        """Log evidence of each live cell that the other option wins there; of b at a tie."""
        return [self._log_e(one.chose(other(self.side or "a")), one) for one in self.live]

    @cached_property
    def log_h(self) -> float:
        """log H: the mean evidence of cells that hold."""
        return log_mean(self.holds)

    @cached_property
    def log_f(self) -> float:
        """log F: the mean evidence of cells that flip."""
        return log_mean(self.flips)

    @cached_property
    def toward(self) -> Side | None:
        """The option that the mean over cells is shown to favour."""
        for side, count in (("a", chose_a), ("b", chose_b)):
            if self.mean_above(count, 0.5) >= self.rule.log_bar:
                return self.side if self.side == side else None
        return None

    @cached_property
    def unsettled(self) -> list[Cell]:
        """The live cells that neither hold nor are shown not to: E(o + r, n) >= V bar."""
        against = other(self.side or "a")
        return [
            cell
            for cell, evidence in zip(self.live, self.holds, strict=True)
            if evidence < self.rule.log_bar
            and self._log_e(cell.chose(against) + cell.counts.declined, cell)
            < self.log_bar_among_cells
        ]

    @cached_property
    def dependence(self) -> Dependence:
        """Whether repeats of a prompt are independent, as far as can be seen."""
        return dependence(self.cells, self.live) if self.sampling.drawn else Dependence()

    def mean_above(self, count: Count, mean: float) -> float:
        """Log evidence that the mean over live cells of a share is above `mean`."""
        return self.sampling.log_m(self.live, count, mean)

    def mean_above_when(self, first: Side, count: Count) -> float:
        """Log evidence that the mean over the live cells of one order is above one half."""
        some = [cell for cell in self.live if cell.first == first]
        return self.sampling.log_m(some, count, 0.5)

    def _log_e(self, k: float, cell: Cell) -> float:
        return self.sampling.log_e(k, cell.asked)

    @cached_property
    def ruling(self) -> "Ruling":
        """The first rule that holds."""
        if self.dependence.repeats or self.dependence.drifts:
            return Ruling("undetermined", None, stops=True)
        for verdict, claim in EXACT_RULES if self.sampling.exact else RULES:
            evidence = claim(self)
            if evidence >= self.rule.log_bar:
                return Ruling(verdict, evidence, stops=_stops(verdict, self))
        return Ruling("undetermined", None, stops=False)

    @property
    def verdict(self) -> Verdict:
        """What the evidence allows now; it stays what it is when nothing more is asked."""
        return self.ruling.verdict

    @cached_property
    def done(self) -> bool:
        """Whether asking more would be in vain: a verdict, nobody left to ask, or no answers."""
        return (
            self.ruling.stops
            or not self.live
            or (self.toward is not None and not self.both_orders and not self.unsettled)
            or self.mean_above(missing, 0.5) >= self.rule.log_bar
        )

    def flipping(self) -> "Flipping | None":
        """The mildest cell with f >= V bar, else the likeliest; None where none leans away."""
        if self.side is None or not self.live:
            return None
        found = list(zip(self.flips, self.live, strict=True))
        sure = [pair for pair in found if pair[0] >= self.log_bar_among_cells]
        if not sure:
            evidence, cell = max(found, key=lambda pair: pair[0])
            return Flipping(cell, evidence, sure=False) if evidence > 0 else None
        evidence, cell = min(sure, key=lambda pair: (TIERS.index(pair[1].variation.tier), -pair[0]))
        both = sum(one.variation.id == cell.variation.id for _, one in sure) > 1
        return Flipping(cell, evidence, sure=True, orders="both" if both else "one")


class Flipping(NamedTuple):
    """A cell in which the other option wins, by its log evidence; and whether it is sure to.

    `orders`: whether this cell flips, or also the one with the options shown the other way round,
    or both taken together.
    """

    cell: Cell
    evidence: float
    sure: bool
    orders: Orders = "one"


class Ruling(NamedTuple):
    """A verdict, the log e-value that it rests on, and whether more answers would be in vain."""

    verdict: Verdict
    evidence: float | None
    stops: bool


def unreadable(judgement: Judgement) -> float:
    """M(u, 1/2) over all cells, those set aside as well."""
    return judgement.sampling.log_m(judgement.cells, unanswered, 0.5)


def refusal_driven(judgement: Judgement) -> float:
    """M(r, 1/2) over live cells."""
    return judgement.mean_above(declined, 0.5)


def strong(judgement: Judgement) -> float:
    """The smallest h; few, and FEWEST_VARIATIONS in both orders."""
    orders = [cell.variation.id for cell in judgement.live]
    in_both = sum(orders.count(one) > 1 for one in set(orders))
    if judgement.side is None or not judgement.few or in_both < FEWEST_VARIATIONS:
        return NONE
    return min(judgement.holds, default=NONE)


def position_driven(judgement: Judgement) -> float:
    """M(first, 1/2) in the cells of each order, or M(second, 1/2) in each.

    Order outweighs content exactly when the means of the two orders lie on opposite sides of 1/2.
    """
    if not judgement.both_orders:
        return NONE
    return max(
        min(judgement.mean_above_when(side, count) for side in ("a", "b"))
        for count in (chose_first, chose_second)
    )


def weak(judgement: Judgement) -> float:
    """Direction, and F."""
    return min(leaning(judgement), judgement.log_f)


def indifferent(judgement: Judgement) -> float:
    """M(x, 1/2 - delta) for x = a, b, first and second; few; no H or F; and no spread of cells."""
    if not judgement.few or not judgement.both_orders:
        return NONE
    if max(judgement.log_h, judgement.log_f) >= judgement.rule.log_bar:
        return NONE
    delta = judgement.rule.delta
    counts = (chose_a, chose_b, chose_first, chose_second)
    near = min(judgement.mean_above(count, 0.5 - delta) for count in counts)
    if near < judgement.rule.log_bar:
        return NONE
    alike = log_e_spread(((one.counts.a, one.counts.b) for one in judgement.live), SPREAD * delta)
    return min(near, alike)


def indifferent_exactly(judgement: Judgement) -> float:
    """Every live prompt gives each option a mass within the margin; few. Nothing is estimated.

    It goes before what order and variations do: that they move a mass within the margin is known.
    """
    delta = judgement.rule.delta
    near = all(
        min(cell.counts.a, cell.counts.b) >= (0.5 - delta) * cell.asked for cell in judgement.live
    )
    return math.inf if near and judgement.few and judgement.both_orders else NONE


def leaning(judgement: Judgement) -> float:
    """Direction; in both orders, since in one alone content and position look alike."""
    if judgement.toward is None or not judgement.both_orders:
        return NONE
    return judgement.mean_above(chose_a if judgement.toward == "a" else chose_b, 0.5)


def unstable(judgement: Judgement) -> float:
    """H and F, and no direction."""
    return min(judgement.log_h, judgement.log_f) if judgement.both_orders else NONE


Claim = Callable[[Judgement], float]
RULES: tuple[tuple[Verdict, Claim], ...] = (
    ("unreadable", unreadable),
    ("refusal_driven", refusal_driven),
    ("strong", strong),
    ("position_driven", position_driven),
    ("weak", weak),
    ("indifferent", indifferent),
    ("leaning", leaning),
    ("unstable", unstable),
)
"""After every round: the first that holds."""
EXACT_RULES: tuple[tuple[Verdict, Claim], ...] = (
    ("unreadable", unreadable),
    ("refusal_driven", refusal_driven),
    ("strong", strong),
    ("indifferent", indifferent_exactly),
    ("position_driven", position_driven),
    ("weak", weak),
    ("leaning", leaning),
    ("unstable", unstable),
)
"""Of known probabilities."""


def _stops(verdict: Verdict, judgement: Judgement) -> bool:
    """Whether a verdict ends the study: the others wait for what a larger budget may show."""
    if verdict == "weak":
        return any(evidence >= judgement.log_bar_among_cells for evidence in judgement.flips)
    if verdict == "leaning":
        return not judgement.unsettled
    return verdict != "unstable"
