"""A claim from end to end: what stands of it, and where each number of that comes from."""

import asyncio
import sys

from velleity.clients import audit, connect


async def main(claim: str, model: str) -> None:
    """Try it by the fixed protocol, and print the conclusion, the studies, and some sources."""
    async with connect() as lab:
        found = await audit(lab, claim, model, max_trials=3_000, journal="audit.jsonl")
    print(found.sentence)
    for study in found.studies:
        print(f"{study.how}: {study.verdict} ({study.study_id})")
    for number in found.numbers[:3]:
        print(f"{number.number} stands in step {number.step}, at {number.path}")
    print(f"{found.taken.trials} answers; all steps are in {found.journal}")


if __name__ == "__main__":
    said = sys.argv[1:] or ["the model prefers dark chocolate to ice cream", "sim/alice"]
    asyncio.run(main(*said))
