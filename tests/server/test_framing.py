"""Every line that a client may send is answered, or is no request."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.test_stdio import HANDSHAKE, hear, say, start
from velleity.server.framing import refusal
from velleity.server.sizes import LONGEST_FRAME, MOST_ITEMS

PING: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
PARSE, INVALID, PARAMS = -32700, -32600, -32602
BAD: list[tuple[str, int | str | None, int]] = [
    ("{", None, PARSE),
    ("not JSON", None, PARSE),
    ("[" * 100_000, None, PARSE),
    ("[]", None, INVALID),
    (json.dumps([PING]), None, INVALID),
    ("7", None, INVALID),
    (json.dumps({**PING, "id": 1.5}), None, INVALID),
    (json.dumps({**PING, "id": None}), None, INVALID),
    (json.dumps({**PING, "id": True}), None, INVALID),
    (json.dumps({**PING, "id": [1]}), None, INVALID),
    (json.dumps({**PING, "id": "\ud800"}), None, INVALID),
    (json.dumps({**PING, "id": "x", "params": {"name": "a\ud800"}}), "x", INVALID),
    (json.dumps({**PING, "params": [1]}), 1, INVALID),
    (json.dumps({**PING, "method": 3}), 1, INVALID),
    (json.dumps({"id": 1, "method": "tools/list"}), 1, INVALID),
    (json.dumps({"jsonrpc": "2.0", "id": 1}), 1, INVALID),
    (json.dumps({**PING, "params": {"a": float("nan")}}), None, PARSE),
    (json.dumps({**PING, "params": {"a": [0] * (MOST_ITEMS + 1)}}), 1, PARAMS),
    (json.dumps({**PING, "params": {str(n): n for n in range(MOST_ITEMS + 1)}}), 1, PARAMS),
    (json.dumps({**PING, "params": {"a": json.loads("[" * 300 + "]" * 300)}}), 1, PARAMS),
    ("x" * (LONGEST_FRAME + 5), None, INVALID),
]
GOOD = [PING, {**PING, "id": "x"}, {"jsonrpc": "2.0", "method": "notifications/initialized"}]


@pytest.mark.parametrize(("line", "number", "code"), BAD)
def test_what_is_no_frame_is_answered_with_the_error_for_it(
    line: str, number: int | str | None, code: int
) -> None:
    answer = refusal(line)
    assert answer is not None
    assert (answer.id, answer.error.code) == (number, code)
    assert answer.error.message
    answer.model_dump_json().encode()


@pytest.mark.parametrize("frame", GOOD)
def test_what_is_a_frame_is_let_through(frame: dict[str, Any]) -> None:
    assert refusal(json.dumps(frame)) is None


def test_a_real_server_answers_each_of_them_and_goes_on(home: Path) -> None:
    with start(home, "serve") as server:
        assert server.stdin is not None
        assert server.stdout is not None
        say(server, *HANDSHAKE)
        hear(server, 1)
        for line, number, code in BAD:
            server.stdin.write(line.encode() + b"\n\n")
            server.stdin.flush()
            answer = json.loads(server.stdout.readline())
            assert (answer["id"], answer["error"]["code"]) == (number, code), line[:80]
        unknown: dict[str, Any] = {"name": "nope", "arguments": {}}
        say(server, {"jsonrpc": "2.0", "id": 8, "method": "prompts/get", "params": unknown})
        assert hear(server, 8)["error"]["code"] == -32602
        say(server, {"jsonrpc": "2.0", "id": 9, "method": "tools/list"})
        assert hear(server, 9)["result"]["tools"]
        server.stdin.close()
        assert server.wait(20) == 0
