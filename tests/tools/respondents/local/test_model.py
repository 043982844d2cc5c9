"""Weights on this machine, asked through a process of ours: on a tiny model that is made here."""

import asyncio
import json
import math
import os
import signal
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tools.respondents.local.tiny import write_tiny
from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.local.model import LocalModel
from velleity.tools.respondents.protocol import FREE, Fault, Params

MESSAGES = (("user", "A or B?"),)
EXACT = Params(0, max_tokens=1, logprobs=True)
KEPT_BY_DEFAULT = 40
"""Likeliest tokens that llama.cpp draws from unless it is told otherwise."""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("weights") / "tiny.gguf")


def local(path: Path, **settings: int) -> LocalModel:
    given = {"alias": "mine", "gguf": str(path), **settings}
    return LocalModel("mine", path, Endpoint.model_validate(given))


@pytest.fixture
async def model(tiny: Path) -> AsyncIterator[LocalModel]:
    one = local(tiny)
    yield one
    await one.close()


def pid_of(model: LocalModel, at: int = 0) -> int:
    process = model._children[at]._process  # pyright: ignore[reportPrivateUsage]
    assert process is not None
    return process.pid


async def fault_of(model: LocalModel, text: str, params: Params) -> Fault:
    with pytest.raises(Fault) as caught:
        await model.ask((("user", text),), params)
    return caught.value


async def test_a_seed_gives_the_same_reply_again_alone_or_among_others(model: LocalModel) -> None:
    alone = [await model.ask(MESSAGES, Params(seed)) for seed in range(6)]
    together = await asyncio.gather(*(model.ask(MESSAGES, Params(seed)) for seed in range(6)))
    assert together == alone
    assert len({reply.text for reply in alone}) > 1
    coldest = [await model.ask(MESSAGES, Params(seed, temperature=0.0)) for seed in range(3)]
    assert len({reply.text for reply in coldest}) == 1
    assert alone[0].usage is not None
    assert alone[0].usage.input_tokens > 0
    assert (alone[0].usage.output_tokens, alone[0].finish) == (64, "length")
    assert alone[0].logprobs is None


async def test_it_costs_nothing_and_is_asked_more_at_once_than_it_has_places_to_choose_from(
    tiny: Path,
) -> None:
    model = local(tiny, slots=3, processes=2)
    assert (model.terms.most_at_once, model.terms.price) == (4 * 3 * 2, FREE)
    hurried = local(tiny, slots=3, processes=2, deadline_s=20)
    assert hurried.terms.most_at_once == 3 * 2, "nobody waits within a deadline that was given"


async def test_several_processes_answer_side_by_side_and_all_end(tiny: Path) -> None:
    model = local(tiny, slots=1, processes=2)
    asked = (model.ask((("user", f"{at}: A or B?"),), EXACT) for at in range(6))
    replies = await asyncio.gather(*asked)
    pids = [pid_of(model, at) for at in range(2)]
    assert len(set(pids)) == 2
    await model.close()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)  # noqa: ASYNC240
    alone = local(tiny, slots=1)
    try:
        again = [await alone.ask((("user", f"{at}: A or B?"),), EXACT) for at in range(6)]
    finally:
        await alone.close()
    assert again == replies


async def test_log_probabilities_come_whatever_token_was_drawn(model: LocalModel) -> None:
    """A token that is part of a character only is held back, and its numbers with it."""
    hot = EXACT._replace(temperature=50.0)
    asked = (model.ask(MESSAGES, hot._replace(seed=seed)) for seed in range(40))
    replies = await asyncio.gather(*asked)
    assert len({reply.text for reply in replies}) > 10
    assert all(reply.logprobs for reply in replies)


async def test_numbers_are_the_same_whatever_was_asked_before_in_that_place(tiny: Path) -> None:
    model = local(tiny, slots=1)
    head = "word " * 30
    texts = [f"{head}{tail}" for tail in ("", "a", "a b", "a b", "", "c", "a b")]
    try:
        found = [await model.ask((("user", text),), EXACT) for text in texts]
    finally:
        await model.close()
    known: dict[str, object] = {}
    for text, reply in zip(texts, found, strict=True):
        assert known.setdefault(text, reply.logprobs) == reply.logprobs


async def test_what_is_sampled_is_the_whole_distribution_that_the_log_probabilities_tell(
    model: LocalModel,
) -> None:
    draws = 1_200
    told = [await model.ask(MESSAGES, Params(0, max_tokens=1, logprobs=True)) for _ in range(2)]
    chances, again = (by_text(reply.logprobs or ()) for reply in told)
    assert again == pytest.approx(chances, rel=1e-4)
    assert chances.total() == pytest.approx(1, abs=1e-4)
    asked = (model.ask(MESSAGES, Params(seed, max_tokens=1)) for seed in range(draws))
    drawn = Counter([reply.text for reply in await asyncio.gather(*asked)])
    likely = [token for token, _ in chances.most_common(KEPT_BY_DEFAULT)]
    rare = 1 - sum(chances[token] for token in likely)
    assert rare > 4 * math.sqrt(rare / draws), "what is cut off would not be noticed"
    drawn["rare"] = draws - sum(drawn[token] for token in likely)
    for name, share in {**{token: chances[token] for token in likely[:3]}, "rare": rare}.items():
        error = math.sqrt(share * (1 - share) / draws)
        assert abs(drawn[name] / draws - share) < 4 * error, name


