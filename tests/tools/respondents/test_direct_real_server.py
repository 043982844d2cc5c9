"""A server that we did not write: llama.cpp over HTTP, its answers against its own probabilities.

On weights that are drawn here, and on those of the real model: what is sampled as it is sent has
the shares that the exact readout tells, which it has not as a server samples by default.
"""

import asyncio
import json
import math
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tools.respondents.local.tiny import write_tiny
from velleity.tools.respondents.direct import Direct
from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.local.weights import SMOLLM2
from velleity.tools.respondents.parameters.servers import LLAMA_CPP
from velleity.tools.respondents.protocol import Messages, Params

LIKELY = 4
"""Tokens of the drawn weights that llama.cpp draws from by itself: A and B, with a space or not."""
TRUNCATED = {"top_k": 40, "top_p": 0.95, "min_p": 0.05}
"""What llama.cpp does by itself."""
QUESTION: Messages = (
    ("user", "Which do you prefer? Answer with A or B only.\nA: a walk\nB: a new book"),
)


@asynccontextmanager
async def served(weights: Path, extra: Mapping[str, Any] | None = None) -> AsyncGenerator[Direct]:
    """Ask weights through llama.cpp's HTTP server."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.tools.respondents.llama_server", str(weights)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    given = {"alias": "mine", "base_url": f"{address}/v1", "extra": dict(extra or {})}
    direct = Direct(Endpoint.model_validate(given))
    try:
        yield direct
    finally:
        await direct.close()
        process.kill()
        await process.wait()


async def drawn(direct: Direct, draws: int) -> Counter[str]:
    """First tokens as they are sampled, each from a seed of its own; eight at once."""
    room = asyncio.Semaphore(8)

    async def one(seed: int) -> str:
        async with room:
            return (await direct.ask(QUESTION, Params(seed, max_tokens=1))).text

    return Counter(await asyncio.gather(*(one(seed) for seed in range(draws))))


async def chances(direct: Direct) -> dict[str, float]:
    """The exact probabilities of the likeliest first tokens."""
    reply = await direct.ask(QUESTION, Params(0, max_tokens=1, logprobs=True))
    assert reply.logprobs is not None
    found: Counter[str] = Counter()
    for token, value in reply.logprobs:
        found[token] += math.exp(value)  # pyright: ignore[reportArgumentType] - a share
    return dict(found)


def off(counted: Counter[str], token: str, share: float) -> float:
    """How far a sampled share is from the exact one, in standard errors."""
    draws = counted.total()
    return abs(counted[token] / draws - share) / math.sqrt(share * (1 - share) / draws)


async def test_llama_cpp_is_recognised_and_draws_from_all_of_its_tokens(tmp_path: Path) -> None:
    async with served(write_tiny(tmp_path / "tiny.gguf")) as direct:
        found = await drawn(direct, 600)
        reply = await direct.ask(QUESTION, Params(1, max_tokens=1))
    assert len(found) > 2 * LIKELY
    assert reply.provenance is not None
    who = reply.provenance
    assert (who.model, who.server, who.left_out) == ("tiny.gguf", "llama.cpp", ())
    assert LLAMA_CPP.neutral.items() <= json.loads(who.sent).items()
    async with served(tmp_path / "tiny.gguf", TRUNCATED) as direct:
        assert len(await drawn(direct, 600)) <= LIKELY


@pytest.mark.realmodel
async def test_sampled_shares_of_the_real_model_agree_with_its_exact_ones(weights: Path) -> None:
    async with served(weights / SMOLLM2.file) as direct:
        exact = await chances(direct)
        counted = await drawn(direct, 160)
    for label in ("A", "B"):
        assert off(counted, label, exact[label]) < 4, (label, exact[label], counted[label])
    mass = exact["A"] + exact["B"]
    both = Counter({"label": counted["A"] + counted["B"]})
    both["other"] = counted.total() - both["label"]
    assert off(both, "label", mass) < 4
    async with served(weights / SMOLLM2.file, TRUNCATED) as direct:
        cut = await drawn(direct, 160)
    assert (cut["A"] + cut["B"]) / cut.total() > mass + 0.1, "what is cut off would be noticed"
