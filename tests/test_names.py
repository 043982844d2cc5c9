"""One name for one thing: verbs in the registry, tools, commands and README; tests by their module.

`COVERED` names the modules of tools/ that have no tests of their own, and whose tests they are.
"""

import ast
import asyncio
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from typer.main import get_command

from tests.sources import MODULES, ROOT, TOPS, nodes_of, tree_of
from velleity.clients import Lab
from velleity.clients.cli import app
from velleity.server.app import build
from velleity.tools.registry import VERBS

TESTS = sorted(path for top in TOPS for path in (ROOT / "tests" / top).rglob("test_*.py"))
README = (ROOT / "README.md").read_text("utf-8")


def test_every_verb_is_a_tool_a_method_a_command_and_a_row_of_the_readme() -> None:
    tools = {tool.name for tool in asyncio.run(build().list_tools())}
    commands = set(getattr(get_command(app), "commands"))  # noqa: B009 - of a group alone
    table = README.split("## The tools")[1].split("\n\n")[1]
    rows = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    for row in VERBS.values():
        assert row.tool_name in tools, row.name
        assert row.tool_name in rows, row.name
        assert row.command in commands, row.name
        assert callable(getattr(Lab, row.tool_name)), row.name


def test_every_folder_of_a_verb_has_its_row() -> None:
    folders = {path.parent.name for path in (ROOT / "tools").glob("*/verb.py")} - {"study"}
    assert folders == {row.design.__module__.split(".")[-2] for row in VERBS.values()}


def test_files_that_the_readme_names_are_there() -> None:
    named = set(re.findall(r"`((?:tools|server|store|clients|tests|bench|\.ci)/[\w./]*)`", README))
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_tests_begin_with_the_name_of_what_they_test() -> None:
    assert not [path for path in TESTS if not begins_with_a_name(path)]


def begins_with_a_name(path: Path) -> bool:
    folder = ROOT / path.parent.relative_to(ROOT / "tests")
    named = path.stem.removeprefix("test_")
    there = [one.stem for one in folder.glob("*.py")] + [
        one.name for one in folder.glob("*/") if (one / "__init__.py").exists()
    ]
    return any(f"{named}_".startswith(f"{name}_") for name in there)


@cache
def modules_with_logic() -> tuple[str, ...]:
    return tuple(
        str(path.relative_to(ROOT / "tools").with_suffix(""))
        for path in sorted((ROOT / "tools").rglob("*.py"))
        if path.name != "__init__.py" and decisions(path) >= LOGIC
    )


LOGIC = 8
"""Branches, loops and conditions in functions from which on a module has logic of its own."""
DECISION = (ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.comprehension, ast.BoolOp)


def decisions(path: Path) -> int:
    functions = [one for one in nodes_of(path) if isinstance(one, ast.FunctionDef)]
    return sum(isinstance(node, DECISION) for one in functions for node in ast.walk(one))


def has_tests(module: str) -> bool:
    path = ROOT / "tests" / "tools" / module
    return any(
        f"{test.stem}_".startswith(f"test_{path.name}_") for test in path.parent.glob("test_*.py")
    )


