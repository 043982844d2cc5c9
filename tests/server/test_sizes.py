"""What is too large is found without looking at all of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.asking import call, client_of, refused
from velleity.server.sizes import DEEPEST, MOST_ITEMS, too_large

FINE: list[Any] = [
    None,
    "x" * 100_000,
    list(range(MOST_ITEMS)),
    {"a": [{"b": [1, 2, {}]}]},
    json.loads("[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)),
]


@pytest.mark.parametrize("value", FINE)
def test_what_a_tool_may_be_given_is_let_through(value: Any) -> None:
    assert too_large(value) is None


@pytest.mark.parametrize(
    "value",
    [
        list(range(MOST_ITEMS + 1)),
        {str(n): n for n in range(MOST_ITEMS + 1)},
        {"a": [{"b": [0] * (MOST_ITEMS + 1)}]},
        json.loads("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)),
    ],
)
def test_what_is_too_long_or_too_deep_is_told(value: Any) -> None:
    assert too_large(value)


async def test_a_tool_refuses_too_many_options_before_it_reads_one(home: Path) -> None:
    async with client_of(home) as client:
        said = await refused(client, "elicit", model="sim/bob", options=[{}] * 200_000)
        assert "200,000" in said
        assert (await call(client, "models"))["models"]
