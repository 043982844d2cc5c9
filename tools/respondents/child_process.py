"""A process of ours that answers requests over its pipes: started on first use, ended by `close`.

Requests and answers are JSON, one a line, matched by number; many are under way at once. A process
that dies is a fault for whoever waits, and the next request starts another. What a request means is
the affair of `child_serving.py`'s callers.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, cast

from .protocol import Fault, Provenance, Reply, ToolCall, Usage

LAST_S = 1.0
"""Seconds that a process has to end by itself."""
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one request or answer."""


PLAIN = frozenset(
    {
        *(
            "PATH",
            "PATHEXT",
            "HOME",
            "USERPROFILE",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "TEMP",
            "TMP",
        ),
        *("SYSTEMROOT", "WINDIR", "COMSPEC", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR"),
    }
)
"""Variables of this process that its children have too."""
PLAIN_PREFIXES = ("LC_", "PYTHON", "OMP_", "GGML_")


class ChildProcess:
    """One module run in an interpreter of its own. Belongs to the loop that first asks."""

    def __init__(
        self,
        module: str,
        words: Sequence[str] = (),
        *,
        who: str,
        maybe_paid: bool = False,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Start nothing yet; `who` names it in faults, `maybe_paid` is said of lost requests.

        Of this process's environment it gets what no secret is in, and `environment`.
        """
        self._command = (sys.executable, "-m", module, *words)
        self._who = who
        self._maybe_paid = maybe_paid
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._next = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def say(self, request: dict[str, Any]) -> dict[str, Any]:
        """Let the process do one thing.

        Raises:
            Fault: it says that it could not, or it ended.
        """
        process = await self._started()
        self._next += 1
        number = self._next
        said = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            _send(process, {"id": number, **request})
            answer = await said
        except asyncio.CancelledError:
            _send(process, {"cancel": number})
            raise
        finally:
            self._waiting.pop(number, None)
        if "fault" in answer:
            raise fault_from(answer["fault"])
        return answer

    async def close(self) -> None:
        """End the process; one that is still starting is not waited for."""
        process, self._process = self._process, None
        if process is None or self._reading is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        await _ended(process)
        await self._reading

    async def _started(self) -> asyncio.subprocess.Process:
        async with self._starting:
            if self._process is None:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    limit=LONGEST_LINE,
                    env={**_plain_environment(), **self._environment},
                )
                self._reading = asyncio.create_task(self._read(self._process))
            return self._process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand out answers until the process ends; who still waits then gets a fault."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            answer = json.loads(line)
            said = self._waiting.get(answer["id"])
            if said is not None and not said.done():
                said.set_result(answer)
        code = await _ended(process)
        if self._process is process:
            self._process = None
        gone = Fault("dropped", f"{self._who} ended{_how(code)}", maybe_paid=self._maybe_paid)
        for said in self._waiting.values():
            if not said.done():
                said.set_result({"fault": plain_fault(gone)})


def _plain_environment() -> dict[str, str]:
    """What a program needs of an environment to run at all: no key, no address, no proxy."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in PLAIN or name.upper().startswith(PLAIN_PREFIXES)
    }


def _send(process: asyncio.subprocess.Process, request: dict[str, Any]) -> None:
    assert process.stdin is not None
    if not process.stdin.is_closing():
        process.stdin.write(json.dumps(request).encode() + b"\n")


async def _ended(process: asyncio.subprocess.Process) -> int:
    """Wait for the end of a process and hurry it on if it takes long; its exit status.

    Not hurried at once: a signal to a process that has just ended takes its status away.
    """
    try:
        async with asyncio.timeout(LAST_S):
            return await process.wait()
    except (TimeoutError, asyncio.CancelledError):  # whatever happens, no process is left behind
        if process.returncode is None:
            process.kill()
        return await process.wait()


def _how(code: int) -> str:
    """What an exit status tells: the signal, if it was one."""
    names = {number.value: number.name for number in signal.Signals}
    return f" ({names.get(-code, -code)})" if code < 0 else ""


def plain_reply(reply: Reply) -> dict[str, Any]:
    """A reply as JSON."""
    return {
        "text": reply.text,
        "finish": reply.finish,
        "usage": reply.usage,
        "logprobs": reply.logprobs,
        "provenance": reply.provenance and asdict(reply.provenance),
        "calls": reply.calls,
    }


def reply_from(said: dict[str, Any]) -> Reply:
    """A reply as `plain_reply` wrote it."""
    usage = None if said["usage"] is None else Usage(*said["usage"])
    logprobs = said["logprobs"] and tuple((token, value) for token, value in said["logprobs"])
    who = said["provenance"] and Provenance(**_frozen(said["provenance"]))
    calls = tuple(ToolCall(*one) for one in said.get("calls", ()))
    return Reply(said["text"], said["finish"], usage, logprobs, who, calls)


def _frozen(plain: dict[str, Any]) -> dict[str, Any]:
    """The same with tuples in place of lists, as a value that can be compared needs it."""
    return {
        name: tuple(cast("list[Any]", one)) if isinstance(one, list) else one
        for name, one in plain.items()
    }


def plain_fault(fault: Fault) -> dict[str, Any]:
    """A fault as JSON."""
    return {
        "kind": fault.kind,
        "reason": fault.reason,
        "status": fault.status,
        "retry_after_s": fault.retry_after_s,
        "maybe_paid": fault.maybe_paid,
        "unreachable": fault.unreachable,
    }


def fault_from(said: dict[str, Any]) -> Fault:
    """A fault as `plain_fault` wrote it."""
    fault = dict(said)
    return Fault(fault.pop("kind"), fault.pop("reason"), **fault)
