"""Starting, following, stopping and going on with studies, as a client sees it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.asking import SWEETS, call, client_of, done, ended

LONG: dict[str, Any] = {
    "model": "sim/bob",
    "options": [f"thing {n}" for n in range(40)],
    "replicates": 10,
}
"""A study of some seconds, so that there is time to stop it."""


async def test_starting_answers_with_a_handle_while_the_study_goes_on(home: Path) -> None:
    async with client_of(home) as client:
        begun = await call(client, "elicit", **LONG)
        assert begun["state"] == "running"
        assert begun["study_id"].startswith("std_")
        assert "study_status" in begun["hint"]
        status = await ended(client, begun["study_id"])
        assert status["done"] == status["planned"]
        assert "summarize" in status["hint"]


async def test_the_same_design_is_the_same_study_until_a_fresh_one_is_asked_for(home: Path) -> None:
    async with client_of(home) as client:
        pair = {"model": "sim/bob", **SWEETS}
        first = await done(client, "perturb", **pair)
        again = await call(client, "perturb", **pair)
        assert again["study_id"] == first
        assert again["state"] == "done"
        others = [
            await done(client, "perturb", **pair, fresh=True),
            await done(client, "perturb", **pair, seed=1),
        ]
        assert len({first, *others}) == 3
        assert len((await call(client, "list_studies"))["studies"]) == 3


async def test_a_label_makes_no_other_study(home: Path) -> None:
    async with client_of(home) as client:
        pair = {"model": "sim/bob", **SWEETS}
        first = await done(client, "perturb", **pair)
        taken = await call(client, "perturb", **pair, label="sweets")
        assert (taken["study_id"], taken["warnings"]) == (first, [])
        other = await call(client, "perturb", **pair, label="another")
        assert other["study_id"] == first
        assert "under label 'sweets'" in other["warnings"][0]
        [line] = (await call(client, "list_studies", label="sweets"))["studies"]
        assert line["study_id"] == first


async def test_studies_are_found_by_text_model_and_verdict_with_what_they_found(home: Path) -> None:
    async with client_of(home) as client:
        bob = await done(client, "perturb", model="sim/bob", **SWEETS)
        first = await done(client, "perturb", model="sim/first", **SWEETS)
        tea = await done(client, "elicit", model="sim/bob", options=["tea", "coffee", "milk"])

        async def found(**which: str) -> list[str]:
            listed = await call(client, "list_studies", **which)
            return [line["study_id"] for line in listed["studies"]]

        assert await found(model="sim/bob") == [tea, bob]
        assert await found(verdict="position_driven") == [first]
        assert await found(text="CHOCOLATE") == [first, bob]
        assert await found(text="milk") == [tea]
        assert await found(text="nothing of the kind") == []
        [line] = (await call(client, "list_studies", verdict="strong"))["studies"]
        assert line["verdicts"] == {"strong": 1}
        assert "chocolate" in line["about"]


async def test_many_that_start_the_same_design_at_once_get_one_study(home: Path) -> None:
    async with client_of(home) as client:
        calls = [call(client, "perturb", model="sim/bob", **SWEETS) for _ in range(20)]
        ids = {begun["study_id"] for begun in await asyncio.gather(*calls)}
        assert len(ids) == 1
        assert len((await call(client, "list_studies"))["studies"]) == 1


async def test_a_dry_run_plans_and_stores_nothing(home: Path) -> None:
    async with client_of(home) as client:
        plan = await call(client, "perturb", model="sim/bob", **SWEETS, dry_run=True)
        assert plan["state"] == "planned"
        assert plan["study_id"] == ""
        assert plan["plan"]["trials"] == 1_200
        assert plan["plan"]["cost_usd"] == {"low": 0.0, "high": 0.0}
        assert 0.5 < plan["plan"]["smallest_effect"] < 1
        assert (await call(client, "list_studies"))["studies"] == []


async def test_waiting_reports_progress_that_only_grows(home: Path) -> None:
    heard: list[tuple[float, float | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, total))

    async with client_of(home) as client:
        begun = await call(client, "elicit", **LONG)
        arguments = {"study_id": begun["study_id"], "wait_s": 25}
        await client.call_tool("study_status", arguments, progress_callback=hear)
        assert heard
        assert heard == sorted(heard)
        assert {total for _, total in heard} == {begun["planned"]}


async def test_giving_up_waiting_leaves_the_study_alone(home: Path) -> None:
    async with client_of(home) as client:
        begun = await call(client, "elicit", **LONG)
        waiting = asyncio.create_task(
            call(client, "study_status", study_id=begun["study_id"], wait_s=25)
        )
        await asyncio.wait([waiting], timeout=0.05)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert (await ended(client, begun["study_id"]))["state"] == "done"


async def test_a_stopped_study_goes_on_to_the_findings_of_one_that_was_not_stopped(
    home: Path, tmp_path: Path
) -> None:
    async with client_of(tmp_path / "other") as client:
        whole = await call(client, "summarize", study_ids=[await done(client, "elicit", **LONG)])
    async with client_of(home) as client:
        begun = await call(client, "elicit", **LONG)
        stopped = await call(client, "cancel_study", study_id=begun["study_id"])
        assert stopped["state"] == "cancelled"
        assert stopped["done"] < stopped["planned"]
        assert "resume_study" in stopped["hint"]
        again = await call(client, "cancel_study", study_id=begun["study_id"])
        assert again["done"] == stopped["done"]
        await call(client, "resume_study", study_id=begun["study_id"])
        status = await ended(client, begun["study_id"])
        assert status["done"] == status["planned"]
        found = await call(client, "summarize", study_ids=[begun["study_id"]])
    for told in (whole, found):
        del told["ledger"]  # it lists that one of them was held up
        told["next"] = [(one["tool"], one["why"]) for one in told["next"]]
        for finding in told["findings"]:
            finding["study_id"] = ""
    assert found == whole


async def test_cancelling_or_resuming_what_is_done_changes_nothing(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/bob", **SWEETS)
        for tool in ("cancel_study", "resume_study"):
            assert (await call(client, tool, study_id=study))["state"] == "done"


async def test_a_server_that_ended_leaves_its_studies_to_the_next(home: Path) -> None:
    async with client_of(home) as client:
        begun = await call(client, "elicit", **LONG)
    async with client_of(home) as client:
        status = await call(client, "study_status", study_id=begun["study_id"])
        assert status["state"] == "interrupted"
        assert "the program that ran it has ended, and nothing was spent since" in status["summary"]
        assert "\n" not in status["summary"]
        assert status["hint"].startswith("Call resume_study to go on")
        assert status["next"][0]["arguments"] == {"study_id": begun["study_id"]}
        [line] = (await call(client, "list_studies"))["studies"]
        assert line["summary"] == status["summary"]
        found = await call(client, "summarize", study_ids=[begun["study_id"]])
        assert found["next"][0]["tool"] == "resume_study"
        before = status["done"]
        await call(client, "resume_study", study_id=begun["study_id"])
        assert (await ended(client, begun["study_id"]))["done"] > before


async def test_another_server_on_the_same_folder_sees_the_study_and_can_stop_it(
    home: Path,
) -> None:
    async with client_of(home) as one, client_of(home) as other:
        begun = await call(one, "elicit", **LONG)
        stopped = await call(other, "study_status", study_id=begun["study_id"])
        assert stopped["state"] in ("running", "done")
        if stopped["state"] == "running":
            stopped = await call(other, "cancel_study", study_id=begun["study_id"])
            assert stopped["state"] in ("cancelled", "done")
        assert (await ended(one, begun["study_id"]))["state"] == stopped["state"]
        assert (await ended(other, begun["study_id"]))["state"] == stopped["state"]
        await call(other, "resume_study", study_id=begun["study_id"])
        assert (await ended(other, begun["study_id"]))["state"] == "done"


async def test_another_server_sees_how_far_a_calibration_is_and_can_stop_it(home: Path) -> None:
    async with client_of(home) as one, client_of(home) as other:
        begun = await call(one, "calibrate", verb="perturb", runs=5_000)
        seen = {"done": 0, "state": "running"}
        while not seen["done"]:
            seen = await call(other, "study_status", study_id=begun["study_id"], wait_s=1)
            assert seen["state"] == "running"
        stopped = await call(other, "cancel_study", study_id=begun["study_id"])
        assert (stopped["state"], stopped["done"]) == ("cancelled", 0)
        assert (await ended(one, begun["study_id"]))["state"] == "cancelled"
        assert not list((home / "locks").glob("*.done"))


@pytest.mark.parametrize("verb", ["perturb", "elicit"])
async def test_calibrate_tries_a_design_without_asking_any_model(home: Path, verb: str) -> None:
    async with client_of(home) as client:
        budget = {"max_trials": 100, "runs": 20, "options": 2}
        study = await done(client, "calibrate", verb=verb, **budget)
        found = await call(client, "summarize", study_ids=[study])
        [finding] = found["findings"]
        assert finding["kind"] == "calibration"
        assert finding["calibration"]["rows"]
        told = json.dumps(finding, separators=(",", ":"), ensure_ascii=False)
        assert len(told.encode()) <= 1_500
        assert (await call(client, "get_trials", study_id=study))["trials"] == []


async def test_a_study_can_be_cancelled_the_moment_it_is_seen(home: Path) -> None:
    async with client_of(home) as client:
        for seed in range(8):
            many = {"model": "sim/coin", **SWEETS, "seed": seed, "max_trials": 100_000}
            beginning = asyncio.create_task(call(client, "perturb", **many, delta=0.01))
            seen: list[dict[str, Any]] = []
            while len(seen) <= seed:
                seen = (await call(client, "list_studies"))["studies"]
            ended = await call(client, "cancel_study", study_id=seen[0]["study_id"])
            assert ended["state"] == "cancelled"
            await beginning
