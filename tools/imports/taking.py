"""From the records of an import to studies that are complete: what to store, and what follows.

Records are counted as they are read; judged is each question by itself, laid by until all are, so
that neither a long log nor many findings need memory. Writes nothing.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from pydantic_core import from_json, to_json

from ...store.errors import InputError
from ...store.records import FindingRecord, StudyRecord, TrialRecord
from ...store.staging import Staging
from ...store.texts import clean
from ..perturb.finding import PreferenceFinding
from ..perturb.verdict_rules import Rule
from ..stated_revealed.verdict_rules import Rule as StanceRule
from ..study.protocol import recorded
from ..study.verb import Taken
from .answers import Answers
from .cards.votes import Votes
from .choices import MAX_ANSWERS, Choices, Counted
from .comparisons import ComparisonLine, ComparisonRecords, import_comparisons
from .design import As, ImportDesign, Of
from .faults import Faults
from .formats import Record, Source
from .graph import Graph
from .imported import Imported, said_before
from .judgements import HUMAN, JudgementLine, JudgementRecords
from .judging import cell_name, judge, numeric_factors
from .replies import ReplyLine, ReplyRecords, import_replies
from .tallies import Group, Tallies, groups, record_of

MOST_SNAPSHOT = 200
MOST_COMPARED = 5
"""Studies of a label that an import is held against."""
BITS = 52
"""Of a question's name, as its place among findings: the same whatever else is imported."""
_FINDINGS = "\x00findings of "
"""How the group begins in which findings are laid by: no model has such a name."""


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier import of the same model stored, to which records are added."""

    study: StudyRecord
    design: ImportDesign
    records: Callable[[], Iterable[TrialRecord]]


def take(source: Source, before: Iterable[Before] = (), concluded: As = "auto") -> list[Taken]:
    """Make one study of each model and kind.

    Raises:
        InputError: a record is bad, there is no answer, or the source cannot be read.
    """
    staging = Staging()
    given = _Records(staging)
    for record in source.records():
        given.read(record)
    given.end()
    known = list(before)
    choices = _of_choices(staging, given.tallies, known, concluded)
    found = [
        *(_told(one, given.answers) for one in choices),
        *_of_judgements(given.votes, known),
        *_of_replies(given.said, known),
        *_of_comparisons(given.compared, known),
    ]
    if not found:
        raise InputError(
            "The import has no answer that can be judged: only prompts without answers, or trials "
            "that are no choices."
        )
    return found


class _Records:
    """What was read, by kind."""

    def __init__(self, staging: Staging) -> None:
        self._faults, self._number = Faults(), 0
        self._choices = Choices(self._faults)
        self._judgements, self._replies = JudgementRecords(self._faults), ReplyRecords(self._faults)
        self.tallies, self.answers = Tallies(staging), Answers(self._faults)
        self._comparisons = ComparisonRecords(self._faults)
        self.votes, self.said = Votes(Staging()), list[ReplyLine]()
        self.compared = list[ComparisonLine]()
        self._readers: dict[Any, Callable[[str, dict[str, Any]], None]] = {
            "choice": lambda at, one: self._count(self._choices.read(at, one)),
            "trial": lambda at, one: self._count(self._choices.read_trial(at, one)),
            "judgement": lambda at, one: self._vote(self._judgements.read(at, one)),
            "reply": lambda at, one: self.said.extend(self._replies.read(at, one)),
            "comparison": lambda at, one: self.compared.extend(self._comparisons.read(at, one)),
            "plan": self.answers.plan,
            "prompt": self.answers.read,
            "answer": self.answers.read,
        }

    def read(self, record: Record) -> None:
        """Take one record in."""
        self._number += 1
        kind = record.value.get("kind")
        if record.wrong:
            self._faults.add(record.place, record.wrong)
        elif isinstance(kind, str) and (reader := self._readers.get(kind)):
            reader(record.place, record.value)
        else:
            self._faults.add(record.place, _unknown(kind, self._readers))

    def end(self) -> None:
        """Look at what can only be known of all records.

        Raises:
            InputError: a record is bad, there is none, or there are too many.
        """
        for one in self.answers.counted():
            self._choices.answers += 1
            self.tallies.add(one)
        self._faults.refuse(self._number)
        answers = self._choices.answers
        if answers > MAX_ANSWERS:
            raise InputError(f"The import has {answers:,} answers, over {MAX_ANSWERS:,}.")

    def _vote(self, vote: JudgementLine | None) -> None:
        if vote is not None:
            self.votes.add(vote)

    def _count(self, choice: Counted | None) -> None:
        if choice is not None:
            self.tallies.add(choice)


def _told(taken: Taken, answers: Answers) -> Taken:
    """A study with what is known of the prompts that were answered, if those are ours."""
    model = taken.design.model
    if model not in answers.prompts:
        return taken
    who = answers.snapshots.get(model, set[str]())
    known = {"prompts": answers.prompts[model], "snapshot": ", ".join(sorted(who))[:MOST_SNAPSHOT]}
    warnings = (*taken.warnings, *answers.notes(model))
    return replace(taken, design=taken.design.model_copy(update=known), warnings=warnings)


def compared(taken: Taken, beside: Iterable[StudyRecord]) -> Taken:
    """A study with what changed since another of its label: the prompts, or who answered them."""
    own = taken.design
    if not isinstance(own, ImportDesign) or not own.prompts:
        return taken
    told: list[str] = []
    for study in beside:
        if study.design["verb"] != own.verb or not study.design.get("prompts"):
            continue
        other = ImportDesign.model_validate(study.design)
        who, was = (f"{one.model} {one.snapshot}".strip() for one in (own, other))
        if other.prompts == own.prompts and who != was:
            told.append(
                f"Against study {study.id} the model changed ({was}, now {who}); the "
                f"prompts are the same ({own.prompts})."
            )
        elif other.prompts != own.prompts and who == was:
            told.append(
                f"Against study {study.id} the prompts changed ({other.prompts}, now "
                f"{own.prompts}); the model is the same ({who})."
            )
    return replace(taken, warnings=(*taken.warnings, *told[:MOST_COMPARED]))


def _unknown(kind: Any, kinds: Iterable[str]) -> str:
    return (
        f", field kind: {clean(repr(kind))[:80]} is not a kind that can be imported; it must be "
        f"one of {', '.join(kinds)}."
    )


def _of_choices(
    staging: Staging, tallies: Tallies, before: Iterable[Before], concluded: As
) -> Iterator[Taken]:
    tallies.lay_by()
    models = staging.groups()
    known = {one.study.model: one for one in before if one.design.of == "choice"}
    for model in models:
        if model in known:
            for record in known[model].records():
                tallies.add_stored(record, model)
    tallies.lay_by()
    for model in models:
        yield _Choices(staging, model, concluded, known.get(model)).taken()


def chosen_again(staging: Staging, design: ImportDesign, records: Iterable[TrialRecord]) -> Taken:
    """What follows from the choices that an import stored, and from nothing else."""
    tallies = Tallies(staging)
    for record in records:
        tallies.add_stored(record, design.model)
    tallies.lay_by()
    return _Choices(staging, design.model, design.concluded, None).taken()


class _Choices:
    """The study of one model."""

    def __init__(self, staging: Staging, model: str, concluded: As, before: Before | None) -> None:
        self._staging, self._model, self._before = staging, model, before
        self._concluded: As = concluded
        if before is not None and concluded == "auto":
            self._concluded = before.design.concluded
        self._graph, self._rule = Graph(), Rule()
        self._digest = hashlib.sha256(self._concluded.encode())
        self._questions = self._answers = self._repeats = 0

    def taken(self) -> Taken:
        """Judge every question, and put the findings by."""
        self._staging.add(self._judged())
        utilities = list(self._utilities())
        own = ImportDesign(
            model=self._model,
            records=self._digest.hexdigest()[:32],
            questions=self._questions,
            concluded=self._concluded,
        )
        return Taken(
            own,
            self._trials(),
            chain(utilities, self._laid_by()),
            self._answers,
            self._before and self._before.study,
            self._warnings(),
        )

    def _judged(self) -> Iterator[tuple[str, str, str]]:
        """Every question's finding as a row; along the way, what is known of all of them."""
        for group in groups(self._staging, self._model):
            records = [record_of(one, group.question) for one in group.tallies]
            for one in records:
                named = [one.id, one.count, one.extra.get("replicates", "")]
                self._digest.update(to_json(named))
            self._questions += 1
            self._answers += group.answers
            self._repeats += group.repeats
            self._graph.add(group)
            if self._concluded == "elicit":
                continue
            finding = judge(self._model, records, self._rule)
            place = int(group.question.id, 16) >> (64 - BITS)
            row = _row(finding, place, group, records)
            yield _FINDINGS + self._model, f"{place:020}", to_json(row).decode()

    def _trials(self) -> Iterator[TrialRecord]:
        for group in groups(self._staging, self._model):
            for one in group.tallies:
                yield record_of(one, group.question)

    def _laid_by(self) -> Iterator[FindingRecord]:
        for bodies in self._staging.parts(_FINDINGS + self._model):
            for body in bodies:
                yield FindingRecord(*from_json(body))

    def _utilities(self) -> Iterator[FindingRecord]:
        wanted = self._concluded == "elicit" or (
            self._concluded == "auto" and self._graph.forms and not self._graph.too_many
        )
        if wanted:
            found = self._graph.utilities(self._model)
            yield recorded(-1, found)

    def _warnings(self) -> tuple[str, ...]:
        found: list[str] = []
        found += _repeated(self._repeats)
        if self._graph.too_many and self._concluded == "auto" and self._graph.forms:
            found.append(f"Utilities are not computed: {self._graph.why_not} at most.")
        return tuple(found)


