"""The tables of the README on utilities: coverage, the alarm, power, active pairs, flips.

400 simulated studies a row; the same seed gives the same tables. `--write README.md` puts them
between their marks; `--only TEXT` prints the rows in whose words it is.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from between import put

from velleity.tools.calibrate.rates.active_pairs import TARGET, Saving, saving
from velleity.tools.calibrate.rates.fresh_flips import FLIPS, FlipRow, flip_row, simulate_flip
from velleity.tools.calibrate.rates.known_utilities import (
    ALLOWED,
    WORLDS,
    Measure,
    World,
    WorldRow,
    row_of,
    simulate,
)
from velleity.tools.study.estimate import Estimate
from velleity.tools.study.wording import share

RUNS = 400
BEGIN, END = "<!-- utilities -->", "<!-- end of utilities -->"
SAVED = ((20, 2.0, 60), (20, 3.0, 60), (50, 2.0, 20), (50, 3.0, 20))
"""Options, standard deviations and respondents for whom the trials of active pairs are counted."""
HEADS: dict[Measure, str] = {
    "coverage": "intervals that cover",
    "false signal": "utilities shown where there are none",
    "missed signal": "utilities shown of a ranking",
    "power": "utilities shown",
}


def tried(world: World, runs: int, seed: int) -> WorldRow:
    """All runs of one world."""
    row = row_of(world, [simulate(world, seed, number) for number in range(runs)])
    print(line(row), file=sys.stderr, flush=True)
    return row


def line(row: WorldRow) -> str:
    """One world as a row of Markdown: coverage where that is asked, else the share shown."""
    world = row.world
    measured = row.coverage if world.measure == "coverage" else row.shown
    figure = told(measured) + ("" if row.right else " ←")
    return f"| {world.what} | {world.options} | {row.answers:.0f} | {figure} |"


def told(one: Estimate) -> str:
    """A figure with its interval and n."""
    if one.value is None or one.low is None or one.high is None:
        return ""
    return f"{one.value:.1%} [{one.low:.1%}, {one.high:.1%}], n = {one.n:,}"


def table(measure: Measure, rows: Sequence[WorldRow]) -> str:
    """The rows of one measure."""
    low, high = ALLOWED[measure]
    head = f"| world | options | answers | {HEADS[measure]} ({low:g}–{high:g}) |"
    own = [line(row) for row in rows if row.world.measure == measure]
    return "\n".join([head, "|---|---|---|---|", *own])


def saved(found: Sequence[Saving]) -> str:
    """The trials of active pairs beside those of random ones."""
    parts = [
        f"{one.ratio:.2f} [{one.interval.low:.2f}, {one.interval.high:.2f}] for {one.options} "
        f"options with sd {one.sd:g} ({one.active:.0f} of {one.random:.0f} trials, mean of "
        f"{one.respondents} respondents)"
        for one in found
    ]
    return (
        f"Active pairs need, for a rank correlation of {TARGET} with the truth, so many of the "
        f"trials of random ones: {', '.join(parts)}."
    )


def flips(row: FlipRow) -> str:
    """What is told of a flip."""
    return (
        f"Of a cell in which {FLIPS:.0%} take the other option, found in {share(row.found)} of the "
        f"studies, the answers that found it show {share(row.in_cell)}; the share that is told, of "
        f"fresh answers, is {share(row.fresh)} in the mean, and its interval covers in "
        f"{share(row.coverage)}."
    )


def main() -> None:
    """Print the tables, or write them where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--write", type=Path, metavar="README.md")
    given = parser.parse_args()
    if given.write and given.only:
        parser.error("--write needs all rows: leave --only out")
    chosen = [one for one in WORLDS if given.only in f"{one.measure} {one.options} {one.what}"]
    rows = [tried(world, given.runs, given.seed) for world in chosen]
    parts = [table(measure, rows) for measure in HEADS]
    if not given.only:
        parts.append(f"n = {given.runs} simulated studies a row; intervals: those that are shown.")
        parts.append(saved([saving(*one, given.seed) for one in SAVED]))
        found = [simulate_flip(given.seed, number) for number in range(given.runs)]
        parts.append(flips(flip_row(found)))
    made = "\n\n".join(parts)
    if given.write is None:
        print(made)
    else:
        put(given.write, BEGIN, made, END)


if __name__ == "__main__":
    main()
