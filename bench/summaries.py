"""How long a summary of very many answers takes, and how much memory: a fresh process each.

python bench/summaries.py [ANSWERS] [QUESTIONS]   default 1,000,000 of 10,000; some minutes, 1 GB

At most 3 s of a processor and 300 MB is the goal, the ledger of all claims included.
"""

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from velleity.clients import connect
from velleity.server.toolset.arguments import Detail
from velleity.tools.studies import Laboratory
from velleity.tools.study.verb import Taking

DETAILS: tuple[Detail, ...] = ("concise", "ledger", "cells")


def write(path: Path, answers: int, questions: int) -> None:
    """A log of choices: each question has a share of its own."""
    draw = random.Random(1)
    with path.open("w") as file:
        for question in range(questions):
            share = draw.random()
            for number in range(answers // questions):
                line = {
                    "kind": "choice",
                    "model": "m",
                    "option_a": f"ware {question}!",
                    "option_b": f"other {question}!",
                    "first": "ab"[number % 2],
                    "chosen": "a" if draw.random() < share else "b",
                    "replicate": number // 2,
                }
                file.write(f"{json.dumps(line)}\n")


async def read(home: Path) -> None:
    """Measure in this process."""
    async with connect(home) as lab:
        for detail in DETAILS:
            begun, wall = time.process_time(), time.perf_counter()
            found = await lab.summarize(label="many", detail=detail)
            took, waited = time.process_time() - begun, time.perf_counter() - wall
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{detail:8} {took:5.2f} s of a processor, {waited:5.2f} s, {peak:4.0f} MB")
            if found.ledger is not None:
                print(f"  {found.ledger.sentence}")


def main() -> None:
    """Write and import a log, then measure."""
    if sys.argv[1:2] == ["read"]:
        asyncio.run(read(Path(sys.argv[2])))
        return
    answers, questions = (int(one) for one in [*sys.argv[1:], "1000000", "10000"][:2])
    with tempfile.TemporaryDirectory() as folder:
        home, log = Path(folder) / "home", Path(folder) / "log.jsonl"
        write(log, answers, questions)
        lab = Laboratory(home)
        begun = time.process_time()
        lab.import_choices(Taking(paths=(log,)), "many")
        lab.close()
        print(f"import   {time.process_time() - begun:5.2f} s of a processor")
        subprocess.run([sys.executable, __file__, "read", str(home)], check=True)


if __name__ == "__main__":
    main()
