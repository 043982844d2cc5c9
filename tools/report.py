"""Studies as a page: title, sections and footer. What a section holds is each verb's own."""

import json
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import groupby

from ..store.records import ServedRecord, StudyRecord
from .registry import VERBS, kind_of
from .reports.html import render
from .reports.page import Page, Section
from .study.protocol import Finding
from .study.verb import Trials

Findings = Sequence[Finding]


Served = Callable[[str], Sequence[ServedRecord]]
"""What was sent in a study and who answered, by its id."""
WAYS = 4
"""Ways of being answered that are told of a study."""


def report(
    studies: Sequence[tuple[StudyRecord, Findings]],
    trials: Trials,
    served: Served,
    together: Sequence[Section] = (),
) -> str:
    """Write the HTML report of some studies; `together` is what all of them say."""
    sections = (
        *together,
        *_beside([one for _, findings in studies for one in findings]),
        *(section for study, findings in studies for section in _sections(study, findings, trials)),
    )
    title = "What holds fast" if len(studies) > 1 else VERBS[studies[0][0].verb].title
    footer = (
        f"Velleity {version('velleity')}. Every share stands with its 95 % interval (unless the "
        "study set another level) and n. Intervals of a mean over cells are confidence sequences: "
        "they hold at any stopping time.",
        *(line for study, _ in studies for line in _about(study, served(study.id))),
    )
    return render(Page(title, _subtitle(studies), sections, footer))


def _about(study: StudyRecord, served: Sequence[ServedRecord]) -> list[str]:
    """A study's seed, what should be known of it, and how and by whom it was answered."""
    lines = [f"{study.id}: {study.verb}, seed {study.design.get('seed', 0)}", *study.warnings]
    for one in served[:WAYS]:
        named = [part for part in (one.model, one.fingerprint, one.server) if part]
        sent = json.loads(one.sent)
        told = ", ".join(f"{name} {json.dumps(value)}" for name, value in sent.items())
        left = f"; left out: {', '.join(one.left_out)}" if one.left_out else ""
        who = one.participant or study.model
        lines.append(f"{who} answered as {', '.join(named) or 'nobody named'}; sent: {told}{left}")
    if len(served) > WAYS:
        lines.append(f"and in {len(served) - WAYS} more ways")
    return lines


def _subtitle(studies: Sequence[tuple[StudyRecord, Findings]]) -> str:
    models = list(dict.fromkeys(study.model for study, _ in studies))
    days = sorted({study.created_at[:10] for study, _ in studies})
    return f"{', '.join(models[:6])} · {days[0]}{f' to {days[-1]}' if len(days) > 1 else ''}"


def _sections(study: StudyRecord, findings: Findings, trials: Trials) -> list[Section]:
    """The sections of a study; neighbours of one kind are told together."""
    return [
        section
        for _, some in groupby(findings, lambda one: one.kind_name())
        for alike in [list(some)]
        for section in kind_of(alike[0]).sections(study, alike, trials)
    ]


def _beside(findings: Findings) -> list[Section]:
    """What findings of one kind say beside each other, whichever studies they are of."""
    by_kind: dict[str, list[Finding]] = {}
    for one in findings:
        by_kind.setdefault(one.kind_name(), []).append(one)
    found = [
        beside(some) for some in by_kind.values() if (beside := kind_of(some[0]).beside) is not None
    ]
    return [one for one in found if one is not None]
