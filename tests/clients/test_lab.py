"""The scripted client: a study as an object, answers as models, and refusals as one exception."""

import json
import math
from collections.abc import Mapping, Sequence
from inspect import signature
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from mcp.server.mcpserver.tools import Tool

from tests.clients.commands import CHOICE, A, B
from velleity.clients import Lab, TaggedOption, ToolFailed, connect
from velleity.server.app import build
from velleity.server.toolset.results import StudyStatus
from velleity.tools.perturbations.listing import rows


def records(number: int, model: str = "m") -> str:
    """As many questions, each answered in both orders."""
    lines: list[dict[str, Any]] = []
    for n in range(number):
        pair = {**CHOICE, "model": model, "option_a": f"thing {n}", "option_b": "nothing"}
        lines += [{**pair, "first": first, "chosen": "a", "count": 8} for first in ("a", "b")]
    return "\n".join(map(json.dumps, lines))


def many_options(number: int = 60) -> list[str]:
    return [f"option number {n}" for n in range(number)]


async def test_a_pair_is_cross_examined_and_the_progress_told() -> None:
    told: list[tuple[int, int]] = []
    async with connect() as lab:
        study = await lab.perturb("sim/alice", A, B, label="sweets")
        found = await study.result(lambda done, most: told.append((done, most)))
        assert study.status.state == "done"
    [finding] = found.findings
    assert finding.study_id == study.id
    assert finding.verdict == "weak"
    assert finding.flip is not None
    assert finding.flip.variation == "circumstance=hot"
    assert told[-1] == (study.status.done, study.status.planned)
    assert told == sorted(told)


async def test_a_set_is_elicited_and_its_best_and_worst_are_named() -> None:
    options: list[str | dict[str, str | None]] = ["tea", {"text": A, "category": "sweets"}, B]
    async with connect() as lab:
        found = await (await lab.elicit("sim/bob", options)).result()
    [finding] = found.findings
    assert finding.kind == "utilities"
    assert finding.best[0].option == A
    assert finding.best[0].category == "sweets"


async def test_a_design_is_calibrated() -> None:
    async with connect() as lab:
        study = await lab.calibrate("elicit", options=2, replicates=2, runs=20)
        found = await study.result()
    assert found.findings[0].calibration is not None
    assert found.findings[0].calibration.runs == 20


async def test_choices_are_imported_and_judged() -> None:
    async with connect() as lab:
        made = await lab.import_choices(records(1), "mine")
        [study] = made.studies
        assert (study.model, study.label, study.done) == ("m", "mine", 16)
        found = await lab.summarize(study_ids=[study.study_id])
        trials = await lab.trials(study.study_id)
    assert found.findings[0].share_a is not None
    assert found.findings[0].share_a.n == 16
    assert sum(trial.count for trial in trials.trials) == 16


@pytest.mark.parametrize("detail", ["concise", "full"])
async def test_all_pages_of_a_summary_come_as_one(detail: Literal["concise", "full"]) -> None:
    async with connect() as lab:
        await lab.import_choices(records(40), "many")
        first = await lab.summarize(label="many", detail=detail)
        assert first.next_offset is not None
        assert {one.model for one in first.findings} <= {"m"}
        whole = await lab.summarize_all(label="many", detail=detail)
    assert whole.next_offset is None
    assert whole.total == 40
    names = {one.option_a for one in whole.findings}
    names |= {one.option_a for one in whole.full if one.kind == "preference"}
    assert names == {f"thing {n}" for n in range(40)}
    if detail == "concise":
        assert len(whole.findings) == 40
    assert whole.verdicts == first.verdicts


async def test_so_many_findings_come_as_are_wanted_and_it_says_that_there_are_more() -> None:
    async with connect() as lab:
        await lab.import_choices(records(40), "many")
        some = await lab.summarize_all(label="many", most=7)
        page = await lab.summarize(label="many")
        wide = await lab.summarize(label="many", page_bytes=400_000)
        told = await refusal(lab, "summarize", label="many", page_bytes=500_000)
    assert len(page.findings) < len(wide.findings) == 40
    assert "page_bytes" in told
    assert len(some.findings) == some.next_offset == 7
    assert some.total == 40


async def test_all_pages_come_as_one_and_their_report_is_one_file(home: Path) -> None:
    async with connect() as lab:
        await lab.import_choices(records(40), "many")
        whole = await lab.summarize_all(label="many")
        page = await lab.write_report(label="many")
    assert len(whole.findings) == 40
    name = Path(page.report_path).stem
    assert files_in(home / "reports") == {f"{name}.html", f"{name}.json"}  # and its figures


async def test_studies_are_listed_by_page_newest_first() -> None:
    async with connect() as lab:
        for n in range(3):
            await lab.import_choices(records(1, f"model {n}"), "mine")
        newest = await lab.studies(limit=2)
        oldest = await lab.studies(limit=2, offset=newest.next_offset or 0)
    assert [one.model for one in newest.studies] == ["model 2", "model 1"]
    assert [one.model for one in oldest.studies] == ["model 0"]
    assert oldest.next_offset is None


async def refusal(lab: Lab, tool: str, *arguments: Any, **others: Any) -> str:
    with pytest.raises(ToolFailed) as caught:
        await getattr(lab, tool)(*arguments, **others)
    return str(caught.value)


