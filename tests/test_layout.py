"""The folders are the architecture: who may import whom, and how large anything may grow.

A verb is a folder of tools/ with a module `verb`. A new one needs no row here: it may import what
every verb may.
"""

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

from tests.sources import MODULES, ROOT, name_of, nodes_of, tree_of

RECORDS = {"store/errors", "store/records", "store/texts"}
VERB = RECORDS | {
    "tools/study",
    "tools/responses",
    "tools/perturbations",
    "tools/judges",
    "tools/respondents/protocol",
    "tools/statistics",
    "tools/reports",
    "tools/properties",
}
"""What a verb may import: no other verb, no engine, nobody who answers."""
# What a folder, or a single module, may import besides itself and the folders inside it. A folder
# that has no row may import what the one above it may, and that one. Rows that name less than the
# folder above would give are there to say so.
MAY_IMPORT = {
    "clients": {"server"},
    "server": {"store", "tools"},
    "store": set[str](),
    # What runs studies knows verbs only through the registry, which alone knows all.
    "tools": {
        "store",
        "tools/study",
        "tools/engine",
        "tools/respondents",
        "tools/reports",
        "tools/banks",
    },
    "tools/registry": {"store", "tools"},
    "tools/study": {
        "store",
        "tools/perturbations",
        "tools/respondents/protocol",
        "tools/statistics",
        "tools/reports",
    },
    "tools/responses": RECORDS | {"tools/study", "tools/perturbations", "tools/respondents"},
    "tools/responses/grammar": set[str](),
    "tools/engine": {"store", "tools/study", "tools/responses", "tools/respondents"},
    "tools/respondents": {"store", "tools/properties"},
    "tools/properties": set[str](),
    "tools/judges": {"tools/respondents/protocol", "tools/responses", "tools/statistics"},
    "tools/banks": {"store/errors", "tools/study"},
    "tools/ledger": {"tools/study", "tools/statistics", "tools/reports"},
    "tools/comparison": {"tools/study", "tools/reports"},
    "tools/perturbations": {"tools/respondents/protocol"},
    "tools/reports": set[str](),
    "tools/statistics": set[str](),
    # calibrate tries verbs on respondents of known truth, within one process; imports concludes
    # what they do.
    "tools/calibrate": VERB
    | {"store", "tools/engine", "tools/respondents"}
    | {"tools/perturb", "tools/elicit", "tools/stated_revealed", "tools/transfer_test"}
    | {"tools/dissect", "tools/ledger"},
    "tools/imports": VERB
    | {"store/found", "store/staging", "tools/perturb", "tools/elicit", "tools/transfer_test"}
    | {"tools/stated_revealed", "tools/dissect"},
    "tools/transfer_test/tasks": {"tools/respondents/protocol"},
}
FOLDERS = sorted({path.parent for path in MODULES})
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
MOST_MODULES = 15


def folder_of(name: str) -> str:
    """Name the folder that holds a module, given as a name."""
    return name if (ROOT / name).is_dir() else name.rpartition("/")[0]


@cache
def imports_of(path: Path) -> frozenset[str]:
    """List what one module imports from this project, as names."""
    here = path.relative_to(ROOT).parts[:-1]
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - node.level + 1]
            names = [node.module.replace(".", "/")] if node.module else [a.name for a in node.names]
            found.update("/".join((*base, name)) for name in names)
    return frozenset(found)


def allowed(folder: str) -> set[str]:
    """What the modules of a folder may import, from its own row or from those above it."""
    if folder in MAY_IMPORT:
        return MAY_IMPORT[folder]
    if (ROOT / folder / "verb.py").exists():
        return VERB
    above = folder.rpartition("/")[0]
    return allowed(above) | {above}


def is_within(name: str, folder: str) -> bool:
    return f"{name}/".startswith(f"{folder}/")


def test_a_module_imports_only_what_its_folder_may() -> None:
    outside = {name_of(path): found for path in MODULES if (found := outside_the_law(path))}
    assert not outside


def outside_the_law(path: Path) -> set[str]:
    own, folder = name_of(path), name_of(path.parent)
    may = MAY_IMPORT.get(own, allowed(folder)) | {folder}
    return {one for one in imports_of(path) if not any(is_within(one, it) for it in may)}


def test_every_row_of_the_law_is_about_something_that_is_there() -> None:
    named = {*MAY_IMPORT, *(one for row in MAY_IMPORT.values() for one in row)}
    assert not [one for one in named if not (ROOT / one).is_dir() and not is_module(one)]


def is_module(name: str) -> bool:
    return (ROOT / f"{name}.py").exists()


PROGRAMS = ROOT / "clients" / "stories" / "programs"
"""What users would write, from outside."""


def test_no_module_but_a_program_of_a_user_imports_the_project_by_its_name() -> None:
    for path in MODULES:
        by_name = {name for name in absolute_imports(path) if name.split(".")[0] == "velleity"}
        if path.parent == PROGRAMS:
            assert by_name <= {"velleity.clients", "velleity.clients.sync"}, path
            assert not imports_of(path), path
        else:
            assert not by_name, path


def absolute_imports(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def assert_no_cycle(graph: Mapping[str, Set[str]]) -> None:
    done: set[str] = set()

    def visit(node: str, above: tuple[str, ...]) -> None:
        assert node not in above, " → ".join((*above, node))
        if node not in done:
            for other in graph.get(node, ()):
                visit(other, (*above, node))
            done.add(node)

    for node in graph:
        visit(node, ())


def test_imports_between_modules_have_no_cycle() -> None:
    assert_no_cycle({name_of(path): imports_of(path) for path in MODULES})


def test_imports_between_folders_side_by_side_have_no_cycle() -> None:
    """Each folder with all that it holds is one node; a folder and what is inside it are one."""
    between = set(edges())
    for above in ("", *map(name_of, FOLDERS)):
        graph: dict[str, set[str]] = {}
        for path, imported in between:
            one, other = child(above, path), child(above, imported)
            if one and other and one != other:
                graph.setdefault(f"{above}/{one}", set()).add(f"{above}/{other}")
        assert_no_cycle(graph)


def edges() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        yield from ((name_of(path.parent), folder_of(name)) for name in imports_of(path))


def child(above: str, folder: str) -> str | None:
    """The folder directly inside of `above` that a folder is, or lies in; None if it does not."""
    inside = f"{above}/" if above else ""
    if not folder.startswith(inside) or folder == above:
        return None
    return folder.removeprefix(inside).partition("/")[0]


def test_a_folder_is_a_package_of_few_modules() -> None:
    for folder in FOLDERS:
        assert (folder / "__init__.py").exists(), folder
        modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(modules) <= MOST_MODULES, (folder, modules)


def test_a_module_says_what_it_knows_and_stays_small() -> None:
    for path in MODULES:
        assert ast.get_docstring(tree_of(path)), path
        assert path.read_text("utf-8").count("\n") <= LONGEST_FILE, path
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert body_lines(node) <= LONGEST_FUNCTION, f"{path}: {node.name}"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines, its docstring and signature aside."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1
