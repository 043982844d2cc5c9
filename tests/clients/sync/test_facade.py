"""The client without await: every method of the other one, with its arguments; the same story."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from inspect import iscoroutinefunction, signature
from pathlib import Path
from typing import Any

import pytest

from tests.clients.commands import A, B
from velleity.clients import handle, lab
from velleity.clients.sync import Lab, NotConnected, Study, ToolFailed, connect
from velleity.clients.sync.loop import NAME

OWN = {"call", "close"}
"""Methods that are not made of the other's: a tool by its name, which takes the answer's type."""


def methods(kind: type) -> dict[str, Callable[..., Any]]:
    """The public methods that must be awaited."""
    return {
        name: found
        for name in dir(kind)
        if not name.startswith("_") and iscoroutinefunction(found := getattr(kind, name))
    }


@pytest.mark.parametrize(("ours", "theirs"), [(Lab, lab.Lab), (Study, handle.Study)])
def test_every_method_is_there_with_the_same_arguments(ours: type, theirs: type) -> None:
    there = methods(theirs).keys() - OWN
    assert there
    for name in there:
        one, other = signature(getattr(ours, name)), signature(getattr(theirs, name))
        assert one.parameters == other.parameters, name
        awaited = other.return_annotation
        assert one.return_annotation == (Study if awaited is handle.Study else awaited), name
        assert getattr(ours, name).__doc__ == getattr(theirs, name).__doc__
    properties = {name for name in dir(theirs) if isinstance(getattr(theirs, name), property)}
    assert properties <= set(dir(ours))
    assert not methods(ours)


def test_it_opens_by_the_same_arguments() -> None:
    assert signature(connect).parameters == signature(lab.connect).parameters


def test_a_story_is_told_without_await(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    with connect(tmp_path) as opened:
        study = opened.perturb("sim/alice", A, B, ladder=False, max_trials=300)
        assert isinstance(study, Study)
        found = study.result(lambda done, most: heard.append((done, most)))
        assert heard[-1][0] == study.status.done
        assert found.findings[0].verdict == "weak"
        frame: Any = study.to_frame()
        assert list(frame["verdict"]) == ["weak"]
        assert opened.study(study.id).id == study.id
        assert study.id in repr(study)
        assert "weak" in study._repr_html_()  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(ToolFailed, match="no model 'gpt'"):
            opened.perturb("gpt", A, B)
    with pytest.raises(NotConnected, match="closed"):
        opened.studies()


def test_who_cannot_be_reached_leaves_no_thread_behind() -> None:
    with pytest.raises(NotConnected, match="Give one of home"):
        connect(token="x")
    assert not [one for one in threading.enumerate() if one.name == NAME]


SERVE = "from velleity.server.stdio import serve; serve()"
FORGETFUL = """
from velleity.clients.sync import connect
lab = connect()
print(lab.perturb("sim/bob", "tea", "coffee", ladder=False).result().summary)
print(lab.calibrate("perturb", runs=5000).status.state)
"""


@pytest.mark.slow
def test_a_script_that_never_closes_ends_calmly_and_its_study_can_go_on(full: bool) -> None:
    if not full:
        pytest.skip("a process of its own: run with --full")
    done = subprocess.run([sys.executable, "-c", FORGETFUL], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 study: 1 strong.\nrunning\n"
    with connect() as opened:
        left = opened.studies().studies[0]
        assert (left.verb, left.state) == ("calibrate", "interrupted")


@pytest.mark.slow
def test_a_server_that_is_killed_is_told_to_who_waits(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("a process of its own: run with --full")
    marked = home.parent / "pid"
    code = f"import os; open({str(marked)!r}, 'w').write(str(os.getpid())); {SERVE}"
    opened = connect(command=[sys.executable, "-c", code])
    study = opened.calibrate("perturb", runs=5000)
    killing = threading.Timer(0.5, lambda: os.kill(int(marked.read_text()), signal.SIGKILL))
    killing.start()
    with pytest.raises(NotConnected, match="resume"):
        study.result()
    with pytest.raises(NotConnected, match="Connect again"):
        opened.studies()
    opened.close()
    with connect() as again:
        assert again.study(study.id).status.state == "interrupted"
