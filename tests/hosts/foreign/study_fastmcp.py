"""A whole study through the client of fastmcp; prints what was found."""

import asyncio
import json
import os
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

PAIR = {"option_a": "a bar of dark chocolate", "option_b": "a scoop of ice cream"}


async def main() -> None:
    server = StdioTransport(sys.argv[1], sys.argv[2:], env=dict(os.environ))
    async with Client(server) as client:

        async def call(name, **given):
            return (await client.call_tool(name, given)).structured_content

        tools = await client.list_tools()
        study = (await call("perturb", model="sim/alice", **PAIR))["study_id"]
        state = "running"
        while state == "running":
            state = (await call("study_status", study_id=study, wait_s=20))["state"]
        found = await call("summarize", study_ids=[study])
        told = {"tools": len(tools), "state": state, "verdicts": found["verdicts"]}
        print(json.dumps(told))


asyncio.run(main())
