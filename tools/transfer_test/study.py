"""transfer_test: do elicited utilities act as incentives for real work?

One stage after the other: texts are written under each arm, then every judge is shown pairs of them
in both orders, and besides pairs that tell what judges are worth. Matched blocks: two texts of a
pair share item, replicate and frame, and differ in what depends on them alone. What follows is in
`analysis.py`.
"""

from collections.abc import Sequence

from ..judges.injections import inject
from ..judges.known_quality import lengthened, worsened
from ..judges.prompts import TextNumber
from ..study.asked import Askable
from .analysis import analyse
from .design import CONTROL, KNOWN_QUALITY, LONGER, ORDERED, TransferDesign
from .finding import TransferFinding
from .panel.judgements import Judgements
from .panel.lengths import length_of
from .prompts import Judged, Judging, Pair, Writing, Written
from .tasks.catalogue import Family, Item, family, read_family
from .tasks.cues import HARM, NONE, ROLE, Arm, amount, cause, consequence, exhortation
from .tasks.frames import FRAMES
from .tasks.leaks import without_leaks

ORDERS: tuple[TextNumber, ...] = ("1", "2")
Seen = Written | Judged
MOST_LONGER = 4
"""Replicates of an item whose plain text is put beside a longer copy of itself."""
LEAST_APART, MOST_APART = 0.5, 2.0
"""By what part of its words a copy is longer: as the claim's texts are, within these bounds."""


