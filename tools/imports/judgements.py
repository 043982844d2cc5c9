"""Verdicts that somebody already has, as studies: one for each actor that wrote the texts.

A record is a vote of a judge on two texts, written under two arms for one item. With `pair`, the
votes of all judges in both orders are put together as in a run. Without it a record of an actor
counts pairs of its own, each decided by whoever `judge` names, and knows no order; without an actor
the item with its arms is the pair. Judges are calibrated on pairs of `better` and `worse`, of
`longer` and `shorter` (that say the same), and of `better` and `ordered` (worse, and it tells the
judge what to answer).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...store.errors import InputError
from ...store.records import TrialRecord
from ..judges.panel import Ballot
from ..judges.prompts import TextNumber
from ..perturbations.catalogue import Side
from ..study.asked import short_digest
from ..study.validation import first_reason, read_as
from ..transfer_test.analysis import analyse
from ..transfer_test.design import (
    CALIBRATING,
    CLAIM,
    CONTROL,
    KNOWN_QUALITY,
    LONGER,
    ORDERED,
    Promised,
    TransferDesign,
)
from ..transfer_test.panel.judgements import Judgements
from ..transfer_test.prompts import Judging
from .choices import MAX_REPLICATE, Name
from .faults import Faults
from .imported import SAID, Imported

MOST_VOTES = 1_000_000
Vote = Literal["1", "2", "tie"]
Answer = Literal["1", "2", "tie", "refused", "unreadable"]
PEOPLE = "people"
"""Where a row of a card keeps what people say of its pair."""
HUMAN = "human"
"""The judge who stands for people: what others are held against."""
MAX_LENGTH = 10**9
CONTRASTS: dict[tuple[str, str], str] = {
    ("high", "low"): CLAIM,
    ("exhorted", "none"): CONTROL,
    ("high", "none"): "high_none",
    ("low", "none"): "low_none",
    ("expert", "plain"): "role",
    ("harmless", "harmful"): "harm",
    ("good_cause", "bad_cause"): "cause",
    ("large", "small"): "amount",
    ("better", "worse"): KNOWN_QUALITY,
    ("longer", "shorter"): LONGER,
    ("better", "ordered"): ORDERED,
}
"""Pairs of arms that a run makes, the one first that is expected to do better."""
KNOWN = {name for name in CONTRASTS.values() if name != KNOWN_QUALITY}
_TURNED: dict[Any, Any] = {"1": "2", "2": "1"}
_SIDES: dict[str | None, Side] = {"1": "a", "2": "b"}


Length = Annotated[int, Field(ge=0, le=MAX_LENGTH)]


class JudgementLine(BaseModel):
    """One line: how often a judge voted so on two texts.

    `actor` wrote both texts; None where they are of several authors. `human` is what people say of
    the pair, `identical` that both texts are the same, `replicate` which answer of several it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["judgement"]
    actor: Name | None = None
    task: Name = "pairs"
    item: Name
    arm_1: Name = "1"
    arm_2: Name = "2"
    first: TextNumber | None
    judge: Name
    vote: Answer
    pair: Name | None = None
    human: Vote | None = None
    identical: bool = False
    length_1: Length | None = None
    length_2: Length | None = None
    replicate: Annotated[int, Field(ge=0, lt=MAX_REPLICATE)] | None = None
    count: Annotated[int, Field(ge=1, le=MOST_VOTES, strict=True)] = 1

    @property
    def cluster(self) -> str:
        """The item that it counts for, told apart by task."""
        return f"{self.task}:{self.item}"

    @property
    def contrast(self) -> str:
        """The name of its arms' contrast."""
        arms = (self.arm_1, self.arm_2)
        return CONTRASTS.get(arms, f"{arms[0]} over {arms[1]}")

    @property
    def pair_name(self) -> str:
        """The pair that it is about, whichever of its texts was logged as the first."""
        arms = sorted((self.arm_1, self.arm_2))
        return "\n".join((self.actor or "", self.task, self.item, *arms, self.pair or ""))

    def turned(self) -> "JudgementLine":
        """The same vote with both texts exchanged."""
        swapped = {
            "arm_1": self.arm_2,
            "arm_2": self.arm_1,
            "length_1": self.length_2,
            "length_2": self.length_1,
        }
        sides = {name: getattr(self, name) for name in ("first", "vote", "human")}
        turned = {name: _TURNED.get(one, one) for name, one in sides.items()}
        return self.model_copy(update={**swapped, **turned})


class JudgementRecords:
    """Checks records of votes, and what they say of each other."""

    def __init__(self, faults: Faults) -> None:
        """Gather what is wrong in `faults`."""
        self._faults = faults
        self._judges: dict[str, str] = {}
        self._people: dict[int, Vote | None] = {}
        self._votes = 0

    def read(self, place: str, value: dict[str, Any]) -> JudgementLine | None:
        """Check one record; None if it is bad."""
        try:
            found = read_as(JudgementLine, value)
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return None
        self._votes += found.count
        wrong = _wrong(found) or self._contradicted(found)
        of_several = found.actor is not None and found.pair is None
        if of_several and self._judges.setdefault(found.actor or "", found.judge) != found.judge:
            wrong = (
                "pair: judges vote on the same pairs, so records of several judges must say which "
                "pair each is about."
            )
        if self._votes > MOST_VOTES:
            wrong = f"count: these are more than {MOST_VOTES:,} votes; split the file."
        if wrong:
            self._faults.add(place, f", field {wrong}")
            return None
        return found

    def _contradicted(self, found: JudgementLine) -> str | None:
        """What an earlier record of the same pair says otherwise."""
        if found.human is None:
            return None
        human = (found.turned() if found.arm_1 > found.arm_2 else found).human
        pair = int(short_digest(found.pair_name), 16)
        if self._people.setdefault(pair, human) != human:
            return "human: an earlier record of this pair says otherwise; give what most say."
        return None


