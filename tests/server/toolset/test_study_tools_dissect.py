"""dissect as an agent meets it: planned, run, told, shown by prompt and as a page."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from velleity.clients import connect
from velleity.clients.calling import ToolFailed

SOME = ["length", "examples", "hedges"]


async def test_a_judge_is_planned_run_and_told_with_its_evidence(home: Path) -> None:
    async with connect(home) as lab:
        asked: dict[str, Any] = {
            "properties": SOME,
            "pairs": 6,
            "scenarios": ["advice", "planning"],
            "writer": "sim/scribe",
            "asks": 12,
            "push": 1,
        }
        planned = await lab.dissect("sim/critic?examples=3", **asked, dry_run=True)
        assert planned.status.plan is not None
        assert planned.status.plan.trials == 96 * 2 + 12 * (3 + 3 + 4)
        study = await lab.dissect("sim/critic?examples=3", **asked, label="L")
        found = await study.result()
        [finding] = found.findings
        assert finding.verdict == "properties_driven"
        assert "likes examples" in finding.sentence
        assert finding.notes[0].startswith("sim/critic?examples=3: the answer shown first gains")
        whole = await lab.summarize_all([study.id], detail="full")
        rows = [row for one in whole.full if one.kind == "dissect" for row in one.weights]
        assert {row.property for row in rows} == set(SOME)
        pushes = [one for part in whole.full if part.kind == "dissect" for one in part.pushes]
        assert {one.arm for one in pushes} == {"most", "least"}
        for kind in ("verdict", "answer", "score"):
            shown = await lab.trials(study.id, kind=kind, limit=2)  # type: ignore[arg-type]
            assert shown.trials
        page = (await lab.write_report([study.id])).report_path
        text = await asyncio.to_thread(Path(page).read_text, "utf-8")
        assert "What earns the choice?" in text
        assert "How far sim/scribe moved them" in text


async def test_mistakes_are_told_with_what_to_do(home: Path) -> None:
    async with connect(home) as lab:
        with pytest.raises(ToolFailed, match="only annotator"):
            await lab.dissect("sim/critic", annotators=["sim/critic"])
        with pytest.raises(ToolFailed, match="no property 'shiny'"):
            await lab.dissect("sim/critic", properties=["shiny"])
        with pytest.raises(ToolFailed, match="Pair 1, field b"):
            await lab.dissect("sim/critic", own_pairs=json.dumps({"question": "q", "a": "x"}))
