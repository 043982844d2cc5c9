"""The call that leads on from each finding, ready to be made."""

from functools import cache
from typing import Any

from tests.tools.transfer_test.transfers import PANEL, design_of, found
from velleity.tools.study.steps import AGAIN, NextCall
from velleity.tools.transfer_test.finding import TransferFinding
from velleity.tools.transfer_test.steps import transfer_steps


@cache
def finding() -> TransferFinding:
    return found("sim/stoic", PANEL[:1], 1, items=2)


def first(items: int = 12, replicates: int = 1, **fields: Any) -> NextCall:
    size = {"items": items, "replicates": replicates, "max_trials": 30_000}
    design = design_of("sim/stoic", PANEL, 1, **size)
    return transfer_steps("std_1", design, finding().model_copy(update=fields))[0]


def test_too_little_leads_to_more_items_while_there_are_any_and_then_to_replicates() -> None:
    open_one: dict[str, Any] = {"verdict": "undetermined", "failed": None}
    assert first(items=6, **open_one).arguments == {"study_id": "std_1", "items": 12}
    assert first(**open_one).arguments == {"study_id": "std_1", "replicates": 4}
    large = first(replicates=25, **open_one)
    assert large.tool == AGAIN
    assert large.arguments["replicates"] == 100
    assert large.arguments["max_trials"] > 30_000
    assert first(failed="control_not_seen", verdict="insensitive").tool == AGAIN
    assert first(replicates=40, **open_one).tool == "get_trials"  # no study may be larger


def test_a_panel_that_failed_leads_to_other_judges() -> None:
    assert first(failed="judges", verdict="insensitive").tool == "models"
    assert first(verdict="confounded", failed=None, confounded_by=["length"]).tool == "models"


def test_what_is_settled_leads_to_the_evidence() -> None:
    settled = first(verdict="transfers", failed=None, confounded_by=[])
    assert settled.tool == "get_trials"
    assert settled.arguments["kind"] == "text"
