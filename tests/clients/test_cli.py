"""The command line: what each command prints for people and for scripts, and how it refuses."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.clients.commands import (
    CHOICE,
    A,
    B,
    answer,
    choices,
    document_in,
    refused,
    run,
    said,
    studies,
)
from velleity.clients.cli import app
from velleity.server.unseen import visible

PAIR = ("perturb", A, B, "--model", "sim/bob")
SUMMARY = {
    *("summary", "verdicts", "findings", "full", "total", "next_offset", "next", "hint"),
}
STATUS = {
    *("study_id", "verb", "model", "label", "state", "done", "planned", "created_at", "error"),
    *("plan", "summary", "hint"),
}
SHAPES: dict[str, tuple[set[str], Callable[[str, str], tuple[str, ...]]]] = {
    "demo": ({"question", "scenes", "report_path"}, lambda study, file: ("demo",)),
    "perturb": (SUMMARY, lambda study, file: PAIR),
    "perturb, planned": (STATUS, lambda study, file: (*PAIR, "--dry-run")),
    "elicit": (SUMMARY, lambda study, file: ("elicit", A, B, "tea", "-m", "sim/bob")),
    "elicit, planned": (STATUS, lambda study, file: ("elicit", A, B, "-m", "sim/bob", "--dry-run")),
    "calibrate": (
        SUMMARY,
        lambda study, file: (
            *("calibrate", "elicit", "--options", "2", "--replicates", "2", "--runs", "20"),
        ),
    ),
    "import": ({"studies", "summary", "hint"}, lambda study, file: ("import", file)),
    "summarize": (SUMMARY, lambda study, file: ("summarize", study)),
    "summarize, in full": (SUMMARY, lambda study, file: ("summarize", study, "--full")),
    "report": ({"report_path", "summary", "hint"}, lambda study, file: ("report", study)),
    "status": (STATUS, lambda study, file: ("status", study)),
    "status of the newest": (STATUS, lambda study, file: ("status",)),
    "list": ({"studies", "next_offset", "summary", "hint"}, lambda study, file: ("list",)),
    "relabel": ({"study_id", "label", "before"}, lambda study, file: ("relabel", study, "new")),
    "delete": ({"study_id", "answers"}, lambda study, file: ("delete", study, "--yes")),
    "export": ({"file", "trials"}, lambda study, file: ("export", study, f"{file}.out")),
    "backup": ({"file"}, lambda study, file: ("backup", f"{file}.db")),
    "check of families": ({"families", "problems"}, lambda study, file: ("families", "check")),
    "models": ({"models"}, lambda study, file: ("models",)),
    "ask-again": (
        SUMMARY,
        lambda study, file: (
            *(
                "ask-again",
                answer(*PAIR)["findings"][0]["study_id"],
                "--seed",
                "3",
                "--alpha",
                ".1",
            ),
        ),
    ),
    "follow-up, planned": (
        STATUS,
        lambda study, file: ("follow-up", answer(*PAIR)["findings"][0]["study_id"], "--dry-run"),
    ),
    "trials": (
        {"study_id", "trials", "next_offset", "summary", "hint"},
        lambda study, file: ("trials", study),
    ),
    "resume": (SUMMARY, lambda study, file: ("resume", study)),
    "cancel": (STATUS, lambda study, file: ("cancel", study)),
}
HOSTILE = "[bold red]x[/] \x1b[31mred\x1b]0;title\x07 \x9b1m \u202egnp"


@pytest.fixture
def file(tmp_path: Path) -> str:
    return choices(tmp_path, {**CHOICE, "chosen": "a"}, {**CHOICE, "first": "b", "chosen": "a"})


@pytest.fixture
def study(file: str) -> str:
    return answer("import", file)["studies"][0]["study_id"]


@pytest.mark.parametrize(("shape", "words"), SHAPES.values(), ids=SHAPES)
def test_json_is_one_document_of_its_shape_and_nothing_else(
    shape: set[str], words: Callable[[str, str], tuple[str, ...]], study: str, file: str
) -> None:
    assert shape <= set(answer(*words(study, file)))


def test_the_demo_tells_all_four_verdicts_and_ends_with_its_report() -> None:
    lines = said("demo").splitlines()
    verdicts = [line.partition("  ")[0] for line in lines if re.match(r"[a-z ]+  sim/", line)]
    assert verdicts == ["strong", "weak", "position driven", "indifferent"]
    quoted = [line for line in lines if line.startswith("  │")]
    assert quoted[0] == "  │ [user] It is a very hot day today."
    assert f"  │ A: {A}" in quoted
    report = Path(lines[-1].removeprefix("Report: "))
    assert report.read_text("utf-8").startswith("<!doctype html>")


def test_the_demo_as_json_has_the_same_story() -> None:
    story = answer("demo")
    verdicts = [scene["finding"]["verdict"] for scene in story["scenes"]]
    assert verdicts == ["strong", "weak", "position_driven", "indifferent"]
    assert story["scenes"][1]["finding"]["flip"]["variation"] == "circumstance=hot"
    assert Path(story["report_path"]).is_file()
    assert {one["study_id"] for one in studies()} == {one["study_id"] for one in story["scenes"]}


def test_the_demo_may_be_told_again_and_reads_the_same() -> None:
    def told() -> str:
        return re.sub(r"(std|report)_\w+", "", said("demo"))

    assert told() == told()


def test_a_study_is_started_followed_reported_and_its_trials_shown() -> None:
    printed = said(*PAIR, "--label", "sweets")
    assert printed.startswith("1 study: 1 strong.\nstrong  sim/bob prefers")
    [study] = studies()
    assert study["label"] == "sweets"
    assert study["study_id"] in printed
    assert said("status", study["study_id"]).startswith(f"{study['study_id']}  perturb of sim/bob")
    assert study["verdicts"] == {"strong": 1}
    assert "strong" in said("list", "--label", "sweets")
    report = said("report").removeprefix("Report: ").strip()
    assert Path(report).is_file()
    shown = said("trials", study["study_id"], "--limit", "2", "--offset", "1")
    assert shown.count("→ ") == 2
    assert shown.endswith("2 trials from number 2 on.\n")


def test_the_same_command_gives_the_same_study_unless_a_fresh_one_is_wanted() -> None:
    first = answer(*PAIR)
    assert answer(*PAIR) == first
    assert len(studies()) == 1
    again = answer(*PAIR, "--fresh")
    assert again["findings"][0]["share_a"] == first["findings"][0]["share_a"]
    assert len(studies()) == 2


def test_options_may_come_from_a_file(tmp_path: Path) -> None:
    bank = tmp_path / "bank.txt"
    bank.write_text("a walk\n\na book\na bar of dark chocolate\n", "utf-8")
    printed = said("elicit", "-m", "sim/bob", "--bank", str(bank))
    assert "of 3 options" in printed
    assert re.search(r"^1 .*a bar of dark chocolate", printed, re.MULTILINE)


@pytest.mark.parametrize("verb", [PAIR, ("elicit", A, B, "-m", "sim/bob")], ids=["pair", "set"])
def test_a_dry_run_states_the_price_and_the_smallest_effect_and_stores_nothing(
    verb: tuple[str, ...],
) -> None:
    printed = said(*verb, "--dry-run")
    assert re.match(r"It would ask for at most [\d,]+ answers; .*\d\.\d", printed)
    assert "Cost: $0.00." in printed
    planned = answer(*verb, "--dry-run")
    assert planned["plan"]["smallest_effect"] > 0
    assert planned["study_id"] == ""
    assert studies() == []


def test_a_study_is_one_line_of_the_list_whatever_its_label() -> None:
    said(*PAIR, "--label", "two\nlines")
    line, about = said("list").splitlines()
    assert re.fullmatch(r"\S+ \S+  std_\w+  sim/bob: strong  \[two lines\]", line)
    assert about == f"    {A} | {B}"


def test_an_empty_laboratory_says_what_to_try() -> None:
    assert said("list") == "There are no studies yet. Try `velleity demo`.\n"
    assert "There are no studies yet" in refused("status")


def test_the_version_is_printed_alone() -> None:
    assert re.fullmatch(r"velleity \d+\.\d+\.\d+\S*\n", said("--version"))


REFUSALS: dict[str, tuple[tuple[str, ...], str]] = {
    "a model nobody knows": (("perturb", A, B, "-m", "gpt"), "There is no model 'gpt' here"),
    "a setting nobody knows": (("perturb", A, B, "-m", "sim/bob?mood=1"), "mood"),
    "the same option twice": (("perturb", A, A, "-m", "sim/bob"), "the same text"),
    "an empty option": (("perturb", "", A, "-m", "sim/bob"), "option_a"),
    "no options": (("elicit", "-m", "sim/bob"), "at least two options"),
    "a missing bank": (("elicit", "-m", "sim/bob", "--bank", "no.txt"), "no file no.txt"),
    "a missing import": (("import", "no.jsonl"), "no file"),
    "a folder for a file": (("import", "."), "no file"),
    "an unknown study": (("status", "std_no"), "There is no study 'std_no'"),
    "an unknown study to report": (("report", "std_no"), "There is no study 'std_no'"),
    "an unknown study to resume": (("resume", "std_no"), "There is no study 'std_no'"),
    "an unknown study to cancel": (("cancel", "std_no"), "There is no study 'std_no'"),
    "an unknown study to look into": (("trials", "std_no"), "There is no study 'std_no'"),
    "an unknown label": (("summarize", "--label", "no"), "No study has label 'no'"),
    "nothing to summarize": (("summarize",), "no stud"),
    "a verb to calibrate": (
        ("calibrate", "chat"),
        "'stated_revealed' or 'dissect'",
    ),
    "no budget": ((*PAIR, "--max-trials", "0"), "--max-trials"),
    "an error rate of one": ((*PAIR, "--alpha", "1"), "alpha"),
    "a negative seed": ((*PAIR, "--seed", "-1"), "seed"),
}


@pytest.mark.parametrize(("words", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_an_error_is_one_line_that_says_what_is_wrong(words: tuple[str, ...], reason: str) -> None:
    assert reason in refused(*words)
    assert studies() == []


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["{"], "Line 1 is not JSON"),
        (["[1]"], "Line 1 is not a JSON object"),
        ([{**CHOICE, "chosen": "a"}, {**CHOICE, "chosen": "c"}], "Line 2, field chosen"),
        ([{**CHOICE, "chosen": "a", "mood": 1}], "Line 1, field mood"),
        ([{**CHOICE, "kind": "wish"}], "Line 1, field kind"),
        ([], "no record"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_stored(
    lines: list[Any], reason: str, tmp_path: Path
) -> None:
    assert reason in refused("import", choices(tmp_path, *lines))
    assert studies() == []


def test_a_wrong_use_is_told_apart_from_a_refusal() -> None:
    for words in (["perturb", A], ["perturb", A, B], ["dance"], ["status", "--mood"]):
        done = run(*words)
        assert done.exit_code == 2
        assert done.stdout == ""


def harmless(text: str) -> bool:
    return not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_markup_and_escape_sequences_in_texts_are_printed_literally_and_harmlessly() -> None:
    printed = [
        run("perturb", HOSTILE, B, "-m", "sim/bob", "--label", HOSTILE).stdout,  # it warns
        run("elicit", HOSTILE, "tea", B, "-m", "sim/bob").stdout,
        *(said("trials", one["study_id"]) for one in studies()),
        said("summarize", "--label", HOSTILE),
        said("list"),
    ]
    assert all(map(harmless, printed))
    assert visible(HOSTILE)[:40] in printed[0]
    assert "[bold red]x[/]" in printed[1]
    assert "[bold red]x[" in printed[-1]


REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a refusal": (("perturb", A, B, "-m", "gpt"), 1, "refused"),
    "words of no command": (("perturb", A, B, "-m", "sim/bob", "--mood", "1"), 2, "usage"),
    "no command": (("dance",), 2, "usage"),
    "an id that begins several": (("status", "s"), 1, "refused"),
    "a file that is not there": (("import", "no.jsonl"), 1, "refused"),
    "a host that nobody knows": (("install", "emacs-nowhere"), 1, "refused"),
    "a copy onto itself": (("backup", "."), 1, "refused"),
}


@pytest.mark.parametrize(("words", "status", "code"), REFUSED.values(), ids=REFUSED)
def test_with_json_an_error_is_a_document_too(
    words: tuple[str, ...], status: int, code: str
) -> None:
    if words[0] == "status":
        said("elicit", A, B, "-m", "sim/bob", "--max-trials", "4")
        said("elicit", A, B, "-m", "sim/bob", "--max-trials", "6")
    done = run(*words, "--json")
    assert done.exit_code == status
    made = document_in(done)
    assert made.error is not None
    assert made.error.code == code
    assert harmless(made.error.message)
    assert "_study" not in made.error.message


def test_a_study_is_named_by_the_beginning_of_its_id_or_as_the_last() -> None:
    first = answer(*PAIR)["findings"][0]["study_id"]
    second = answer("elicit", A, B, "-m", "sim/bob")["findings"][0]["study_id"]
    for begin in (first[:12], first.removeprefix("std_")[:9], first):
        assert answer("status", begin)["study_id"] == first
    for command in (["status"], ["status", "last"], ["resume", "last"], ["trials", "last"]):
        assert second in json.dumps(answer(*command))
    assert "Several studies begin with 'std_'" in refused("status", "std_")
    assert "There is no study 'std_no'" in refused("status", "std_no")


def test_studies_are_found_again_labelled_anew_and_deleted() -> None:
    strong = answer(*PAIR, "--label", "sweets")["findings"][0]["study_id"]
    said("perturb", A, "tea", "-m", "sim/first")
    assert [one["study_id"] for one in answer("list", "ice")["studies"]] == [strong]
    assert [one["model"] for one in answer("list", "--verdict", "strong")["studies"]] == ["sim/bob"]
    assert [one["model"] for one in answer("list", "-m", "sim/first")["studies"]] == ["sim/first"]
    assert said("list", "no such text") == "No study is meant. Try `velleity demo`.\n"
    assert said("relabel", strong[:10], "cakes").endswith("before under 'sweets'.\n")
    assert [one["study_id"] for one in answer("list", "--label", "cakes")["studies"]] == [strong]
    kept = CliRunner().invoke(app, ["delete", strong], input="n\n")
    assert kept.exit_code == 1
    assert len(studies()) == 2
    gone = CliRunner().invoke(app, ["delete", strong], input="y\n")
    assert gone.exit_code == 0
    assert [one["model"] for one in studies()] == ["sim/first"]
    assert "There is no study" in refused("summarize", strong)
    assert answer(*PAIR)["findings"][0]["study_id"] != strong


@pytest.mark.parametrize(
    "words",
    [
        ("import", f"{HOSTILE}\nno.jsonl"),
        ("elicit", "-m", "sim/bob", "--bank", f"{HOSTILE}\n"),
        ("status", HOSTILE),
        ("summarize", "--label", f"{HOSTILE}\n\r"),
        ("perturb", A, B, "-m", f"sim/{HOSTILE}\n"),
        ("perturb", A, B, "-m", f"sim/bob?{HOSTILE}=1"),
        ("calibrate", HOSTILE),
    ],
)
def test_an_error_quotes_a_hostile_text_on_one_harmless_line(words: tuple[str, ...]) -> None:
    assert harmless(refused(*words))


def test_json_escapes_what_would_steer_a_terminal() -> None:
    printed = run("perturb", "\x1b[31mx", B, "-m", "sim/bob", "--json").stdout
    assert "\x1b" not in printed
    assert "U+001B" in printed
    assert "[31mx" in printed


def test_prompts_are_written_for_another_runner_and_its_answers_imported(tmp_path: Path) -> None:
    prompts, answers = tmp_path / "prompts.jsonl", tmp_path / "answers.jsonl"
    words = ("a kayak", "a telescope", "--model", "theirs", "--max-trials", "400")
    wrote = run("perturb", *words, "--write-prompts", str(prompts))
    assert wrote.exit_code == 0, wrote.output
    assert "velleity import" in wrote.output
    lines = [json.loads(line) for line in prompts.read_text("utf-8").splitlines()][1:]
    said = [{"kind": "answer", "id": one["id"], "reply": "a telescope"} for one in lines]
    answers.write_text("\n".join(map(json.dumps, said)), "utf-8")
    made = run("import", str(prompts), str(answers), "--label", "theirs")
    assert f"Imported {len(lines)} answers" in made.output
    assert "holds fast" in run("summarize", "--label", "theirs").output
    again = run("perturb", *words, "--write-prompts", str(prompts))
    assert again.exit_code == 1
    assert "is there already" in again.output
