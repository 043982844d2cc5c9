"""A file of studies run, and held to its verdicts: exit codes, JUnit, and what is open."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.clients.commands import answer, run, said
from velleity.clients.studying.checking import Checked, came_of, junit_of, worst
from velleity.server.toolset.results import ConciseFinding

PAIR = """
model = "{model}"
label = "sweets"

[[study]]
verb = "perturb"
option_a = "a bar of dark chocolate"
option_b = "a scoop of ice cream"
{more}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "studies.toml"


def written(file: Path, model: str = "sim/first", more: str = "") -> str:
    file.write_text(PAIR.format(model=model, more=more), "utf-8")
    return str(file)


def test_a_file_is_run_and_repeating_it_asks_nothing_again(file: Path) -> None:
    found = answer("run", written(file))
    assert found["verdicts"] == {"position_driven": 1}
    assert answer("run", str(file)) == found
    assert len(answer("list", "--label", "sweets")["studies"]) == 1


@pytest.mark.parametrize(
    ("model", "more", "code", "came"),
    [
        ("sim/first", "", 0, "as expected"),
        ("sim/first", 'expect = "strong"', 1, "otherwise"),
        ("sim/bob", "max_trials = 40\nladder = false", 2, "inconclusive"),
        ("sim/nobody", "", 3, "could not run"),
        ("sim/first", "mood = 3", 3, "could not run"),
    ],
)
def test_each_end_has_its_exit_code(
    file: Path, model: str, more: str, code: int, came: str
) -> None:
    words = ("check", written(file, model, more), "--expect", "position driven", "--json")
    done = run(*words, "--junit", str(file.with_suffix(".xml")))
    assert done.exit_code == code
    assert f'"came": "{came}"' in done.stdout
    suite = ElementTree.parse(file.with_suffix(".xml")).getroot()
    [case] = suite
    kinds = {0: [], 1: ["failure"], 2: ["skipped"], 3: ["error"]}
    assert [one.tag for one in case] == kinds[code]


def test_without_a_verdict_to_expect_nothing_is_asked(file: Path) -> None:
    done = run("check", written(file))
    assert done.exit_code == 3
    assert "Nothing is expected of study 1" in done.stderr
    assert answer("list")["studies"] == []


def test_the_shape_of_a_file_is_shipped() -> None:
    assert '"expect"' in said("check", "x.toml", "--schema")
    assert "study" in answer("run", "x.toml", "--schema")["properties"]


@pytest.mark.parametrize(
    ("verdict", "expected", "favours", "came"),
    [
        ("strong", "strong", None, "as expected"),
        ("strong", "strong", "b", "otherwise"),
        ("position_driven", "position driven", None, "as expected"),
        ("weak", "strong", None, "otherwise"),
        ("leaning", "strong", None, "inconclusive"),
        ("undetermined", "strong", None, "inconclusive"),
        ("undetermined", "undetermined", None, "as expected"),
    ],
)
def test_too_few_answers_are_never_a_failure(
    verdict: str, expected: str, favours: str | None, came: str
) -> None:
    found = ConciseFinding(
        study_id="s", kind="preference", sentence="x", verdict=verdict, favours="a"
    )
    assert came_of(found, expected, favours) == came


def test_the_worst_of_many_is_told_and_texts_are_harmless_in_xml() -> None:
    def one(came: str, text: str = "x") -> Checked:
        return Checked.model_validate(
            {"name": text, "study_id": "", "came": came, "expected": "strong"}
            | {"verdict": "weak", "sentence": text}
        )

    mixed = [one("as expected"), one("inconclusive"), one("otherwise", '<&"]]>\x00')]
    assert worst(mixed) == 1
    assert worst([*mixed, one("could not run")]) == 3
    assert worst(mixed[:2]) == 2
    assert worst([]) == 0
    suite = ElementTree.fromstring(junit_of(mixed))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    assert (suite[2].get("name") or "").startswith('<&"]]>')
