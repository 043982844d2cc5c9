"""dissect: every pair before every judge in both orders, and read by every annotator in both.

One stage where nothing is written. With a writer three: the first as above; then answers under the
instructions that follow from the model's weights; then scores and choices among them. What follows
is in `analysis.py` and `moving.py`.
"""

from collections.abc import Sequence
from itertools import zip_longest

from ..perturbations.catalogue import Side
from ..study.asked import Askable
from .analysis import Evidence, conclude, explained
from .bank.pairs import Pair, pairs_of_bank, read_pairs
from .design import DissectDesign
from .evidence import Said, Seen
from .explaining import Explained
from .features import chosen, readers_of, seen_of
from .finding import DissectFinding, Push
from .manipulation.prompts import (
    ARMS,
    PUSHED,
    Arm,
    Scored,
    Scoring,
    Writing,
    Written,
    written_pairs,
)
from .manipulation.shift import Moved, extremes, pushes, told_to
from .prompts import Compared, Comparing, Rated, Rating, Readout, groups_of

ORDERS: tuple[Side, Side] = ("a", "b")
FIRST_DRAWS = 200
"""From which the instructions to a writer follow: their order needs no more."""
Observed = Compared | Rated | Written | Scored


class Dissect:
    """The study of one judge, and of those it is compared with."""

    def __init__(self, design: DissectDesign) -> None:
        """Lay out every pair.

        Raises:
            ValueError: a scenario or property is unknown, or the budget does not cover the design.
        """
        self._design = design
        self.properties = chosen(design)
        own = read_pairs(design.own_pairs) if design.own_pairs else None
        self.pairs = _distinct(own or pairs_of_bank(design.scenarios, design.pairs))
        self._first = [*self._comparings(self.pairs), *self._ratings(self.pairs)]
        if self.planned > design.max_trials:
            raise ValueError(
                f"{len(self.pairs)} pairs take {self.planned} answers: raise max_trials, or ask "
                "fewer scenarios, pairs, judges or annotators"
            )

    @property
    def planned(self) -> int:
        """The most trials."""
        return len(self._first) + sum(self.pushed().values())

    def pushed(self) -> dict[str, int]:
        """What a manipulation takes at most: texts, scores, choices and readings."""
        if self._design.writer is None:
            return {}
        asked, judges = len(self._questions()), len(self._design.judges)
        groups = max((len(groups_of(self.properties, one)) for one in self.pairs), default=0)
        return {
            "texts": asked * len(ARMS),
            "scores": asked * len(ARMS) * judges,
            "choices": asked * len(PUSHED) * judges * 2 * self._design.replicates,
            "readings": asked * len(PUSHED) * 2 * groups * len(self._design.annotators),
        }

    def next(self, observations: Sequence[Observed]) -> Sequence[Askable]:
        """Choices and readings; then, with a writer, texts; then what judges make of them."""
        if not observations:
            return self._first
        writer = self._design.writer
        if writer is None:
            return ()
        written = [one for one in observations if isinstance(one, Written)]
        if not written:
            return self._writings(writer, observations)
        if any(isinstance(one, Scored) for one in observations):
            return ()
        pairs = _distinct(list(written_pairs(written).values()))
        return [*self._scorings(written), *self._comparings(pairs), *self._ratings(pairs)]

    def conclude(self, observations: Sequence[Observed]) -> list[DissectFinding]:
        """What the answers come to."""
        written = any(isinstance(one, Written) for one in observations)

        def push(fits: Sequence[Explained]) -> list[Push]:
            return self.pushes(observations, fits)

        return [conclude(self.evidence(observations), push if written else None)]

    def pushes(self, observations: Sequence[Observed], fits: Sequence[Explained]) -> list[Push]:
        """How far each judge of these fits was moved by what was written."""
        moved = Moved(
            [one for one in observations if isinstance(one, Written)],
            [one for one in observations if isinstance(one, Compared)],
            [one for one in observations if isinstance(one, Scored)],
        )
        rated = [one for one in observations if isinstance(one, Rated)]
        return pushes(fits, moved, lambda pairs: self._seen(pairs, rated))

    def evidence(self, observations: Sequence[Observed]) -> Evidence:
        """Of the pairs that were laid out; those of a manipulation are not among them."""
        design, own = self._design, {pair.id for pair in self.pairs}
        rated = [one for one in observations if isinstance(one, Rated) and one.asked.pair.id in own]
        said = [
            _said(one)
            for one in observations
            if isinstance(one, Compared) and one.asked.pair.id in own
        ]
        return Evidence(
            model=design.model,
            judges=design.judges,
            said=said,
            seen=self._seen(self.pairs, rated),
            alpha=design.alpha,
            seed=design.seed,
            readers=readers_of(rated),
            writer=design.writer,
        )

    def _seen(self, pairs: Sequence[Pair], rated: Sequence[Rated]) -> Seen:
        wanted = {pair.id for pair in pairs}
        some = [one for one in rated if one.asked.pair.id in wanted]
        thresholds = self._design.length == "thresholds"
        return seen_of(pairs, self.properties, some, thresholds=thresholds)

    def _comparings(self, pairs: Sequence[Pair]) -> list[Comparing]:
        """One pair in both orders one after the other: they begin alike, which a cache may use."""
        design = self._design
        readout: Readout = "logprob" if design.readout == "logprob" else "label"
        return [
            Comparing(
                judge,
                pair,
                first,
                design.seed,
                judge == design.model,
                design.ties,
                replicate,
                readout,
            )
            for judge in design.judges
            for pair in pairs
            for first in ORDERS
            for replicate in range(design.replicates)
        ]

    def _ratings(self, pairs: Sequence[Pair]) -> list[Rating]:
        design = self._design
        return [
            Rating(annotator, pair, group, first, design.seed, annotator == design.model)
            for annotator in design.annotators
            for pair in pairs
            for group in groups_of(self.properties, pair)
            for first in ORDERS
        ]

    def _questions(self) -> list[Pair]:
        """The questions that a writer answers: scenarios take turns; of each question one pair."""
        by_scenario: dict[str, dict[str, Pair]] = {}
        for pair in self.pairs:
            by_scenario.setdefault(pair.scenario, {}).setdefault(pair.cluster, pair)
        turns = zip_longest(*(list(some.values()) for some in by_scenario.values()))
        found = [pair for turn in turns for pair in turn if pair is not None]
        return found[: self._design.asks]

    def _writings(self, writer: str, observations: Sequence[Observed]) -> list[Writing]:
        fit = explained(self.evidence(observations), self._design.model, FIRST_DRAWS)
        wanted = extremes(fit, self.properties, self._design.push)
        told: dict[Arm, tuple[str, ...]] = {arm: told_to(wanted[arm]) for arm in ARMS}
        return [
            Writing(writer, pair, arm, told[arm])
            for pair in self._questions()
            for arm in ARMS
            if told[arm] or arm == "plain"
        ]

    def _scorings(self, written: Sequence[Written]) -> list[Scoring]:
        design = self._design
        return [
            Scoring(
                judge,
                one.asked.pair,
                one.asked.arm,
                one.text,
                design.seed,
                judge == design.model,
            )
            for judge in design.judges
            for one in written
            if one.text
        ]


def _said(one: Compared) -> Said:
    asked = one.asked
    return Said(asked.judge, asked.pair.id, asked.first, one.outcome, one.share, mass=one.mass)


def _distinct(pairs: Sequence[Pair]) -> list[Pair]:
    """Each pair once, and none whose answers are the same text."""
    return list({one.id: one for one in pairs if one.texts[0] != one.texts[1]}.values())
