"""The rules of verdicts once more, as plainly as they can be written: for comparison alone.

Counts everything anew after every round and shares no line with the product. `study(ask)` asks cell
v by `ask(v)`, which answers "a", "b", "declined", "not_answered" or "cut"; cell v is variation
v // 2, option a first if v is even.

Two conditions stand here that keep the rules from claiming what one order or a few wordings cannot
show: `strong` needs six variations in both orders, and `weak` and `leaning` need live cells in
both orders.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scipy.special import betainc, betaln  # pyright: ignore[reportMissingTypeStubs]

Ask = Callable[[int], str]
FAR = 4_096
UNANSWERED = ("not_answered", "cut")


@lru_cache(None)
def e_half(k: int, n: int) -> float:
    """Log e-value of a share above one half."""
    if not n:
        return 0.0
    tail = betainc(n - k + 1, k + 1, 0.5)
    if not tail:  # an underflow: k is tiny beside n, and the evidence near 1/n
        return -math.log(n)
    return float((n + 1) * math.log(2) + betaln(k + 1, n - k + 1) + math.log(tail))


def e_mean(k: float, n: int, c: float) -> float:
    """Log e-value of a mean share above c."""
    if not n or k <= c * n:
        return -math.inf
    return float(betaln(k + 1, n - k + 1)) - k * math.log(c) - (n - k) * math.log1p(-c)


@dataclass
class Found:
    """What a study came to; `side` is +1 for option a, -1 for b, 0 for none."""

    verdict: str
    side: int
    answers: int
    rounds: int
    aside: int
    dependent: bool


@dataclass
class Plain:
    """One study in the course of being asked."""

    ask: Ask
    cells: int
    budget: int
    alpha: float
    delta: float
    claims: int

    def __post_init__(self) -> None:
        self.log: list[list[str]] = [[] for _ in range(self.cells)]
        self.first = ["ab"[v % 2] for v in range(self.cells)]
        self.bar = math.log(self.claims / self.alpha)
        self.sure = self.bar + math.log(self.cells)
        self.rounds, self.z = 0, 0.0

    def count(self, words: str | tuple[str, ...], v: int, t: int | None = None) -> int:
        wanted = (words,) if isinstance(words, str) else words
        return sum(answer in wanted for answer in self.log[v][:t])

    def asked(self) -> int:
        return sum(map(len, self.log))

    def look(self) -> None:
        """Everything that the rules need, anew."""
        self.n = [len(answers) for answers in self.log]
        bar_aside = math.log(self.cells / self.alpha)
        self.live = [
            v for v in range(self.cells) if e_half(self.count(UNANSWERED, v), self.n[v]) < bar_aside
        ]
        score = sum((self.count("a", v) - self.count("b", v)) / self.n[v] for v in self.live)
        self.side = 0 if abs(score) < 1e-12 else 1 if score > 0 else -1
        s, o = ("a", "b") if self.side >= 0 else ("b", "a")
        self.h = {v: e_half(self.count(s, v), self.n[v]) for v in self.live}
        self.f = {v: e_half(self.count(o, v), self.n[v]) for v in self.live}
        self.settled = {
            v: self.h[v] >= self.bar
            or e_half(self.count((o, "declined"), v), self.n[v]) >= self.sure
            for v in self.live
        }
        self.few = self.cells - len(self.live) <= 0.1 * self.cells
        self.both = len({self.first[v] for v in self.live}) == 2
        a, b = self.mean("a", 0.5), self.mean("b", 0.5)
        direction = 1 if a >= self.bar else -1 if b >= self.bar else 0
        self.toward = direction != 0 and direction == self.side

    def mean(self, words: str | tuple[str, ...], c: float) -> float:
        """The evidence about a mean over live cells, in complete blocks."""
        t = min((self.n[v] for v in self.live), default=0)
        return e_mean(sum(self.count(words, v, t) for v in self.live), t * len(self.live), c)

    def by_place(self, c: float, *, first: bool) -> float:
        """The same of what is shown first, or second."""
        t = min((self.n[v] for v in self.live), default=0)
        k = sum(self.count(self.shown(v, first=first), v, t) for v in self.live)
        return e_mean(k, t * len(self.live), c)

    def shown(self, v: int, *, first: bool) -> str:
        return self.first[v] if first else {"a": "b", "b": "a"}[self.first[v]]

    def in_order(self, side: str, *, first: bool) -> bool:
        """Whether, in one order, what is shown first or second is chosen more often than not."""
        some = [v for v in self.live if self.first[v] == side]
        t = min((self.n[v] for v in some), default=0)
        k = sum(self.count(self.shown(v, first=first), v, t) for v in some)
        return e_mean(k, t * len(some), 0.5) >= self.bar

    def dependent(self) -> bool:
        """Whether repeats agree too often, or the halves differ."""
        t = min((self.n[v] for v in self.live), default=0)
        runs = variance = halves = spread = 0.0
        for v in range(self.cells):
            x = [answer for answer in self.log[v] if answer in "ab"]
            d, k = len(x), x.count("a")
            if d > 1:
                runs += sum(p == q for p, q in pairwise(x))
                runs -= (k * (k - 1) + (d - k) * (d - k - 1)) / d
                w = 2 * k * (d - k)
                variance += w * (w - d) / (d * d * (d - 1))
            if v not in self.live:
                continue
            x = [answer for answer in self.log[v][:t] if answer in "ab"]
            half = [answer for answer in self.log[v][: t // 2] if answer in "ab"]
            d, k, m = len(x), x.count("a"), len(half)
            if d > 1:
                halves += half.count("a") - k * m / d
                spread += k * (d - k) * m * (d - m) / (d * d * (d - 1))
        runs = runs / math.sqrt(variance) if variance > 0 else 0.0
        halves = abs(halves) / math.sqrt(spread) if spread > 0 else 0.0
        self.z = max(runs, halves)
        return self.z >= 3.5

    def verdict(self) -> tuple[str, bool]:
        """The first rule that holds, and whether it ends the study."""
        t = min(self.n)
        u = sum(self.count(UNANSWERED, v, t) for v in range(self.cells))
        if e_mean(u, t * self.cells, 0.5) >= self.bar:
            return "unreadable", True
        if self.mean("declined", 0.5) >= self.bar:
            return "refusal_driven", True
        holds = all(evidence >= self.bar for evidence in self.h.values())
        twice = sum(2 * i in self.live and 2 * i + 1 in self.live for i in range(self.cells // 2))
        if self.side and self.live and self.few and holds and twice >= 6:
            return "strong", True
        if self.both and any(
            all(self.in_order(side, first=first) for side in "ab") for first in (True, False)
        ):
            return "position_driven", True
        h, f = _mean(self.h), _mean(self.f)
        if self.toward and self.both and f >= self.bar:
            return "weak", any(evidence >= self.sure for evidence in self.f.values())
        if self.few and self.both and max(h, f) < self.bar and self.alike():
            return "indifferent", True
        if self.toward and self.both:
            return "leaning", all(self.settled.values())
        if self.toward:
            return "undetermined", all(self.settled.values())
        return ("unstable" if self.both and min(h, f) >= self.bar else "undetermined"), False

    def alike(self) -> bool:
        """Whether content and place lie within the margin, and cells do not spread."""
        c, q = 0.5 - self.delta, 1 / (8 * (1.5 * self.delta) ** 2) - 0.5
        near = (
            self.mean("a", c),
            self.mean("b", c),
            self.by_place(c, first=True),
            self.by_place(c, first=False),
        )
        spread = 0.0
        for v in self.live:
            a, b = self.count("a", v), self.count("b", v)
            spread -= (a + b) * math.log(2) + betaln(q + a, q + b) - betaln(q, q)
        return min(near) >= self.bar and spread >= self.bar

    def over(self) -> bool:
        """Whether asking on would be in vain without any verdict."""
        t = min((self.n[v] for v in self.live), default=0)
        chose = sum(self.count(("a", "b"), v, t) for v in self.live)
        n = t * len(self.live)
        return self.asked() >= self.budget or not self.live or e_mean(n - chose, n, 0.5) >= self.bar

    def lacks(self, words: str | tuple[str, ...], v: int, bar: float) -> int:
        """The fewest answers of this kind that a cell would have to give for its bar."""
        k = self.count(words, v)
        return next(m for m in range(10_000) if m == 64 or e_half(k + m, self.n[v] + m) >= bar)

    def next_round(self) -> list[int]:
        """How often each cell is asked next."""
        spare = self.budget - self.asked()
        size, give, most = max(12, self.asked() // 10), [0] * self.cells, [0] * self.cells
        aside = math.log(self.cells / self.alpha)
        suspects = [v for v in self.live if self.side and 0 < self.f[v] < self.sure]
        suspects = sorted(suspects, key=lambda v: -self.f[v])[:3]
        s, o = ("a", "b") if self.side >= 0 else ("b", "a")
        if self.toward:
            unsettled = [v for v in self.live if not self.settled[v]]
            for v in unsettled:
                held = self.lacks(s, v, self.bar)
                lost = self.lacks((o, "declined"), v, self.sure)
                near = min(held, lost, self.lacks(UNANSWERED, v, aside))
                most[v] = min(max(near, self.n[v] // 4), max(4, self.n[v] // 2))
            for v in () if unsettled else self.live:
                most[v] = size
            for v in suspects:
                give[v] = min(self.lacks(o, v, self.sure), spare - sum(give))
            size = min(spare, sum(give) + max(size, sum(most)))
        else:
            size = max(12, self.asked() // 6)
            size = min(spare, max(size, min(2 * self.asked(), self.ahead())))
            for v in self.live:
                most[v] = min(max(4, 2 * self.n[v]), self.lacks(UNANSWERED, v, aside))
            part = max(1, size // 12)
            for v in suspects:
                if sum(give) + part <= max(size // 4, 1):
                    give[v] += min(part, most[v])
        return self.filled(give, most, size)

    def filled(self, give: list[int], most: list[int], size: int) -> list[int]:
        """The rest of a round to the least asked."""
        for _ in range(size - sum(give)):
            able = [v for v in self.live if give[v] < most[v]]
            if able:
                give[min(able, key=lambda v: (self.n[v] + give[v], v))] += 1
        return give

    def ahead(self) -> int:
        """Answers until some mean would be shown, if all went on alike; `FAR` if never."""
        some = [v for v in self.live if self.count(UNANSWERED, v) < self.n[v]]
        one, two = ([v for v in some if self.first[v] == x] for x in "ab")
        missing = ("declined", *UNANSWERED)
        reach = [self.steadily(some, x) for x in ("a", "b", missing, "declined")]
        reach.append(self.steadily(range(self.cells), UNANSWERED))
        reach.append(self.steadily(one, "a") + self.steadily(two, "b"))
        reach.append(self.steadily(one, "b") + self.steadily(two, "a"))
        if self.z > 0:
            reach.append(max(0, math.ceil(self.asked() * ((3.5 / self.z) ** 2 - 1))))
        return min(*reach, self.evenly(some))

    def steadily(self, some: Sequence[int], words: str | tuple[str, ...]) -> int:
        t = min((self.n[v] for v in some), default=0)
        k, n = sum(self.count(words, v, t) for v in some), t * len(some)
        if 2 * k <= n:
            return FAR
        return _until(lambda m: e_mean(k * (n + m) / n, n + m, 0.5) >= self.bar)

    def evenly(self, some: Sequence[int]) -> int:
        """Answers until `indifferent`, if each cell chose either option equally often."""
        t, cells = min((self.n[v] for v in some), default=0), len(some)
        decided = sum(self.count(("a", "b"), v) for v in some)
        if not t or not decided or self.cells - len(some) > 0.1 * self.cells:
            return FAR
        half, c = decided / sum(self.n[v] for v in some) / 2, 0.5 - self.delta
        ks = [sum(self.count(x, v, t) for v in some) for x in "ab"]
        for x in (True, False):
            ks += [sum(self.count(self.shown(v, first=x), v, t) for v in some)]
        q = 1 / (8 * (1.5 * self.delta) ** 2) - 0.5

        def reached(m: int) -> bool:
            if min(e_mean(k + m * half, t * cells + m, c) for k in ks) < self.bar:
                return False
            more, spread = m * half / cells, 0.0
            for v in some:
                a, b = self.count("a", v) + more, self.count("b", v) + more
                spread -= (a + b) * math.log(2) + betaln(q + a, q + b) - betaln(q, q)
            return spread >= self.bar

        return _until(reached)

    def run(self) -> Found:
        give = [3] * self.cells
        while True:
            for v in range(self.cells):
                self.log[v] += [self.ask(v) for _ in range(give[v])]
            self.rounds += 1
            self.look()
            aside = self.cells - len(self.live)
            if self.dependent():
                return Found("undetermined", 0, self.asked(), self.rounds, aside, True)
            verdict, stop = self.verdict()
            if stop or self.over():
                side = self.side if verdict in ("strong", "weak", "leaning") else 0
                return Found(verdict, side, self.asked(), self.rounds, aside, False)
            give = self.next_round()


def _until(reached: Callable[[int], bool]) -> int:
    """The first number that is enough, found as by one who looks twice as far each time."""
    high = 1
    while high < FAR and not reached(high):
        high *= 2
    return high // 2 + 1 + bisect_left(range(high // 2 + 1, high), True, key=reached)


def _mean(evidence: dict[int, float]) -> float:
    if not evidence:
        return -math.inf
    return math.log(sum(math.exp(min(one, 700)) for one in evidence.values()) / len(evidence))


def study(
    ask: Ask,
    cells: int = 28,
    budget: int = 1_136,
    alpha: float = 0.05,
    delta: float = 0.1,
    claims: int = 1,
) -> Found:
    """Ask until there is a verdict or the budget is spent."""
    return Plain(ask, cells, budget, alpha, delta, claims).run()
