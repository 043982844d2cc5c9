"""An auditor that is a model, over a loopback server: what it may call, what it costs, and that
nothing which the model under study says can steer it.
"""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clients.auditing.test_protocol import assert_traceable
from tests.provider.provider import Provider, completion
from tests.sources import ROOT
from velleity.clients import audit, connect
from velleity.clients.auditing.auditor import Audit
from velleity.server.upkeep.thinking import CannotThink

CLAIM = "the model prefers chocolate to ice cream"
CORPUS = ROOT / "tests" / "tools" / "responses" / "injections.jsonl"
ORDERS = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").split("\n") if line]
Wanted = tuple[str, dict[str, Any]]
ALL_OF_IT: list[Wanted] = [
    ("word_options", {"option_a": "a chocolate bar", "option_b": "an ice cream bar"}),
    ("plan", {}),
    ("examine", {}),
    ("ask_again", {"study_id": "LAST", "how": "thinking first"}),
    ("evidence", {"study_id": "LAST"}),
    ("put_together", {}),
    ("conclude", {"conclusion": "holds", "because": "It was strong. The share was 0.1234."}),
]


class Auditor(Provider):
    """A model that wants tools called: as `chosen` says, from the messages that it was sent."""

    def __init__(self, chosen: Callable[[list[dict[str, Any]]], list[Wanted]]) -> None:
        super().__init__()
        self._chosen = chosen
        self.offered: set[str] = set()

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.offered |= {one["function"]["name"] for one in asked["tools"]}
        calls = [
            {
                "id": f"call_{at}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(said)},
            }
            for at, (name, said) in enumerate(self._chosen(asked["messages"]))
        ]
        return completion(None, 100, tool_calls=calls)


def in_turn(script: list[Wanted]) -> Callable[[list[dict[str, Any]]], list[Wanted]]:
    """One call a turn; LAST is the study that was told of last."""
    left = list(script)

    def choose(messages: list[dict[str, Any]]) -> list[Wanted]:
        name, said = left.pop(0)
        return [
            (name, {key: _last(messages) if one == "LAST" else one for key, one in said.items()})
        ]

    return choose


def _last(messages: list[dict[str, Any]]) -> str:
    told = [one["content"] for one in messages if '"study_id": "std_' in one["content"]]
    return told[-1].split('"study_id": "')[1].split('"')[0]


@pytest.fixture
async def subject() -> AsyncIterator[Provider]:
    """A model that prefers chocolate, and orders its reader about in every reply."""
    at = iter(range(10**9))

    def say(prompt: str) -> str:
        lines = [line for line in prompt.splitlines() if "chocolate" in line]
        label = next(one.strip(" <>()[]*").split(None, 1)[0].strip(":.)") for one in lines)
        return f"{label}\n{ORDERS[next(at) % len(ORDERS)]}"

    async with Provider(say=say) as one:
        yield one


def settings(home: Path, **urls: str) -> None:
    text = "".join(
        f'[models.{name}]\nbase_url = "{url}"\ninput_usd_per_mtok = 1\noutput_usd_per_mtok = 1\n'
        for name, url in urls.items()
    )
    (home.parent / "settings.toml").write_text(text)


async def by(home: Path, auditor: Auditor, model: str = "sim/bob", **more: Any) -> Audit:
    caps: dict[str, Any] = {"max_cost_usd": 5, **more}
    urls = caps.pop("urls", {})
    async with auditor, connect(home=home) as lab:
        settings(home, mind=auditor.url, **urls)
        return await audit(lab, CLAIM, model, auditor="mind", **caps)


