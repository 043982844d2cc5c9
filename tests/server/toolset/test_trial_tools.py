"""The calls that may be paid for in vain: as many are listed as are counted."""

from contextlib import closing
from pathlib import Path

from tests.server.asking import SWEETS, call, client_of, done, refused
from tests.store.rows_of import begun
from velleity.store.records import AttemptRecord
from velleity.store.store import Store

AT = "2026-01-01T00:00:00.000+00:00"


def a_call(study: str, trial: str, number: int, outcome: str | None) -> AttemptRecord:
    return AttemptRecord(
        study_id=study,
        trial=trial,
        number=number,
        started_at=AT,
        outcome=outcome,
        held_tokens=100,
        held_usd=0.5,
    )


async def test_every_call_that_may_be_paid_for_is_listed_though_its_trial_has_no_answer(
    home: Path,
) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/alice", **SWEETS)
        [trial] = (await call(client, "get_trials", study_id=study, limit=1))["trials"]
        with closing(Store(home / "velleity.db")) as store:
            for given in (
                (trial["id"], 1, "timeout"),
                (trial["id"], 2, "answered"),
                ("t_never_answered", 1, "server_error"),
                ("t_never_answered", 2, None),
            ):
                store.add_calls(begun(a_call(study, *given))).result()
            counted = store.calls(study).unsettled
        page = await call(client, "get_trials", study_id=study, unsettled=True)
        table = page["table"]
        assert counted == page["total"] == len(table["rows"]) == 3
        shown = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        assert [(one["trial"], one["number"], one["outcome"]) for one in shown] == [
            (trial["id"], 1, "timeout"),
            ("t_never_answered", 1, "server_error"),
            ("t_never_answered", 2, None),
        ]
        assert [one["answered"] for one in shown] == [True, False, False]
        rest = await call(client, "get_trials", study_id=study, unsettled=True, limit=2)
        assert (len(rest["table"]["rows"]), rest["next_offset"]) == (2, 2)
        said = await refused(client, "get_trials", study_id=study, unsettled=True, chosen="a")
        assert "chosen" in said


async def test_a_study_without_such_calls_says_so(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/alice", **SWEETS)
        page = await call(client, "get_trials", study_id=study, unsettled=True)
    assert (page["total"], page["summary"]) == (0, "No call is unsettled.")
