"""The tables of the README on dissect: coverage, verdicts on known judges, and manipulation.

Coverage is that of intervals of 95 % at 1,000 answers and six properties, by the weak prior and, at
the same answers, by the published one: plain, where questions share an effect (of standard
deviation 1, ten pairs a question), and where each of two readings of a sign is replaced at random
in 20 %; twenty runs share their signs. Verdicts come from `calibrate dissect`; so do the shares of
judges whose most and least liked properties come out right, by pairs. 400 runs a row; the same seed
gives the same tables. `--write README.md` puts them between their marks. What the sampler takes:
`bench/sampler.py`.
"""

import argparse
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
from between import put
from numpy.typing import NDArray

from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.finding import CalibrationFinding
from velleity.tools.calibrate.judges.known_pushes import try_pushes
from velleity.tools.calibrate.judges.known_weights import (
    batches,
    calibrate_judges,
    extremes_right,
    known_judge,
)
from velleity.tools.calibrate.power_curve import clustered_rate, rate
from velleity.tools.dissect.design import DissectDesign
from velleity.tools.statistics.regression.annotation_error import Readings
from velleity.tools.statistics.regression.gibbs import gibbs
from velleity.tools.statistics.regression.gibbs_many import gibbs_many
from velleity.tools.statistics.regression.rows import PUBLISHED, WEAK, Rows
from velleity.tools.statistics.regression.units import with_halves
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
RANKED = (
    ("sim/critic", 6),
    ("sim/critic", 7),
    ("sim/critic", 8),
    ("sim/critic?steady=1", 14),
)
"""Judges, and pairs of each of the bank's questions."""
AT_ONCE, DRAWS, WARM_UP = 20, 200, 50
PLAN = DissectDesign(model="simulated", pairs=5)
DRAWS_RANKED = 120
ALSO = ("a false property", "weights that are not 0 covered", "most and least liked right")
Held = list[tuple[int, int]]


def covered(name: str, runs: int, seed: int) -> dict[str, Held]:
    """How many of six intervals held their weight, by prior, run by run."""
    found: dict[str, Held] = {"weak": [], "published": []}
    for batch in range(0, runs, AT_ONCE):
        draw = np.random.default_rng([seed, batch])
        x: NDArray[np.float64] = draw.choice(SIGNS, (N, len(TRUTH)), p=SHARES)
        order = draw.choice([-1.0, 1.0], N)
        some = [answered(name, x, order, draw) for _ in range(min(AT_ONCE, runs - batch))]
        for prior_name, prior in (("weak", WEAK), ("published", PUBLISHED)):
            taken = [with_halves(one) if prior is WEAK else one for one in some]
            if name == "errors":
                read = [misread(x, draw) for _ in some]
                drawn = [
                    gibbs(one, prior, draw, DRAWS, WARM_UP, each).weights
                    for one, each in zip(taken, read, strict=True)
                ]
            else:
                drawn = list(gibbs_many(taken, prior, draw, DRAWS, WARM_UP)[:, :, : len(TRUTH)])
            for weights in drawn:
                low, high = np.quantile(weights, [0.025, 0.975], axis=0, method="weibull")
                held = int(((low <= TRUTH) & (high >= TRUTH)).sum())
                found[prior_name].append((held, len(TRUTH)))
    return found


def answered(name: str, x: NDArray[np.float64], order: NDArray[np.float64],
             draw: np.random.Generator) -> Rows:  # fmt: skip
    """One simulated judge's answers to pairs of these signs."""
    group = np.repeat(np.arange(N // A_QUESTION), A_QUESTION)
    effect = draw.standard_normal(N // A_QUESTION)[group] * (name == "clusters")
    chance = 1 / (1 + np.exp(-(x @ TRUTH + 0.3 * order + effect)))
    rows = Rows.of(x, (draw.random((N, 1))[:, 0] < chance).astype(float), order)
    if name == "clusters":
        return Rows(rows.x, rows.order, rows.y, rows.weight, group, rows.part)
    return rows


def misread(x: NDArray[np.float64], draw: np.random.Generator) -> Readings:
    """Two readings of each sign, some of them at random."""
    wrong = draw.random((2, *x.shape)) < WRONG
    anything = draw.choice(SIGNS, wrong.shape, p=SHARES)
    return Readings(np.where(wrong, anything, x).astype(np.int8), np.arange(N))


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
    return finished(calibrate_judges(CalibrateDesign(plan=PLAN, runs=runs, seed=seed)))


def finished(work: Generator[None, None, Any]) -> Any:
    """What is returned after all steps."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def verdict_table(finding: CalibrationFinding) -> str:
    """Verdicts as Markdown."""
    lines = [
        "| judge | what is true | verdicts | a false property | wrong | intervals that cover | "
        "those of weights that are not 0 | most and least liked right |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in finding.rows:
        told = ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in row.verdicts.items())
        false, *more = (row.also.get(what) for what in ALSO)
        cells = (false, row.wrong, row.coverage, *more)
        rates = " | ".join("" if one is None else share(one) for one in cells)
        lines.append(f"| `{row.model}` | {row.what} | {told} | {rates} |")
    power = ", ".join(f"{share(point.detected)} at {point.effect:.1f}" for point in finding.power)
    return "\n".join([*lines, "", f"A property is shown, by its weight: {power}."])


def verdict_part(runs: int, seed: int) -> str:
    """All rows and the power curve as Markdown."""
    return verdict_table(tried(runs, seed))


def extremes(runs: int, seed: int) -> str:
    """How often the ends of the list are right, by pairs of answers."""
    told: list[str] = []
    for model, a_question in RANKED:
        known = known_judge(DissectDesign(model="simulated", pairs=a_question), model)
        right, design = 0, CalibrateDesign(plan=PLAN, runs=runs, seed=seed)
        for seeds in batches(f"{model} {a_question}", design):
            fits = known.explained(seeds, DRAWS_RANKED)
            right += sum(extremes_right(fit, known.real) for fit in fits)
        pairs = len(known.evidence.seen.names)
        told.append(f"`{model}` {share(rate(right, runs))} at {pairs} pairs")
    return f"The most and the least liked property are both right: {'; '.join(told)}."


def push_table(runs: int, seed: int) -> str:
    """What a writer moves, as Markdown."""
    lines = [
        "| judge | told to have what is | score moves by | wins | foretold | within the forecast "
        "| no shift in the interval |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in finished(try_pushes(runs, seed)):
        lines += [
            f"| `{row.judge}` | {row.arm} preferred | {row.score:+.2f} | {row.wins:.0%} | "
            f"{row.foretold:.0%} | {share(row.beyond)} | {share(row.unmoved)} |"
        ]
    return "\n".join(lines)


def main() -> None:
    """Print the tables, or write them where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    parts: list[str] = []
    for make in (coverage_table, verdict_part, extremes, push_table):
        parts.append(make(given.runs, given.seed))
        print(parts[-1], flush=True)  # each takes minutes
    if given.write is not None:
        put(given.write, BEGIN, "\n\n".join(parts), END)


if __name__ == "__main__":
    main()
