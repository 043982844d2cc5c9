"""What is pinned: every requirement by hash, no index, nothing that is declared left out."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DECLARED = {
    "requirements.txt": CONFIG["project"]["dependencies"],
    **{
        f"requirements-{extra}.txt": [
            *CONFIG["project"]["dependencies"],
            *CONFIG["project"]["optional-dependencies"][extra],
        ]
        for extra in ("cluster", "litellm", "local")
    },
    "requirements-dev.txt": [
        *CONFIG["project"]["dependencies"],
        *CONFIG["dependency-groups"]["dev"],
        *CONFIG["build-system"]["requires"],
    ],
}


def pins(name: str) -> dict[str, str]:
    text = (ROOT / ".ci" / name).read_text("utf-8")
    found = re.findall(r"^([A-Za-z0-9_.-]+)==(.*(?:\n +.*)*)", text, re.MULTILINE)
    return {package.lower(): rest for package, rest in found}


@pytest.mark.parametrize("name", DECLARED)
def test_every_requirement_is_pinned_with_hashes_and_no_index_is_named(name: str) -> None:
    for package, rest in pins(name).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", rest), package
    assert "://" not in (ROOT / ".ci" / name).read_text("utf-8")


@pytest.mark.parametrize("name", DECLARED)
def test_everything_declared_is_pinned(name: str) -> None:
    declared = {re.split(r"[\[<>=]", one)[0].lower() for one in DECLARED[name]}
    assert declared <= set(pins(name))


def test_no_lock_file_is_kept() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
