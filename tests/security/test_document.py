"""SECURITY.md names tests that are there, and promises what the README promises."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")


def squeezed(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def test_every_test_that_it_names_is_there_and_every_row_names_one() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    rows = [line for line in TEXT.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 18
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= there, sorted(set(named) - there)


def test_its_first_promise_is_the_readmes() -> None:
    promise = squeezed(TEXT.split("## Promises")[1].split("- ")[1])
    readme = squeezed((ROOT / "README.md").read_text("utf-8"))
    assert promise.rstrip(".") in readme
