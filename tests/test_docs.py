"""The pages of docs/: from the same sources as the README, with outputs that commands print."""

import importlib.util
import re
import shlex
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from typer.main import get_command

from tests.clients.commands import run
from tests.sources import ROOT
from velleity.clients.cli import app
from velleity.clients.studying.files import StudyFile

DOCS = ROOT / "docs"
PAGES = {path.name: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))}
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = vars(get_command(app))["commands"]
WRITTEN = {**PAGES, "README.md": README, "SECURITY.md": (ROOT / "SECURITY.md").read_text("utf-8")}


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_hooks", ROOT / ".ci" / "docs_hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(hooks: ModuleType) -> dict[str, str]:
    """The pages as they are built."""
    return {name: hooks.on_page_markdown(text) for name, text in PAGES.items()}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def named(nav: Any) -> list[str]:
    """The files of a navigation, however deep."""
    if isinstance(nav, str):
        return [nav]
    below: list[Any] = list(nav.values()) if isinstance(nav, dict) else nav  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
    return [one for part in below for one in named(part)]


def test_every_page_is_in_the_navigation_once() -> None:
    config = yaml.safe_load((ROOT / ".ci" / "mkdocs.yml").read_text("utf-8"))
    assert sorted(named(config["nav"])) == sorted(PAGES)
    assert config["strict"] is True


def test_ci_builds_them_strictly() -> None:
    assert "mkdocs build --strict -f .ci/mkdocs.yml" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_section_of_the_readme_for_users_is_on_a_page_whole(made: dict[str, str]) -> None:
    body = README.split("## For developers")[0].partition("\n## Start\n")[2]
    for line in body.splitlines():
        if line.strip() and not line.startswith("#") and "](" not in line:
            assert any(line in page for page in made.values()), line


def test_nothing_that_a_page_asks_for_is_left_out(hooks: ModuleType, made: dict[str, str]) -> None:
    assert not [name for name, text in made.items() if hooks.LINE.search(text)]
    assert set(re.findall(r"^### velleity (\S+)$", made["commands.md"], re.MULTILINE)) >= {
        "perturb",
        "audit",
    }
    assert "### perturb" in made["tools.md"]
    assert "**`perturb(model, option_a=None" in made["python.md"]
    assert "**`replay(file, keep_in=None" in made["python.md"]
    with pytest.raises(LookupError, match="no section 'Nothing'"):
        hooks.on_page_markdown("<!-- readme: Nothing -->")


def test_links_between_pages_lead_somewhere(made: dict[str, str]) -> None:
    pictures = {"report.png", "real.png"}
    for name, text in made.items():
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert target in PAGES or target in pictures, (name, target)


@pytest.mark.slow
def test_console_blocks_print_what_they_show(full: bool) -> None:
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGES["concepts.md"], re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 10
    for block in blocks if full else blocks[:: len(blocks) // 3]:
        command, *shown = block.splitlines()
        printed = squeezed(run(*shlex.split(command.removeprefix("$ velleity "))).stdout)
        for line in shown:
            assert squeezed(line) in printed, line


def test_the_study_file_that_is_shown_is_one() -> None:
    [shown] = re.findall(
        r"^```text\n(label.*?)^```$", PAGES["formats.md"], re.MULTILINE | re.DOTALL
    )
    assert StudyFile.model_validate(tomllib.loads(shown)).calls()


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_commands_that_are_named_exist_with_their_options(name: str) -> None:
    known = COMMANDS
    for words in re.findall(r"(?:`|\$ )velleity ([a-z][^`\n]*)", WRITTEN[name]):
        command, *rest = words.replace("…", " ").split()
        assert command in known, words
        group = getattr(known[command], "commands", {})
        leaf = group[rest[0]] if group and rest and rest[0] in group else known[command]
        taken = {opt for part in leaf.params for opt in (*part.opts, *part.secondary_opts)}
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", " ".join(rest)):
            assert option in taken, (words, option)


def test_files_that_pages_name_are_there() -> None:
    for text in (*PAGES.values(), (ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        for path in re.findall(r"`((?:tools|server|store|clients|tests|docs|\.ci)/[\w./]+)`", text):
            assert (ROOT / Path(path)).exists(), path
