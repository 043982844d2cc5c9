"""What a ledger keeps, where it is known what is false; and e-values of studies that stop early.

python bench/ledgers.py [CLAIMS] [--seed S]   so many claims hunted of each truth; default 240

Every claim is hunted by an agent that looks after every round, cancels at what it hopes for, and
asks anew until it has that. Some 10 minutes of one processor.
"""

import argparse
import sys
import time

from velleity.tools.calibrate.rates.ledgers import (
    NULLS,
    TRUE,
    Hunted,
    hunt,
    ledger_rate,
    mean_false_e,
    mean_least,
)
from velleity.tools.study.estimate import Estimate

SHAPES = {
    "all of one cell at chance": (0, 1, 0, 0, 0, 0, 0),
    "all false in one way or another": (1, 1, 1, 0, 0, 0, 0),
    "three in five false": (1, 1, 1, 1, 1, 0, 0),
    "three in five false, the others asked twice": (1, 1, 1, 0, 0, 1, 1),
    "one in five false, the others asked twice": (0, 1, 0, 0, 0, 2, 2),
}
"""Parts of a ledger that are of each truth, in the order of NULLS and TRUE, these also twice."""


def told(one: Estimate) -> str:
    """A number with its interval."""
    if one.value is None or one.low is None or one.high is None:
        return "–"
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"


TWICE = " asked twice"
"""Of true claims, that a ledger asks for more answers."""


def pools(claims: int, seed: int) -> dict[str, list[Hunted]]:
    """So many claims of each truth."""
    found: dict[str, list[Hunted]] = {}
    for name in (*NULLS, *TRUE, *(f"{model}{TWICE}" for model in TRUE)):
        begun = time.perf_counter()
        model, twice = name.removesuffix(TWICE), name.endswith(TWICE)
        found[name] = [hunt(model, seed, number, patient=twice) for number in range(claims)]
        print(f"{time.perf_counter() - begun:6.0f} s {name}", file=sys.stderr)
    return found


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("claims", nargs="?", type=int, default=240)
    reader.add_argument("--seed", type=int, default=0)
    asked = reader.parse_args()
    found = pools(asked.claims, asked.seed)
    print("| truth | claims | strong | weak | false | mean e of what is false | least cell |")
    print("|---|---|---|---|---|---|---|")
    for model, some in found.items():
        counts = [sum(one.verdict == word for one in some) for word in ("strong", "weak")]
        false = sum(one.wrong for one in some)
        cells = [f"`{model}`", str(len(some)), *map(str, counts), str(false)]
        print(f"| {' | '.join([*cells, told(mean_false_e(some)), told(mean_least(some))])} |")
    print()
    print("| ledger | claims | false of all claims, raw | false of what stands | stand |")
    print("|---|---|---|---|---|")
    for name, parts in SHAPES.items():
        for size in (20, 300):
            numbers = [size * part // sum(parts) for part in parts]
            row = ledger_rate(list(zip(found.values(), numbers, strict=True)), asked.seed)
            print(
                f"| {name} | {row.claims} | {told(row.raw)} | {told(row.kept)} "
                f"| {row.standing:.1f} |"
            )


if __name__ == "__main__":
    main()
