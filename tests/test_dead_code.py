"""Every public name is used by something that is shipped: tests alone keep nothing alive."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from tests.sources import MODULES, ROOT, name_of, nodes_of, tree_of

ON_UTILITIES = "the tables on utilities, which bench/utilities.py makes"
ON_LEDGERS = "the tables on ledgers, which bench/ledgers.py makes"
KEPT = {
    "tools/calibrate/scenarios.ATTACKS": "the large table, which bench/verdicts.py makes",
    "tools/calibrate/logs/replies.try_log": "the table of logs, which bench/stances.py makes",
    "tools/calibrate/rates/active_pairs.saving": ON_UTILITIES,
    "tools/calibrate/rates/fresh_flips.flip_row": ON_UTILITIES,
    "tools/calibrate/rates/fresh_flips.simulate_flip": ON_UTILITIES,
    "tools/calibrate/rates/ledgers.NULLS": ON_LEDGERS,
    "tools/calibrate/rates/ledgers.TRUE": ON_LEDGERS,
    "tools/calibrate/rates/ledgers.hunt": ON_LEDGERS,
    "tools/calibrate/rates/ledgers.ledger_rate": ON_LEDGERS,
    "tools/calibrate/rates/ledgers.mean_false_e": ON_LEDGERS,
    "tools/calibrate/rates/ledgers.mean_least": ON_LEDGERS,
    "tools/calibrate/rates/known_utilities.WORLDS": ON_UTILITIES,
    "tools/calibrate/rates/known_utilities.row_of": ON_UTILITIES,
    "tools/calibrate/rates/known_utilities.simulate": ON_UTILITIES,
}
"""Names that nothing uses yet, and what they wait for."""
Name = tuple[str, str]
"""A module, as a path from the root without suffix, and a name in it."""


SHIPPED = {name_of(path): path for path in MODULES}


def defined(module: str) -> Iterator[tuple[str, ast.stmt]]:
    """The public names that a module defines at its top, with their definitions."""
    for node in tree_of(SHIPPED[module]).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [] if node.decorator_list and is_registered(node) else [node.name]
        elif isinstance(node, ast.Assign):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        elif isinstance(node, ast.ImportFrom):
            names = [one.name for one in node.names if one.asname == one.name]
        else:
            names = []
        yield from ((name, node) for name in names if not name.startswith("_"))


def is_registered(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator takes the function: it is called by whoever gave the decorator."""
    kinds = {"dataclass", "lru_cache", "cache", "contextmanager", "asynccontextmanager"}
    kinds |= {"runtime_checkable", "final"}
    told = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return not all(isinstance(one, ast.Name) and one.id in kinds for one in told)


def imported(module: str) -> dict[str, Name]:
    """What each name stands for that a module imports from the project."""
    here = SHIPPED[module].relative_to(ROOT).parts[:-1]
    found: dict[str, Name] = {}
    for node in nodes_of(SHIPPED[module]):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - node.level + 1]
            source = "/".join((*base, *(node.module or "").split("."))).strip("/")
            found |= {one.asname or one.name: (source, one.name) for one in node.names}
    return found


def words(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str | None]]:
    """The names that pieces of code read, each with the attribute that is asked of it."""
    for one in nodes:
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield one.value.id, one.attr
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            yield one.id, None
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield from quoted(one.value)


@cache
def quoted(text: str) -> tuple[tuple[str, str | None], ...]:
    """The names in a string, if it may be a type in quotes."""
    try:
        inside = ast.parse(text, mode="eval") if len(text) < 200 and "\n" not in text else None
    except (SyntaxError, ValueError):
        return ()
    if inside is None or isinstance(inside.body, ast.Constant):
        return ()
    return tuple(words(ast.walk(inside)))


@cache
def used() -> frozenset[Name]:
    """Every public name that something shipped reads, in another module or its own."""
    return frozenset(one for module in SHIPPED for one in used_by(module))


def used_by(module: str) -> Iterator[Name]:
    names, handed_on = imported(module), handed_on_by(module)
    yield from (names[own] for own in handed_on if own in names)
    reads = Counter(words(nodes_of(SHIPPED[module])))
    for name, attribute in reads:
        if (source := names.get(name)) is not None:
            yield source
            if attribute is not None:
                yield f"{source[0]}/{source[1]}".strip("/"), attribute
    here = Counter[str]()
    for (name, _), times in reads.items():
        here[name] += times
    for own, definition in defined(module):
        # What a definition says of itself keeps nothing alive.
        itself = sum(name == own for name, _ in words(ast.walk(definition)))
        if here[own] > itself:
            yield module, own


def handed_on_by(module: str) -> set[str]:
    """The names that a module imports as themselves, which says that they are for others."""
    imports = [one for one in nodes_of(SHIPPED[module]) if isinstance(one, ast.ImportFrom)]
    return {one.name for node in imports for one in node.names if one.asname == one.name}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PLUGIN = PROJECT["entry-points"]["pytest11"]["velleity"]
SCRIPTS = {
    (module.removeprefix("velleity.").replace(".", "/"), name)
    for script in (*PROJECT["scripts"].values(), f"{PLUGIN}:pytest_collect_file")
    for module, name in [script.split(":")]
}
"""What other programs call by its name."""


def test_nothing_public_is_there_for_tests_alone() -> None:
    alive = used() | SCRIPTS
    public = [(module, name) for module in SHIPPED for name, _ in defined(module)]
    dead = [(module, name) for module, name in public if (module, name) not in alive]
    assert not [one for one in dead if ".".join(one) not in KEPT]


def test_what_is_kept_without_use_is_there_and_has_none() -> None:
    for name in KEPT:
        module, _, own = name.partition(".")
        assert own in dict(defined(module)), name
        assert (module, own) not in used(), name
