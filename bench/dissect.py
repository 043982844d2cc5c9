"""The tables of the README on dissect: coverage at known weights, and verdicts on known judges.

Coverage is that of intervals of 95 % at 1,000 answers and six properties, by the weak prior and, at
the same answers, by the published one: plain, where questions share an effect (of standard
deviation 1, ten pairs a question), and where each of two readings of a sign is replaced at random
in 20 %. Verdicts come from `calibrate dissect`, through the real prompts. 400 runs a row; the same
seed gives the same tables. `--write README.md` puts them between their marks. `--speed` prints how
long the published size takes: 5,240 rows, 29 properties, 2,000 effective draws.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from between import put
from numpy.typing import NDArray

from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.finding import CalibrationFinding
from velleity.tools.calibrate.judges.known_weights import calibrate_judges
from velleity.tools.calibrate.power_curve import clustered_rate
from velleity.tools.dissect.design import DissectDesign
from velleity.tools.statistics.regression.annotation_error import Readings
from velleity.tools.statistics.regression.effective_draws import effective_draws
from velleity.tools.statistics.regression.gibbs import gibbs
from velleity.tools.statistics.regression.rows import PUBLISHED, WEAK, Rows
from velleity.tools.study.wording import share

RUNS = 400
BEGIN, END = "<!-- dissect -->", "<!-- end of dissect -->"
TRUTH = np.array([0.6, 0.3, 0.0, -0.4, 0.5, 0.0])
SIGNS, SHARES = [-1.0, 0.0, 1.0], [0.3, 0.4, 0.3]
N, A_QUESTION, WRONG = 1_000, 10, 0.2
DESIGNS = {
    "plain": "answers independent",
    "clusters": "questions share an effect",
    "errors": "20 % of signs read at random, twice",
}
Held = list[tuple[int, int]]


def covered(name: str, runs: int, seed: int) -> dict[str, Held]:
    """How many of six intervals held their weight, by prior, run by run."""
    found: dict[str, Held] = {"weak": [], "published": []}
    for run in range(runs):
        draw = np.random.default_rng([seed, run])
        rows, readings = drawn(name, draw)
        for prior_name, prior in (("weak", WEAK), ("published", PUBLISHED)):
            weights = gibbs(rows, prior, draw, 800, 200, readings).weights
            low, high = np.quantile(weights, [0.025, 0.975], axis=0)
            held = int(((low <= TRUTH) & (high >= TRUTH)).sum())
            found[prior_name].append((held, len(TRUTH)))
    return found


def drawn(name: str, draw: np.random.Generator) -> tuple[Rows, Readings | None]:
    """One simulated data set."""
    x: NDArray[np.float64] = draw.choice(SIGNS, (N, len(TRUTH)), p=SHARES)
    order = draw.choice([-1.0, 1.0], N)
    group = np.repeat(np.arange(N // A_QUESTION), A_QUESTION)
    effect = draw.standard_normal(N // A_QUESTION)[group] * (name == "clusters")
    chance = 1 / (1 + np.exp(-(x @ TRUTH + 0.3 * order + effect)))
    rows = Rows.of(x, (draw.random((N, 1))[:, 0] < chance).astype(float), order)
    if name == "clusters":
        rows = Rows(rows.x, rows.order, rows.y, rows.weight, group, rows.part)
    if name != "errors":
        return rows, None
    wrong = draw.random((2, *x.shape)) < WRONG
    anything = draw.choice(SIGNS, wrong.shape, p=SHARES)
    return rows, Readings(np.where(wrong, anything, x).astype(np.int8), np.arange(N))


def coverage_table(runs: int, seed: int) -> str:
    """Coverage as Markdown."""
    lines = ["| design | weak prior | published prior |", "|---|---|---|"]
    for name, what in DESIGNS.items():
        found = covered(name, runs, seed)
        cells = " | ".join(share(clustered_rate(held)) for held in found.values())
        lines.append(f"| {what} | {cells} |")
    return "\n".join(lines)


def tried(runs: int, seed: int) -> CalibrationFinding:
    """All rows and the power curve."""
    plan = DissectDesign(model="simulated", pairs=5)
    work = calibrate_judges(CalibrateDesign(plan=plan, runs=runs, seed=seed))
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def verdict_table(finding: CalibrationFinding) -> str:
    """Verdicts as Markdown."""
    lines = [
        "| judge | what is true | verdicts | wrong | intervals that cover |",
        "|---|---|---|---|---|",
    ]
    for row in finding.rows:
        told = ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in row.verdicts.items())
        lines.append(
            f"| `{row.model}` | {row.what} | {told} | {share(row.wrong)} | {share(row.coverage)} |"
        )
    power = ", ".join(f"{share(point.detected)} at {point.effect:.1f}" for point in finding.power)
    return "\n".join([*lines, "", f"A property is shown, by its weight: {power}."])


def speed() -> str:
    """Seconds for the published size, on data of its shape."""
    draw = np.random.default_rng(1)
    x = draw.choice(SIGNS, (5_240, 29), p=[0.2, 0.6, 0.2])
    chance = 1 / (1 + np.exp(-x @ np.linspace(-0.3, 0.5, 29)))
    rows = Rows.of(x, (draw.random((5_240, 1))[:, 0] < chance).astype(float))
    start, work = time.perf_counter(), time.process_time()
    weights = gibbs(rows, PUBLISHED, draw, 4_500).weights
    wall, cpu = time.perf_counter() - start, time.process_time() - work
    least = float(effective_draws(weights).min())
    return (
        f"5,240 x 29, Laplace prior: {len(weights):,} draws in {wall:.1f} s ({cpu:.1f} CPU s), "
        f"{least:,.0f} effective at least; {cpu * 2_000 / least:.1f} CPU s for 2,000"
    )


def main() -> None:
    """Print the tables, or write them where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.speed:
        print(speed())
        return
    coverage = coverage_table(given.runs, given.seed)
    made = f"{coverage}\n\n{verdict_table(tried(given.runs, given.seed))}"
    if given.write is None:
        print(made)
    else:
        put(given.write, BEGIN, made, END)


if __name__ == "__main__":
    main()
