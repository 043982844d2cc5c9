"""Ask an OpenAI-compatible server with as little as possible between it and us.

Each call is one request. The one exception: a parameter of our own choice that the server refuses
is left out, and the request, which cost nothing, made again. What is sent is put together in
`parameters/`, what comes back is read in `completions.py`, the connections are in `transport.py`.
"""

import asyncio
from collections.abc import Hashable

from .completions import (
    PERHAPS_PAID,
    error_code,
    is_filter,
    kind_of,
    read_completion,
    refused_parameters,
    retry_after,
)
from .endpoints import Endpoint
from .exchanges import CONNECT_S, Answered
from .parameters.secrets import Secrets
from .parameters.servers import (
    Listed,
    Software,
    by_fingerprint,
    plain,
    read_models,
    takes_one_of_two,
)
from .parameters.wanted import NO_LOGPROBS, Wanted, wanted, warnings
from .protocol import (
    Capabilities,
    Fault,
    Messages,
    Params,
    Provenance,
    Reply,
)
from .transport import Transport

LOOK_S = 3.0
"""Seconds for the list of models."""
LOOKS = 5
"""How often a server that answers questions is asked in vain for its list of models."""
MOST_KNOWN = 64
"""Ways in which a call was sent and answered that are remembered as they are told."""
LIMIT, LATER_LIMIT = "max_tokens", "max_completion_tokens"
"""The name of the limit of tokens, and the one that newer models of OpenAI want."""


