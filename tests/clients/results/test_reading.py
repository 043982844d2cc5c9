"""All that a study left, fetched whole: tables, several models, the same file as the command's."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clients.commands import A, B, said
from tests.provider.provider import Provider, completion
from velleity.clients import ReplayFailed, ToolFailed, connect, replay


async def test_several_models_are_one_handle_with_all_that_each_was_found_to_do(
    tmp_path: Path,
) -> None:
    heard: list[tuple[int, int]] = []
    async with connect() as lab:
        study = await lab.perturb(
            "sim/bob", A, B, models=["sim/bob", "sim/first"], ladder=False, max_trials=400
        )
        assert len(study.ids) == 2
        found = await study.result(lambda done, most: heard.append((done, most)))
        verdicts = {one.model: one.verdict for one in found.findings}
        assert verdicts == {"sim/bob": "strong", "sim/first": "position_driven"}
        done = sum(one.done for one in study.statuses.values())
        assert heard == sorted(heard)
        assert heard[-1][0] == done
        assert {row["model"] for row in await study.to_rows("cells")} == set(verdicts)
        assert await study.export(tmp_path / "both.jsonl") == done
        page = await study.report()
        assert all(model in page.html for model in verdicts)


async def test_the_tables_of_a_ranking_are_rows() -> None:
    async with connect() as lab:
        study = await lab.elicit("sim/bob", ["tea", A, B], replicates=4)
        options: Any = await study.to_frame("options")
        assert set(options["option"]) == {"tea", A, B}
        assert list(options["rank"]) == sorted(options["rank"])
        pairs = await study.to_rows("pairs")
        assert {row["first"] for row in pairs} == {row["second"] for row in pairs} == {"tea", A, B}
        assert sum(row["asked"] for row in pairs) == study.status.done
        assert len(await study.to_rows("trials")) == study.status.done
        with pytest.raises(ToolFailed, match=r"no table 'nothing'.*options"):
            await study.to_rows("nothing")


async def test_a_plan_has_no_result() -> None:
    async with connect() as lab:
        plan = await lab.perturb("sim/bob", A, B, dry_run=True)
        for work in (plan.wait, plan.result, plan.report, plan.to_rows):
            with pytest.raises(ToolFailed, match="without dry_run"):
                await work()


HOSTILE = "A \u202e\x1b[31m \ud83d\ude00 \u200b “quoted” \\u0041 \U000e0041"


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_the_file_is_that_of_the_command_whatever_a_model_writes(
    home: Path, tmp_path: Path
) -> None:
    async with Provider() as provider:
        (home.parent / "settings.toml").write_text(f'[models.mine]\nbase_url = "{provider.url}"\n')
        provider.next_bodies = [completion(HOSTILE) for _ in range(200)]
        async with connect() as lab:
            study = await lab.perturb("mine", A, B, ladder=False, max_trials=40)
            count = await study.export(tmp_path / "ours.jsonl")
            with pytest.raises(ToolFailed, match="there already"):
                await study.export(tmp_path / "ours.jsonl")
            wire = await lab.read(f"study://{study.id}/export")
            rest = json.loads(await lab.read(f"study://{study.id}/export?after={count - 1}"))
    assert wire.isascii()
    assert "31m" not in wire.replace('"untrusted_model_text": {', "\0").split("\0")[0]
    assert (len(rest["trials"]), rest["next_after"]) == (1, None)
    said("export", study.id, str(tmp_path / "theirs.jsonl"))
    lines = (tmp_path / "ours.jsonl").read_text("utf-8")
    assert lines == (tmp_path / "theirs.jsonl").read_text("utf-8")
    assert count == len(lines.splitlines()) == 40
    assert any(json.loads(line)["reply"] for line in lines.splitlines())
    assert {"ours.jsonl", "theirs.jsonl"} == files_in(tmp_path) - {"home", "settings.toml"}


async def test_a_capsule_comes_over_the_wire_and_is_that_of_the_command(tmp_path: Path) -> None:
    async with connect() as lab:
        study = await lab.perturb("sim/bob", A, B, max_trials=60)
        await study.wait()
        ours = tmp_path / "ours.zip"
        await lab.capsule(study.id, ours)
        with pytest.raises(ToolFailed, match="There is no study"):
            await lab.capsule("std_none", tmp_path / "none.zip")
    said("export", study.id, str(tmp_path / "theirs.zip"), "--capsule")
    assert ours.read_bytes() == (tmp_path / "theirs.zip").read_bytes()
    assert said("replay", str(ours)).startswith("identical")
    [found] = replay(ours, keep_in=tmp_path / "theirs", label="from afar")
    assert (found.identical, found.kept, found.study_id) == (True, True, study.id)
    async with connect(home=tmp_path / "theirs") as lab:
        kept = await lab.summarize(label="from afar")
        assert {one.study_id for one in kept.findings} == {study.id}
    with pytest.raises(ReplayFailed, match="in your database already"):
        replay(ours, keep_in=tmp_path / "theirs")
    with pytest.raises(ReplayFailed, match="capsule"):
        replay(tmp_path / "theirs" / "velleity.db")
    with pytest.raises(ValueError, match="keep_in"):
        replay(ours, label="from afar")
    assert not (tmp_path / "none.zip").exists()
