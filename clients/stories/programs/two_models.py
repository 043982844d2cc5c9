"""Two models beside each other: the same claim, one row a model. `two_models.py [MODEL MODEL]`."""

import asyncio
import sys

from velleity.clients import connect


async def main(models: list[str]) -> None:
    """Ask all at once, and print shares with their intervals."""
    async with connect() as lab:
        study = await lab.perturb(
            models[0], "a walk in the park", "a new book", models=models, ladder=False
        )
        for row in await study.to_rows():
            share = "no data"
            if row["share_a"] is not None:
                low, high, n = row["share_a_low"], row["share_a_high"], row["share_a_n"]
                share = f"{row['share_a']:.2f} [{low:.2f}, {high:.2f}], n = {n}"
            print(f"{row['model']:12} {row['verdict']:16} a walk: {share}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or ["sim/bob", "sim/first"]))