def by_text(logprobs: tuple[tuple[str, float], ...]) -> Counter[str]:
    """Probabilities of what is read: several tokens may have the same text."""
    found: Counter[str] = Counter()
    for token, value in logprobs:
        found[token] += math.exp(value)  # pyright: ignore[reportArgumentType] - a share
    return found


async def test_a_reply_tells_which_weights_gave_it_and_how_it_was_sampled(
    tiny: Path, model: LocalModel
) -> None:
    who = (await model.ask(MESSAGES, Params(1))).provenance
    assert who is not None
    assert (who.model, who.server) == (tiny.name, "xllamacpp")
    sent = json.loads(who.sent)
    assert (sent["temperature"], sent["top_k"], sent["samplers"]) == (1.0, 0, ["temperature"])


async def test_what_does_not_fit_the_context_is_refused_and_the_remedy_named(
    tiny: Path, model: LocalModel
) -> None:
    long = await fault_of(model, "word " * 700, Params(0))
    assert long.kind == "rejected"
    assert "does not fit a context of 512: set context = 4096 for mine in" in long.reason
    wordy = await fault_of(model, "A or B?", Params(0, max_tokens=513))
    assert wordy.reason.startswith("A reply of 513 tokens does not fit a context of 512")
    assert (await model.ask(MESSAGES, Params(0, max_tokens=512))).finish == "length"
    roomy = local(tiny, slots=1, context=2_048)
    try:
        assert (await roomy.ask((("user", "word " * 300),), Params(0))).text
    finally:
        await roomy.close()
    shipped = LocalModel("local/some", tiny, Endpoint(alias="some", gguf="some"))
    told = await fault_of(shipped, "A or B?", Params(0, max_tokens=513))
    assert '[models.mine] with gguf = "some" and context = 2048' in told.reason


async def test_what_llama_cpp_declines_is_not_asked_again(model: LocalModel) -> None:
    assert (await fault_of(model, "\ud800", Params(0))).kind == "rejected"
    assert (await model.ask(MESSAGES, Params(0))).text


async def test_weights_that_cannot_be_loaded_are_named_and_not_tried_for_ever(
    tiny: Path, tmp_path: Path
) -> None:
    damaged = shortened(tiny, tmp_path / "damaged.gguf")
    for path in (damaged, tmp_path / "nowhere.gguf"):
        model = local(path)
        try:
            fault = await fault_of(model, "A or B?", Params(0))
        finally:
            await model.close()
        assert fault.kind == "rejected"
        assert path.name in fault.reason
        assert str(tmp_path) not in fault.reason


def shortened(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes()[:-100_000])
    return target


async def test_its_death_is_an_outage_that_costs_nothing(model: LocalModel) -> None:
    reply = await model.ask(MESSAGES, Params(1))
    asking = asyncio.create_task(model.ask(MESSAGES, Params(2, max_tokens=400)))
    await model.ask(MESSAGES, Params(1, max_tokens=1))
    os.kill(pid_of(model), signal.SIGKILL)
    with pytest.raises(Fault) as caught:
        await asking
    assert (caught.value.kind, caught.value.maybe_paid) == ("dropped", False)
    assert caught.value.reason == "the process of mine ended (SIGKILL)"
    assert await model.ask(MESSAGES, Params(1)) == reply


async def test_a_question_that_is_given_up_while_the_weights_load_harms_no_other(
    model: LocalModel,
) -> None:
    first = asyncio.create_task(model.ask(MESSAGES, Params(0)))
    second = asyncio.create_task(model.ask(MESSAGES, Params(1)))
    await asyncio.wait([first], timeout=0.05)
    first.cancel()
    assert (await second).text


async def test_its_port_is_on_loopback_and_answers_nobody(model: LocalModel) -> None:
    await model.ask(MESSAGES, Params(0))
    [(address, port)] = listening(pid_of(model))
    assert address == "0100007F"  # 127.0.0.1, as the kernel writes it
    url = f"http://127.0.0.1:{int(port, 16)}/v1/models"
    with pytest.raises(urllib.error.HTTPError) as refused:
        await asyncio.to_thread(urllib.request.urlopen, url, None, 10)
    refused.value.close()
    assert refused.value.code == 401


def listening(pid: int) -> list[tuple[str, str]]:
    """The addresses and ports where a process listens, in hexadecimal digits."""
    own = {os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir()}
    found: list[tuple[str, str]] = []
    for family in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{family}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in own:
                address, _, port = words[1].partition(":")
                found.append((address, port))
    return found
