"""What a driver and its workers say to each other: JSON, in bytes that Dask carries unread.

Nothing in it is pickled, so what a model wrote is a text on every way. No message holds a key: of
an alias goes what stands in the settings, which names the variable of its key, and what is secret
of its `extra` goes nowhere. Knows neither side's state.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ...respondents.child_process import fault_from, plain_fault
from ...respondents.endpoints import Endpoint
from ...respondents.parameters.extra import secrets_of
from ...respondents.protocol import (
    Fault,
    Messages,
    Params,
    Provenance,
    Repeat,
    Reply,
    ToolCall,
    Usage,
)

OPERATION = "velleity"
"""The name under which a worker answers a driver."""
Said = dict[str, Any]


def written(said: Said) -> bytes:
    """A message as it goes over the wire; half a surrogate pair goes through it unharmed."""
    return json.dumps(said, separators=(",", ":")).encode()


def read(body: bytes) -> Said:
    """A message as `written` wrote it."""
    return json.loads(body)


def plain_question(token: int, who: str, messages: Messages, params: Params) -> list[Any]:
    """A question by its number, and to whom it goes."""
    return [token, who, messages, params]


def question_from(plain: Sequence[Any]) -> tuple[int, str, Messages, Params]:
    """A question as `plain_question` wrote it."""
    token, who, messages, (seed, temperature, most, logprobs, repeat) = plain
    said = tuple((role, text) for role, text in messages)
    params = Params(seed, temperature, most, logprobs, None if repeat is None else Repeat(*repeat))
    return token, who, said, params


def plain_answers(answers: Iterable[tuple[int, Reply | Fault]]) -> Said:
    """Answers by the numbers of their questions; what they have in common of provenance once."""
    known: dict[Provenance, int] = {}
    replies: list[Any] = []
    faults: list[Any] = []
    for token, one in answers:
        if isinstance(one, Fault):
            faults.append([token, plain_fault(one)])
            continue
        who = one.provenance
        place = None if who is None else known.setdefault(who, len(known))
        replies.append([token, one.text, one.finish, one.usage, one.logprobs, place, one.calls])
    sources = [
        [one.sent, one.left_out, one.model, one.fingerprint, one.server, one.warnings]
        for one in known
    ]
    return {"replies": replies, "faults": faults, "sources": sources}


def answers_from(said: Said) -> list[tuple[int, Reply | Fault]]:
    """Answers as `plain_answers` wrote them."""
    sources: list[Provenance] = [
        Provenance(sent, tuple(left), model, fingerprint, server, tuple(warnings))
        for sent, left, model, fingerprint, server, warnings in said["sources"]
    ]
    found: list[tuple[int, Reply | Fault]] = [
        (token, fault_from(one)) for token, one in said["faults"]
    ]
    for token, text, finish, usage, logprobs, place, calls in said["replies"]:
        reply = Reply(
            text,
            finish,
            usage and Usage(*usage),
            None if logprobs is None else tuple((one, value) for one, value in logprobs),
            None if place is None else sources[int(place)],
            tuple(ToolCall(*one) for one in calls) if calls else (),
        )
        found.append((token, reply))
    return found


def plain_endpoint(endpoint: Endpoint) -> Said:
    """An alias as it stands in the settings.

    Raises:
        ValueError: its `extra` holds a secret, which would go to the workers.
    """
    if secrets_of(endpoint.extra):
        raise ValueError(
            f"{endpoint.alias}: extra holds what looks like a secret, and no secret is sent to a "
            "worker. Ask it from this process (VELLEITY_EXECUTOR=local), or give its key by "
            "api_key_env, which each worker reads from its own environment."
        )
    return endpoint.model_dump(mode="json", exclude_unset=True)