async def test_a_refusal_says_what_is_wrong_and_the_laboratory_goes_on() -> None:
    async with connect() as lab:
        assert "There is no model 'gpt'" in await refusal(lab, "perturb", "gpt", A, B)
        assert "at least two options" in await refusal(lab, "elicit", "sim/bob", [])
        wrong = {"model": "sim/bob", "sed": 1}
        assert "no argument 'sed'" in await refusal(lab, "call", "perturb", wrong, StudyStatus)
        assert "Did you mean 'seed'" in await refusal(lab, "call", "perturb", wrong, StudyStatus)
        assert "Line 1" in await refusal(lab, "import_choices", "{")
        assert "There is no study 'x'" in await refusal(lab, "study", "x")
        assert "There is no study 'x'" in await refusal(lab, "resume", "x")
        assert "No study has label" in await refusal(lab, "summarize_all", label="x")
        assert (await lab.studies()).studies == []


async def test_an_error_of_the_user_passes_through_the_connection_unwrapped() -> None:
    with pytest.raises(ZeroDivisionError):
        async with connect():
            raise ZeroDivisionError
    with pytest.raises(SystemExit):
        async with connect():
            raise SystemExit(3)
    with pytest.raises(ToolFailed):
        async with connect() as lab:
            await lab.study("x")


async def test_a_cancelled_study_keeps_its_answers_and_can_be_taken_up_again() -> None:
    async with connect() as lab:
        study = await lab.elicit("sim/bob", many_options(), replicates=10)
        status = await study.cancel()
        assert status.state == "cancelled"
        assert await study.wait() == status
        assert (await study.cancel()).state == "cancelled"
        again = await lab.study(study.id)
        assert again.status.state == "cancelled"
        assert again.status.done < again.status.planned


async def test_a_study_outlives_its_connection_and_is_resumed_in_the_next(home: Path) -> None:
    async with connect(home) as lab:
        begun = await lab.elicit("sim/bob", many_options(20), max_trials=2_000)
    async with connect(home) as lab:
        assert (await lab.study(begun.id)).status.state == "interrupted"
        study = await lab.resume(begun.id)
        found = await study.result()
        assert study.status.state == "done"
        assert (await lab.studies()).studies[0].study_id == begun.id
    assert found.findings[0].kind == "utilities"


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_folder_given_is_the_one_used(tmp_path: Path) -> None:
    async with connect(tmp_path / "elsewhere") as lab:
        await lab.import_choices(records(1))
        assert len((await lab.studies()).studies) == 1
    assert files_in(tmp_path) == {"elsewhere"}


async def test_a_plan_is_a_study_that_was_not_started() -> None:
    async with connect() as lab:
        study = await lab.perturb("sim/bob", A, B, dry_run=True)
        assert study.status.plan is not None
        assert study.status.state == "planned"
        assert (await lab.studies()).studies == []


METHODS = {
    "study_status": "study",
    "list_studies": "studies",
    "cancel_study": "cancel",
    "resume_study": "resume",
    "get_trials": "trials",
}
"""Tools whose method has another name: it is said of a laboratory, not of a server."""
HIDDEN = {"self", "ctx"}


def shown(function: Any) -> list[tuple[str, Any, Any]]:
    """The names, types and defaults that a caller sees, in their order."""
    types = get_type_hints(function)
    return [
        (name, as_given(types[name]), one.default)
        for name, one in signature(function).parameters.items()
        if name not in HIDDEN
    ]


def as_given(kind: Any) -> Any:
    """A type with lists as sequences, without the mapping that may stand for an object."""
    if get_origin(kind) in (list, Sequence):
        return Sequence[as_given(get_args(kind)[0])]
    if get_origin(kind) in (Union, UnionType):
        parts = [as_given(one) for one in get_args(kind) if get_origin(one) is not Mapping]
        return Union[tuple(parts)]  # noqa: UP007 - of as many as there are
    return kind


def tools() -> dict[str, Tool]:
    return {tool.name: tool for tool in build()._tool_manager.list_tools()}  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("name", tools())
def test_a_method_has_the_arguments_types_and_defaults_of_its_tool(name: str) -> None:
    method = getattr(Lab, METHODS.get(name, name))
    assert shown(method) == shown(tools()[name].fn)


async def test_an_object_may_be_given_as_itself_or_as_a_mapping() -> None:
    async with connect() as lab:
        one = await lab.elicit("sim/bob", [TaggedOption(text=A, category="sweets"), B, "tea"])
        same = await lab.elicit("sim/bob", [{"text": A, "category": "sweets"}, B, "tea"])
        assert one.id == same.id


async def test_the_catalogue_comes_by_page_and_whole_with_its_texts() -> None:
    async with connect() as lab:
        page = await lab.catalogue("nudge")
        whole = await lab.variations()
    nudges = {row["id"] for row in whole if row["tier"] == "nudge"}
    assert {one.id for one in page.variations} == nudges
    assert whole == [row._asdict() for row in rows()]


@pytest.mark.parametrize("number", [math.nan, math.inf])
async def test_what_is_no_number_is_refused_and_never_taken_for_nothing(
    home: Path, number: float
) -> None:
    async with connect(home) as lab:
        with pytest.raises(ToolFailed, match="max_cost_usd: write a number"):
            await lab.perturb("sim/alice", "tea", "coffee", max_cost_usd=number)
        assert not (await lab.studies()).studies
