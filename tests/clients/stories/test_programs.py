"""The programs that users would write: each is run as a user runs it, and says what it should."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT

FOLDER = ROOT / "clients" / "stories" / "programs"
LONGEST = 60
SHARE = r"\d\.\d+ \[\d\.\d+, \d\.\d+\], n = \d+"
SAID = {
    "audit_claim": r"^gives way: sim/alice(?s:.*)examined: weak (?s:.*)stands in step \d+, at \w+",
    "one_claim": rf"weak: .*{SHARE}.*flips under(?s:.*)\[user\](?s:.*)answered '\w+': chose b",
    "two_models": rf"sim/bob +strong .*{SHARE}\nsim/first +position_driven .*{SHARE}",
    "category_contrast": rf"At most 700 answers. .*\nindifferent: .*{SHARE}",
    "ci_check": rf"expected strong, found strong: .*{SHARE}",
    "rejudge": r"tea or coffee: strong, now strong\n1 study: 1 strong",
    "import_log": rf"yesterday's model: position_driven: .*{SHARE}(?s:.*)Refused: .*chosen",
    "custom_variations": r"strong: (?s:.*)custom:\w+, b first: chocolate \d+ of \d+\npushed by",
    "ranking": r"likes “a bar of dark chocolate” best(?s:.*)\n1\. a bar of (?s:.*)\n5\. .*n = ",
}


def test_every_program_is_tried_and_is_short() -> None:
    programs = {path.stem: path for path in FOLDER.glob("*.py") if path.stem != "__init__"}
    assert programs.keys() == SAID.keys()
    for path in programs.values():
        assert len(path.read_text("utf-8").splitlines()) < LONGEST, path


def run(name: str, *words: str) -> None:
    """Run a program as `python -m` does."""
    module = f"velleity.clients.stories.programs.{name}"
    sys.argv[:] = [name, *words]
    runpy.run_module(module, run_name="__main__")


@pytest.fixture(autouse=True)
def arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", list(sys.argv))


@pytest.mark.parametrize("name", sorted(SAID.keys() - {"ci_check"}))
def test_a_program_says_what_it_should(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(name)
    assert re.search(SAID[name], capsys.readouterr().out)


@pytest.mark.parametrize(("model", "code"), [("sim/bob", 0), ("sim/first", 1)])
def test_the_check_ends_with_a_code_that_tells_what_was_shown(
    model: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("ci_check", model)
    assert ended.value.code == code
    said = capsys.readouterr().out
    assert re.search(SAID["ci_check"], said) if code == 0 else "found position_driven" in said
