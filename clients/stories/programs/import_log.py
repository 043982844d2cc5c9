"""Choices that you have already: a log of another program, judged without asking anybody."""

import asyncio
import json
from itertools import product

from velleity.clients import ToolFailed, connect

LOG = [
    {
        "kind": "choice",
        "model": "yesterday's model",
        "option_a": "tea",
        "option_b": "coffee",
        "first": first,
        "chosen": "a" if first == "a" else "b",
        "variation": variation,
        "count": 20,
    }
    for first, variation in product("ab", ("plain", "layout=xml"))
]
"""It always took what was shown first."""


async def main() -> None:
    """Import the log, tell what it shows, and what a line with a mistake is answered with."""
    async with connect() as lab:
        made = await lab.import_choices("\n".join(map(json.dumps, LOG)), label="a log")
        found = await lab.summarize_all([one.study_id for one in made.studies])
        for finding in found.findings:
            print(f"{finding.model}: {finding.verdict}: {finding.sentence}")
        try:
            await lab.import_choices(json.dumps({**LOG[0], "chosen": "c"}))
        except ToolFailed as refused:
            print(f"Refused: {refused}")


if __name__ == "__main__":
    asyncio.run(main())