class Direct:
    """One model of one endpoint. Its connections belong to the loop that first asks."""

    def __init__(self, endpoint: Endpoint, secrets: Secrets | None = None) -> None:
        """Connect to nothing yet. `secrets` are those of all models; else its own are hidden."""
        self._endpoint = endpoint
        self._secrets = secrets or Secrets(endpoint.secrets())
        self.name = endpoint.alias
        self.terms = endpoint.terms
        self.inspect_s = CONNECT_S + LOOK_S
        self._model = endpoint.model or endpoint.alias
        self._transport = Transport(endpoint)
        self._looking: asyncio.Task[Listed | None] | None = None
        self._looks = 0
        self._listed: Listed | None = None
        self._has_answered = self._sends_logprobs = False
        self._refused: frozenset[str] = frozenset()
        self._harmless = frozenset({"top_p"} if takes_one_of_two(self._model) else ())
        self._given = frozenset(endpoint.extra)
        self._limit = LIMIT
        self._known: dict[Hashable, Provenance] = {}

    async def inspect(self, params: Params) -> Capabilities:
        """See which software serves, and what it says that the model takes.

        Raises:
            Fault: nobody is there.
        """
        listed = await self._seen()
        without = self._without(listed)
        left_out = self._wanted(params, listed.software).left_out(without)
        return Capabilities(without, self._warnings(left_out, params, listed.software))

    async def prepare(self) -> int:
        """See which software serves, the first time: that tells how many it can be asked at once.

        Raises:
            Fault: nobody is there.
        """
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
            self._listed = await asyncio.shield(self._looking)
        software = (self._listed or Listed()).software
        return self._endpoint.at_first(few_slots=bool(software and software.few_slots))

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Make one request and read its answer.

        Raises:
            Fault: there was no answer, or none that can be read.
        """
        listed = self._listed or await self._seen()
        without = self._without(listed)
        if params.logprobs and "logprobs" in without:
            raise Fault("rejected", NO_LOGPROBS)
        known = without
        said = [{"role": role, "content": text} for role, text in messages]
        while True:
            asked = self._wanted(params, listed.software)
            body = {"model": self._model, "messages": said, **asked.sent(without), "stream": False}
            answer = await self._transport.post("chat/completions", body)
            if answer.status == 200:
                break
            refused = refused_parameters(answer.status, answer.body, asked.droppable() - without)
            if not refused and not self._renamed_limit(answer):
                return self._declined(answer)
            without |= refused
        self._has_answered = True
        self._refused |= without - known
        return self._reply(answer, asked, without, params)

    async def close(self) -> None:
        """Close the connections."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
            self._looking = None
        await self._transport.close()

    def _wanted(self, params: Params, software: Software | None) -> Wanted:
        effort, extra = self._endpoint.reasoning_effort, self._endpoint.extra
        return wanted(params, extra, effort, software, self._limit)

    def _without(self, listed: Listed) -> frozenset[str]:
        """What is not sent: known to be refused by this model, or refused before."""
        return (listed.refuses | self._refused | self._harmless) - self._given

    def _renamed_limit(self, answer: Answered) -> bool:
        """Whether the server wants the limit of tokens under its later name; it then gets it."""
        named = refused_parameters(answer.status, answer.body, [LIMIT])
        if self._limit == LATER_LIMIT or not named or LATER_LIMIT.encode() not in answer.body:
            return False
        self._limit = LATER_LIMIT
        return True

    def _warnings(
        self, left_out: tuple[str, ...], params: Params, software: Software | None
    ) -> tuple[str, ...]:
        return warnings(self.name, left_out, params.temperature, software, self._harmless)

    async def _seen(self) -> Listed:
        """What the list of models tells: looked at until it is known, or was in vain too often."""
        if self._listed is None and self._has_answered and self._looks >= LOOKS:
            self._listed = Listed()
        if self._listed is None:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            self._listed = await asyncio.shield(self._looking)
        return self._listed or Listed()

    async def _look(self) -> Listed | None:
        """Get the list of models; None if there is none for now."""
        self._looks += 1
        answer = await self._transport.get("models", CONNECT_S + LOOK_S)
        if answer is None or answer.status == 429 or answer.status >= 500:
            return None  # perhaps it is still loading
        return read_models(answer.body, _server(answer), self._model)

    def _reply(
        self, answer: Answered, asked: Wanted, without: frozenset[str], params: Params
    ) -> Reply:
        """The reply, with what was sent for it and who gave it."""
        reply = read_completion(answer.body)
        self._sends_logprobs |= reply.logprobs is not None
        if params.logprobs and reply.text and not self._sends_logprobs:
            raise Fault("rejected", NO_LOGPROBS, maybe_paid=True)
        who = reply.provenance or Provenance("{}")
        sampled = (params.temperature, params.max_tokens, params.logprobs)
        alike = (sampled, without, self._limit, who, _server(answer))
        provenance = self._known.get(alike)
        if provenance is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            provenance = self._known[alike] = self._provenance(who, answer, asked, without, params)
        odds, calls = reply.logprobs, reply.calls
        told = Reply(reply.text, reply.finish, reply.usage, odds, provenance, calls)
        return self._secrets.out_of_reply(told)

    def _provenance(
        self,
        who: Provenance,
        answer: Answered,
        asked: Wanted,
        without: frozenset[str],
        params: Params,
    ) -> Provenance:
        """What was sent, all but the seed, and who answered."""
        left_out = asked.left_out(without)
        software = (self._listed or Listed()).software or by_fingerprint(who.fingerprint)
        return Provenance(
            asked.record(without),
            left_out,
            who.model,
            who.fingerprint,
            _server(answer),
            (*self._warnings(left_out, params, software), *who.warnings),
        )

    def _declined(self, answer: Answered) -> Reply:
        """Read a status that is not 200: a fault, or a refusal by a filter before the model."""
        status, body = answer.status, answer.body
        code = self._secrets.out_of(error_code(body))
        if is_filter(status, code):
            return Reply("", "refusal")
        about = refused_parameters(status, body, ("temperature", LIMIT, "logprobs"))
        told = ", ".join([*([code] if code else []), *sorted(about)])
        reason = f"HTTP {status}{f' ({told})' if told else ''}"
        raise Fault(
            kind_of(status, code),
            f"{reason}: redirects are not followed" if 300 <= status < 400 else reason,
            status=status,
            retry_after_s=retry_after(answer.headers.get("Retry-After")),
            maybe_paid=status in PERHAPS_PAID,
        )


def _server(answer: Answered) -> str:
    return plain(answer.headers.get("Server"))
