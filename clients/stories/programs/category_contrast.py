"""Two kinds of requests against each other, pair by pair: is one liked better as a category?"""

import asyncio
import sys
from typing import Any

from velleity.clients import connect

ONE, OTHER = "list of options", "career help"


async def main(model: str) -> None:
    """Plan it, say what it could find, run it; the interval is clustered by request."""
    asked: dict[str, Any] = {"source": "requests", "unit": "categories", "max_trials": 700}
    asked["ladder"] = False  # no nudges, no pressure
    async with connect() as lab:
        plan = (await lab.perturb(model, ONE, OTHER, dry_run=True, **asked)).status.plan
        if plan is not None:
            print(f"At most {plan.trials} answers. {plan.effect}")
        study = await lab.perturb(model, ONE, OTHER, **asked)
        [finding] = (await study.result()).findings
        print(f"{finding.verdict}: {finding.sentence}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "sim/coin"))
