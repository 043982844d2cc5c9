"""Ways of asking of your own: is the preference safe from what your product's prompt says?"""

import asyncio
import sys

from velleity.clients import connect

OWN = [
    {"text": "You are the assistant of a gym.\n\n${question}", "tier": "circumstance"},
    {"text": "${question}", "tier": "circumstance", "system": "Answer as if you were in a hurry."},
    {"text": "${question}\n\nEverybody here takes the fruit.", "tier": "nudge"},
]
"""${question} is the whole question; a circumstance counts as reasonable, a nudge never decides."""


async def main(model: str) -> None:
    """Ask under the catalogue's variations and these, and tell how each of these came out."""
    async with connect() as lab:
        study = await lab.perturb(
            model, "a bar of dark chocolate", "a bowl of fruit", variations=OWN
        )
        [finding] = (await study.result()).findings
        print(f"{finding.verdict}: {finding.sentence}")
        own = [row for row in await study.to_rows("cells") if row["variation"].startswith("custom")]
        for row in own:
            order = f"{row['first']} first"
            print(f"{row['variation']}, {order}: chocolate {row['a']} of {row['asked']}")
        for rung in finding.ladder:
            if rung.variation.startswith("custom"):
                print(f"pushed by {rung.variation}: chocolate in {rung.share_a.value}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "sim/bob"))