BY_WORDING = "tools/perturb/test_wording.py"
BY_CALLS = "tools/respondents/test_direct.py"
BY_JUDGES = "tools/dissect/test_study.py"
"""Studies of judges of known truth: what is concluded, told and drawn is of one finding."""
BY_ASKING = "server/toolset/test_study_tools_own_models.py"
BY_CARD = "tools/imports/cards/test_card.py"
BY_REPLAY = "tools/capsules/test_replaying.py"
COVERED = {
    "calibrate/tool": "clients/test_cli.py",  # as a command
    "calibrate/elicit": "tools/calibrate/test_study.py",  # it is the study that tries it
    "capsules/differences": BY_REPLAY,
    "capsules/rereading": BY_REPLAY,
    "capsules/unpacking": BY_REPLAY,
    "capsules/writing": BY_REPLAY,
    "comparison/report": "server/toolset/test_reading_tools_models.py",
    "dissect/analysis": BY_JUDGES,
    "dissect/comparing": BY_JUDGES,
    "dissect/design": BY_JUDGES,
    "dissect/evidence": BY_JUDGES,
    "dissect/explaining": BY_JUDGES,
    "dissect/features": BY_JUDGES,
    "dissect/manipulation/shift": BY_JUDGES,
    "dissect/notes": BY_JUDGES,
    "dissect/power": BY_JUDGES,
    "dissect/report": BY_JUDGES,
    "dissect/wording": BY_JUDGES,
    "doctor": "clients/housekeeping/test_upkeep.py",  # as a command
    "engine/batching": "server/toolset/test_study_tools_batches.py",
    "engine/cost_forecast": BY_ASKING,  # a plan, and what the run then took
    "imports/cards/ballots": BY_CARD,
    "imports/cards/measures": BY_CARD,
    "imports/cards/wording": BY_CARD,
    "imports/tallies": "tools/imports/test_taking.py",  # whatever the order of what is counted
    "ledger/report": "server/toolset/test_reading_tools_ledger.py",
    "ledger/wording": "tools/ledger/test_ledger.py",
    "perturb/pooled/categories": "tools/perturb/pooled/test_figures.py",
    "perturb/pooled/doses": "tools/perturb/pooled/test_figures.py",
    "perturb/pooled/facts": "tools/perturb/pooled/test_figures.py",
    "perturb/finding": BY_WORDING,
    "perturb/notes": BY_WORDING,  # every verdict's sentence, notes and page are of one finding
    "perturb/report": BY_WORDING,
    "perturb/sampling/recall": "tools/perturb/test_study.py",
    "perturb/verb": "server/toolset/test_reading_tools_rejudging.py",
    "planning": BY_ASKING,
    "preflight": "server/toolset/test_study_tools_provenance.py",
    "reports/drawing": "tools/reports/test_charts.py",  # every picture is drawn by it
    "rerun/sampling": "tools/rerun/test_study.py",
    "respondents/endpoints": BY_CALLS,
    "respondents/listing": "clients/housekeeping/test_models.py",
    "respondents/litellm/batches": "server/toolset/test_study_tools_batches.py",
    "respondents/litellm/worker": "tools/respondents/litellm/test_model.py",
    "respondents/prices": "tools/respondents/litellm/test_model.py",
    "respondents/recorded": BY_ASKING,
    "respondents/registry": BY_ASKING,
    "respondents/simulated/profiles": "tools/respondents/simulated/test_choosing.py",
    "respondents/simulated/stances": "tools/respondents/simulated/test_answering.py",
    "respondents/simulated/prompt_reader": "tools/respondents/simulated/test_choosing.py",
    "respondents/simulated/reviewers": "tools/respondents/simulated/test_reviewing.py",
    "respondents/simulated/writing": "tools/respondents/simulated/test_writers.py",
    "responses/adjudication": "server/toolset/test_study_tools_enact.py",
    "responses/grammar/choices": "tools/responses/test_label.py",  # the grammar is one
    "responses/grammar/clauses": "tools/responses/test_label.py",
    "responses/grammar/normalise": "tools/responses/test_label.py",
    "responses/recording": "tools/responses/test_logprob.py",
    "perturb/page/method": "tools/perturb/test_wording.py",  # on every page
    "stated_revealed/notes": "tools/stated_revealed/test_wording.py",
    "stated_revealed/report": "tools/stated_revealed/test_wording.py",
    "studies": "server/toolset/test_job_tools.py",
    "work": BY_ASKING,
    "study/validation": "tools/imports/test_choices.py",  # records with null and without
}


def test_a_module_with_logic_has_tests_by_its_name_or_its_neighbours() -> None:
    assert modules_with_logic()
    assert not [one for one in modules_with_logic() if not has_tests(one) and one not in COVERED]


def test_what_is_covered_by_a_neighbour_says_by_whom_and_only_while_it_has_none() -> None:
    for module, test in COVERED.items():
        assert not has_tests(module), module
        assert (ROOT / "tests" / test).exists(), test
    assert set(COVERED) <= set(modules_with_logic())


def test_a_constant_has_one_home() -> None:
    """Two of one name and one value are one constant that was written twice."""
    homes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in MODULES:
        for node in tree_of(path).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name.isupper() and not name.startswith("_"):
                    homes[name, ast.unparse(node.value)].append(str(path.relative_to(ROOT)))
    twice = {name: where for (name, _), where in homes.items() if len(where) > 1}
    assert not twice
