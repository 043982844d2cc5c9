"""From what the laboratory returns to what a tool answers. Sentences and hints, no decisions.

Pages are cut so that an answer stays within about 8 kB, the most that every host passes on whole.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json

from ..store.records import Calls, Messages, TrialRecord
from ..tools.designs import Design
from ..tools.findings import Finding, Flip, OptionUtility, TransferFinding, UtilitiesFinding
from ..tools.notes import notes
from ..tools.sentences import clip, sentence
from ..tools.transfer_notes import transfer_notes
from ..tools.utility_notes import utility_notes
from .results import CallsView, ConciseFinding, PlanView, RangeView, StudyStatus, TrialView

if TYPE_CHECKING:
    from ..tools.forecasts import Forecast, Range
    from ..tools.laboratory import Laboratory, Progress  # numpy: not before it is needed
    from ..tools.plans import Plan

PAGE = 6_500
"""Bytes of JSON for the rows of one answer; the rest is the sentence and the hint."""
TEXT = 200
"""Bytes of an option in a concise finding or a trial."""
LONG_TEXT = 600
"""Bytes of an option in a full finding."""
PART = 5_500
MOST_NOTES = 30
"""Bytes of the rows in one part of a full finding."""
SHOWN = 5
"""Best and worst options that a concise finding names."""
REPLY = 1_500
PROMPT = 3_000
"""Bytes of a reply, and of all messages of a prompt together."""

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
    "failed": "failed after {done:,} {unit}",
}
_HINTS = {
    "running": "Call study_status with wait_s=20 until it is done.",
    "done": "Call summarize for the findings.",
    "cancelled": "Call resume_study to go on, or summarize for what there is.",
    "interrupted": "Call resume_study to go on; no stored answer is asked again.",
    "failed": "Call resume_study to try again once the cause is gone.",
}


def status_view(lab: "Laboratory", progress: "Progress") -> StudyStatus:
    """Where a study stands, in facts and in words."""
    study, done = progress.study, progress.done
    unit = "simulated studies" if study.verb == "calibrate" else "answers"
    why = (progress.notice or study.error or "").removesuffix(".")
    state = _STATES[study.state].format(done=done, planned=study.planned, unit=unit)
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
        notice=progress.notice,
        calls=_calls_view(lab.store.calls(study.id)),
        summary=f"{study.verb} of {clip(study.model)}: {state}{f': {why}' if why else ''}.",
        hint=_HINTS[study.state],
    )


def _calls_view(calls: Calls) -> CallsView | None:
    return CallsView(**asdict(calls)) if calls.made else None


def plan_view(design: Design, plan: "Plan", forecast: "Forecast", label: str) -> StudyStatus:
    """What a design would take, as the status of a study that was not started."""
    cost = _range(forecast.cost_usd)
    price = ", at an unknown price"
    if cost:
        price = f" for ${cost.low:,.2f} to ${cost.high:,.2f}" if cost.high else ""
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
            tokens=_range(forecast.tokens),
            cost_usd=cost,
            seconds=_range(forecast.seconds),
            basis=forecast.basis,
            smallest_effect=plan.smallest_effect,
            effect=plan.effect,
        ),
        summary=f"It would ask for at most {plan.trials:,} answers{price}; {plan.effect}.",
        hint="Call again without dry_run to start it; call calibrate to try the design first.",
    )


def _range(given: "Range | None") -> RangeView | None:
    return None if given is None else RangeView(low=given.low, high=given.high)


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
            notes=utility_notes(finding),
            order_effect=finding.order_effect,
        )
    if finding.kind == "transfer":
        return ConciseFinding(
            study_id=study_id,
            kind="transfer",
            sentence=sentence(finding),
            verdict=finding.verdict,
            notes=transfer_notes(finding)[:MOST_NOTES],
        )
    return ConciseFinding(
        study_id=study_id,
        kind="preference",
        sentence=sentence(finding),
        verdict=finding.verdict,
        question=finding.evidence or None,
        option_a=fit(finding.option_a, TEXT),
        option_b=fit(finding.option_b, TEXT),
        favours=finding.favours,
        share_a=finding.share_a,
        share_a_when_a_first=finding.share_a_when_a_first,
        share_a_when_b_first=finding.share_a_when_b_first,
        share_first=finding.share_first,
        flip=_shortened(finding.flip),
        ladder=finding.ladder,
        notes=notes(finding),
    )


def parts(finding: Finding) -> list[Finding]:
    """A finding with all of its evidence, cut where one answer could not hold it."""
    if finding.kind == "utilities":
        return _utility_parts(finding)
    if finding.kind == "calibration":
        return [finding]
    if finding.kind == "transfer":
        return _transfer_parts(finding)
    whole = finding.model_copy(
        update={
            "option_a": fit(finding.option_a, LONG_TEXT),
            "option_b": fit(finding.option_b, LONG_TEXT),
            "flip": _shortened(finding.flip),
            "cells": [],
        }
    )
    later = whole.model_copy(update={"ladder": [], "flip": None})
    return [whole, *(later.model_copy(update={"cells": some}) for some in _chunks(finding.cells))]


def _transfer_parts(finding: TransferFinding) -> list[Finding]:
    """The whole without its tables, then contrasts and judges in parts that fit."""
    bare = finding.model_copy(update={"contrasts": [], "judges": [], "without": []})
    found: list[Finding] = [bare]
    for table in ("contrasts", "judges", "without"):
        rows: list[BaseModel] = getattr(finding, table)
        found += [bare.model_copy(update={table: some}) for some in _chunks(rows) if some]
    return found


def _utility_parts(finding: UtilitiesFinding) -> list[Finding]:
    """Options in parts that fit; each long table of the finding in parts of its own after them."""
    tables = ("worths", "rates", "categories", "fragile")
    bare = finding.model_copy(update={name: [] for name in tables})
    options = [_clipped(option, LONG_TEXT) for option in finding.options]
    later = bare.model_copy(update={"prediction": None, "lotteries": None, "options": []})
    found: list[Finding] = [bare.model_copy(update={"options": []})]
    found += [later.model_copy(update={"options": some}) for some in _chunks(options) if some]
    for table in tables:
        rows: list[BaseModel] = getattr(finding, table)
        found += [later.model_copy(update={table: some}) for some in _chunks(rows) if some]
    return found


def _chunks(rows: Sequence[Shown]) -> list[list[Shown]]:
    """Rows in groups that each fit into an answer; one empty group if there are none."""
    groups: list[list[Shown]] = [[]]
    room = PART
    for row in rows:
        size = len(row.model_dump_json().encode())
        if groups[-1] and size > room:
            groups.append([])
            room = PART
        groups[-1].append(row)
        room -= size
    return groups


def _clipped(option: OptionUtility, most: int = TEXT) -> OptionUtility:
    cut = {"option": fit(option.option, most), "category": fit(option.category or "", TEXT) or None}
    return option.model_copy(update=cut)


def _shortened(flip: Flip | None) -> Flip | None:
    if flip is None:
        return None
    return flip.model_copy(update={"prompt": _fitted(flip.prompt)})


def _fitted(prompt: Messages) -> Messages:
    each = PROMPT // max(1, len(prompt))
    return tuple((role, fit(text, each)) for role, text in prompt)


def fit(text: str, most: int) -> str:
    """A text that takes at most so many bytes as JSON; one that was cut ends in an ellipsis."""
    if len(text) <= most and len(to_json(text)) <= most:
        return text
    room = most - 5  # two quotation marks and the ellipsis
    for at, mark in enumerate(text):
        room -= len(to_json(mark)) - 2
        if room < 0:
            return text[:at] + "…"
    return text


def trial_view(trial: TrialRecord) -> TrialView:
    """A trial with its texts, cut to what an answer has room for."""
    return TrialView(
        id=trial.id,
        question=trial.question,
        option_a=fit(trial.option_a, TEXT),
        option_b=fit(trial.option_b, TEXT),
        variation=trial.variation,
        tier=trial.tier,
        first=trial.first,
        replicate=trial.replicate,
        outcome=trial.outcome,
        chosen=trial.chosen,
        count=trial.count,
        prompt=list(_fitted(trial.messages or ())),
        untrusted_model_text=None if trial.reply is None else fit(visible(trial.reply), REPLY),
    )


def visible(text: str) -> str:
    """Drop what a reader cannot see: controls, direction marks, zero-width and tag characters."""
    return "".join(
        mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf")
    )