def _wrong(found: JudgementLine) -> str | None:
    """What contradicts itself in a record."""
    if found.arm_1 == found.arm_2 and not found.identical:
        return "arm_2: the same arm as arm_1; of a control with two equal texts say identical."
    if found.actor == found.judge:
        return "judge: the actor cannot judge its own texts."
    if found.actor is not None and found.pair is None and found.first is not None:
        return "pair: a vote with an order needs the pair whose other order it is put beside."
    return None


def has_contrast(one: JudgementLine) -> bool:
    """Whether its actor's texts were written under arms that a transfer test knows."""
    return not one.identical and bool({one.contrast, one.turned().contrast} & KNOWN)


def import_actor(actor: str, given: Callable[[], Iterable[JudgementLine]]) -> Imported:
    """Make the study of an actor; `given` goes through the records, in the same order each time.

    Raises:
        InputError: it has more judges than a panel holds.
    """
    judges = tuple(dict.fromkeys(one.judge for one in _one_way(given())))
    try:
        design = TransferDesign(
            model=actor,
            judges=judges,
            high=(Promised(text="high"),),
            low=(Promised(text="low"),),
        )
    except ValidationError as error:
        raise InputError(f"{first_reason(error, 'field')} Nothing was imported.") from None
    imported: dict[str, tuple[str, str]] = {}
    ballots: list[Ballot] = []
    texts: dict[str, str] = {}
    named: dict[str, None] = {}
    answers = 0
    for number, one in enumerate(_one_way(given())):
        answers += one.count
        if one.contrast not in CALIBRATING:
            named[one.contrast] = None
        for pair, times in _pairs(one, number):
            imported.setdefault(pair, (one.contrast, one.task))
            names = (texts.setdefault(each, each) for each in (one.judge, pair, one.cluster))
            ballots += [_ballot(one, *names)] * times
    texts.clear()
    order = [*(name for name in CONTRASTS.values() if name in named), *named]
    finding = analyse(design, Judgements(ballots, imported=imported), list(dict.fromkeys(order)))
    return Imported(actor, mark_of(given()), rows_of(_one_way(given())), [finding], answers)


def mark_of(given: Iterable[JudgementLine]) -> str:
    """The digest of some records in their order."""
    found = hashlib.sha256()
    for one in given:
        found.update(one.model_dump_json().encode() + b"\n")
    return found.hexdigest()[:32]


def rows_of(
    votes: Iterable[JudgementLine], people: Mapping[str, Vote] | None = None
) -> Iterator[TrialRecord]:
    """Records as rows, each made when it is asked for; with what people say of their pairs.

    That is so of a card alone, which then rests on nothing but its own rows.
    """
    for number, one in enumerate(votes):
        row = _record(one, number)
        if people and (said := people.get(short_digest(one.pair_name))):
            row = replace(row, extra={**row.extra, PEOPLE: said})
        yield row


def _ballot(one: JudgementLine, judge: str, pair: str, item: str) -> Ballot:
    """A vote; names are given so that those of many are the same texts."""
    if one.vote in ("refused", "unreadable"):
        return Ballot(judge, pair, item, one.first, one.vote, None)
    return Ballot(judge, pair, item, one.first, "chose", one.vote)


def _one_way(given: Iterable[JudgementLine]) -> Iterator[JudgementLine]:
    """Each contrast in one direction: as a run has it, or as the alphabet does."""
    for one in given:
        arms, other = (one.arm_1, one.arm_2), (one.arm_2, one.arm_1)
        usual = next((them for them in (arms, other) if them in CONTRASTS), min(arms, other))
        yield one if arms == usual else one.turned()


def _pairs(one: JudgementLine, number: int) -> list[tuple[str, int]]:
    """The pairs that a record is about, and how many votes it has on each."""
    if one.pair is not None:
        return [(f"{one.contrast} {one.cluster} {one.pair}", one.count)]
    return [(f"{one.contrast} {one.cluster} #{number}.{at}", 1) for at in range(one.count)]


def _record(one: JudgementLine, number: int) -> TrialRecord:
    """A line as a row of its own: a log may say the same twice."""
    return TrialRecord(
        study_id="",
        id=short_digest("judgement", one.model_dump_json(), str(number)),
        kind=Judging.kind,
        question=one.cluster,
        option_a=None,
        option_b=None,
        variation=f"{one.contrast} judged by {one.judge}",
        tier=None,
        first=_SIDES.get(one.first),
        replicate=number,
        readout="verdict",
        outcome=one.vote if one.vote in ("refused", "unreadable") else "chose",
        chosen=_SIDES.get(one.vote),
        count=one.count,
        extra={
            "pair": one.pair,
            "arms": [one.arm_1, one.arm_2],
            SAID: one.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True),
        },
    )
