"""A child process for tests, which does what each request says."""

import asyncio
import os
import signal
import time
from typing import Any

from velleity.tools.respondents.child_process import plain_fault
from velleity.tools.respondents.child_serving import claim_output, serve
from velleity.tools.respondents.protocol import Fault


async def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Echo, wait, fail, be busy, or tell who it is."""
    match request["do"]:
        case "echo":
            return {"text": request["text"]}
        case "wait":
            await asyncio.Event().wait()
        case "fail":
            raise ValueError("secret")
        case "decline":
            return {"fault": plain_fault(Fault("rate_limited", "slowly", retry_after_s=2.0))}
        case "busy":
            time.sleep(3_600)  # noqa: ASYNC251 - holds its event loop up, as a library may
        case "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        case "environment":
            return {"environment": dict(os.environ)}
        case "print":
            print("not an answer", flush=True)
        case _:
            pass
    return {"pid": os.getpid()}


if __name__ == "__main__":
    asyncio.run(serve(claim_output(), answer))
