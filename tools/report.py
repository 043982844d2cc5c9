"""Studies as a page: title, sections and footer. What a section holds is each verb's own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ..store.records import StudyRecord
from .methods import SIMULATED, Called, Served, method
from .registry import VERBS, kind_of
from .reports.page import Page, Section
from .study.protocol import Finding
from .study.verb import Trials

Findings = Sequence[Finding]
DONE = "done"


def report(
    studies: Sequence[tuple[StudyRecord, Findings]],
    trials: Trials,
    served: Served,
    called: Called,
    together: Sequence[Section] = (),
) -> Page:
    """The report of some studies; `together` is what all of them say."""
    sections, limits = _of_all(
        [section for study, findings in studies for section in _sections(study, findings, trials)]
    )
    title = "What holds and what does not" if len(studies) > 1 else VERBS[studies[0][0].verb].title
    footer = (
        "Every share stands with its 95 % interval (unless the study set another level) and n. "
        "Intervals of a mean over cells are confidence sequences: they hold at any stopping time.",
        *dict.fromkeys(warning for study, _ in studies for warning in study.warnings),
    )
    return Page(
        title,
        _subtitle(studies),
        sections,
        (*together, *_beside([one for _, findings in studies for one in findings])),
        tuple(method(study, served, called) for study, _ in studies),
        footer,
        limits,
    )


def _of_all(sections: Sequence[Section]) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """The sections without the limits that several of them share, and these, to be told once."""
    counts = Counter(limit for section in sections for limit in section.limits)
    shared = tuple(limit for limit, n in counts.items() if n > 1)
    left = tuple(
        replace(one, limits=tuple(limit for limit in one.limits if limit not in shared))
        for one in sections
    )
    return left, shared


def _subtitle(studies: Sequence[tuple[StudyRecord, Findings]]) -> str:
    models = list(dict.fromkeys(study.model for study, _ in studies))
    days = sorted({study.created_at[:10] for study, _ in studies})
    return f"{', '.join(models[:6])} · {days[0]}{f' to {days[-1]}' if len(days) > 1 else ''}"


def _sections(study: StudyRecord, findings: Findings, trials: Trials) -> list[Section]:
    """The sections of a study; neighbours of one kind are told together."""
    return [
        told
        for _, some in groupby(findings, lambda one: one.kind_name())
        for alike in [list(some)]
        for section in kind_of(alike[0]).sections(study, alike, trials)
        for told in [replace(section, limits=(*section.limits, *_limits(study)))]
    ]


def _limits(study: StudyRecord) -> list[str]:
    """What of any study does not follow from it."""
    found: list[str] = []
    if study.model.startswith(SIMULATED):
        found.append(f"{study.model} is a simulated respondent, made to answer so: no model.")
    if study.state != DONE:
        found.append(f"The study has not ended ({study.state}): its verdicts may change.")
    return found


def _beside(findings: Findings) -> list[Section]:
    """What findings of one kind say beside each other, whichever studies they are of."""
    by_kind: dict[str, list[Finding]] = {}
    for one in findings:
        by_kind.setdefault(one.kind_name(), []).append(one)
    found = [
        beside(some) for some in by_kind.values() if (beside := kind_of(some[0]).beside) is not None
    ]
    return [one for one in found if one is not None]
