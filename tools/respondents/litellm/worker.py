"""A process that asks through litellm: requests as JSON lines on its input, replies on its output.

litellm takes seconds to import, prints to standard output, and holds an event loop up for hundreds
of milliseconds at a time; here it disturbs nobody. Its retries, its fallbacks, its price download
and its streaming are off: each request is one call over the wire, made again only without what was
refused in it (`taken.py`).
"""

import asyncio
import gc
import json
import os
from dataclasses import replace
from typing import Any

from ..child_process import plain_fault, plain_reply
from ..child_serving import claim_output, serve
from ..completions import PERHAPS_PAID, error_code, kind_of, read_completion, retry_after
from ..parameters.servers import plain
from ..parameters.wanted import NO_LOGPROBS
from ..protocol import Fault, Reply
from .batches import OPERATIONS
from .taken import check_extra, learn, left_out_of, named, refused

WAY = ("model", "messages", "api_key", "api_base", "timeout")
"""The arguments of a call besides its parameters."""
ONCE = {"stream": False, "max_retries": 0, "num_retries": 0, "drop_params": False}
DEEPEST = 10
NOBODY = {"ConnectError", "ClientConnectorError", "ConnectionRefusedError", "ConnectTimeout"}
"""Exceptions that mean, at the bottom of another, that no connection came about."""


def main() -> None:
    """Keep the output for replies alone, then serve."""
    wire = claim_output()
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_MODE"] = "PRODUCTION"  # else it reads a .env file wherever it finds one
    litellm = _imported()
    litellm.suppress_debug_info = True

    async def answer(request: dict[str, Any]) -> dict[str, Any]:
        return await _said(litellm, request)

    asyncio.run(serve(wire, answer))


def _imported() -> Any:
    """Take litellm in: seconds, and 180 MB. All of it stays, so none is looked through for waste,
    now or later: that takes a quarter of the time.
    """
    gc.disable()
    import litellm

    gc.freeze()
    gc.enable()
    return litellm


async def _said(litellm: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Do what a request asks for: wake up, look, call, or something with a batch."""
    try:
        if "wake" in request:
            return {}
        if "inspect" in request:
            call = request["inspect"]
            check_extra(litellm, call["extra"])
            return {"left_out": sorted(refused(litellm, call))}
        if "batch" not in request:
            return await _ask(litellm, request["call"])
        operation, given = request["batch"]
        return await OPERATIONS[operation](litellm, request["call"], given)
    except Fault as fault:
        return {"fault": plain_fault(fault)}
    except Exception as error:
        return {"fault": plain_fault(fault_of(error))}


async def _ask(litellm: Any, call: dict[str, Any]) -> dict[str, Any]:
    """Make one call, without what turns out to be refused; its reply.

    Raises:
        Fault: it cannot be made, or its answer is none.
    """
    check_extra(litellm, call["extra"])
    way = {name: call[name] for name in WAY if call.get(name) is not None}
    known = left_out = left_out_of(litellm, call)
    while True:
        sent = {name: one for name, one in call["parameters"].items() if name not in left_out}
        try:
            answer = await litellm.acompletion(**{**way, **sent, **call["extra"]}, **ONCE)
            break
        except Exception as error:
            if type(error).__name__ == "ContentPolicyViolationError":
                return {**plain_reply(Reply("", "refusal")), "left_out": sorted(left_out)}
            further = named(error, frozenset(call["droppable"]) - left_out)
            if not further:
                raise
            left_out |= further
    learn(call["model"], left_out - known)
    reply = _with_server(answer, read_completion(_plain(answer)))
    if call["parameters"].get("logprobs") and reply.text and reply.logprobs is None:
        raise Fault("rejected", NO_LOGPROBS, maybe_paid=True)
    usage = reply.usage  # litellm says 0 where the provider said nothing
    if usage and not usage.input_tokens and not usage.output_tokens:
        reply = reply._replace(usage=None)
    return {**plain_reply(reply), "left_out": sorted(left_out)}


def _plain(answer: Any) -> bytes:
    return json.dumps(answer.model_dump(), default=str).encode()


def _with_server(answer: Any, reply: Reply) -> Reply:
    """The reply, with the name of the server where litellm keeps the headers of its response."""
    hidden: dict[str, Any] = getattr(answer, "_hidden_params", None) or {}
    headers: dict[str, Any] = hidden.get("additional_headers") or {}
    server = plain(headers.get("llm_provider-server"))
    who = reply.provenance and replace(reply.provenance, server=server)
    return reply._replace(provenance=who)


def fault_of(error: Exception) -> Fault:
    """What one of litellm's exceptions means. A 500 may hide a broken connection: perhaps paid."""
    name, status = type(error).__name__, getattr(error, "status_code", None)
    reason = f"{name}{f' (HTTP {status})' if isinstance(status, int) else ''}"
    if not NOBODY.isdisjoint(_causes(error)):
        return Fault("unavailable", "cannot connect", unreachable=True)
    if name == "Timeout":
        return Fault("timeout", reason, maybe_paid=True)
    if name == "APIConnectionError":
        return Fault("dropped", reason, maybe_paid=True)
    if not isinstance(status, int):
        return Fault("malformed", reason, maybe_paid=True)
    told = f"{error} {getattr(error, 'body', '')} {error.__context__!r}"  # one of them has the code
    kind = kind_of(status, told)
    body = json.dumps({"error": getattr(error, "body", None)}, default=str)
    if code := error_code(body.encode()):
        reason = f"{name} (HTTP {status}, {code})"
    wait = _retry_after(error)
    paid = status in PERHAPS_PAID or 200 <= status < 300
    return Fault(kind, reason, status=status, retry_after_s=wait, maybe_paid=paid)


def _causes(error: BaseException) -> list[str]:
    """The kinds of the exceptions below one, from the top."""
    found: list[str] = []
    below: BaseException | None = error
    while below is not None and len(found) < DEEPEST:
        found.append(type(below).__name__)
        below = below.__cause__ or below.__context__
    return found


def _retry_after(error: Exception) -> float | None:
    """The header, wherever this provider's path left it."""
    response = getattr(error, "response", None)
    for headers in (
        getattr(response, "headers", None),
        getattr(error, "litellm_response_headers", None),
    ):
        if headers and (value := headers.get("retry-after")):
            return retry_after(value)
    return None


if __name__ == "__main__":
    main()
