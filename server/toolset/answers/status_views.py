"""Where studies stand, as tools answer it: handles, statuses, lines of a list, plans."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ....store.records import Calls
from ....tools.registry import VERBS
from ....tools.study.design import Design
from ....tools.study.steps import NextCall
from ....tools.study.wording import clip, fit
from ..results import CallsView, Handle, PlanView, RangeView, Steered, StudyLine, StudyStatus
from ..views import served_views

if TYPE_CHECKING:
    from ....tools.engine.cost_forecast import Forecast, Range
    from ....tools.preflight import Outlook
    from ....tools.studies import Laboratory, Progress  # numpy: not before it is needed
    from ....tools.study.plan import Plan

    Planned = tuple[Plan, Forecast, Outlook]

WARNING = 300
"""Bytes of a warning."""
WARNINGS = 5
MOST_PLANS = 3_000
"""Bytes of what several models would take."""

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
    """Where a study stands, in facts and in words, and who answered."""
    study = progress.study
    return StudyStatus(
        study_id=study.id,
        verb=study.verb,
        model=study.model,
        label=study.label,
        state=study.state,
        done=progress.done,
        planned=study.planned,
        created_at=study.created_at,
        error=study.error,
        notice=progress.notice,
        calls=_calls_view(lab.store.calls(study.id)),
        warnings=warned_of(study.warnings),
        served=served_views(lab.store, [study.id]),
        summary=_sentence(progress),
        hint=_HINTS[study.state],
        next=going_on([progress]),
    )


def line_view(lab: "Laboratory", progress: "Progress") -> StudyLine:
    """A study in a line, with what it found."""
    study = progress.study
    told, calls = lab.store.told(study.id), lab.store.calls(study.id)
    return StudyLine(
        study_id=study.id,
        verb=study.verb,
        model=study.model,
        label=study.label,
        state=study.state,
        done=progress.done,
        planned=study.planned,
        created_at=study.created_at,
        about=clip(" | ".join(told.about.splitlines()) or _about(study.design)),
        verdicts=told.verdicts,
        cost_usd=calls.cost_usd if calls.made else None,
        summary=_sentence(progress),
    )


def _about(design: Mapping[str, Any]) -> str:
    """What a study asks that has not found anything yet, where its design says it in few words."""
    pair = design.get("option_a"), design.get("option_b")
    return " | ".join(one for one in pair if isinstance(one, str))


def started_view(begun: "Sequence[Progress]") -> Handle:
    """The studies that a call has started, or found: the first in full, each in a line."""
    first = begun[0]
    several = len(begun) > 1
    warnings = [one for each in begun for one in each.study.warnings]
    return Handle(
        study_id=first.study.id,
        state=first.study.state,
        done=first.done,
        planned=first.study.planned,
        notice=first.notice,
        warnings=warned_of(tuple(dict.fromkeys(warnings))),
        study_ids=[one.study.id for one in begun] if several else [],
        summary=f"{len(begun)} studies, one a model." if several else _sentence(first),
        hint="Follow each of study_ids, then summarize all of them together."
        if several
        else _HINTS[first.study.state],
        next=going_on(begun),
    )


def steered_view(progress: "Progress") -> Steered:
    """Where a study stands after it was steered."""
    return Steered(
        study_id=progress.study.id,
        state=progress.study.state,
        done=progress.done,
        planned=progress.study.planned,
        summary=_sentence(progress),
        hint=_HINTS[progress.study.state],
        next=going_on([progress]),
    )


def _sentence(progress: "Progress") -> str:
    study, unit = progress.study, VERBS[progress.study.verb].unit
    why = (progress.notice or study.error or "").removesuffix(".")
    state = _STATES[study.state].format(done=progress.done, planned=study.planned, unit=unit)
    return f"{study.verb} of {clip(study.model)}: {state}{f': {why}' if why else ''}."


def going_on(begun: "Sequence[Progress]") -> list[NextCall]:
    """Wait for whoever runs, go on with whoever was held up, then read what was found."""
    ids = [one.study.id for one in begun]
    for one in begun:
        if one.study.state == "running":
            waiting = {"study_id": one.study.id, "wait_s": 20}
            return [NextCall(tool="study_status", arguments=waiting, why="It is running.")]
    reading = NextCall(tool="summarize", arguments={"study_ids": ids}, why="What was found.")
    held = [one.study for one in begun if one.study.state != "done"]
    if not held:
        return [reading]
    on = {"study_id": held[0].id}
    return [NextCall(tool="resume_study", arguments=on, why=_HINTS[held[0].state]), reading]


def warned_of(warnings: Sequence[str]) -> list[str]:
    """As many warnings as an answer has room for."""
    return [fit(one, WARNING) for one in warnings[:WARNINGS]]


def _calls_view(calls: Calls) -> CallsView | None:
    return CallsView(**asdict(calls)) if calls.made else None


def plan_view(planned: "Sequence[tuple[Design, Planned]]") -> Handle:
    """What designs would take, each of a model of its own; nothing was started."""
    _, (plan, forecast, outlook) = planned[0]
    several = len(planned) > 1
    rows = [
        f"{one.model}: {_planned(each)}" if several else _planned(each) for one, each in planned
    ]
    every = [one for _, (_, _, seen) in planned for one in seen.warnings]
    total = sum(each[0].trials for _, each in planned)
    return Handle(
        study_id="",
        state="planned",
        done=0,
        planned=total,
        plan=PlanView(
            trials=plan.trials,
            tokens=_range(forecast.tokens),
            cost_usd=_range(forecast.cost_usd),
            seconds=_range(forecast.seconds),
            basis=forecast.basis,
            smallest_effect=plan.smallest_effect,
            effect=plan.effect,
        ),
        notice=outlook.absent or outlook.notice,
        warnings=warned_of(tuple(dict.fromkeys(every))),
        summary=rows[0]
        if len(rows) == 1
        else fit(f"{len(rows)} models, {total:,} answers. {' '.join(rows)}", MOST_PLANS),
        hint="Call again without dry_run to start it; call calibrate to try the design first.",
    )


def _planned(planned: "Planned") -> str:
    """What a study would take, and could find."""
    plan, forecast, _ = planned
    cost = _range(forecast.cost_usd)
    price = ", at an unknown price"
    if cost:
        price = f" for ${cost.low:,.2f} to ${cost.high:,.2f}" if cost.high else ""
    return f"It would ask for at most {plan.trials:,} answers{price}; {plan.effect}."


def _range(given: "Range | None") -> RangeView | None:
    return None if given is None else RangeView(low=given.low, high=given.high)