def _row(
    finding: PreferenceFinding, place: int, group: Group, records: Iterable[TrialRecord]
) -> FindingRecord:
    """A finding as it is written, with what the records say beyond it for the pooled ones."""
    told = finding.facts
    for name in ("category_a", "category_b"):
        values = {getattr(one.choice, name) for one in group.tallies} - {""}
        if len(values) == 1:
            told[name] = values.pop()
    numbers = {cell_name(one): (one.variation, numeric_factors(one)) for one in records}
    if numbers := {name: one for name, one in numbers.items() if one[1]}:
        told["factors"] = numbers
    body, facts = finding.model_dump_json(), to_json(told).decode()
    words = finding.headline, finding.weight, finding.about
    return FindingRecord(place, finding.kind_name(), body, *words, facts)


def _of_judgements(votes: Votes, before: Sequence[Before]) -> Iterator[Taken]:
    """A study of each actor, and one of each judge, with what was there before."""
    if not votes.judges:
        return
    known = {one.study.model: one for one in before if one.design.of == "judgement"}
    for actor in known.keys() & votes.actors:
        for one in _before(actor, known[actor]):
            votes.add_of_actor(one)
    told = set[str]()
    for actor in sorted(votes.actors):
        made = votes.written(actor)
        if made is not None:
            told.add(actor)
            yield replace(_whole(made.made, "judgement", known), warnings=_repeated(made.repeats))
    yield from _of_judges(votes, before, told)


