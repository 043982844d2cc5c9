"""The lean path to OpenAI-compatible servers, against a real one on the loopback interface."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.provider.faults import FAILURES, FINAL, SLOW
from tests.provider.http import response
from tests.provider.provider import Provider, completion
from tests.provider.serving import Serving
from velleity.tools.respondents.completions import (
    PERHAPS_PAID,
    kind_of,
    read_completion,
    retry_after,
)
from velleity.tools.respondents.direct import Direct
from velleity.tools.respondents.endpoints import BadSettings, Endpoint
from velleity.tools.respondents.protocol import AT_FIRST, FEW_AT_FIRST, Fault, Params, Usage

BROKEN = ('{"choices": [{}]}', '{"choices": [{"message": 3}]}', "[" * 100_000)
MESSAGES = (("system", "Be brief."), ("user", "A or B?"))
PARAMS = Params(seed=7)
KINDS = {
    "rate_limited": "rate_limited",
    "rate_limited_seconds": "rate_limited",
    "rate_limited_date": "rate_limited",
    "server_error": "unavailable",
    "bad_gateway": "unavailable",
    "unavailable": "overloaded",
    "overloaded": "overloaded",
    "request_timeout": "unavailable",
    "conflict": "unavailable",
    "dropped": "dropped",
    "dropped_after_headers": "dropped",
    "dropped_in_body": "dropped",
    "malformed": "malformed",
    "wrong_shape": "malformed",
    "empty_body": "malformed",
    "bad_request": "rejected",
    "unauthorized": "rejected",
    "forbidden": "rejected",
    "not_found": "rejected",
    "quota": "quota",
    "redirect": "rejected",
}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider() as one:
        yield one


@pytest.fixture
async def direct(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Direct]:
    monkeypatch.setenv("MY_KEY", "sk-mine")
    monkeypatch.setenv("OTHER_KEY", "sk-other")
    one = Direct(Endpoint(alias="mine", base_url=provider.url, model="m/1", api_key_env="MY_KEY"))
    yield one
    await one.close()


async def fault_of(direct: Direct) -> Fault:
    with pytest.raises(Fault) as caught:
        await direct.ask(MESSAGES, PARAMS)
    return caught.value


@pytest.mark.parametrize(
    ("server", "most", "at_first"),
    [
        ("llama.cpp", None, FEW_AT_FIRST),
        ("llama.cpp", 200, FEW_AT_FIRST),
        ("cloudflare", None, AT_FIRST),
        ("cloudflare", 200, 200),
        ("cloudflare", 2, 2),
    ],
)
async def test_who_serves_and_what_is_allowed_tell_how_many_it_is_asked_at_once_to_begin_with(
    server: str, most: int | None, at_first: int
) -> None:
    async with Provider(serving=Serving(server=server, owned_by="someone")) as provider:
        direct = Direct(Endpoint(alias="m", base_url=provider.url, most_at_once=most))
        assert await direct.prepare() == await direct.prepare() == at_first
        await direct.ask(MESSAGES, PARAMS)
        assert provider.looks == 1
        await direct.close()


async def test_it_sends_exactly_what_it_should_and_its_own_key(
    direct: Direct, provider: Provider
) -> None:
    reply = await direct.ask(MESSAGES, PARAMS)
    assert reply.usage == Usage(4, 2)
    assert provider.bodies == [
        {
            "model": "m/1",
            "messages": [{"role": role, "content": text} for role, text in MESSAGES],
            "temperature": 1.0,
            "top_p": 1.0,
            "max_tokens": 64,
            "seed": 7,
            "stream": False,
        }
    ]
    assert [entry.authorization for entry in provider.entries] == ["Bearer sk-mine"]


@pytest.mark.parametrize("name", [*FAILURES, *FINAL])
async def test_every_failure_is_one_request_and_one_fault_of_its_kind(
    direct: Direct, provider: Provider, name: str
) -> None:
    provider.next_failures = [name]
    fault = await fault_of(direct)
    assert fault.kind == KINDS[name]
    assert len(provider.entries) == 1
    assert fault.maybe_paid == (provider.entries[0].paid or fault.status in PERHAPS_PAID)
    assert "sk-mine" not in str(fault)
    assert (await direct.ask(MESSAGES, PARAMS)).text


@pytest.mark.parametrize("name", list(SLOW))
async def test_what_never_ends_is_left_to_the_deadline(
    direct: Direct, provider: Provider, name: str
) -> None:
    provider.next_failures = [name]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await direct.ask(MESSAGES, PARAMS)
    assert (await direct.ask(MESSAGES, PARAMS)).text


async def test_retry_after_is_read_as_seconds_or_as_a_date(
    direct: Direct, provider: Provider
) -> None:
    provider.next_failures = ["rate_limited_seconds", "rate_limited_date", "rate_limited"]
    waits = [(await fault_of(direct)).retry_after_s for _ in range(3)]
    assert waits[0] == 1.0
    assert waits[1] is not None
    assert 0 <= waits[1] <= 1
    assert waits[2] is None


async def test_nobody_there_is_unavailable_and_unpaid(direct: Direct) -> None:
    gone = Direct(Endpoint(alias="gone", base_url="http://127.0.0.1:9/v1"))
    fault = await fault_of(gone)
    assert (fault.kind, fault.maybe_paid, fault.unreachable) == ("unavailable", False, True)
    assert fault.reason == "cannot connect to http://127.0.0.1:9"
    await gone.close()


async def test_a_key_that_is_not_there_is_said_before_anything_is_sent(
    direct: Direct, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MY_KEY")
    with pytest.raises(BadSettings, match="MY_KEY"):
        await direct.ask(MESSAGES, PARAMS)
    assert provider.entries == []


@pytest.mark.parametrize(
    ("body", "text", "finish"),
    [
        (completion("A"), "A", "stop"),
        (completion(""), "", "stop"),
        (completion(None, refusal="I will not."), "I will not.", "refusal"),
        (completion([{"type": "text", "text": "A"}, {"type": "image"}]), "A", "stop"),  # type: ignore[arg-type]
        ({**completion(None), "usage": None}, "", "stop"),
    ],
)
async def test_a_completion_is_read_as_it_is(body: Any, text: str, finish: str) -> None:
    reply = read_completion(json.dumps(body).encode())
    assert (reply.text, reply.finish) == (text, finish)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"3", b'{"choices": [{}]}', b'{"choices": [{"message": 3}]}'],
)
def test_what_is_no_completion_is_a_fault_that_may_be_paid(body: bytes) -> None:
    with pytest.raises(Fault) as caught:
        read_completion(body)
    assert (caught.value.kind, caught.value.maybe_paid) == ("malformed", True)


def test_a_reason_to_end_is_told_apart() -> None:
    cut = completion("A or")
    cut["choices"][0]["finish_reason"] = "length"
    assert read_completion(json.dumps(cut).encode()).finish == "length"
    cut["choices"][0]["finish_reason"] = "content_filter"
    assert read_completion(json.dumps(cut).encode()).finish == "refusal"
    cut["choices"][0]["finish_reason"] = ["odd"]
    assert read_completion(json.dumps(cut).encode()).finish == "stop"


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": -1, "completion_tokens": 2}, [1]])
def test_usage_that_makes_no_sense_is_unknown_and_not_nothing(usage: Any) -> None:
    assert read_completion(json.dumps({**completion("A"), "usage": usage}).encode()).usage is None


async def test_a_filter_before_the_model_is_a_refusal(direct: Direct, provider: Provider) -> None:
    refused = response(400, b'{"error": {"code": "content_filter", "message": "x"}}')
    provider.next_bodies = [refused]
    assert (await direct.ask(MESSAGES, PARAMS)).finish == "refusal"


async def test_an_endless_answer_is_a_fault(direct: Direct, provider: Provider) -> None:
    provider.next_bodies = [response(200, b" " * 5_000_000)]
    fault = await fault_of(direct)
    assert fault.kind == "malformed"
    assert "4 MiB" in fault.reason


async def test_surrogates_and_controls_pass(direct: Direct, provider: Provider) -> None:
    texts = ["x".join(map(chr, range(0xD800, 0xE000))), "".join(map(chr, range(32)))]
    provider.next_bodies = [completion(text) for text in texts]
    assert [(await direct.ask(MESSAGES, PARAMS)).text for _ in texts] == texts


@pytest.mark.parametrize("status", range(300, 600))
def test_every_status_has_a_meaning(status: int) -> None:
    assert kind_of(status) in set(KINDS.values())


@pytest.mark.parametrize("header", ["", "soon", "nan", "-5", "inf", "Wed, 99 Foo 2026"])
def test_an_odd_retry_after_never_means_long(header: str) -> None:
    assert (retry_after(header) or 0) in (0, 3_600)
