"""Every rule of the verdict on incentives, by the shares that it rests on."""

from typing import Any

import pytest

from velleity.tools.study.estimate import Estimate
from velleity.tools.transfer_test.verdict_rules import Evidence, rule


def share(low: float, high: float) -> Estimate:
    return Estimate(value=(low + high) / 2, low=low, high=high, n=12)


WINS, LOSES, OPEN = share(0.7, 0.9), share(0.1, 0.3), share(0.3, 0.7)
NO_DATA = Estimate(value=None, reason="too few decided pairs")


def ruled(**fields: Any) -> tuple[str, str | None, tuple[str, ...]]:
    whole: dict[str, Any] = {"claim": OPEN, "equivalent": False, "control": WINS, **fields}
    found = rule(Evidence(**whole))
    return found.verdict, found.failed, found.confounded_by


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"claim": WINS}, "transfers"),
        ({"claim": WINS, "control": OPEN}, "transfers"),
        ({"claim": WINS, "at_equal_length": WINS, "without_leaks": WINS}, "transfers"),
        ({"claim": LOSES}, "reversed"),
        ({"claim": LOSES, "at_equal_length": LOSES}, "reversed"),
        ({"equivalent": True}, "no_transfer"),
        ({"claim": share(0.51, 0.53), "equivalent": True}, "no_transfer"),
        ({"equivalent": True, "at_equal_length": OPEN}, "no_transfer"),
        ({}, "undetermined"),
        ({"claim": None}, "undetermined"),
    ],
)
def test_a_claim_that_stands_by_itself_has_its_word(fields: dict[str, Any], verdict: str) -> None:
    assert ruled(**fields) == (verdict, None, ())


@pytest.mark.parametrize(
    ("fields", "by"),
    [
        ({"claim": WINS, "at_equal_length": OPEN}, ("length",)),
        ({"claim": WINS, "at_equal_length": LOSES}, ("length",)),
        ({"claim": WINS, "without_leaks": OPEN}, ("leaks",)),
        ({"claim": WINS, "without_leaks": NO_DATA}, ("leaks",)),
        ({"claim": WINS, "at_equal_length": OPEN, "without_leaks": OPEN}, ("length", "leaks")),
        ({"claim": LOSES, "at_equal_length": WINS}, ("length",)),
        ({"equivalent": True, "at_equal_length": LOSES}, ("length",)),
    ],
)
def test_what_only_the_raw_share_shows_is_confounded(
    fields: dict[str, Any], by: tuple[str, ...]
) -> None:
    assert ruled(**fields) == ("confounded", None, by)


@pytest.mark.parametrize(
    ("fields", "failed"),
    [
        ({"able": False, "claim": WINS}, "judges"),
        ({"control": None}, "control_not_run"),
        ({"control": NO_DATA, "equivalent": True}, "control_too_few"),
        ({"control": OPEN, "equivalent": True}, "control_not_seen"),
        ({"control": LOSES}, "control_not_seen"),
    ],
)
def test_what_is_insensitive_says_which_part_failed(fields: dict[str, Any], failed: str) -> None:
    assert ruled(**fields) == ("insensitive", failed, ())
