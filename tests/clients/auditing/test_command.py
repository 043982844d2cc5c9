"""The command `audit`: for people, as a document, and with its steps in a file."""

from inspect import signature
from pathlib import Path

from typer.main import get_command

from tests.clients.commands import answer, refused, run, said
from velleity.clients import audit
from velleity.clients.cli import app

CLAIM = "the model prefers dark chocolate to ice cream"


def test_it_takes_what_the_function_takes() -> None:
    taken = {one.name for one in vars(get_command(app))["commands"]["audit"].params}
    wanted = {"judge" if name == "judges" else name for name in signature(audit).parameters}
    assert wanted - {"lab"} <= taken


def test_it_tells_the_conclusion_the_studies_and_where_the_steps_are(home: Path) -> None:
    told = said("audit", CLAIM, "-m", "sim/first").splitlines()
    assert told[0].startswith("no preference: sim/first, “dark chocolate” rather than “ice cream”")
    assert told[0].endswith("it follows the place.")
    assert told[1].startswith("  examined: sim/first follows the position")
    [file] = (home / "audits").glob("*.jsonl")
    assert any(str(file) in line for line in told)
    assert file.with_suffix(".md").read_text("utf-8").startswith("## 1. begin")


def test_as_a_document_it_has_every_step_and_where_each_number_stands() -> None:
    made = answer("audit", CLAIM, "-m", "sim/refuser")
    assert made["conclusion"] == "declines"
    assert {"begin", "note", "call"} == {one["kind"] for one in made["steps"]}
    numbers = {one["number"]: made["steps"][one["step"] - 1] for one in made["numbers"]}
    assert {one["tool"] for one in numbers.values()} <= {"summarize", "perturb", "study_status"}


def test_what_cannot_be_tried_is_refused_in_a_line(tmp_path: Path) -> None:
    assert "what is preferred to what" in refused("audit", "it is nice", "-m", "sim/bob")
    assert "There is no model 'nobody'" in refused("audit", CLAIM, "-m", "nobody")
    file = tmp_path / "no.jsonl"
    assert "is no journal" in refused("audit", CLAIM, "-m", "sim/bob", "--replay", str(file))
    file.write_text('{"number": 1, "kind": "note"}\n')
    again = ("audit", CLAIM, "-m", "sim/bob", "--replay", str(file))
    assert "has no turns of an auditor" in refused(*again)
    assert run("audit", CLAIM).exit_code == 2
