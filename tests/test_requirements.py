"""Every claim is proved by a test, and every test that names a claim names one there is."""

import ast
from pathlib import Path

from tests.requirements import REQUIREMENTS

TESTS = Path(__file__).parent


def named_in_tests() -> set[str]:
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "requirement":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}  # pyright: ignore[reportAssignmentType]
    return found


def test_every_requirement_has_a_test_and_every_test_a_known_requirement() -> None:
    assert named_in_tests() == set(REQUIREMENTS)
