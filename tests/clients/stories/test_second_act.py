"""The second act of the demo, on the real model: a place, not a preference."""

import re
from pathlib import Path

import pytest

from tests.clients.commands import answer
from velleity.clients.stories import second_act
from velleity.clients.stories.second_act import PAIRS

pytestmark = pytest.mark.realmodel
SHOWN = re.compile(
    r"^(\w+ \w+)  (.*)\?\n    P\(the first\) = (.*), P\(.*\) = (.*?) of .* (\d+) ", re.M
)
"""A pair as the README shows it: verdict, question, two shares, prompts."""


def shown() -> list[tuple[str, ...]]:
    """Every pair of the README's block."""
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    return SHOWN.findall(readme.split("```console real\n")[1].split("```")[0])


def test_the_real_model_follows_the_position_in_everyday_pairs(
    weights: Path, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    pairs = PAIRS if full else PAIRS[:1]
    monkeypatch.setenv("VELLEITY_MODELS", str(weights))
    monkeypatch.setattr(second_act, "PAIRS", pairs)
    told = answer("demo", "--real")
    findings = told["findings"]
    assert [(one["option_a"], one["option_b"]) for one in findings] == list(pairs)
    driven = [one for one in findings if one["verdict"] == "position_driven"]
    assert len(driven) >= max(1, len(pairs) - 1)
    for one in driven:
        assert 0.7 < one["share_first_decided"]["value"] < 0.95
        assert 0.4 < one["share_a_decided"]["value"] < 0.6
    assert Path(told["report_path"]).stat().st_size > 10_000
    told_of = zip(findings, shown()[: len(pairs)], strict=True)
    for one, (verdict, question, first, own, prompts) in told_of:
        assert verdict == one["verdict"].replace("_", " ")
        assert question == f"{one['option_a']} or {one['option_b']}"
        # Kernels for other processors add in another order.
        assert float(first) == pytest.approx(one["share_first_decided"]["value"], abs=0.015)
        assert float(own) == pytest.approx(one["share_a_decided"]["value"], abs=0.015)
        assert abs(int(prompts) - one["share_first_decided"]["n"]) <= 1
