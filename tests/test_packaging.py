"""What is pinned: every requirement by hash, no index, nothing that is declared left out."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.sources import MODULES, name_of, nodes_of

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


WITH_ANOTHER = {"pydantic_core", "mcp_types", "anyio", "h11", "markupsafe"}
"""What pydantic, mcp, uvicorn and jinja2 cannot be without."""
ITSELF = {"velleity", "pytest"}
"""The programs import this package; the plugin is imported by pytest alone."""


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


def test_what_is_imported_is_declared() -> None:
    """By name, not by luck: what another package happens to bring may go with it."""
    groups = [
        CONFIG["project"]["dependencies"],
        *CONFIG["project"]["optional-dependencies"].values(),
    ]
    declared = {normalised(one) for group in groups for one in group}
    brings = packages_distributions()
    for path in MODULES:
        for name in imported(path) - sys.stdlib_module_names - WITH_ANOTHER - ITSELF:
            found = {normalised(one) for one in brings.get(name, [name])}
            assert found & declared, (name_of(path), name)


def normalised(requirement: str) -> str:
    return re.split(r"[\[<>=!~ ]", requirement)[0].lower().replace("_", "-")


def imported(path: Path) -> set[str]:
    """The packages that a module imports, at any place in it."""
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found
