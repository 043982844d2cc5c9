"""How long a call may take: as long as its tokens need at the speed seen, generously.

Learns from all calls of one model in this process. A call that was cut off gets twice the time when
it is made again, and so do all until one is answered, but not for ever. A deadline that the
operator set is kept to. Measures no time itself.
"""

from collections import defaultdict, deque

from ...respondents.protocol import Terms, Usage

GENEROUS = 4.0
"""Times what all tokens of a call would take at the mean speed; queues come and go."""
SLOWEST = 8.0
"""Times what the slowest of many calls with as many tokens took; enough, whatever the speed."""
MANY = 20
RECENT = 200
"""Calls that are remembered, of each limit of tokens."""
LONGEST_S = 3_600.0
TRIES = 4
"""How often a call may run into its deadline before the study is interrupted."""


class Deadlines:
    """The deadlines of the calls of one model."""

    def __init__(self) -> None:
        """Start without experience."""
        self._tokens: deque[tuple[int, float]] = deque()
        self._all_tokens, self._all_seconds = 0, 0.0
        self._took: defaultdict[int, _Slowest] = defaultdict(_Slowest)
        self._too_short: dict[int, float] = {}

    def cut_off(self, max_tokens: int, seconds: float) -> None:
        """Remember that a call was cut off: until one is answered, so many seconds are too few."""
        self._too_short[max_tokens] = max(seconds, self._too_short.get(max_tokens, 0.0))

    def learn(self, max_tokens: int, usage: Usage | None, seconds: float) -> None:
        """Remember how long an answered call took, and for how many tokens where that is known."""
        self._too_short.pop(max_tokens, None)
        self._took[max_tokens].add(seconds)
        if usage is not None and usage.output_tokens > 0:
            self._tokens.append((usage.output_tokens, seconds))
            self._all_tokens += usage.output_tokens
            self._all_seconds += seconds
            if len(self._tokens) > RECENT:
                tokens, took = self._tokens.popleft()
                self._all_tokens -= tokens
                self._all_seconds -= took

    def of(self, terms: Terms, max_tokens: int, cut_off: int = 0) -> float:
        """Seconds for a call of so many tokens that was cut off so many times before."""
        if terms.deadline_fixed:
            return terms.deadline_s
        seen = max(terms.deadline_s, self._expected_s(max_tokens)) * 2**cut_off
        return min(LONGEST_S, max(seen, 2 * self._too_short.get(max_tokens, 0.0)))

    def _expected_s(self, max_tokens: int) -> float:
        """By the mean seconds a token, and by the slowest alike: the smaller of both."""
        took, tokens = self._took.get(max_tokens), self._all_tokens
        slowest = SLOWEST * took.seconds if took else 0.0
        if not tokens:
            return slowest
        by_speed = GENEROUS * max_tokens * self._all_seconds / tokens
        return min(by_speed, slowest) if took and len(took) >= MANY else by_speed


class _Slowest:
    """The slowest of the last calls, known at any time."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last: deque[float] = deque()

    def __len__(self) -> int:
        return len(self._last)

    def add(self, seconds: float) -> None:
        self._last.append(seconds)
        gone = self._last.popleft() if len(self._last) > RECENT else 0.0
        if seconds >= self.seconds:
            self.seconds = seconds
        elif gone == self.seconds:
            self.seconds = max(self._last)
