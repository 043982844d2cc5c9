"""What the rest of the program must know of a verb, as one row: from its design to its report.

A row is light: whatever needs numpy or more is imported inside the functions that it names. Nobody
outside the registry switches on the kind of a design or of a finding.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from ...store.records import FindingRecord, StudyRecord, TrialRecord
from ..reports.page import Section
from .claims import Claim, tested_claims
from .design import Design
from .plan import Load, Plan
from .pooled import Comparison, Facts, OfStudy, Pooled
from .protocol import Finding, Study
from .questions import Ranked
from .steps import NextCall

if TYPE_CHECKING:  # sqlite-utils: not before it is needed
    from ...store.store import Store

D = TypeVar("D", bound=Design)
F = TypeVar("F", bound=Finding)
Trials = Callable[..., Iterable[TrialRecord]]
"""The stored trials of a study, by its id and the filters of `Store.trials`."""


@dataclass(frozen=True, slots=True)
class FindingKind(Generic[F]):
    """How the findings of a verb are told.

    `brief` gives the fields of a concise answer beyond the sentence. The whole of a finding is sent
    in parts: first without its long `tables`, which follow in groups of rows; `once` names the
    fields that only the first part holds. `shortened` cuts texts that may not fit an answer.
    `steps` are the calls that lead on from a finding of a study and its design; `compared` is what
    it says beside the findings of the study that the design goes on from.
    `pool` says what those of one model say together; of all models, where `across` is set, and
    `beside` puts those of several studies into one section of a report. `claims` are what a ledger
    corrects, `between` what several models that were asked the same say beside each other, both
    from the facts that findings left.
    """

    finding: type[F]
    sentence: Callable[[F], str]
    brief: Callable[[F], Mapping[str, Any]]
    sections: Callable[[StudyRecord, Sequence[F], Trials], list[Section]]
    shortened: Callable[[F], F] = lambda finding: finding
    tables: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    ranking: Callable[[F, Design], Sequence[Ranked]] | None = None
    steps: Callable[[str, Any, F], Sequence[NextCall]] = lambda study, design, finding: ()
    compared: Callable[[Any, F, Sequence[Any]], Mapping[str, str]] = lambda design, own, base: {}
    pool: Callable[[str, Iterable[Facts]], Pooled] | None = None
    across: bool = False
    beside: Callable[[Sequence[F]], Section | None] | None = None
    claims: Callable[[Facts], Sequence[Claim]] = tested_claims
    between: Callable[[Sequence[OfStudy]], Comparison | None] | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A study that is there, and the trials of it."""

    study: StudyRecord
    records: Callable[[], Iterable[TrialRecord]]


@dataclass(frozen=True, slots=True)
class Taking:
    """Answers that were given elsewhere, as a text or in files, and what they are added to.

    `columns` names the field that each column of a table holds; `concluded` what is to follow.
    `beside` are the studies of the same label.
    """

    text: str = ""
    paths: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    concluded: Literal["auto", "perturb", "elicit"] = "auto"
    before: Sequence[Stored] = ()
    beside: Sequence[StudyRecord] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A study whose answers were given elsewhere: what to store, and what follows from it.

    `replaces` is the study that it takes the place of, whose answers it has too.
    """

    design: Design
    trials: Iterable[TrialRecord]
    findings: "Iterable[FindingRecord]"
    answers: int
    replaces: StudyRecord | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """The findings of a study made again from its rows alone; `faults` are what of its design or
    its rows does not agree with them.
    """

    findings: "Sequence[FindingRecord]"
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verb(Generic[D]):
    """One verb. Those that ask nobody have no `study`; those that run by themselves have `work`,
    which is told who simulates for it, if others do; and those that take in what others asked have
    `take`.

    `tool` makes a design of what a caller says; its arguments and docstring are what agents see,
    and `named` is what they call it where that is not the verb's name. `loads` says who is asked
    how much, `reused` which trials of which earlier study it takes over, `rejudged` the findings by
    today's rules from the stored answers, where an earlier release had others; `near` the fields
    of a design that looks near what findings found; `bound` says that it goes on from what its
    model said, so that no other can be asked in its place. `together` judges one question by all
    answers to it of several studies, whose designs differ in no field but those in `loose`.
    `over` makes the study out of that of another design, which it holds as `base`. `replayed` makes
    the findings again where there is no `study` that does.
    """

    name: str
    design: type[D]
    title: str
    tool: Callable[..., D] | None = None
    tool_title: str = ""
    named: str = ""
    findings: FindingKind[Any] | None = None
    unit: str = "answers"
    study: Callable[[D], Study] | None = None
    plan: Callable[[D], Plan] | None = None
    loads: Callable[[D], Sequence[Load]] | None = None
    reused: Callable[[D], tuple[str, frozenset[str]] | None] = lambda design: None
    work: "Callable[[Store, str, D, Any], Any] | None" = None
    planned: Callable[[D], int] | None = None
    rejudged: Callable[[D, Sequence[TrialRecord]], Sequence[Finding]] | None = None
    take: Callable[[Taking], Sequence[Taken]] | None = None
    near: Callable[[Sequence[Finding]], Mapping[str, Any]] | None = None
    bound: bool = False
    together: Callable[[D, Sequence[TrialRecord]], Finding] | None = None
    loose: frozenset[str] = frozenset()
    over: "Callable[[D, Study], Study] | None" = None
    replayed: "Callable[[D, Callable[[], Iterable[TrialRecord]]], Replayed] | None" = None

    @property
    def tool_name(self) -> str:
        """What its tool is called."""
        return self.named or self.name

    @property
    def command(self) -> str:
        """What its command is called."""
        return self.name.replace("_", "-")
