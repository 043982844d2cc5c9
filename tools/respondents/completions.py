"""What a provider's answer means: a chat completion, an HTTP status, an error code, a Retry-After.

Reads without guessing: a body of another shape is a fault, not a reply. Connects to nobody. The
reason of a fault is made of a status and of a code in plain letters: a provider's own words may
hold anything, a key included.
"""

import json
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeGuard, cast

from .parameters.servers import plain
from .protocol import Fault, FaultKind, Finish, Provenance, Reply, ToolCall, Usage

LONGEST_TEXT = 64 * 1024
"""Characters of a reply that are kept."""
LONGEST_MESSAGE = 4_096
"""Characters of an error's message that are searched for names of parameters."""
MOST_CALLS = 16
"""Tools that one reply may want called."""
LONGEST_WAIT_S = 3_600.0
MOST_TOKENS = 10_000_000
"""Tokens of one call that are believed; whoever counts more is taken to have counted this many."""
LOWEST_LOGPROB = -1_000.0
"""Below it nothing is told apart; a probability of e^-1000 is none."""
DIGITS = 18
"""Of a whole number that is read as it is; a longer one is as large as those of so many digits."""
PERHAPS_PAID = frozenset({408, 500, 502, 504})
"""Statuses that may hide an answer: the request was taken, and somebody gave up on the way back."""
_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,59}", re.IGNORECASE)
_QUOTA = re.compile(r"quota|billing|insufficient|credit", re.IGNORECASE)
_FILTER = re.compile(r"content_?(policy|filter)|safety", re.IGNORECASE)
_FINISH: dict[str, Finish] = {"length": "length", "content_filter": "refusal"}


def is_filter(status: int, code: str) -> bool:
    """Whether a filter before the model declined: an answer of the system, not a fault."""
    return status == 400 and bool(_FILTER.search(code))


def kind_of(status: int, code: str = "") -> FaultKind:
    """What an HTTP status other than 200 means for asking again."""
    if status == 402 or (status == 429 and _QUOTA.search(code)):
        return "quota"
    if status == 429:
        return "rate_limited"
    if status in (503, 529):
        return "overloaded"
    if status in (408, 409, 425) or status >= 500:
        return "unavailable"
    return "rejected"


def retry_after(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for: a number of them, or a date."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            at = parsedate_to_datetime(header)
            seconds = (at - datetime.now(UTC)).total_seconds() if at.tzinfo else 0.0
        except (ValueError, OverflowError):
            return None
    return min(LONGEST_WAIT_S, max(0.0, seconds)) if seconds == seconds else None


def error_code(body: bytes) -> str:
    """The error code of a body, if it has one in plain letters."""
    given = _error(_object(body))
    for code in (given.get("code"), given.get("type")):
        if isinstance(code, str) and _CODE.fullmatch(code):
            return code
    return ""


def refused_parameters(status: int, body: bytes, sent: Iterable[str]) -> frozenset[str]:
    """Which of the parameters that were sent an error is about.

    Where it names one by itself, that one; else those that its message names. What a server
    repeats of the request is not looked at.
    """
    if status not in (400, 422):
        return frozenset()
    answer, names = _object(body), frozenset(sent)
    given = _error(answer)
    if (named := given.get("param")) in names:
        return frozenset({named})
    told = [given.get("message"), answer.get("message"), *_details(answer.get("detail"))]
    return refused_in(" ".join(one for one in told if isinstance(one, str)), names)


def refused_in(message: str, names: Iterable[str]) -> frozenset[str]:
    """Which of some parameters an error's message names."""
    text = message[:LONGEST_MESSAGE]
    return frozenset(one for one in names if re.search(rf"\b{re.escape(one)}\b", text))


def _whole(digits: str) -> int:
    """A whole number of JSON, which may have any length."""
    return int(digits[: DIGITS + digits.startswith("-")])


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body, parse_int=_whole)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}


def _error(answer: dict[str, Any]) -> dict[str, Any]:
    error = answer.get("error")
    return cast("dict[str, Any]", error) if isinstance(error, dict) else {}


def _details(given: Any) -> list[Any]:
    """The texts of a list of details as pydantic writes them: where, and what is wrong."""
    if not isinstance(given, list):
        return [given]
    found: list[Any] = []
    for one in cast("list[object]", given):
        if isinstance(one, dict):
            detail = cast("dict[str, Any]", one)
            where = detail.get("loc")
            steps = cast("list[Any]", where) if isinstance(where, list) else []
            found += [detail.get("msg"), *steps]
    return found


