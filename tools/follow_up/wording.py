"""What is said of asking on, in a sentence and on the page: what was asked, and what it is not."""

from collections.abc import Sequence

from ...store.records import StudyRecord, TrialRecord
from ..reports.page import Quote, Section
from ..reports.quoting import quote
from ..study.verb import Trials
from ..study.wording import clip, quoted
from .finding import FollowUpFinding

QUOTED = 5
"""Replies that the page shows."""
NO_EVIDENCE = (
    "What a model says of its reasons is no evidence of them: no verdict counts it, and what a "
    "choice follows is shown by asking under other conditions."
)


def follow_up_sentence(finding: FollowUpFinding) -> str:
    """What was asked, and how many said something."""
    ends = ", ".join(f"{n} {word}" for word, n in sorted(finding.outcomes.items()))
    return (
        f"{clip(finding.model)} was asked {quoted(finding.ask)} after {finding.asked:,} of its "
        f"answers: {ends or 'nothing came back yet'}. {NO_EVIDENCE}"
    )


def follow_up_sections(
    study: StudyRecord, findings: Sequence[FollowUpFinding], trials: Trials
) -> list[Section]:
    """A section for each, with some of the replies."""
    return [
        Section(
            anchor=study.id,
            heading="What it says when asked on",
            who=one.model,
            verdict=None,
            lead=follow_up_sentence(one),
            quotes=tuple(_quote(each) for each in trials(study.id, limit=QUOTED)),
        )
        for one in findings
    ]


def _quote(trial: TrialRecord) -> Quote:
    return quote(trial.variation, trial, "The model's own words: nothing follows from them.")
