"""What a person sees at a terminal, recorded in tmux: widths, colours, a pipe, a server that is
down, and Ctrl-C with the same command after it.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.commands import A, B, answer, said
from tests.conftest import NO_TMUX

SCRIPT = str(Path(sys.executable).parent / "velleity")
PATIENCE_S = 60
LOOKS = 20_000
PAIR = ("perturb", A, B, "--no-ladder")


class Session:
    """A terminal of some width, in a tmux server of its own."""

    def __init__(self, columns: int) -> None:
        self._name = f"velleity-{uuid.uuid4().hex[:12]}"
        self.columns = columns

    def tmux(self, *words: str) -> str:
        command = ("tmux", "-L", self._name, "-f", os.devnull, *words)
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin(self, line: str) -> None:
        """Type a line at a shell; `ended` waits for its end."""
        signal = f"tmux -L {self._name} wait-for -S ended"
        size = ("-x", str(self.columns), "-y", "200")
        shell = shlex.join(("sh", "-c", f"trap : INT; {line}; {signal}; exec cat"))
        self.tmux("new-session", "-d", *size, shell)

    def ended(self) -> str:
        self.tmux("wait-for", "ended")
        return self.seen()

    def run(self, line: str) -> str:
        self.begin(line)
        return self.ended()

    def seen(self, *more: str) -> str:
        return self.tmux("capture-pane", "-p", "-S", "-500", *more).rstrip("\n")

    def wait_for(self, pattern: str) -> None:
        """Look until something is there."""
        for _ in range(LOOKS):
            if re.search(pattern, self.seen()):
                return
        raise AssertionError(f"{pattern} was never seen:\n{self.seen()}")

    def close(self) -> None:
        subprocess.run(("tmux", "-L", self._name, "kill-server"), capture_output=True)


@pytest.fixture
def sessions() -> Iterator[list[Session]]:
    if shutil.which("tmux") is None:
        pytest.skip(NO_TMUX)
    opened: list[Session] = []
    yield opened
    for one in opened:
        one.close()


def opened(sessions: list[Session], columns: int) -> Session:
    sessions.append(Session(columns))
    return sessions[-1]


def line(*words: str, **env: str) -> str:
    given = [f"{name}={value}" for name, value in env.items()]
    return shlex.join(("env", *given, SCRIPT, *words))


def assert_wrapped_between_words(seen: str, whole: str, columns: int) -> None:
    """Every word of the output is whole on the screen, but those longer than it."""
    assert all(len(one) <= columns for one in seen.splitlines())
    shown = seen.split()
    for word in whole.split():
        assert word in shown or len(word) > columns or word.startswith(("std_", "velleity"))


@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_is_wrapped_inside_a_word_and_no_color_is_heeded(
    sessions: list[Session], columns: int, full: bool
) -> None:
    if columns != 80 and not full:
        pytest.skip("one width unless --full")
    session = opened(sessions, columns)
    seen = session.run(line(*PAIR, "-m", "sim/first", NO_COLOR="1"))
    assert "position driven" in seen
    again = said(*PAIR, "-m", "sim/first").splitlines()
    whole = " ".join(one for one in again if not one.startswith("Asked before"))
    assert_wrapped_between_words(seen, whole, columns)
    assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7])[;m]", session.seen("-e"))


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 120])
def test_help_fits_and_verdicts_are_coloured(
    sessions: list[Session], columns: int, full: bool
) -> None:
    if not full:
        pytest.skip("whole processes: --full")
    told = opened(sessions, columns).run(line("--help"))
    assert all(name in told for name in ("Ask", "See what was found", "Keep", "This machine"))
    session = opened(sessions, columns)
    session.run(line(*PAIR, "-m", "sim/first"))
    assert re.search(r"\x1b\[[0-9;]*35m?[^\n]*position driven", session.seen("-e"))


@pytest.mark.slow
def test_into_a_pipe_goes_no_escape_and_no_bar(sessions: list[Session], full: bool) -> None:
    if not full:
        pytest.skip("whole processes: --full")
    session = opened(sessions, 80)
    seen = session.run(f"{line(*PAIR, '-m', 'sim/coin')} | cat -v")
    assert "^[" not in seen
    assert "indifferent" in seen


@pytest.mark.slow
def test_a_server_that_is_down_is_named_and_nothing_is_lost(
    home: Path, sessions: list[Session], full: bool
) -> None:
    if not full:
        pytest.skip("whole processes: --full")
    file = home.parent / "settings.toml"
    file.write_text('[models.gone]\nbase_url = "http://127.0.0.1:9/v1"\n')
    session = opened(sessions, 80)
    session.begin(line(*PAIR, "-m", "gone"))
    session.wait_for(r"127\.0\.0\.1:9")
    session.tmux("send-keys", "C-c")
    seen = session.ended()
    assert "Traceback" not in seen
    assert "no answer is lost" in seen


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on_and_the_same_command_does(
    sessions: list[Session], full: bool
) -> None:
    if not full:
        pytest.skip("whole processes: --full")
    options = [f"option {n}" for n in range(150)]
    words = ("elicit", *options, "-m", "sim/bob", "--max-trials", "20000")
    session = opened(sessions, 120)
    session.begin(line(*words))
    session.wait_for(r"[1-9][\d,]*/[\d,]+")
    session.tmux("send-keys", "C-c")
    seen = " ".join(session.ended().split())
    assert "The same command goes on where it was" in seen
    [study] = answer("list")["studies"]
    assert study["state"] == "interrupted"
    again = " ".join(opened(sessions, 120).run(line(*words)).split())
    assert f"going on with {study['study_id']}" in again
    assert answer("status", study["study_id"])["state"] == "done"