def read_completion(body: bytes) -> Reply:
    """Read a chat completion.

    Raises:
        Fault: it is not one.
    """
    try:
        answer = _parsed(body)
    except (ValueError, RecursionError):
        raise Fault("malformed", "no chat completion", maybe_paid=True) from None
    return completion(answer)


def _parsed(body: bytes) -> Any:
    """A JSON value; with numbers of any length only where there are some.

    Raises:
        ValueError: it is none.
        RecursionError: it is too deep.
    """
    try:
        return json.loads(body)
    except ValueError:
        return json.loads(body, parse_int=_whole)


def completion(answer: Any) -> Reply:
    """The same of a body that has been parsed.

    Raises:
        Fault: it is no chat completion.
    """
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
    except (LookupError, TypeError, AttributeError):
        raise Fault("malformed", "no chat completion", maybe_paid=True) from None
    usage, told = _usage(answer.get("usage"))
    model, fingerprint = plain(answer.get("model")), plain(answer.get("system_fingerprint"))
    who = Provenance("{}", model=model, fingerprint=fingerprint, warnings=told)
    if not refusal and isinstance(fields := message.get("provider_specific_fields"), dict):
        refusal = cast("dict[str, Any]", fields).get("refusal")
    if isinstance(refusal, str) and refusal:
        return Reply(refusal[:LONGEST_TEXT], "refusal", usage, provenance=who)
    text = _text(content)
    if text is None:
        raise Fault("malformed", "no text in the completion", maybe_paid=True)
    finish = choice.get("finish_reason")
    named = _FINISH.get(finish, "stop") if isinstance(finish, str) else "stop"
    odds, calls = _odds(choice.get("logprobs")), _calls(message.get("tool_calls"))
    return Reply(text[:LONGEST_TEXT], named, usage, odds, who, calls)


def _text(content: Any) -> str | None:
    """The text of a message: a string, parts of text, or nothing at all."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        return None
    texts = [
        cast("dict[str, object]", part).get("text") if isinstance(part, dict) else None
        for part in cast("list[object]", content)
    ]
    return "".join(text for text in texts if isinstance(text, str))


def _calls(given: Any) -> tuple[ToolCall, ...]:
    """The tools that are to be called; what is not written as OpenAI writes it is none."""
    found: list[ToolCall] = []
    for one in cast("list[Any]", given) if isinstance(given, list) else ():
        try:
            name, arguments = one["function"]["name"], one["function"]["arguments"]
        except (LookupError, TypeError):
            continue
        if isinstance(name, str) and isinstance(arguments, str):
            found.append(ToolCall(name[:LONGEST_MESSAGE], arguments[:LONGEST_TEXT]))
    return tuple(found[:MOST_CALLS])


def _odds(given: Any) -> tuple[tuple[str, float], ...] | None:
    """The likeliest first tokens; None if they are not there as OpenAI writes them."""
    if given is None:  # as nearly always
        return None
    try:
        first = given["content"][0]
        found = [(one["token"], _value(one["logprob"])) for one in first["top_logprobs"] or [first]]
    except (LookupError, TypeError, ValueError):
        return None
    kept = [
        (token, max(value, LOWEST_LOGPROB))
        for token, value in found
        if isinstance(token, str) and value <= 0
    ]
    return tuple(kept) or None


def _value(told: Any) -> float:
    """A number; one of too many digits is beyond all bounds."""
    try:
        return float(told)
    except OverflowError:
        return -math.inf if told < 0 else math.inf


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _usage(given: Any) -> tuple[Usage | None, tuple[str, ...]]:
    """What the provider counted, and what is to be said of it.

    None unless both numbers are there and make sense; what no call can take is bounded.
    """
    if not isinstance(given, dict):
        return None, ()
    counts = cast("dict[str, Any]", given)
    taken, given_back = counts.get("prompt_tokens"), counts.get("completion_tokens")
    if not (_is_count(taken) and _is_count(given_back)):
        return None, ()
    if max(taken, given_back) <= MOST_TOKENS:
        return Usage(taken, given_back), ()
    said = f"It reports calls of over {MOST_TOKENS:,} tokens, which are counted as {MOST_TOKENS:,}."
    return Usage(min(taken, MOST_TOKENS), min(given_back, MOST_TOKENS)), (said,)