def _of_judges(votes: Votes, before: Iterable[Before], told: Collection[str]) -> Iterator[Taken]:
    """A card of each judge that has records; `told` are the actors that have a study too."""
    known = {one.study.model: one for one in before if one.design.of == "judge"}
    meant = votes.judges | (known.keys() if HUMAN in votes.judges else set[str]())
    for name in known.keys() & {*meant, HUMAN}:
        for one in _before(name, known[name]):
            votes.add_of_judge(one)
    people = votes.people()
    for name in sorted(meant):
        found = votes.judged(name, people, told)
        taken = _whole(found.made, "judge", known)
        design = taken.design.model_copy(update={"told_elsewhere": found.elsewhere})
        yield replace(taken, design=design, warnings=_repeated(found.repeats))


def _before(name: str, known: Before) -> Iterator[JudgementLine]:
    for said in said_before(name, known.records()):
        yield JudgementLine.model_validate({"kind": "judgement", **said})


def _repeated(repeats: int) -> tuple[str, ...]:
    if not repeats:
        return ()
    return (f"{repeats:,} records repeat another, replicate and all: each counts once.",)


def _of_replies(replies: list[ReplyLine], before: Iterable[Before]) -> Iterator[Taken]:
    known = {one.study.model: one for one in before if one.design.of == "reply"}
    old = [
        ReplyLine.model_validate({"kind": "reply", "model": model, **said})
        for model in known.keys() & {one.model for one in replies}
        for said in said_before(model, known[model].records())
    ]
    both = [*old, *replies]
    yield from (_whole(one, "reply", known) for one in import_replies(both, StanceRule()))


def _of_comparisons(compared: list[ComparisonLine], before: Iterable[Before]) -> Iterator[Taken]:
    """All judges in one study; an earlier one of this label, whoever its judges are, is part of it.

    Raises:
        InputError: an earlier release stored it without all that its records say.
    """
    known = [one for one in before if one.design.of == "comparison"] if compared else []
    old = [
        ComparisonLine.model_validate({"kind": "comparison", **said})
        for one in known
        for said in said_before(one.study.model, one.records())
    ]
    for one in import_comparisons([*old, *compared]):
        yield _whole(one, "comparison", {one.model: known[0]} if known else {})


def _whole(one: Imported, of: Of, known: Mapping[str, Before]) -> Taken:
    """A study whose findings are few."""
    rows = [recorded(place, found) for place, found in enumerate(one.findings)]
    there = known.get(one.model)
    return Taken(
        ImportDesign(model=one.model, records=one.digest, questions=len(rows), of=of),
        one.trials,
        rows,
        one.answers,
        there and there.study,
    )