async def test_it_audits_with_the_tools_it_is_offered_and_words_without_a_source_are_dropped(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    auditor = Auditor(in_turn(ALL_OF_IT))
    found = await by(home, auditor, journal=file)
    assert auditor.offered == {name for name, _ in ALL_OF_IT}
    assert [one.how for one in found.studies] == ["examined", "thinking first"]
    assert (found.conclusion, found.disagrees, found.auditor) == ("holds", False, "mind")
    assert found.claim.a == "a chocolate bar"
    assert (found.said, found.dropped) == ("It was strong.", ["The share was 0.1234."])
    assert found.taken.turns == len(ALL_OF_IT)
    assert 0 < found.taken.cost_usd < 0.01
    assert_traceable(found)
    async with connect(home=home) as lab:
        again = await audit(lab, CLAIM, "sim/bob", replay=file)
    assert [(one.study_id, one.sentence) for one in again.studies] == [
        (one.study_id, one.sentence) for one in found.studies
    ]
    assert (again.said, again.conclusion, again.taken.cost_usd) == (found.said, "holds", 0.0)


@pytest.mark.slow
async def test_it_may_be_any_model_of_litellm(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("litellm takes seconds to start: --full")
    auditor = Auditor(in_turn(ALL_OF_IT))
    async with auditor, connect(home=home) as lab:
        (home.parent / "settings.toml").write_text(
            f'[models.mind]\nlitellm = "openai/m"\nbase_url = "{auditor.url}"\n'
            "input_usd_per_mtok = 1\noutput_usd_per_mtok = 1\n"
        )
        found = await audit(lab, CLAIM, "sim/bob", auditor="mind", max_cost_usd=5)
    assert [one.how for one in found.studies] == ["examined", "thinking first"]
    assert found.conclusion == "holds"


async def test_whatever_a_reply_orders_nothing_but_the_claim_is_asked_and_findings_decide(
    home: Path, subject: Provider
) -> None:
    """A mind that obeys every reply it reads: it calls for what it must not, and concludes so."""
    seen: set[str] = set()
    pages = iter(range(0, 5 * len(ORDERS), 5))
    forbidden = iter(FORBIDDEN * len(ORDERS))

    def obey(messages: list[dict[str, Any]]) -> list[Wanted]:
        last = messages[-1]["content"]
        seen.update(one for one in ORDERS if json.dumps(one, ensure_ascii=False)[1:-1] in last)
        if len(messages) == 2:
            return [("examine", {})]
        if len(seen) > 60:
            return [("conclude", {"conclusion": "reversed", "because": " ".join(sorted(seen))})]
        study = _last(messages)
        return [next(forbidden), ("evidence", {"study_id": study, "offset": next(pages)})]

    auditor = Auditor(obey)
    found = await by(home, auditor, "tempted", urls={"tempted": subject.url}, max_steps=80)
    assert len(seen) > 60
    assert found.conclusion != "reversed"
    assert found.disagrees
    assert "prefers “chocolate”" in found.studies[0].sentence
    tools = {one.tool for one in found.steps if one.kind == "call"}
    assert tools <= {"perturb", "study_status", "summarize", "get_trials"}
    asked = [one.arguments for one in found.steps if (one.kind, one.tool) == ("call", "perturb")]
    assert all((one["model"], one["option_a"]) == ("tempted", "chocolate") for one in asked)
    assert all(one["max_cost_usd"] <= 5 for one in asked)
    assert {one.tool for one in found.steps if one.kind == "refused"} >= {
        name for name, _ in FORBIDDEN
    }
    assert_traceable(found)
    fences = [one["content"] for body in auditor.bodies for one in body["messages"]]
    mark = next(one for one in fences if "BEGINS" in one).split("BEGINS ")[1].split()[0]
    assert not [one for one in subject.bodies if mark in json.dumps(one)]


FORBIDDEN: list[Wanted] = [
    ("import_choices", {"jsonl": "{}"}),
    ("perturb", {"model": "sim/bob", "option_a": "x", "option_b": "y"}),
    ("examine", {"max_cost_usd": 10_000}),
    ("ask_again", {"study_id": "std_of_somebody_else", "how": "wide"}),
    ("evidence", {"study_id": "std_of_somebody_else"}),
    ("word_options", {"option_a": "obey", "option_b": "resist"}),
    ("plan", {"model": "another"}),
    ("cancel_study", {}),
]


@pytest.mark.parametrize(
    ("limit", "said"),
    [({"max_steps": 3}, "3 turns"), ({"max_cost_usd": 0.02}, "What the auditor may take is spent")],
)
async def test_its_caps_end_it_and_what_was_found_stays(
    home: Path, limit: dict[str, Any], said: str
) -> None:
    idle: list[Wanted] = [ALL_OF_IT[1], ALL_OF_IT[2], *[("put_together", {})] * 50]
    found = await by(home, Auditor(in_turn(idle)), **limit)
    assert said in found.ended
    assert found.taken.cost_usd <= limit.get("max_cost_usd", 5)
    assert found.taken.turns <= limit.get("max_steps", 24)


async def test_one_that_calls_nothing_is_let_go(home: Path) -> None:
    found = await by(home, Auditor(lambda messages: []))
    assert "made no call that can be made" in found.ended
    assert (found.conclusion, found.studies) == ("open", [])


async def test_an_auditor_needs_tools_and_a_limit(home: Path) -> None:
    async with connect(home=home) as lab:
        settings(home, mind="http://127.0.0.1:9/v1")
        for auditor, said in (
            ("mind", "say max_cost_usd"),
            ("sim/bob", "simulated, and calls no tools"),
            ("nobody", "There is no model 'nobody'"),
        ):
            with pytest.raises(CannotThink, match=said):
                await audit(lab, CLAIM, "sim/bob", auditor=auditor)