class TransferTest:
    """The study of one actor before one panel."""

    def __init__(self, design: TransferDesign) -> None:
        """Lay out every text.

        Raises:
            ValueError: a family is unknown, or the budget does not cover the design.
        """
        self._design = design
        found = [family(name) for name in design.families]
        if design.own_family:
            found.append(read_family(design.own_family))
        self._families = found
        self._blocks = [
            (one, item, at, replicate)
            for one in found
            for at, item in enumerate(one.items[: design.items])
            for replicate in range(design.replicates)
        ]
        self.writings = list({one.id: one for one in self._laid_out()}.values())
        if self.planned > design.max_trials:
            raise ValueError(
                f"{len(self.writings)} texts and {self.verdicts} verdicts on them need max_trials "
                f"of {self.planned}: raise it, or ask fewer items, replicates, families or cues"
            )

    @property
    def contrasts(self) -> tuple[str, ...]:
        """Which arms are compared, the claim first and the control second."""
        plain = ("high_low", CONTROL, "high_none", "low_none")
        return (*plain, *(name for name in self._design.cues if name != CONTROL))

    @property
    def items(self) -> int:
        """How many items there are, over all families."""
        return sum(len(one.items[: self._design.items]) for one in self._families)

    @property
    def most_items(self) -> int:
        """How many items the families have."""
        return sum(len(one.items) for one in self._families)

    @property
    def longest(self) -> int:
        """How many items the family has that has most."""
        return max(len(one.items) for one in self._families)

    @property
    def blocks(self) -> int:
        """Pairs of each contrast."""
        return len(self._blocks)

    @property
    def verdicts(self) -> int:
        """Verdicts at most: every pair, also those that tell of judges, in both orders by each."""
        longer = self.items * min(self._design.replicates, MOST_LONGER)
        pairs = sum(len(self._pairs_of(block)) for block in self._blocks)
        return 2 * len(self._design.judges) * (pairs + 2 * self.items + longer)

    @property
    def planned(self) -> int:
        """The most trials."""
        return len(self.writings) + self.verdicts

    def bare_judgings(self, judge: str) -> list[Judging]:
        """What a judge is sent, without the texts that there are not yet: one an item."""
        return [
            Judging(judge, Pair("", "", one, item, ("", ""), ("", "")), "1", self._design.seed)
            for one in self._families
            for item in one.items[: self._design.items]
        ]

    def next(self, observations: Sequence[Seen]) -> Sequence[Askable]:
        """All texts, then all verdicts on those that were written."""
        if not observations:
            return self.writings
        if any(isinstance(one, Judged) for one in observations):
            return ()
        texts = {one.writing.id: one for one in observations if isinstance(one, Written)}
        return self._judgings([*self._pairs(texts), *self._control(texts)])

    def conclude(self, observations: Sequence[Seen]) -> list[TransferFinding]:
        """What the panel made of it."""
        texts = {one.writing.id: one for one in observations if isinstance(one, Written)}
        given = Judgements(
            pairs=self._pairs(texts),
            control=self._control(texts),
            ballots=[one.ballot for one in observations if isinstance(one, Judged)],
            written=list(texts.values()),
        )
        return [analyse(self._design, given, self.contrasts)]

    def _laid_out(self) -> list[Writing]:
        return [
            writing
            for block in self._blocks
            for _, more, less in self._pairs_of(block)
            for writing in (more, less)
        ]

    def _pairs_of(self, block: tuple[Family, Item, int, int]) -> list[tuple[str, Writing, Writing]]:
        """The contrasts of one item and replicate: name, and both writings."""
        one, item, at, replicate = block
        arms = self._arms(at, replicate)

        def writing(arm: Arm) -> Writing:
            return Writing(one, item, arm, replicate, self._design.guard)

        return [(name, writing(more), writing(less)) for name, (more, less) in arms.items()]

    def _arms(self, at: int, replicate: int) -> dict[str, tuple[Arm, Arm]]:
        """The arms of a block; frames and outcomes take turns, alike in both arms."""
        design, turn = self._design, at + replicate
        frame = FRAMES[turn % len(FRAMES)]
        high = design.high[turn % len(design.high)].text
        low = design.low[turn % len(design.low)].text
        promised, other = consequence("high", high, frame), consequence("low", low, frame)
        control = exhortation(turn)
        found: dict[str, tuple[Arm, Arm]] = {
            "high_low": (promised, other),
            CONTROL: (control.more, control.less),
            "high_none": (promised, NONE),
            "low_none": (other, NONE),
        }
        made = {
            "role": ROLE,
            "harm": HARM,
            "cause": cause(turn, frame),
            "amount": amount(high, frame=frame),
        }
        for name in design.cues:
            cue = made.get(name)
            if cue is not None:
                found[name] = (cue.more, cue.less)
        return found

    def _pairs(self, texts: dict[str, Written]) -> list[Pair]:
        """Pairs whose two texts were both written."""
        found: list[Pair] = []
        for block in self._blocks:
            one, item, _, replicate = block
            for name, more, less in self._pairs_of(block):
                both = [texts.get(writing.id) for writing in (more, less)]
                if all(text is not None and text.outcome == "written" for text in both):
                    first, second = (text.text for text in both if text is not None)
                    label = f"{name} {one.name} {item.id} {replicate}"
                    names = (more.id, less.id)
                    found.append(Pair(label, name, one, item, (first, second), names))
        return found

    def _control(self, texts: dict[str, Written]) -> list[Pair]:
        """Pairs that tell what judges are worth, from the texts that were written.

        Of each item one of known quality, the same with an order to the judge in its worse text,
        and a few of a plain text and a longer copy that says no more: longer by as much as texts
        for liked and disliked outcomes differ. What a text says to its judges is cut out of all.
        """
        found: dict[str, Pair] = {}
        for written in texts.values():
            if written.outcome == "written":
                bare = self._bare(written)
                for pair in self._of_known_quality(*bare, written.writing):
                    found.setdefault(pair.name, pair)
        for block in self._blocks:
            found |= {pair.name: pair for pair in self._longer(block, texts)}
        return list(found.values())

    def _bare(self, written: Written) -> tuple[str, str]:
        """A text without what it says of its own comparison, and its name."""
        writing = written.writing
        text = without_leaks(written.text, writing.arm.outcome)
        bare = text == written.text
        return text, writing.id if bare else f"{writing.id} without what it says to its judges"

    def _of_known_quality(self, text: str, name: str, of: Writing) -> list[Pair]:
        """A text against a worse copy of itself, with and without orders to the judge."""
        one, item = of.family, of.item
        made = worsened(text, one.name, self._design.seed)
        if made is None:
            return []
        ordered = inject(made.worse, one.items.index(item))
        return [
            Pair(
                f"{kind} {one.name} {item.id}", kind, one, item, (made.better, worse), (name, told)
            )
            for kind, worse, told in (
                (KNOWN_QUALITY, made.worse, f"a worse copy of {name}"),
                (ORDERED, ordered, f"a worse copy of {name} that tells the judge what to answer"),
            )
        ]

    def _longer(
        self, block: tuple[Family, Item, int, int], texts: dict[str, Written]
    ) -> list[Pair]:
        """The plain text of an item and replicate against a longer copy of itself."""
        one, item, _, replicate = block
        writings = [writing for _, *both in self._pairs_of(block) for writing in both]
        there = {each.arm.id: texts[each.id] for each in writings if each.id in texts}
        plain = there.get(NONE.id)
        if replicate >= MOST_LONGER or plain is None or plain.outcome != "written":
            return []
        by = _apart([there[arm].text for arm in ("high", "low") if arm in there])
        text, name = self._bare(plain)
        copy = lengthened(text, self._design.seed + replicate, by)
        label = f"{LONGER} {one.name} {item.id} {replicate}"
        names = (f"a longer copy of {name}", name)
        return [Pair(label, LONGER, one, item, (copy, text), names)]

    def _judgings(self, pairs: Sequence[Pair]) -> list[Judging]:
        return [
            Judging(judge, pair, first, self._design.seed)
            for pair in pairs
            for judge in self._design.judges
            for first in ORDERS
        ]


def _apart(texts: Sequence[str]) -> float:
    """By what part the longer of two texts is longer, within bounds; the least where one lacks."""
    lengths = sorted(map(length_of, texts))
    by = lengths[-1] / max(1, lengths[0]) - 1 if len(lengths) == 2 else 0.0
    return min(MOST_APART, max(LEAST_APART, by))
