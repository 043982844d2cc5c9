"""From what the laboratory returns to what a tool answers. Sentences and hints, no decisions.

Pages are cut so that an answer stays within about 8 kB, the most that every host passes on whole.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from ..store.records import StudyRecord, TrialRecord
from ..tools.designs import Design
from ..tools.findings import Finding, Flip, OptionUtility
from ..tools.sentences import clip, sentence
from .results import ConciseFinding, PlanView, StudyStatus, TrialView

if TYPE_CHECKING:
    from ..tools.plans import Plan  # numpy: not before it is needed

PAGE = 6_500
"""Bytes of JSON for the rows of one answer; the rest is the sentence and the hint."""
SHOWN = 5
"""Best and worst options that a concise finding names."""
OPTIONS = 15
"""Utilities in one part of a full finding."""
REPLY = 500
PROMPT = 1_500

Row = TypeVar("Row")
Shown = TypeVar("Shown", bound=BaseModel)


def page(
    rows: Sequence[Row], offset: int, show: Callable[[Row], Shown]
) -> tuple[list[Shown], int | None]:
    """Show as many rows from `offset` as fit in an answer, at least one; and where to go on."""
    shown: list[Shown] = []
    room = PAGE
    for row in rows[offset:]:
        view = show(row)
        room -= len(view.model_dump_json().encode())
        if shown and room < 0:
            return shown, offset + len(shown)
        shown.append(view)
    return shown, None


_STATES = {
    "running": "running, {done:,} of at most {planned:,} {unit}",
    "done": "done, {done:,} {unit}",
    "cancelled": "cancelled after {done:,} {unit}",
    "interrupted": "interrupted after {done:,} {unit}",
    "failed": "failed after {done:,} {unit}: {error}",
}
_HINTS = {
    "running": "Call study_status with wait_s=20 until it is done.",
    "done": "Call summarize for the findings.",
    "cancelled": "Call resume_study to go on, or summarize for what there is.",
    "interrupted": "Call resume_study to go on; no stored answer is asked again.",
    "failed": "Call resume_study to try again once the cause is gone.",
}


def status_view(study: StudyRecord, done: int) -> StudyStatus:
    """Where a study stands, in facts and in words."""
    unit = "simulated studies" if study.verb == "calibrate" else "answers"
    numbers = {"done": done, "planned": study.planned, "error": study.error, "unit": unit}
    state = _STATES[study.state].format(**numbers)
    return StudyStatus(
        study_id=study.id,
        verb=study.verb,
        model=study.model,
        label=study.label,
        state=study.state,
        done=done,
        planned=study.planned,
        created_at=study.created_at,
        error=study.error,
        summary=f"{study.verb} of {clip(study.model)}: {state}.",
        hint=_HINTS[study.state],
    )


def plan_view(design: Design, plan: "Plan", label: str) -> StudyStatus:
    """What a design would take, as the status of a study that was not started."""
    return StudyStatus(
        study_id="",
        verb=type(design).model_fields["verb"].default,
        model=design.model,
        label=label,
        state="planned",
        done=0,
        planned=plan.trials,
        created_at="",
        error=None,
        plan=PlanView(
            trials=plan.trials,
            calls=plan.trials,
            cost_usd=0.0 if design.model.startswith("sim/") else None,
            smallest_effect=plan.smallest_effect,
            effect=plan.effect,
        ),
        summary=f"It would ask for at most {plan.trials:,} answers; {plan.effect}.",
        hint="Call again without dry_run to start it; call calibrate to try the design first.",
    )


def concise(study_id: str, finding: Finding) -> ConciseFinding:
    """A finding cut to what an answer has room for."""
    if finding.kind == "calibration":
        return ConciseFinding(
            study_id=study_id, kind="calibration", sentence=sentence(finding), calibration=finding
        )
    if finding.kind == "utilities":
        return ConciseFinding(
            study_id=study_id,
            kind="utilities",
            sentence=sentence(finding),
            verdict="no_signal" if finding.no_signal else None,
            best=[_clipped(option) for option in finding.options[:SHOWN]],
            worst=[_clipped(option) for option in finding.options[SHOWN:][-SHOWN:]],
            order_effect=finding.order_effect,
        )
    return ConciseFinding(
        study_id=study_id,
        kind="preference",
        sentence=sentence(finding),
        verdict=finding.verdict,
        question=finding.evidence,
        option_a=clip(finding.option_a, 200),
        option_b=clip(finding.option_b, 200),
        favours=finding.favours,
        share_a=finding.share_a,
        share_a_when_a_first=finding.share_a_when_a_first,
        share_a_when_b_first=finding.share_a_when_b_first,
        share_first=finding.share_first,
        flip=_shortened(finding.flip),
        ladder=finding.ladder,
    )


def parts(
    finding: Finding,
) -> list[Finding]:
    """A finding with all of its evidence, cut where one answer could not hold it."""
    if finding.kind != "utilities" or not finding.options:
        return [finding]
    starts = range(0, len(finding.options), OPTIONS)
    return [
        finding.model_copy(update={"options": finding.options[start : start + OPTIONS]})
        for start in starts
    ]


def _clipped(option: OptionUtility) -> OptionUtility:
    return option.model_copy(update={"option": clip(option.option, 200)})


def _shortened(flip: Flip | None) -> Flip | None:
    if flip is None:
        return None
    prompt = tuple((role, text[:PROMPT]) for role, text in flip.prompt)
    return flip.model_copy(update={"prompt": prompt})


def trial_view(trial: TrialRecord) -> TrialView:
    """A trial with its texts, cut to what an answer has room for."""
    return TrialView(
        id=trial.id,
        question=trial.question,
        option_a=clip(trial.option_a, 200),
        option_b=clip(trial.option_b, 200),
        variation=trial.variation,
        tier=trial.tier,
        first=trial.first,
        replicate=trial.replicate,
        outcome=trial.outcome,
        chosen=trial.chosen,
        count=trial.count,
        prompt=[(role, text[:PROMPT]) for role, text in trial.messages or ()],
        untrusted_model_text=None if trial.reply is None else visible(trial.reply)[:REPLY],
    )


def visible(text: str) -> str:
    """Drop what a reader cannot see: controls, direction marks, zero-width and tag characters."""
    return "".join(
        mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf")
    )
