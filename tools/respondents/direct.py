"""Ask an OpenAI-compatible server with as little as possible between it and us.

Sends exactly what stands in `_body`, follows no redirect, retries nothing: each call is one
request. What comes back is read without guessing; a body of another shape is a fault, not a reply.
The reason of a fault is made of the status and of a code in plain letters: a provider's own words
may hold anything, a key included.
"""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import aiohttp

from .endpoints import Endpoint
from .protocol import Fault, FaultKind, Finish, Messages, Params, Reply, Usage

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes of an answer; more is a fault."""
LONGEST_TEXT = 64 * 1024
"""Characters of a reply that are kept."""
LONGEST_WAIT_S = 3_600.0
_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,59}", re.IGNORECASE)
_QUOTA = re.compile(r"quota|billing|insufficient|credit", re.IGNORECASE)
_FILTER = re.compile(r"content_?(policy|filter)|safety", re.IGNORECASE)
_FINISH: dict[str, Finish] = {"length": "length", "content_filter": "refusal"}


class Direct:
    """One model of one endpoint. Its connections belong to the loop that first asks."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Connect to nothing yet."""
        self._endpoint = endpoint
        self.name = endpoint.alias
        self.terms = endpoint.terms
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Make one request and read its answer.

        Raises:
            Fault: there was no answer, or none that can be read.
        """
        address = f"{self._endpoint.base_url}/chat/completions"
        try:
            async with self._connected().post(
                address,
                data=self._body(messages, params),
                headers=self._headers(),
                allow_redirects=False,
            ) as response:
                body = await _bounded(response)
                if response.status != 200:
                    return _refused(response, body)
        except aiohttp.ClientConnectorError as error:
            raise Fault("unavailable", "cannot connect") from error
        except (aiohttp.ClientError, ConnectionError) as error:
            raise Fault("dropped", "the connection broke", maybe_paid=True) from error
        return read_completion(body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=None, connect=30),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                read_bufsize=2**18,
            )
        return self._session

    def _headers(self) -> dict[str, str]:
        key = self._endpoint.key()
        content = {"Content-Type": "application/json"}
        return {**content, "Authorization": f"Bearer {key}"} if key else content

    def _body(self, messages: Messages, params: Params) -> bytes:
        return json.dumps(
            {
                "model": self._endpoint.model or self._endpoint.alias,
                "messages": [{"role": role, "content": text} for role, text in messages],
                "temperature": params.temperature,
                "max_tokens": params.max_tokens,
                "seed": params.seed % 2**31,
                "stream": False,
            }
        ).encode()


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """The body, if it is not too long."""
    body = await response.content.read(LONGEST_BODY + 1)
    while body and not response.content.at_eof() and len(body) <= LONGEST_BODY:
        body += await response.content.read(LONGEST_BODY + 1 - len(body))
    if len(body) > LONGEST_BODY:
        response.close()
        raise Fault("malformed", "an answer of over 4 MiB", maybe_paid=True)
    return body


def _refused(response: aiohttp.ClientResponse, body: bytes) -> Reply:
    """Read a status that is not 200: a fault, or a refusal by a filter before the model."""
    status, code = response.status, _code(body)
    if status == 400 and _FILTER.search(code):
        return Reply("", "refusal")
    kind = kind_of(status, code)
    reason = f"HTTP {status}{f' ({code})' if code else ''}"
    raise Fault(
        kind,
        f"{reason}: redirects are not followed" if 300 <= status < 400 else reason,
        status=status,
        retry_after_s=retry_after(response.headers.get("Retry-After")),
    )


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
        except ValueError:
            return None
        seconds = (at - datetime.now(UTC)).total_seconds() if at.tzinfo else 0.0
    return min(LONGEST_WAIT_S, max(0.0, seconds)) if seconds == seconds else None


def _code(body: bytes) -> str:
    """The error code of a body, if it has one in plain letters."""
    try:
        error = json.loads(body).get("error")
    except (ValueError, AttributeError, RecursionError):
        return ""
    if not isinstance(error, dict):
        return ""
    given = cast("dict[str, Any]", error)
    for code in (given.get("code"), given.get("type")):
        if isinstance(code, str) and _CODE.fullmatch(code):
            return code
    return ""


def read_completion(body: bytes) -> Reply:
    """Read a chat completion.

    Raises:
        Fault: it is not one.
    """
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Fault("malformed", "no chat completion", maybe_paid=True) from None
    usage = _usage(answer.get("usage"))
    if isinstance(refusal, str) and refusal:
        return Reply(refusal[:LONGEST_TEXT], "refusal", usage)
    text = _text(content)
    if text is None:
        raise Fault("malformed", "no text in the completion", maybe_paid=True)
    finish = choice.get("finish_reason")
    named = _FINISH.get(finish, "stop") if isinstance(finish, str) else "stop"
    return Reply(text[:LONGEST_TEXT], named, usage)


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


def _usage(given: Any) -> Usage | None:
    """What the provider counted; None unless both numbers are there and make sense."""
    if not isinstance(given, dict):
        return None
    counts = cast("dict[str, Any]", given)
    pair = counts.get("prompt_tokens"), counts.get("completion_tokens")
    if all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in pair):
        return Usage(*cast("tuple[int, int]", pair))
    return None
