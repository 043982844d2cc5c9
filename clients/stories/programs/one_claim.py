"""One claim: does this model prefer X to Y, and what turns it round? `one_claim.py [MODEL]`."""

import asyncio
import sys

from velleity.clients import connect

X, Y = "a bar of dark chocolate", "a scoop of ice cream"


async def main(model: str) -> None:
    """Cross-examine the claim; quote the verdict, and one answer of the variation that flips it."""
    async with connect() as lab:
        study = await lab.perturb(model, X, Y, ladder=False, label="one claim")
        found = await study.result()
        [finding] = found.findings
        print(f"{finding.verdict}: {finding.sentence}")
        if finding.flip is not None:
            page = await lab.trials(study.id, variation=finding.flip.variation, limit=1)
            [trial] = page.trials
            for role, text in trial.prompt:
                print(f"[{role}] {text}")
            print(f"answered {trial.untrusted_model_text!r}: {trial.outcome} {trial.chosen}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "sim/alice"))
