"""How well replies are read: by readout, against replies that somebody labelled by hand.

    python bench/reading.py GOLD.jsonl [--pairs] [--show]

Each line of GOLD.jsonl is a JSON object with `readout` (label, reasoned or enact), `option_a`,
`option_b`, `labels` (first shown, second shown), `first` ("a" or "b", the option shown first),
`reply`, `cut_short`, `gold` ("a", "b" or the word of another outcome) and `sure` (false where two
careful readers could differ; such a choice is not a clear one). Counted are lines. Intervals are
95 %, Clopper–Pearson. `--pairs` adds a row for each pair of options, `--show` every line that is
misread. How long replies take that are made to be slow is for tests/security/test_slow_texts.py.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from velleity.tools.perturbations.render import Prompt
from velleity.tools.responses.enacted import read_enacted
from velleity.tools.responses.label import read
from velleity.tools.statistics.proportions.intervals import clopper_pearson

CHOICES = ("a", "b")


def prompt_of(row: dict[str, Any]) -> Prompt:
    """The prompt that a line answers, without its messages, which no reader looks at."""
    texts = (row["option_a"], row["option_b"])
    one, two = row["labels"]
    return Prompt((), (one, two), texts if row["first"] == "a" else texts[::-1], row["first"])


def found_in(row: dict[str, Any]) -> str:
    """How a line is read, in the words of `gold`."""
    reader = read_enacted if row["readout"] == "enact" else read
    reading = reader(prompt_of(row), row["reply"], cut_short=row["cut_short"])
    return reading.chosen or reading.outcome


def share(part: int, whole: int) -> str:
    """A share with its interval, in per cent."""
    if not whole:
        return f"{part}/{whole}".rjust(7) + " –".ljust(22)
    around = clopper_pearson(part, whole)
    interval = f"[{around.low:.1%}, {around.high:.1%}]"
    return f"{part}/{whole}".rjust(7) + f" {part / whole:.1%} {interval}".ljust(22)


def line_of(name: str, rows: Iterable[dict[str, Any]]) -> str:
    """One row of the table."""
    read_as = [(row["gold"], row["sure"], found_in(row)) for row in rows]
    chosen = [(gold, found) for gold, _, found in read_as if found in CHOICES]
    choices = [(gold != found, sure) for gold, sure, found in read_as if gold in CHOICES]
    clear = [lost for lost, sure in choices if sure]
    cells = (
        share(sum(gold != found for gold, found in chosen), len(chosen)),
        share(sum(clear), len(clear)),
        share(sum(lost for lost, _ in choices), len(choices)),
    )
    return f"{name[:40]:40} {len(read_as):4} {'  '.join(cells)}".rstrip()


def groups(rows: list[dict[str, Any]], pairs: bool) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of the table: a readout each, then, if asked for, its pairs of options."""
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_name[row["readout"]].append(row)
        if pairs:
            by_name[f"{row['readout']}: {row['option_a']} | {row['option_b']}"].append(row)
    yield from sorted(by_name.items())


def main() -> None:
    """Print the table of a file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    rows = [json.loads(line) for line in asked.gold.read_text("utf-8").splitlines() if line]
    print(f"{'':40} {'n':>4} {'read as a choice: wrong':30}  ", end="")
    print(f"{'clear choices: lost':30} all choices: lost")
    for name, members in groups(rows, asked.pairs):
        print(line_of(name, members))
    for row in rows:
        if asked.show and (found := found_in(row)) != row["gold"]:
            sure = "" if row["sure"] else " (unsure)"
            print(f"{row.get('id', '')}: {row['gold']}{sure} read as {found}: {row['reply']!a}")


if __name__ == "__main__":
    main()
