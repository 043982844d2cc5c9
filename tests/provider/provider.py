"""A provider of models on the loopback interface, and its own book of what it was asked.

Speaks the OpenAI and the Anthropic wire format. It answers as a simulated respondent of the
package, so that whole studies can run against it, and fails as it is told. Its book is the oracle
of the tests: it knows how often each prompt was answered, whatever the client believes.
"""

import asyncio
import hashlib
import json
import ssl
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Self, TextIO, cast

from tests.provider.batches import Batches
from tests.provider.faults import ALL, FAILURES, HANG_S, by_chance
from tests.provider.http import Connection, Request, Step, response
from tests.provider.serving import Serving
from velleity.tools.respondents.simulated.roster import simulated


@dataclass(frozen=True, slots=True)
class Entry:
    """One request as it arrived, and what was done with it."""

    prompt: str
    failure: str | None
    paid: bool
    authorization: str = field(default="", repr=False)
    tokens: tuple[int, int] = (0, 0)
    """In and out, as they are counted and billed where it is paid."""


class Provider:
    """One model that answers as a simulated respondent, and fails by chance or by command.

    Or as `say` answers the last message. It counts, and bills, `counts` times what a call takes.
    It takes `latency_s` seconds, or a log-normal time of that median and this `spread`.
    """

    def __init__(
        self,
        model: str = "sim/bob",
        *,
        seed: int = 0,
        fault_rate: float = 0.0,
        kinds: Sequence[str] = tuple(FAILURES),
        latency_s: float = 0.0,
        spread: float = 0.0,
        counts: float = 1.0,
        book: Path | None = None,
        say: Callable[[str], str] | None = None,
        serving: Serving = Serving(),  # noqa: B008 - frozen
        host: str = "127.0.0.1",
        certificate: Path | None = None,
    ) -> None:
        self._host, self._tls = host, None if certificate is None else tls_of(certificate)
        self._serving = serving
        self._slots = [0.0] * serving.slots
        self._respondent = simulated(model)
        self._seed, self._rate, self._kinds = seed, fault_rate, tuple(kinds)
        self._latency_s, self._spread, self._counts = latency_s, spread, counts
        self._waits = Random(f"{seed}:waits")
        self._say = say
        self._file: TextIO | None = None if book is None else book.open("a", encoding="utf-8")
        self._server: asyncio.Server | None = None
        self._connections: list[Connection] = []
        self._busy: set[Connection] = set()
        self._seen: Counter[str] = Counter()
        self.looks = self.peak = 0
        self.next_models: list[bytes] = []
        self.next_failures: list[str | None] = []
        self.next_bodies: list[Any] = []
        self.entries: list[Entry] = []
        self.bodies: list[dict[str, Any]] = []
        self.batches = Batches(self._in_batch)

    @property
    def url(self) -> str:
        """Its address as a base_url."""
        assert self._server is not None
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{self._host}:{self._server.sockets[0].getsockname()[1]}/v1"

    @property
    def connected(self) -> int:
        """How many connections are open."""
        return sum(one.is_open for one in self._connections)

    @property
    def busy(self) -> int:
        """How many requests are under way whose client is still there."""
        return len(self._busy)

    @property
    def connections(self) -> int:
        """How many were ever opened."""
        return len(self._connections)

    def paid(self) -> Counter[str]:
        """How often each prompt was answered, known to the client or not."""
        return Counter(entry.prompt for entry in self.entries if entry.paid)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._connected, self._host, self._serving.port, ssl=self._tls
        )
        return self

    def _connected(self) -> Connection:
        self._connections.append(one := Connection(self._handle, self._busy))
        return one

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        for one in self._connections:
            one.close()
        if self._file is not None:
            self._file.close()

    def _handle(self, request: Request) -> Sequence[Step]:
        if self.batches.handles(request.path):
            return self.batches.handle(request)
        if self._serving.is_silent:
            return [HANG_S]
        if request.path == "/v1/models":
            self.looks += 1
            return [self.next_models.pop(0) if self.next_models else self._serving.models()]
        if request.method != "POST" or request.path not in SHAPES:
            return [response(404, b"{}")]
        asked = json.loads(request.body)
        self.bodies.append(asked)
        if (refusal := self._serving.refusal(asked)) is not None:
            return [refusal]
        prompt = digest(asked["messages"], asked.get("seed", 0))
        self._seen[prompt] += 1
        self.peak = max(self.peak, self.busy)
        too_many = 0 < self._serving.at_once < self.busy
        name = "rate_limited" if too_many else self._failure(prompt)
        failure = ALL[name] if name else None
        answer: Any = self.next_bodies.pop(0) if self.next_bodies else self._answer(asked)
        paid, key = not failure or failure.paid, authorization_of(request)
        self._note(Entry(prompt, name, paid, key, tokens_of(answer)))
        if not isinstance(answer, bytes):
            body = json.dumps(SHAPES[request.path](self._serving.marked(answer))).encode()
            answer = response(200, body, **self._serving.headers)
        whole: bytes = answer
        steps = list(failure.steps(whole)) if failure else [whole]
        wait_s = self._latency_s * self._waits.lognormvariate(0, self._spread)
        wait_s += self._work_s(asked)
        wait_s *= not too_many
        return [wait_s, *steps] if wait_s else steps

    def _work_s(self, asked: dict[str, Any]) -> float:
        """Seconds until a slot has worked off what was asked before, and this."""
        if not self._serving.seconds_a_token:
            return 0.0
        now = asyncio.get_running_loop().time()
        tokens = min(self._serving.tokens, asked.get("max_tokens", self._serving.tokens))
        slot = min(range(len(self._slots)), key=self._slots.__getitem__)
        begins = max(now, self._slots[slot])
        self._slots[slot] = begins + tokens * self._serving.seconds_a_token
        return self._slots[slot] - now

    def _in_batch(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer one request of a batch; the failures of a batch cost nothing."""
        self.bodies.append(asked)
        prompt = digest(asked["messages"], asked.get("seed", 0))
        self._seen[prompt] += 1
        name = self._failure(prompt)
        if name:
            self._note(Entry(prompt, name, False))
            return 500, {"error": {"code": "server_error"}}
        answer = self.next_bodies.pop(0) if self.next_bodies else self._answer(asked)
        self._note(Entry(prompt, None, True, tokens=tokens_of(answer)))
        return 200, answer

    def _failure(self, prompt: str) -> str | None:
        if self.next_failures:
            return self.next_failures.pop(0)
        if not self._rate:
            return None
        return by_chance(self._seed, prompt, self._seen[prompt], self._rate, self._kinds)

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        messages = tuple((one["role"], plain(one["content"])) for one in asked["messages"])
        if self._say:
            text = self._say(messages[-1][1])
        else:
            text = self._respondent.say(messages, asked.get("seed", 0))
        whole = completion(text, sum(len(text) for _, text in messages) // 4)
        if asked.get("max_tokens") == 1:
            whole["usage"]["completion_tokens"] = 1
        for name, count in whole["usage"].items():
            whole["usage"][name] = round(count * self._counts)
        wanted = asked.get("logprobs") and self._serving.sends_logprobs
        if wanted and (logprobs := self._respondent.logprobs(messages)):
            top = [{"token": token, "logprob": value} for token, value in logprobs]
            whole["choices"][0]["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
        return whole


def tls_of(certificate: Path) -> ssl.SSLContext:
    """TLS with the certificate and the key of one file."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def completion(text: str | None, tokens_in: int = 10, **message: Any) -> dict[str, Any]:
    """A chat completion that ends by itself."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": 2,
            "total_tokens": tokens_in + 2,
        },
    }


def as_message(whole: dict[str, Any]) -> dict[str, Any]:
    """The same answer as Anthropic would write it."""
    choice: Any = whole["choices"][0]
    usage: dict[str, int] = whole.get("usage") or {}
    reasons = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": choice["message"]["content"]}],
        "stop_reason": reasons[choice["finish_reason"]],
        "stop_sequence": None,
        "usage": {
            "input_tokens": usage.get("prompt_tokens", 0),
            "output_tokens": usage.get("completion_tokens", 0),
        },
    }


SHAPES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "/v1/chat/completions": lambda whole: whole,
    "/v1/messages": as_message,
}
"""How the answer to a request to each path is written."""


def plain(content: Any) -> str:
    """The text of a message, whole or in parts."""
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def digest(messages: Any, seed: int) -> str:
    """The name of a prompt: what was said, and the seed that tells replicates apart."""
    return hashlib.sha256(json.dumps([messages, seed]).encode()).hexdigest()[:16]


def tokens_of(answer: Any) -> tuple[int, int]:
    """The tokens in and out that an answer tells; none where it is not made of JSON."""
    told = cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
    usage: dict[str, int] = told.get("usage") or {}
    return usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)


def authorization_of(request: Request) -> str:
    """The key that came with a request."""
    return request.headers.get("authorization") or request.headers.get("x-api-key", "")
