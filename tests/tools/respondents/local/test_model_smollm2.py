"""The real weights: what is drawn from them is what their log-probabilities say."""

import asyncio
import math
from collections import Counter
from pathlib import Path

import pytest

from velleity.tools.perturbations.catalogue import catalogue
from velleity.tools.perturbations.render import Prompt, render
from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.local.model import LocalModel
from velleity.tools.respondents.local.weights import SMOLLM2
from velleity.tools.respondents.protocol import Params
from velleity.tools.respondents.registry import shipped
from velleity.tools.responses.logprob import label_probabilities
from velleity.tools.stated_revealed.design import StatedRevealedDesign
from velleity.tools.stated_revealed.prompts import Posing
from velleity.tools.stated_revealed.study import StatedRevealed

pytestmark = pytest.mark.realmodel

DRAWS = 120
PAIRS = (("a bar of chocolate", "a scoop of ice cream"), ("tea", "coffee"))
EXACT = Params(0, max_tokens=1, logprobs=True)


def prompts() -> list[Prompt]:
    """Plain, numbered and turned round."""
    plain, *others = catalogue(("surface",))
    numbered = next(one for one in others if one.level("labels").name == "numbers")
    return [
        render(*PAIRS[0], plain, "a"),
        render(*PAIRS[1], plain, "b"),
        render(*PAIRS[1], numbered, "a"),
    ]


@pytest.fixture
def model(weights: Path) -> LocalModel:
    return LocalModel("local/smollm2", weights / SMOLLM2.file, shipped(SMOLLM2))


async def test_a_drawn_share_agrees_with_the_exact_one_and_so_does_the_label_mass(
    model: LocalModel,
) -> None:
    try:
        for prompt in prompts():
            known = label_probabilities(prompt, (await model.ask(prompt.messages, EXACT)).logprobs)
            assert known is not None
            seeds = (Params(seed, max_tokens=1) for seed in range(DRAWS))
            replies = await asyncio.gather(*(model.ask(prompt.messages, one) for one in seeds))
            counted = Counter(slot_of(prompt, reply.text) for reply in replies)
            exact = {slot: share * known.mass for slot, share in enumerate(known.shares)}
            for slot, share in {**exact, None: 1 - known.mass}.items():
                error = math.sqrt(share * (1 - share) / DRAWS)
                assert abs(counted[slot] / DRAWS - share) < 4 * error, (prompt.labels, slot)
    finally:
        await model.close()


def slot_of(prompt: Prompt, token: str) -> int | None:
    """Which label a token is, if it is one."""
    found = label_probabilities(prompt, ((token, 0.0),))
    return None if found is None else found.shares.index(1.0)


async def test_a_prompt_that_is_asked_again_gives_the_same_number(model: LocalModel) -> None:
    prompt = prompts()[0]
    try:
        asked = (model.ask(prompt.messages, EXACT) for _ in range(8))
        found = [label_probabilities(prompt, one.logprobs) for one in await asyncio.gather(*asked)]
    finally:
        await model.close()
    assert found[0] is not None
    for one in found:
        assert one is not None
        assert one.shares == pytest.approx(found[0].shares, abs=1e-6)
        assert one.mass == pytest.approx(found[0].mass, abs=1e-6)
    assert 0.5 < found[0].mass < 1


async def test_what_was_read_before_changes_no_number(weights: Path, model: LocalModel) -> None:
    design = StatedRevealedDesign(
        model=model.name, families=("safe_over_gamble",), controls=0, readout="logprob"
    )
    posed = [one for one in StatedRevealed(design).next([])[:8] if isinstance(one, Posing)]
    fresh = LocalModel(model.name, weights / SMOLLM2.file, Endpoint(alias="a", gguf="a", slots=1))
    try:
        behind = await asyncio.gather(*(model.ask(one.messages, EXACT) for one in posed))
        # In this order no prompt begins as the one before it did.
        order = [at for way in range(4) for at in range(way, len(posed), 4)]
        alone = {at: await fresh.ask(posed[at].messages, EXACT) for at in order}
    finally:
        await model.close()
        await fresh.close()
    for at, (one, reply) in enumerate(zip(posed, behind, strict=True)):
        found = label_probabilities(one.prompt, reply.logprobs)
        other = label_probabilities(one.prompt, alone[at].logprobs)
        assert found is not None
        assert other is not None
        assert found.shares == pytest.approx(other.shares, abs=1e-6)
        assert found.mass == pytest.approx(other.mass, abs=1e-6)


async def test_it_takes_the_first_label_whatever_stands_there(model: LocalModel) -> None:
    plain = catalogue(("surface",))[0]
    try:
        for a, b in PAIRS:
            for first in ("a", "b"):
                prompt = render(a, b, plain, first)
                reply = await model.ask(prompt.messages, EXACT)
                known = label_probabilities(prompt, reply.logprobs)
                assert known is not None
                assert known.shares[0] > 0.6
    finally:
        await model.close()


async def test_a_reply_ends_where_the_model_ends_it(model: LocalModel) -> None:
    try:
        asked = (model.ask((("user", "Say hello."),), Params(seed)) for seed in range(4))
        replies = await asyncio.gather(*asked)
    finally:
        await model.close()
    assert {reply.finish for reply in replies} <= {"stop", "length"}
    assert any(reply.finish == "stop" for reply in replies)
    assert all(reply.text and "<|im_end|>" not in reply.text for reply in replies)
