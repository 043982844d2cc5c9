"""What to mind is told before anything is spent: in the plan, and in the first answer."""

from pathlib import Path
from typing import Any

import pytest

from tests.server.asking import call, client_of

LONG = "a scoop of ice cream in a tall glass, with three kinds of fruit and a small spoon of cream"
WRITER = {"model": "sim/striver", "high": ["a pier"], "low": ["rain"], "items": 2}
MINDED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a pair of unequal length": (
        "perturb",
        {"option_a": "tea", "option_b": LONG, "max_trials": 300},
        "not worded alike (one is 30.0 times as long)",
    ),
    "a pair of unequal form": (
        "perturb",
        {"option_a": "tea, hot", "option_b": "- coffee\n- milk", "max_trials": 300},
        "only one has several lines",
    ),
    "a budget below what can decide": (
        "perturb",
        {"option_a": "tea", "option_b": "jam", "max_trials": 20},
        "too few for any preference to be shown strong: raise max_trials to",
    ),
    "options of unequal length": (
        "elicit",
        {"options": ["tea", LONG, "a walk"]},
        "the longest option is 30.0 times as long",
    ),
    "a margin out of reach": (
        "transfer_test",
        {**WRITER, "judges": ["sim/judge"]},
        "cannot show equality within ±0.05",
    ),
    "equality out of reach": (
        "stated_revealed",
        {"model": "sim/no", "families": ["promises_kept"], "more": '{"delta": 0.1}'},
        "cannot show equality within ±0.1",
    ),
}


@pytest.mark.parametrize("what", MINDED)
async def test_it_is_in_the_plan_in_the_first_answer_and_stays_with_the_study(
    home: Path, what: str
) -> None:
    tool, arguments, words = MINDED[what]
    given = {"model": "sim/bob", **arguments}
    async with client_of(home) as client:
        planned = await call(client, tool, **given, dry_run=True)
        assert any(words in one for one in planned["warnings"]), planned["warnings"]
        assert (await call(client, "list_studies"))["studies"] == []
        begun = await call(client, tool, **given)
        assert begun["warnings"] == planned["warnings"]
        status = await call(client, "study_status", study_id=begun["study_id"])
        assert status["warnings"] == planned["warnings"]
