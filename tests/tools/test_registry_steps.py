"""Every verdict of every verb leads on: to calls that a host can send, each with its reason."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema import validate  # pyright: ignore[reportUnknownVariableType]

from tests.tools.reports.filling import filled
from tests.tools.test_registry import ASKED_ON, PAIR, SET, STANCES, TAKEN, TRIED
from velleity.server.app import build
from velleity.server.toolset.further import packed, spread
from velleity.tools.perturb.finding import Verdict
from velleity.tools.registry import KINDS, design_of
from velleity.tools.stated_revealed.finding import STANCE_VERDICTS
from velleity.tools.study.protocol import Finding

DESIGNS: dict[str, dict[str, Any]] = {
    "preference": PAIR,
    "utilities": SET,
    "stated_revealed": STANCES,
    "calibration": TRIED,
    "follow_up": ASKED_ON,
    "judge_card": TAKEN,
}
IMPORTED = ("preference", "utilities", "stated_revealed")


def findings(kind: str) -> Iterator[Finding]:
    """One finding of each verdict of a kind."""
    one = filled(KINDS[kind].finding, lambda name: "a text")
    if kind == "preference":
        flip = getattr(one, "flip").model_copy(update={"variation": "circumstance=hot"})  # noqa: B009 - of this kind alone
        for verdict in get_args(Verdict):
            yield one.model_copy(update={"verdict": verdict, "flip": None})
            yield one.model_copy(update={"verdict": verdict, "flip": flip})
    elif kind == "utilities":
        for no_signal, components in ((True, 1), (False, 1), (False, 2)):
            yield one.model_copy(update={"no_signal": no_signal, "components": components})
    elif kind == "stated_revealed":
        for verdict in STANCE_VERDICTS:
            rows = [row.model_copy(update={"verdict": verdict}) for row in getattr(one, "families")]  # noqa: B009 - of this kind alone
            yield one.model_copy(update={"families": rows})
    elif kind == "calibration":
        for effect in (None, 0.7):
            yield one.model_copy(update={"smallest_effect": effect, "verb": "perturb", "runs": 20})
    else:
        yield one


CASES = [
    (kind, stored)
    for kind, own in DESIGNS.items()
    for stored in (own, *([TAKEN] if kind in IMPORTED else []))
]


def test_every_kind_of_finding_is_among_them() -> None:
    assert set(KINDS) - set(DESIGNS) == {"transfer"}  # which leads on nowhere yet


@pytest.mark.parametrize(
    ("kind", "stored"), CASES, ids=lambda one: one if isinstance(one, str) else one["verb"]
)
async def test_every_verdict_leads_on_to_calls_that_can_be_sent(
    kind: str, stored: dict[str, Any]
) -> None:
    schemas = {tool.name: tool.input_schema for tool in await build().list_tools()}
    design = design_of(stored)
    for finding in findings(kind):
        steps = KINDS[kind].steps("std_x", design, finding)
        assert steps, finding.headline
        for step in steps:
            assert not step.why[0].islower(), step
            assert step.why[-1] == ".", step
            schema = schemas[step.tool]
            sent = packed(step.arguments, set(schema["properties"]))
            needed = {"judges": ["sim/judge"]} if step.tool == "transfer_test" else {}
            validate({**sent, **needed}, schema)
            assert spread(sent, set(step.arguments)) == step.arguments
