"""Judge stored answers anew, by the rules of today: nobody is asked a second time."""

import asyncio

from velleity.clients import connect

LABEL = "rules of today"


async def main() -> None:
    """Run a study, then read all of its label: what was found then, and what would be today."""
    async with connect() as lab:
        study = await lab.perturb("sim/bob", "tea", "coffee", ladder=False, label=LABEL)
        await study.wait()
        stored = await lab.summarize_all(label=LABEL)
        today = await lab.summarize_all(label=LABEL, rejudge=True)
        for before, after in zip(stored.findings, today.findings, strict=True):
            print(f"{before.option_a} or {before.option_b}: {before.verdict}, now {after.verdict}")
        print(today.summary)


if __name__ == "__main__":
    asyncio.run(main())
