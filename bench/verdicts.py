"""The table of the README: what the verdicts come to on known truths, at the default budget.

Every row is 500 simulated studies through the real prompts and the real reader. Runs are shared out
over processes; the same seed gives the same table, however many there are. `--write README.md` puts
it between its marks there; `--only TEXT` leaves out the rows in whose name and truth it is not.

`--growth` measures instead how the time of one study grows with its answers.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from math import exp, log
from multiprocessing import get_context
from pathlib import Path
from statistics import linear_regression

from between import put

from velleity.tools.calibrate.claims import CLAIMS
from velleity.tools.calibrate.finding import PowerPoint, TruthRow
from velleity.tools.calibrate.perturb import Run, point_of, row_of, shares_around, simulate
from velleity.tools.calibrate.power_curve import crossing
from velleity.tools.calibrate.scenarios import ATTACKS, CORE, with_share
from velleity.tools.engine.in_memory import run_in_memory
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.power import plan
from velleity.tools.perturb.study import Perturb
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.study.estimate import Estimate
from velleity.tools.study.plan import POWER

DEFAULT = PerturbDesign(model="simulated", option_a="the one", option_b="the other")
TOGETHER = 20
"""Runs that a process makes at a time."""
BEGIN, END = "<!-- calibration -->", "<!-- end of calibration -->"
BUDGETS = (1_200, 3_000, 10_000, 30_000, 100_000)


def several(model: str, seed: int, begin: int, end: int) -> list[Run]:
    """Some runs of one truth."""
    return [simulate(DEFAULT, model, seed, number) for number in range(begin, end)]


def all_runs(models: Sequence[str], runs: int, seed: int, processes: int) -> dict[str, list[Run]]:
    """All runs of all truths, in the order of their numbers, by as many processes."""
    begun = time.perf_counter()
    found: dict[str, list[Run]] = {}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = {
            model: [
                pool.submit(several, model, seed, begin, min(begin + TOGETHER, runs))
                for begin in range(0, runs, TOGETHER)
            ]
            for model in models
        }
        for model, parts in waiting.items():
            found[model] = [run for part in parts for run in part.result()]
            taken = time.perf_counter() - begun
            print(f"{len(found)}/{len(models)} {taken:6.0f} s {model}", file=sys.stderr)
    return found


def percent(estimate: Estimate | None) -> str:
    """A rate with its interval."""
    if estimate is None or estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.value:.1%} [{estimate.low:.1%}, {estimate.high:.1%}]"


def line(row: TruthRow) -> str:
    """One truth as a row of a Markdown table."""
    found = sorted(row.verdicts.items(), key=lambda pair: -pair[1])
    verdicts = ", ".join(f"{name.replace('_', ' ')} {n / row.runs:.1%}" for name, n in found)
    warned = row.warned.value if row.warned else None
    shown = f"{warned:.1%}" if warned else ""
    cells = [f"`{row.model}`", row.what, verdicts, percent(row.wrong), shown]
    return f"| {' | '.join([*cells, f'{row.trials:.0f}', f'{row.rounds:.0f}'])} |"


def table(rows: Sequence[TruthRow]) -> str:
    """All rows."""
    heads = ("respondent", "truth", "verdicts", "wrong [95 %]", "warned", "answers", "rounds")
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *map(line, rows)]
    return "\n".join(lines)


def claims() -> str:
    """When each verdict is wrong, as a Markdown table."""
    rows = [f"| {name.replace('_', ' ')} | {one.wrong_if} |" for name, one in CLAIMS.items()]
    return "\n".join(["| verdict | is wrong if |", "|---|---|", *rows])


def power(points: Sequence[PowerPoint]) -> str:
    """The power curve."""
    return "\n".join(f"power at a share of {x.effect:.3f}: {percent(x.detected)}" for x in points)


def smallest(points: Sequence[PowerPoint]) -> str:
    """Where the curve has the power that a plan names, and where the plan says that it has."""
    planned, found = plan(DEFAULT).smallest_effect, crossing(points)
    if planned is None or found is None:
        return "The power curve does not tell the smallest effect."
    return (
        f"A preference that wins in {planned:.1%} of the answers to every cell is called strong "
        f"with a probability of {POWER:.0%} by the formula of the plan; {found:.1%} by simulation."
    )


def calibration(given: argparse.Namespace) -> None:
    """Print the tables, and write them where they are shown."""
    core, attacks = (
        [one for one in some if given.only in f"{one.model} {one.what}"] for some in (CORE, ATTACKS)
    )
    shares = [] if given.only else shares_around(plan(DEFAULT).smallest_effect)
    models = [*(one.model for one in (*core, *attacks)), *map(with_share, shares)]
    runs = all_runs(models, given.runs, given.seed, given.processes)
    points = [point_of(share, runs[with_share(share)]) for share in shares]
    first, rest = ([row_of(one, runs[one.model]) for one in some] for some in (core, attacks))
    text = "\n\n".join(
        (
            claims(),
            table(first),
            f"n = {given.runs} simulated studies a row, seed {given.seed}, at the default budget "
            f"of 1,200 answers. {smallest(points)}",
            f"<details><summary>{len(rest)} attacks on the verdicts</summary>",
            table(rest),
            "</details>",
        )
    )
    print(f"{text}\n\n{power(points)}")
    if given.write:
        put(given.write, BEGIN, text, END)


def growth() -> None:
    """Time one study that nothing stops, at growing budgets."""
    times: list[tuple[float, float]] = []
    for budget in BUDGETS:
        design = DEFAULT.model_copy(
            update={"max_trials": budget, "ladder": False, "alpha": 1e-6, "delta": 0.001}
        )
        begun = time.process_time()
        answers = len(run_in_memory(Perturb(design), simulated("sim/coin"), 0))
        taken = time.process_time() - begun
        times.append((answers, taken))
        print(f"{answers:7,} answers {taken:8.2f} s CPU, {answers / taken:7,.0f} a second")
    slope = linear_regression([log(n) for n, _ in times], [log(t) for _, t in times]).slope
    print(f"time grows as answers to the power of {slope:.2f}", end="")
    print(f": ten times the answers take {exp(slope * log(10)):.1f} times as long")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--write", type=Path, metavar="README.md")
    parser.add_argument("--growth", action="store_true")
    given = parser.parse_args()
    if given.growth:
        growth()
    else:
        calibration(given)


if __name__ == "__main__":
    main()
