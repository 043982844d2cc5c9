"""The tables of the README on stated against revealed: verdicts on known truths, 400 runs a row.

In the first every run is a study of one family of the bank at the default budget, through the real
prompts and the real reader; in the second it is a log, judged as an import is. The same seed gives
the same tables. `--write README.md` puts them between their marks.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from between import put

from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.finding import CalibrationFinding, TruthRow
from velleity.tools.calibrate.logs.replies import LOGS, try_log
from velleity.tools.calibrate.stated_revealed import calibrate_stances
from velleity.tools.stated_revealed.design import StatedRevealedDesign
from velleity.tools.stated_revealed.verdict_rules import Rule
from velleity.tools.study.wording import share

RUNS = 400
BEGIN, END = "<!-- stances -->", "<!-- end of stances -->"


def tried(runs: int, seed: int) -> CalibrationFinding:
    """All rows and the power curve."""
    plan = StatedRevealedDesign(model="simulated")
    work = calibrate_stances(CalibrateDesign(plan=plan, runs=runs, seed=seed))
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def logs(runs: int, seed: int) -> list[TruthRow]:
    """A row for each truth of a log."""
    return [try_log(name, runs, seed, Rule()) for name in LOGS]


def line(row: TruthRow) -> str:
    """One truth as a row of Markdown."""
    told = ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in row.verdicts.items())
    cover = "" if row.coverage.value is None else share(row.coverage)
    small = ", ".join(f"{one.value:.3f}" for one in row.p_at_most.values())
    return f"| `{row.model}` | {row.what} | {told} | {share(row.wrong)} | {cover} | {small} |"


def rows(several: list[TruthRow], first: str, what: str) -> str:
    """A table of truths."""
    columns = ("verdicts", "wrong", "intervals that cover", "p ≤ .01, .05, .1")
    head = f"| {first} | {what} | {' | '.join(columns)} |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(line(one) for one in several)])


def told(finding: CalibrationFinding, logged: list[TruthRow]) -> str:
    """Both tables, and the power by gap."""
    power = ", ".join(f"{share(point.detected)} at {point.effect:.2f}" for point in finding.power)
    return (
        f"{rows(finding.rows, 'respondent', 'what is true')}\n\nFound to deviate, by gap: {power}."
        f"\n\n<details>\n<summary>{len(logged)} kinds of logs</summary>\n\n"
        f"{rows(logged, 'log', 'size')}\n\n</details>"
    )


def main() -> None:
    """Print the tables, or write them where they belong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        finding = pool.submit(tried, given.runs, given.seed)
        logged = pool.submit(logs, given.runs, given.seed)
        made = told(finding.result(), logged.result())
    if given.write is None:
        print(made)
    else:
        put(given.write, BEGIN, made, END)


if __name__ == "__main__":
    main()
