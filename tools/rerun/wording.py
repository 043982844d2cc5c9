"""What is said of asking once more, in a sentence and on the page."""

from collections.abc import Sequence

from ...store.records import StudyRecord
from ..reports.page import Section
from ..study.verb import Trials
from ..study.wording import clip, number, share
from .finding import RerunFinding

DIFFERENT = {
    "drift": "It has drifted",
    "no_drift_seen": "No drift is seen, which is no proof that there is none",
    "undetermined": "Whether it has drifted cannot be told",
}


def rerun_sentence(finding: RerunFinding) -> str:
    """What fresh answers say beside the stored ones."""
    p = "too few prompts to test" if finding.p_value is None else f"p = {finding.p_value:.2g}"
    return (
        f"{clip(finding.model)} was asked {finding.asked:,} trials of {finding.after} once more. "
        f"{DIFFERENT[finding.verdict]} ({p}): a fresh answer agrees with a stored one in "
        f"{share(finding.agreement)} prompts, two stored ones in {share(finding.own)}; the share "
        f"that chose option a moved by {number(finding.shift_a)} prompts, the share that chose "
        f"nothing by {number(finding.shift_missing)}."
    )


def rerun_sections(
    study: StudyRecord, findings: Sequence[RerunFinding], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [
        Section(
            anchor=study.id,
            heading="Asked once more",
            who=one.model,
            verdict=one.verdict,
            lead=rerun_sentence(one),
        )
        for one in findings
    ]
