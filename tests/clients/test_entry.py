"""The command itself, in a process of its own: on a pipe, on a terminal, and interrupted."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients.commands import A, B, answer, run

SCRIPT = str(Path(sys.executable).parent / "velleity")
SOME_ANSWERS = re.compile(rb"[1-9][\d,]*/[\d,]+")
"""The progress bar once something is stored: done/most."""


def velleity(*words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([SCRIPT, *words], capture_output=True, env={**os.environ, **env})


@contextmanager
def on_a_terminal(*words: str) -> Generator[tuple[subprocess.Popen[bytes], int]]:
    """The command with a terminal for its standard error; what to read that terminal from."""
    outer, inner = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen([SCRIPT, *words], stdout=subprocess.PIPE, stderr=inner, env=env) as child:
        os.close(inner)
        try:
            yield child, outer
        finally:
            child.kill()
            os.close(outer)


def read_until(terminal: int, wanted: re.Pattern[bytes]) -> bytes:
    """What appears on a terminal up to the wanted words; blocks, never polls."""
    seen = b""
    while not wanted.search(seen):
        seen += os.read(terminal, 4_096)
    return seen


def rest_of(terminal: int) -> bytes:
    """What appears until the other side closes; on Linux that is an error, elsewhere an end."""
    seen = b""
    try:
        while some := os.read(terminal, 4_096):
            seen += some
    except OSError:
        pass
    return seen


def test_an_interrupt_ends_with_130_and_the_same_command_goes_on_where_it_was() -> None:
    options = [f"option number {n}" for n in range(80)]
    words = ("elicit", *options, "-m", "sim/bob", "--max-trials", "30000")
    with on_a_terminal(*words) as (child, terminal):
        read_until(terminal, SOME_ANSWERS)
        child.send_signal(signal.SIGINT)
        told = rest_of(terminal)
        assert child.stdout is not None
        assert child.stdout.read() == b""
        assert child.wait(30) == 130
    assert b"velleity: interrupted; no answer is lost. The same command goes on" in told
    assert b"Traceback" not in told
    [study] = answer("list")["studies"]
    assert study["state"] == "interrupted"
    assert 0 < study["done"] < study["planned"]
    went_on = run(*words)
    assert f"going on with {study['study_id']}: {study['done']:,} answers" in went_on.stderr
    after = answer("status", study["study_id"])
    assert (after["state"], after["done"]) == ("done", study["planned"])
    assert len(answer("list")["studies"]) == 1
    shown = run(*words)
    assert re.search(r"Asked before, on \d{4}-\S+ \S+; --fresh asks anew\.", shown.stdout)


def test_of_several_models_each_says_when_it_was_asked_before() -> None:
    words = ("perturb", A, B, "-m", "sim/first", "-m", "sim/refuser", "--no-ladder")
    assert "asked before" not in run(*words).stdout
    again = run(*words).stdout
    for model in ("sim/first", "sim/refuser"):
        assert re.search(rf"^{model}: asked before, on \d{{4}}-\S+ \S+; --fresh", again, re.M)


def test_on_a_pipe_only_results_are_printed_and_without_colour() -> None:
    done = velleity("perturb", A, B, "-m", "sim/coin")
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert b"indifferent  sim/coin is indifferent" in done.stdout


def test_on_a_pipe_a_server_that_is_not_there_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "absent.toml"
    file.write_text('[models.gone]\nbase_url = "http://127.0.0.1:9/v1"\n')
    words = (SCRIPT, "perturb", A, B, "-m", "gone", "--json")
    env = {**os.environ, "VELLEITY_SETTINGS": str(file)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        first = child.stderr.readline()
        child.send_signal(signal.SIGINT)
        ended = json.loads(child.stdout.read())
    assert (ended["ok"], ended["error"]["code"]) == (False, "interrupted")
    assert first == b"velleity: cannot connect to http://127.0.0.1:9: trying again in 3 s\n"


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("cp1252", marks=pytest.mark.in_full)])
def test_what_an_encoding_lacks_ends_no_command_and_json_is_read_back(encoding: str) -> None:
    words = ("perturb", B, "th\u00e9 \u8336", "-m", "sim/bob")
    people = velleity(*words, PYTHONIOENCODING=encoding)
    assert people.returncode == 0, people.stderr
    assert people.stdout.decode(encoding).startswith("1 study: 1 strong.")
    scripts = velleity(*words, "--json", PYTHONIOENCODING=encoding)
    read = json.loads(scripts.stdout.decode(encoding))["data"]
    assert read["findings"][0]["option_b"] == "th\u00e9 \u8336"


def test_an_error_leaves_standard_output_empty_and_code_1() -> None:
    done = velleity("status", "std_no")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.startswith(b"velleity: There is no study 'std_no'")
    assert done.stderr.count(b"\n") == 1


def test_a_data_folder_that_is_a_file_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    done = velleity("status", VELLEITY_HOME=str(tmp_path / "file"))
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.startswith(b"velleity: ")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_goes_away_is_no_error_to_tell_about() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        [SCRIPT, "status", "--json"], stdout=writer, stderr=subprocess.PIPE
    ) as child:
        os.close(writer)
        assert child.stderr is not None
        assert b"Traceback" not in child.stderr.read()
