"""Every verdict of every verb leads on: to calls that a host can send, each with its reason."""

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
from jsonschema import validate  # pyright: ignore[reportUnknownVariableType]

from tests.tools.reports.filling import filled
from tests.tools.test_registry import ASKED_ON, JUDGE, PAIR, SET, STANCES, TAKEN, TEXTS, TRIED
from velleity.server.app import build
from velleity.server.toolset.further import packed, spread
from velleity.tools.perturb.finding import Verdict
from velleity.tools.registry import KINDS, design_of
from velleity.tools.rerun.finding import Drift
from velleity.tools.stated_revealed.finding import STANCE_VERDICTS
from velleity.tools.study.protocol import Finding
from velleity.tools.transfer_test.finding import TransferFinding, TransferVerdict

ONCE_MORE: dict[str, Any] = {
    "verb": "rerun",
    "model": "sim/alice",
    "after": "std_x",
    "base": PAIR,
    "again": [{"trial": "t", "prompt": "p", "cell": "plain (a first)"}],
    "before": {"p": {"a": 3}},
}
DESIGNS: dict[str, dict[str, Any]] = {
    "preference": PAIR,
    "utilities": SET,
    "transfer": TEXTS,
    "stated_revealed": STANCES,
    "dissect": JUDGE,
    "calibration": TRIED,
    "follow_up": ASKED_ON,
    "rerun": ONCE_MORE,
    "judge_card": TAKEN,
}
IMPORTED = ("preference", "utilities", "transfer", "stated_revealed")


FAILURES = (None, *get_args(get_args(TransferFinding.model_fields["failed"].annotation)[0]))


def findings(kind: str) -> Iterator[Finding]:
    """One finding of each verdict of a kind."""
    one: Any = filled(KINDS[kind].finding, lambda name: "a text")
    for update in UPDATES.get(kind, lambda one: [{}])(one):
        yield one.model_copy(update=update)


def of_preference(one: Any) -> list[dict[str, Any]]:
    flip = one.flip.model_copy(update={"variation": "circumstance=hot"})
    return [{"verdict": each, "flip": its} for each in get_args(Verdict) for its in (None, flip)]


def of_transfer(one: Any) -> list[dict[str, Any]]:
    verdicts = get_args(TransferVerdict)
    return [{"verdict": each, "failed": failed} for each in verdicts for failed in FAILURES]


def of_stances(one: Any) -> list[dict[str, Any]]:
    return [
        {"families": [row.model_copy(update={"verdict": verdict}) for row in one.families]}
        for verdict in STANCE_VERDICTS
    ]


UPDATES: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "preference": of_preference,
    "transfer": of_transfer,
    "stated_revealed": of_stances,
    "utilities": lambda one: [
        {"no_signal": no_signal, "components": components}
        for no_signal, components in ((True, 1), (False, 1), (False, 2))
    ],
    "rerun": lambda one: [{"verdict": verdict} for verdict in get_args(Drift)],
    "calibration": lambda one: [
        {"smallest_effect": effect, "verb": "perturb", "runs": 20} for effect in (None, 0.7)
    ],
}
CASES = [
    (kind, stored)
    for kind, own in DESIGNS.items()
    for stored in (own, *([TAKEN] if kind in IMPORTED else []))
]


def test_every_kind_of_finding_is_among_them() -> None:
    assert set(KINDS) == set(DESIGNS)


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
