"""A process of ours that answers: matched answers, its death as a fault, and no orphan."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from velleity.tools.respondents.child_process import ChildProcess
from velleity.tools.respondents.protocol import Fault

ROOT = Path(__file__).parents[3]
ECHO = "tests.tools.respondents.echo"
PARENT = f"""
import asyncio
from velleity.tools.respondents.child_process import ChildProcess

async def main():
    child = ChildProcess("{ECHO}", who="echo")
    print((await child.say({{"do": "who"}}))["pid"], flush=True)
    await child.say({{"do": "DOING"}})

asyncio.run(main())
"""


@pytest.fixture
async def child(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ChildProcess]:
    monkeypatch.chdir(ROOT)
    one = ChildProcess(ECHO, who="echo", maybe_paid=True)
    yield one
    await one.close()


def is_gone(pid: int, within_s: float = 10.0) -> bool:
    """Wait for the end of a process that is not ours."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within_s)[0])
    finally:
        os.close(handle)


async def test_each_answer_goes_to_whoever_asked(child: ChildProcess) -> None:
    texts = [f"{n}\n\ud800 é" * n for n in range(200)]
    said = await asyncio.gather(*(child.say({"do": "echo", "text": one}) for one in texts))
    assert [one["text"] for one in said] == texts
    assert (await child.say({"do": "print"}))["pid"] == (await child.say({"do": "who"}))["pid"]


async def test_it_has_what_any_program_needs_and_what_it_is_given_and_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    planted = {
        name: f"sk-canary-{name}"
        for name in (
            *("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MY_KEY", "AWS_SECRET_ACCESS_KEY"),
            *("OPENAI_BASE_URL", "HTTPS_PROXY", "LITELLM_LOG", "OPENAI_ORGANIZATION"),
        )
    }
    for name, value in planted.items():
        monkeypatch.setenv(name, value)
    child = ChildProcess(ECHO, who="echo", environment={"AWS_REGION": "eu-north-1"})
    try:
        found = (await child.say({"do": "environment"}))["environment"]
    finally:
        await child.close()
    assert found["PATH"] == os.environ["PATH"]
    assert found["AWS_REGION"] == "eu-north-1"
    assert not planted.keys() & found.keys()
    assert "canary" not in str(found)


async def test_a_fault_comes_as_it_was_raised_and_a_surprise_by_its_kind_alone(
    child: ChildProcess,
) -> None:
    with pytest.raises(Fault) as declined:
        await child.say({"do": "decline"})
    assert (declined.value.kind, declined.value.retry_after_s) == ("rate_limited", 2.0)
    with pytest.raises(Fault) as surprised:
        await child.say({"do": "fail"})
    assert (surprised.value.kind, surprised.value.reason) == ("unavailable", "ValueError")


async def test_its_death_is_a_fault_for_all_who_wait_and_the_next_starts_another(
    child: ChildProcess,
) -> None:
    first = (await child.say({"do": "who"}))["pid"]
    waiting = [asyncio.create_task(child.say({"do": "wait"})) for _ in range(3)]
    await child.say({"do": "who"})
    os.kill(first, signal.SIGKILL)
    for one in waiting:
        with pytest.raises(Fault) as caught:
            await one
        assert (caught.value.kind, caught.value.maybe_paid) == ("dropped", True)
        assert caught.value.reason == "echo ended (SIGKILL)"
    assert (await child.say({"do": "who"}))["pid"] != first


async def test_who_gives_up_is_not_answered_and_nobody_else_notices(child: ChildProcess) -> None:
    waiting = asyncio.create_task(child.say({"do": "wait"}))
    await child.say({"do": "who"})
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await child.say({"do": "echo", "text": "x"}))["text"] == "x"


async def test_ctrl_c_is_for_the_parent(child: ChildProcess) -> None:
    assert (await child.say({"do": "interrupt"}))["pid"] == (await child.say({"do": "who"}))["pid"]


@pytest.mark.parametrize("doing", ["wait", "busy"])
async def test_closing_leaves_no_process_behind(child: ChildProcess, doing: str) -> None:
    pid = (await child.say({"do": "who"}))["pid"]
    asking = asyncio.create_task(child.say({"do": doing}))
    await asyncio.wait([asking], timeout=0.1)
    await child.close()
    with pytest.raises(Fault):
        await asking
    assert is_gone(pid, 0)


@pytest.mark.parametrize("doing", ["wait", "busy"])
def test_it_dies_with_its_parent_whatever_it_does(doing: str) -> None:
    code = PARENT.replace("DOING", doing)
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    assert is_gone(pid)
