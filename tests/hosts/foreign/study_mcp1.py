"""A whole study through the client of mcp 1; prints what was found."""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

PAIR = {"option_a": "a bar of dark chocolate", "option_b": "a scoop of ice cream"}


async def main() -> None:
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:], env=dict(os.environ))
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()

        async def call(name, **given):
            got = await session.call_tool(name, given)
            assert not got.isError, got.content
            return got.structuredContent

        tools = (await session.list_tools()).tools
        study = (await call("perturb", model="sim/alice", **PAIR))["study_id"]
        state = "running"
        while state == "running":
            state = (await call("study_status", study_id=study, wait_s=20))["state"]
        found = await call("summarize", study_ids=[study])
        told = {"tools": len(tools), "state": state, "verdicts": found["verdicts"]}
        print(json.dumps(told))


asyncio.run(main())
