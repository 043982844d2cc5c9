"""The tables of the README on incentives: verdicts on known truths, by items and replicates.

Panels are drawn as numbers, 400 studies for each truth and size; writers and judges of texts are
tried in whole studies at one size. The same seed gives the same tables. `--write README.md` puts
them between their marks.
"""

import argparse
from pathlib import Path

from between import put

from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.finding import CalibrationFinding, TruthRow
from velleity.tools.calibrate.incentives.scenarios import (
    PANEL_TRUTHS,
    TEXT_TRUTHS,
    planned_transfer,
)
from velleity.tools.calibrate.incentives.study import calibrate_incentives
from velleity.tools.study.estimate import Estimate
from velleity.tools.study.wording import share

RUNS = 400
TEXT_RUNS = 400
SIZES = tuple((items, replicates) for items in (6, 8, 12) for replicates in (1, 5))
MARGIN, ALPHA = 0.05, 0.05
TEXTS_AT = (12, 1)
BEGIN, END = "<!-- incentives -->", "<!-- end of incentives -->"


def tried(size: tuple[int, int], runs: int, seed: int, *, texts: bool) -> CalibrationFinding:
    """All rows of one size."""
    plan = planned_transfer(*size, MARGIN, ALPHA)
    design = CalibrateDesign(plan=plan, runs=runs, seed=seed)
    work = calibrate_incentives(design, texts=TEXT_TRUTHS if texts else ())
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def brief(found: Estimate) -> str:
    """A share with its interval; its n is in the caption."""
    return share(found).partition(", n")[0]


def by_size(found: dict[tuple[int, int], CalibrationFinding]) -> str:
    """How often the verdict is wrong, by truth and size, and the power below."""
    head = "| wrong verdicts | " + " | ".join(f"{i} x {r}" for i, r in found) + " |"
    lines = [head, "|---" * (len(found) + 1) + "|"]
    for at, truth in enumerate(PANEL_TRUTHS):
        cells = " | ".join(brief(one.rows[at].wrong) for one in found.values())
        lines.append(f"| {truth.what} | {cells} |")
    some = next(iter(found.values()))
    for at, point in enumerate(some.power):
        cells = " | ".join(brief(one.power[at].detected) for one in found.values())
        lines.append(f"| *power at a share of {0.5 + point.effect:g}* | {cells} |")
    return "\n".join(lines)


def by_texts(rows: list[TruthRow]) -> str:
    """Verdicts on writers before judges, from texts and replies."""
    head = "| writer before judges | what is true | verdicts | wrong |"
    lines = [head, "|---|---|---|---|"]
    for row in rows:
        told = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in row.verdicts.items())
        lines.append(f"| `{row.model}` | {row.what} | {told} | {share(row.wrong)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables, or write them where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--text-runs", type=int, default=TEXT_RUNS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    found = {size: tried(size, given.runs, given.seed, texts=False) for size in SIZES}
    whole = tried(TEXTS_AT, given.text_runs, given.seed, texts=True)
    made = f"{by_size(found)}\n\n{by_texts(whole.rows[len(PANEL_TRUTHS) :])}"
    if given.write is None:
        print(made)
    else:
        put(given.write, BEGIN, made, END)


if __name__ == "__main__":
    main()
