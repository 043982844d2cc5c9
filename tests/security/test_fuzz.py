"""Calls and frames that are nearly right, over a pipe and over HTTP: nothing ends the server, every
call is answered once, a ping at any time too, and nothing is read, written or run that a text asks
for. 100,000 of each in full, a few hundred otherwise.
"""

import http.client
import json
import queue
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest

from tests.security.hostile_texts import SECRET_FILE
from tests.security.mutations import LIGHT, SOUND, mutated_call, mutated_frame
from tests.server.listening import BODY, META, Listening, listening
from tests.server.test_stdio import HANDSHAKE, start
from velleity.store.store import Store
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory

AT_ONCE = 50
"""Frames that are sent before answers are waited for."""
A_HOME = 20_000
"""Frames after which a new data folder is begun, as a server in use would hardly see more."""
WAIT_S = 120
PLANTED = "PLANTED-0b1e55"
"""What stands in a file that no path may reach."""


class Pipe:
    """A real server over a pipe, whose output is read all the time."""

    def __init__(self, home: Path) -> None:
        home.parent.mkdir(parents=True, exist_ok=True)
        self._log = (home.parent / "stderr").open("wb")
        self._server = start(home, "serve", stderr=self._log)
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._pings = 0
        self.heard: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._reader.start()
        for frame in HANDSHAKE:
            self.send(json.dumps(frame).encode())
        self.answered({1})
        return self

    def __exit__(self, *error: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()
        ended = self._server.wait(WAIT_S)
        self._reader.join()
        assert self._server.stdout is not None
        self._server.stdout.close()
        self._log.close()
        if error == (None, None, None):
            assert ended == 0

    def _read(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def send(self, frame: bytes) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(frame + b"\n")
        self._server.stdin.flush()

    def ping(self) -> None:
        """Send a ping and wait for its answer; whatever comes before is kept."""
        self._pings += 1
        name = f"ping {self._pings}"
        self.send(json.dumps({"jsonrpc": "2.0", "id": name, "method": "ping"}).encode())
        self.answered({name})

    def answered(self, ids: set[Any]) -> None:
        """Read until all of these are answered; every line on the way must be JSON-RPC."""
        left = set(ids)
        while left:
            line = self._lines.get(timeout=WAIT_S)
            assert line, "the server has ended"
            frame = json.loads(line)
            assert frame["jsonrpc"] == "2.0"
            assert PLANTED not in line.decode()
            self.heard.append(frame)
            if isinstance(number := frame.get("id"), str | int) and "method" not in frame:
                left.discard(number)


def prepare(folder: Path) -> tuple[Path, str]:
    """A data folder with one finished study in it, and a file beside it; the study's id."""
    home = folder / "deep" / "er" / "home"
    home.mkdir(parents=True)
    for beside in (folder, home.parent):
        (beside / SECRET_FILE).write_text(PLANTED)
    laboratory = Laboratory(home, home.parent / "settings.toml")
    design = PerturbDesign(model="sim/bob", option_a="tea", option_b="coffee", max_trials=100)
    study = laboratory.start(design).study.id
    while laboratory.wait(study, 10).study.state == "running":
        pass
    laboratory.close()
    return home, study


def check(folder: Path, home: Path, before: list[tuple[Any, ...]]) -> None:
    """Nothing stands where it should not, and the database is what it was in shape."""
    for path in folder.rglob("*"):
        inside = path.is_relative_to(home) or home.is_relative_to(path)
        assert inside or path.name in (SECRET_FILE, "stderr", "settings.toml"), path
    assert shape(home) == before
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    with closing(Store(home / "velleity.db")) as store:
        assert store.studies(limit=-1)


def shape(home: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        return db.execute("select type, name, sql from sqlite_master order by 2").fetchall()


def parts(full: bool, few: int) -> list[int]:
    """How many are sent to each of several data folders."""
    return [A_HOME] * (100_000 // A_HOME) if full else [few]


@pytest.mark.slow
def test_mutated_calls_and_frames_over_a_pipe_are_answered_and_touch_nothing_else(
    tmp_path: Path, full: bool
) -> None:
    """As many calls as frames, by turns; each call is answered once."""
    outcomes: Counter[str] = Counter()
    for part, many in enumerate(parts(full, 100)):
        folder = tmp_path / str(part)
        home, study = prepare(folder)
        before, draw = shape(home), random.Random(part)
        with Pipe(home) as pipe:
            for first in range(0, many, AT_ONCE):
                for number in range(AT_ONCE):
                    pipe.send(mutated_frame(draw, number))
                pipe.ping()
                pipe.heard.clear()
                answers = calls(pipe, draw, study, first, full)
                outcomes.update(map(outcome_of, answers))
        check(folder, home, before)
        log = (home.parent / "stderr").read_text("utf-8", "replace")
        assert "Traceback" not in log, log[-3_000:]
    print(dict(outcomes))
    assert outcomes["answered"]
    assert outcomes["refused"]


def calls(
    pipe: Pipe, draw: random.Random, study: str, first: int, full: bool
) -> list[dict[str, Any]]:
    """Send calls, and a ping behind them; the answers, one for each."""
    numbers = [f"call {number}" for number in range(first, first + AT_ONCE)]
    for number in numbers:
        call = mutated_call(draw, number, study, SOUND if full else LIGHT)
        pipe.send(json.dumps(call).encode())
    pipe.ping()
    pipe.answered(set(numbers) - {one.get("id") for one in pipe.heard})
    answers = [one for one in pipe.heard if one.get("id") in numbers]
    counted = Counter(one["id"] for one in answers)
    assert [counted[one] for one in numbers] == [1] * AT_ONCE
    pipe.heard.clear()
    return answers


def outcome_of(frame: dict[str, Any]) -> str:
    if "error" in frame:
        return "error"
    return "refused" if frame.get("result", {}).get("isError") else "answered"


LEGACY = {"mcp_protocol_version": "2025-11-25", "mcp_method": ""}


class Post:
    """One kept connection to a server over HTTP."""

    def __init__(self, server: Listening) -> None:
        self._server = server
        self._connection = self._open()
        self.session = ""

    def close(self) -> None:
        self._connection.close()

    def begin(self) -> str:
        """Begin a session of the protocol as it was in 2025; its id."""
        status, _ = self(json.dumps(HANDSHAKE[0]).encode(), **LEGACY)
        assert status == 200
        return self.session

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=WAIT_S)

    def __call__(self, body: bytes, **changed: str) -> tuple[int, bytes]:
        """Send a body with headers, some of them changed; the status and the answer."""
        given = self._server.headers(content_length=str(len(body)), connection="keep-alive")
        named = {**dict(given), **{key.replace("_", "-"): one for key, one in changed.items()}}
        headers = {key: one for key, one in named.items() if one}
        try:
            self._connection.request("POST", "/mcp", body, headers)
            answer = self._connection.getresponse()
            told = answer.status, answer.read()
            self.session = answer.headers.get("mcp-session-id") or self.session
        except (http.client.HTTPException, ConnectionError):
            told = 0, b""
        if told[0] != 200:
            self._connection.close()
            self._connection = self._open()
        return told


def named(body: bytes) -> dict[str, str]:
    """The headers that the protocol wants beside a body, as far as it says what it is."""
    try:
        frame: Any = json.loads(body)
        method, name = frame["method"], frame["params"].get("name", frame["params"].get("uri"))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {"mcp_method": "ping"}
    found = {"mcp_method": method, "mcp_name": name}
    return {
        key: one
        for key, one in found.items()
        if isinstance(one, str)
        and len(one) < 1_000
        and one.isascii()
        and one.isprintable()
        and one.strip() == one
    }


def bodies(draw: random.Random, study: str, many: int) -> Iterator[bytes]:
    """Calls and frames by turns."""
    for number in range(many):
        if number % 2:
            call = mutated_call(draw, number, study)
            call["params"].setdefault("_meta", META)
            yield json.dumps(call).encode()
        else:
            body = b"subscriptions/listen"
            while b"subscriptions/listen" in body:  # is answered for as long as one listens
                body = mutated_frame(draw, number, META)
            yield body


@pytest.mark.slow
def test_mutated_calls_and_frames_over_http_are_answered_and_the_server_stays(
    tmp_path: Path, full: bool
) -> None:
    """By turns to a server of today and to a session of 2025."""
    statuses: Counter[int] = Counter()
    for part, many in enumerate(parts(full, 120)):
        folder = tmp_path / str(part)
        home, study = prepare(folder)
        before, draw, session = shape(home), random.Random(part), ""
        with listening(home) as server, closing(Post(server)) as post:
            for number, body in enumerate(bodies(draw, study, many)):
                if number % AT_ONCE == 0:
                    assert post(BODY)[0] == 200
                    session = post.begin()
                if number % 4 < 2:
                    status, said = post(body, **named(body))
                else:
                    status, said = post(body, **{**LEGACY, "mcp_session_id": session})
                assert 200 <= status < 500, (status, body[:300], said[:300])
                assert PLANTED.encode() not in said
                statuses[status] += 1
        check(folder, home, before)
    print(dict(statuses))
    assert statuses[200] > 0.2 * statuses.total()
