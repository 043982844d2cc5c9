"""Ask any provider through litellm, which runs in a process of its own (`litellm_worker.py`).

The process starts with the first question and ends with `close`. If it dies, what was in flight is
a fault of unknown payment, and the next question starts another.
"""

import asyncio
import json
import sys
from typing import Any

from .endpoints import Endpoint
from .litellm_worker import LONGEST_LINE, TOP
from .protocol import Fault, Messages, Params, Reply, Usage

LAST_S = 1.0
"""Seconds that the process has to end by itself."""
MODULE = f"{__package__}.litellm_worker"


class LiteLLM:
    """One model of one provider. Its process belongs to the loop that first asks."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Start nothing yet."""
        self._endpoint = endpoint
        self.name = endpoint.alias
        self.terms = endpoint.terms
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._next = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Let the process make one call.

        Raises:
            Fault: there was no answer, or none that can be read.
        """
        process = await self._started()
        self._next += 1
        number = self._next
        said = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._send(process, {"id": number, "call": self._call(messages, params)})
            answer = await said
        except asyncio.CancelledError:
            self._send(process, {"cancel": number})
            raise
        finally:
            self._waiting.pop(number, None)
        if "fault" in answer:
            fault = answer["fault"]
            raise Fault(fault.pop("kind"), fault.pop("reason"), **fault)
        usage = None if answer["usage"] is None else Usage(*answer["usage"])
        odds = answer["odds"] and tuple((token, value) for token, value in answer["odds"])
        return Reply(answer["text"], answer["finish"], usage, odds)

    async def close(self) -> None:
        """End the process; one that is still importing is not waited for."""
        process, self._process = self._process, None
        if process is None or self._reading is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(LAST_S):
                await process.wait()
        except TimeoutError:
            process.kill()
        await self._reading
        await process.wait()

    def _call(self, messages: Messages, params: Params) -> dict[str, Any]:
        return {
            "model": self._endpoint.litellm,
            "messages": [{"role": role, "content": text} for role, text in messages],
            "temperature": params.temperature,
            "max_tokens": params.max_tokens,
            "seed": params.seed % 2**31,
            "api_key": self._endpoint.key(),
            "api_base": self._endpoint.base_url or None,
            "timeout": self._endpoint.deadline_s,
            "reasoning_effort": self._endpoint.reasoning_effort,
            "logprobs": True if params.odds else None,
            "top_logprobs": TOP if params.odds else None,
        }

    async def _started(self) -> asyncio.subprocess.Process:
        async with self._starting:
            if self._process is None:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    MODULE,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    limit=LONGEST_LINE,
                )
                self._reading = asyncio.create_task(self._read(self._process))
            return self._process

    def _send(self, process: asyncio.subprocess.Process, request: dict[str, Any]) -> None:
        assert process.stdin is not None
        if not process.stdin.is_closing():
            process.stdin.write(json.dumps(request).encode() + b"\n")

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand out replies until the process ends; who still waits then gets a fault."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            answer = json.loads(line)
            said = self._waiting.get(answer["id"])
            if said is not None and not said.done():
                said.set_result(answer)
        if self._process is process:
            self._process = None
        gone = {"kind": "dropped", "reason": "litellm's process ended", "maybe_paid": True}
        for said in self._waiting.values():
            if not said.done():
                said.set_result({"fault": dict(gone)})
