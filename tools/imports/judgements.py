"""Verdicts that somebody already has, as studies: one for each actor that wrote the texts.

A record is a vote of a judge on two texts, written under two arms for one item. With `pair`, the
votes of all judges in both orders are put together as in a run. Without it a record of an actor
counts pairs of its own, each decided by whoever `judge` names, and knows no order; without an actor
the item with its arms is the pair. Judges are calibrated on pairs of `better` and `worse`, of
`longer` and `shorter` (that say the same), and of `better` and `ordered` (worse, and it tells the
judge what to answer).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...store.errors import InputError
from ...store.records import TrialRecord
from ...store.texts import digest
from ..judges.panel import Ballot
from ..judges.prompts import TextNumber
from ..perturbations.catalogue import Side
from ..study.asked import short_digest
from ..study.validation import first_reason
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
        self._people: dict[str, Vote | None] = {}
        self._votes = 0

    def read(self, place: str, value: dict[str, Any]) -> list[JudgementLine]:
        """Check one record; none if it is bad."""
        try:
            found = JudgementLine.model_validate(value)
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return []
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
            return []
        return [found]

    def _contradicted(self, found: JudgementLine) -> str | None:
        """What an earlier record of the same pair says otherwise."""
        if found.human is None:
            return None
        human = (found.turned() if found.arm_1 > found.arm_2 else found).human
        if self._people.setdefault(found.pair_name, human) != human:
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


def import_judgements(judgements: Iterable[JudgementLine]) -> list[Imported]:
    """Make one study an actor whose arms a transfer test knows; in whatever order records come.

    Raises:
        InputError: an actor has more judges than a panel holds.
    """
    by_actor: dict[str, list[JudgementLine]] = {}
    for one in judgements:
        if one.actor is not None and not one.identical:
            by_actor.setdefault(one.actor, []).append(one)
    known = {name for name in CONTRASTS.values() if name != KNOWN_QUALITY}
    return [
        _import_actor(actor, some)
        for actor, some in by_actor.items()
        if known & {name for one in some for name in (one.contrast, one.turned().contrast)}
    ]


def said_once(given: Iterable[JudgementLine]) -> tuple[list[JudgementLine], int]:
    """Records in an order of their own, and how many were left out that say the same again.

    Only one that names its replicate can be known to say the same again.
    """
    texts: dict[str, JudgementLine] = {}
    found: list[tuple[str, JudgementLine]] = []
    repeats = 0
    for one in given:
        text = one.model_dump_json()
        if one.replicate is not None:
            repeats += text in texts
            texts[text] = one
        else:
            found.append((text, one))
    found += texts.items()
    return [one for _, one in sorted(found, key=lambda row: row[0])], repeats


def _import_actor(actor: str, given: Sequence[JudgementLine]) -> Imported:
    votes = _one_way(given)
    judges = tuple(dict.fromkeys(one.judge for one in votes))
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
    for number, one in enumerate(votes):
        for pair, times in _pairs(one, number):
            imported[pair] = (one.contrast, one.task)
            ballots += [_ballot(one, pair)] * times
    named = dict.fromkeys(one.contrast for one in votes if one.contrast not in CALIBRATING)
    order = [*(name for name in CONTRASTS.values() if name in named), *named]
    finding = analyse(design, Judgements(ballots, imported=imported), list(dict.fromkeys(order)))
    answers = sum(one.count for one in votes)
    return Imported(actor, mark_of(given), rows_of(votes), [finding], answers)


def mark_of(given: Iterable[JudgementLine]) -> str:
    """The digest of some records in their order."""
    return digest("\n".join(one.model_dump_json() for one in given))


def rows_of(votes: Iterable[JudgementLine]) -> Iterator[TrialRecord]:
    """Records as rows, each made when it is asked for."""
    return (_record(one, number) for number, one in enumerate(votes))


def _ballot(one: JudgementLine, pair: str) -> Ballot:
    if one.vote in ("refused", "unreadable"):
        return Ballot(one.judge, pair, one.cluster, one.first, one.vote, None)
    return Ballot(one.judge, pair, one.cluster, one.first, "chose", one.vote)


def _one_way(given: Sequence[JudgementLine]) -> list[JudgementLine]:
    """Each contrast in one direction: as a run has it, or as it first comes."""
    seen: dict[frozenset[str], tuple[str, str]] = {}
    found: list[JudgementLine] = []
    for one in given:
        arms, other = (one.arm_1, one.arm_2), (one.arm_2, one.arm_1)
        usual = other if other in CONTRASTS else arms
        wanted = seen.setdefault(frozenset(arms), usual)
        found.append(one if arms == wanted else one.turned())
    return found


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
