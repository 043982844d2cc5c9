"""Votes laid by on disk, and read back a pair at a time: a log of a million needs no memory.

A vote lies with its judge, for the card, and with the actor whose texts it is on, if one wrote
both. What comes back is in an order of its own, whatever that of the records was.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ....store.staging import Row, Staging
from ...study.asked import short_digest
from ..imported import Imported
from ..judgements import HUMAN, JudgementLine, has_contrast, import_actor, mark_of, rows_of
from .ballots import Vote
from .card import OfPair, judge_card, votes_on

MOST_HELD = 20_000
_JUDGE, _ACTOR = "\x00votes of ", "\x00votes on "
"""How the groups begin in which votes lie: no model has such a name."""


class Pair(NamedTuple):
    """The records on one pair, and how many more said the same as one of them again."""

    name: str
    lines: list[JudgementLine]
    repeats: int


class Made(NamedTuple):
    """A study, the repeats among its records, and its answers that are in an actor's study too."""

    made: Imported
    repeats: int
    elsewhere: int = 0


class Votes:
    """Votes as they come, and those of one judge or one actor as they are wanted."""

    def __init__(self, staging: Staging) -> None:
        """Lay by in `staging`."""
        self._staging, self._rows = staging, list[Row]()
        self.judges, self.actors = set[str](), set[str]()

    def add(self, one: JudgementLine) -> None:
        """Take a vote in."""
        self.judges.add(one.judge)
        self.add_of_judge(one)
        if one.actor is not None:
            self.actors.add(one.actor)
            self.add_of_actor(one)

    def add_of_judge(self, one: JudgementLine) -> None:
        """Take a vote in for the card of its judge alone."""
        self._add(_JUDGE + one.judge, one)

    def add_of_actor(self, one: JudgementLine) -> None:
        """Take a vote in for the study of its actor alone."""
        self._add(_ACTOR + (one.actor or ""), one)

    def _add(self, whole: str, one: JudgementLine) -> None:
        self._rows.append((whole, short_digest(one.pair_name), one.model_dump_json()))
        if len(self._rows) > MOST_HELD:
            self._lay_by()

    def _lay_by(self) -> None:
        self._staging.add(self._rows)
        self._rows.clear()

    def _pairs(self, whole: str) -> Iterator[Pair]:
        self._lay_by()
        return map(_pair, self._staging.parts(whole))

    def written(self, actor: str) -> Made | None:
        """The study of an actor; None if none of its arms is one that a transfer test knows."""
        whole, known, repeats = _ACTOR + actor, False, 0
        for pair in self._pairs(whole):
            repeats += pair.repeats
            known = known or any(map(has_contrast, pair.lines))
        if not known:
            return None

        def given() -> Iterator[JudgementLine]:
            for pair in self._pairs(whole):
                yield from (one for one in pair.lines if not one.identical)

        return Made(import_actor(actor, given), repeats)

    def people(self) -> dict[str, Vote]:
        """What most people say of each pair that they have records of, by its name here."""
        return {one.name: votes_on(one.lines).majority for one in self._pairs(_JUDGE + HUMAN)}

    def judged(self, judge: str, people: dict[str, Vote], told: Collection[str]) -> Made:
        """The card of a judge, held against people; `told` are the actors that have a study."""
        elsewhere = repeats = 0

        def pairs() -> Iterator[OfPair]:
            nonlocal elsewhere, repeats
            for one in self._pairs(_JUDGE + judge):
                repeats += one.repeats
                elsewhere += sum(line.count for line in one.lines if line.actor in told)
                yield one.lines, None if judge == HUMAN else people.get(one.name)

        def given() -> Iterator[JudgementLine]:
            for one in self._pairs(_JUDGE + judge):
                yield from one.lines

        card = judge_card(judge, pairs())
        own = {} if judge == HUMAN else people
        made = Imported(judge, mark_of(given()), rows_of(given(), own), [card], card.answers)
        return Made(made, repeats, elsewhere)


def _pair(bodies: list[str]) -> Pair:
    """The records of a pair, sorted; of those that name their replicate each once."""
    lines: list[JudgementLine] = []
    before = ""
    repeats = 0
    for body in bodies:
        one = JudgementLine.model_validate_json(body)
        if body == before and one.replicate is not None:
            repeats += 1
        else:
            lines.append(one)
        before = body
    return Pair(short_digest(lines[0].pair_name), lines, repeats)
