"""Any provider through litellm, in a process of its own, on both wire formats."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.provider.provider import Provider, completion
from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.litellm.model import LiteLLM
from velleity.tools.respondents.prices import price_of
from velleity.tools.respondents.protocol import Fault, Params, Request

MESSAGES = (("system", "Be brief."), ("user", "A or B?"))
PARAMS = Params(seed=7)
RETRYABLE = {
    "rate_limited": {"rate_limited"},
    "server_error": {"unavailable"},
    "bad_gateway": {"unavailable", "overloaded"},
    "unavailable": {"overloaded"},
    "overloaded": {"overloaded", "unavailable"},
    "request_timeout": {"timeout", "unavailable"},
    "conflict": {"unavailable"},
    "dropped": {"dropped", "unavailable"},
    "dropped_in_body": {"dropped", "unavailable"},
    "malformed": {"malformed", "unavailable", "dropped"},
    "empty_body": {"malformed", "unavailable", "dropped"},
}
FINAL = {
    "bad_request": {"rejected"},
    "unauthorized": {"rejected"},
    "forbidden": {"rejected"},
    "not_found": {"rejected"},
    "quota": {"quota"},
}
PAID = {"dropped", "dropped_in_body", "malformed", "empty_body"}


# litellm takes seconds to import: one process for each wire format serves all tests here.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def serving() -> AsyncIterator[Provider]:
    async with Provider() as one:
        yield one


@pytest.fixture
def provider(serving: Provider) -> Provider:
    """The provider, with nothing left of the test before."""
    for left in (serving.entries, serving.next_failures, serving.next_bodies):
        left.clear()
    return serving


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["openai", "anthropic"])
async def model(serving: Provider, request: pytest.FixtureRequest) -> AsyncIterator[LiteLLM]:
    with pytest.MonkeyPatch.context() as patch:
        async for one in _model(serving, request.param, patch):
            yield one


async def _model(
    provider: Provider, way: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[LiteLLM]:
    monkeypatch.setenv("MY_KEY", "sk-mine")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-another")
    base = provider.url if way == "openai" else provider.url.removesuffix("/v1")
    names = {"alias": "mine", "litellm": f"{way}/m", "api_key_env": "MY_KEY"}
    one = LiteLLM(Endpoint.model_validate({**names, "base_url": base, "deadline_s": 20}))
    yield one
    await one.close()


async def test_it_answers_and_each_failure_is_one_request_and_one_fault(
    model: LiteLLM, provider: Provider
) -> None:
    reply = await model.ask(MESSAGES, PARAMS)
    assert reply.text
    assert reply.usage is not None
    assert reply.usage.input_tokens > 0
    assert reply.usage.output_tokens == 2
    for number, (name, kinds) in enumerate({**RETRYABLE, **FINAL}.items(), start=2):
        provider.next_failures = [name]
        with pytest.raises(Fault) as caught:
            await model.ask(MESSAGES, PARAMS)
        assert caught.value.kind in kinds, (name, caught.value.kind, caught.value)
        assert len(provider.entries) == number, name
        assert "sk-" not in str(caught.value)
        assert caught.value.maybe_paid or name not in PAID, name
    assert {entry.authorization for entry in provider.entries} <= {"Bearer sk-mine", "sk-mine"}
    assert (await model.ask(MESSAGES, PARAMS)).text == reply.text


async def test_an_alias_without_a_key_sends_no_other_and_only_to_its_own_address(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Provider() as stranger:
        planted = {name: f"sk-canary-{name}" for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID")}
        for name, value in {**planted, "OPENAI_BASE_URL": stranger.url}.items():
            monkeypatch.setenv(name, value)
        given = {"alias": "plain", "litellm": "openai/m", "base_url": provider.url}
        one = LiteLLM(Endpoint.model_validate(given))
        try:
            assert (await one.ask(MESSAGES, PARAMS)).text
            await one.submit("tag", [Request("t1", MESSAGES, PARAMS)])
        finally:
            await one.close()
        assert not stranger.entries
    assert {entry.authorization for entry in provider.entries} == {"Bearer no-key"}
    assert provider.batches.authorizations == {"Bearer no-key"}


async def test_it_waits_as_asked_stops_at_a_deadline_and_carries_any_text(
    model: LiteLLM, provider: Provider
) -> None:
    provider.next_failures = ["rate_limited_seconds"]
    with pytest.raises(Fault) as caught:
        await model.ask(MESSAGES, PARAMS)
    assert caught.value.retry_after_s == 1.0
    provider.next_failures = ["hang"]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await model.ask(MESSAGES, PARAMS)
    odd = "x".join(map(chr, (*range(32), *range(0xD800, 0xE000, 64))))
    provider.next_bodies = [completion(odd)]
    assert (await model.ask(MESSAGES, PARAMS)).text == odd
    cut = completion("A or")
    cut["choices"][0]["finish_reason"] = "length"
    provider.next_bodies = [cut]
    assert (await model.ask(MESSAGES, PARAMS)).finish == "length"


async def test_when_its_process_dies_the_call_is_a_fault_and_the_next_starts_another(
    model: LiteLLM, provider: Provider
) -> None:
    assert (await model.ask(MESSAGES, PARAMS)).text
    provider.next_failures = ["hang"]
    asking = asyncio.create_task(model.ask(MESSAGES, PARAMS))
    while len(provider.entries) < 2:
        await asyncio.wait([asking], timeout=0.01)
    process = model._child._process  # pyright: ignore[reportPrivateUsage]
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(Fault) as caught:
        await asking
    assert (caught.value.kind, caught.value.maybe_paid) == ("dropped", True)
    assert (await model.ask(MESSAGES, PARAMS)).text


async def test_prices_are_those_that_litellm_lists_and_an_unknown_one_is_not_nothing() -> None:
    price = price_of("openai/gpt-4o-mini")
    assert price is not None
    assert 0 < price.per_input < price.per_output < 1e-4
    assert price_of("openai/no-such-model") is None
    assert price_of("openai/text-embedding-3-small") is None
    assert "litellm" not in sys.modules
