"""How a provider can fail, as it looks on the wire; and when, by chance from a seed.

`paid` tells whether the provider had answered, and would bill it, although nobody may know.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.provider.http import CLOSE, Step, response

HANG_S = 3_600.0


def _error(status: int, code: str, **headers: str) -> Callable[[bytes], Sequence[Step]]:
    body = b'{"error": {"message": "no", "code": "%s"}}' % code.encode()
    return lambda answer: [response(status, body, **headers)]


def _dated(answer: bytes) -> Sequence[Step]:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    date = format_datetime(soon, usegmt=True)
    return [response(429, b"{}", Retry_After=date)]


def _broken_body(answer: bytes) -> Sequence[Step]:
    return [answer[: len(answer) // 2], CLOSE]


def _headers_only(answer: bytes) -> Sequence[Step]:
    return [answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", CLOSE]


def _drip(answer: bytes) -> Sequence[Step]:
    steps: list[Step] = []
    for byte in answer:
        steps += [bytes([byte]), 1.0]
    return steps


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail: what is sent in place of the answer, and whether that was billed."""

    steps: Callable[[bytes], Sequence[Step]]
    paid: bool = False


FAILURES: dict[str, Failure] = {
    "rate_limited": Failure(_error(429, "rate_limit_exceeded")),
    "rate_limited_seconds": Failure(_error(429, "rate_limit_exceeded", Retry_After="1")),
    "rate_limited_date": Failure(_dated),
    "server_error": Failure(_error(500, "server_error")),
    "bad_gateway": Failure(lambda answer: [response(502, b"<html>bad gateway</html>")]),
    "unavailable": Failure(_error(503, "unavailable")),
    "overloaded": Failure(_error(529, "overloaded_error")),
    "request_timeout": Failure(_error(408, "timeout")),
    "conflict": Failure(_error(409, "conflict")),
    "dropped": Failure(lambda answer: [CLOSE], paid=True),
    "dropped_after_headers": Failure(_headers_only, paid=True),
    "dropped_in_body": Failure(_broken_body, paid=True),
    "malformed": Failure(lambda answer: [response(200, b"{")], paid=True),
    "wrong_shape": Failure(lambda answer: [response(200, b'{"choices": []}')], paid=True),
    "empty_body": Failure(lambda answer: [response(200, b"")], paid=True),
}
"""What may happen at any time; asking again helps."""

SLOW: dict[str, Failure] = {
    "hang": Failure(lambda answer: [HANG_S], paid=True),
    "drip": Failure(_drip, paid=True),
}
"""What only a deadline ends."""

FINAL: dict[str, Failure] = {
    "bad_request": Failure(_error(400, "invalid_request_error")),
    "unauthorized": Failure(_error(401, "invalid_api_key")),
    "forbidden": Failure(_error(403, "forbidden")),
    "not_found": Failure(_error(404, "model_not_found")),
    "quota": Failure(_error(429, "insufficient_quota")),
    "redirect": Failure(_error(307, "moved", Location="http://127.0.0.1:9/v1/chat/completions")),
}
"""What asking again does not change."""

ALL = {**FAILURES, **SLOW, **FINAL}


def by_chance(seed: int, prompt: str, nth: int, rate: float, names: Sequence[str]) -> str | None:
    """How the n-th request of a prompt fails; None if it does not."""
    draw = random.Random(f"{seed}:{prompt}:{nth}")
    return draw.choice(names) if draw.random() < rate else None
