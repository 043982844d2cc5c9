"""Studies and trials as the tests of the store write them."""

from velleity.store.attempts import Entries
from velleity.store.records import AttemptRecord, Side, StudyRecord, TrialRecord
from velleity.store.texts import digest


def a_study(name: str, design: str = "one") -> StudyRecord:
    return StudyRecord(
        id=f"std_{name}",
        verb="perturb",
        model="sim/bob",
        label="",
        design={"verb": "perturb", "what": design},
        digest=digest(design),
        state="running",
        planned=10,
        created_at="2026-01-01T00:00:00+00:00",
    )


def a_trial(
    study: StudyRecord,
    name: str,
    chosen: Side | None = "a",
    reply: str = "A",
    prompt: str = "A or B?",
) -> TrialRecord:
    return TrialRecord(
        study_id=study.id,
        id=name,
        question="q",
        option_a="tea",
        option_b="coffee",
        variation="plain",
        tier="surface",
        first="a",
        replicate=0,
        readout="label",
        outcome="chose" if chosen else "refused",
        chosen=chosen,
        messages=(("user", prompt),),
        reply=reply,
    )


def begun(*calls: AttemptRecord) -> Entries:
    return Entries([*calls], [], [])


def answered(trial: TrialRecord, call: AttemptRecord) -> Entries:
    return Entries([], [(trial, call)], [])


def fallen(*calls: AttemptRecord) -> Entries:
    return Entries([], [], [*calls])
