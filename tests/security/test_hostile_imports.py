"""T17: files of answers that were spoilt, or made to harm: all of a file is stored, or nothing."""

import gzip
import json
import random
import resource
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.security.hostile_texts import TEXTS
from tests.security.mutations import ENTRY, spoil, spoilt
from tests.tools.imports import test_comparisons, test_judgements, test_replies
from velleity.store.errors import VelleityError
from velleity.tools.studies import Laboratory
from velleity.tools.study.verb import Taking

CHOICE: dict[str, Any] = {
    **ENTRY,
    "first": "a",
    "chosen": "b",
    "count": 2,
    "replicate": 0,
    "factors": {"p": "1"},
}
TRIAL: dict[str, Any] = {
    **ENTRY,
    **{"kind": "trial", "trial_kind": "choice", "first": "a", "outcome": "chose", "chosen": "a"},
    **{"variation": "plain", "tier": "surface", "count": 1, "extra": {}},
}
RECORDS: tuple[dict[str, Any], ...] = (
    CHOICE,
    {**CHOICE, "first": None, "chosen": "refused", "variation": "xml", "temperature": 0},
    TRIAL,
    *(json.loads(one.a_line()) for one in (test_judgements, test_replies, test_comparisons)),
    {"kind": "answer", "id": "x", "reply": "A"},
    {"kind": "prompt", "id": "x", "messages": [{"role": "user", "content": "A or B?"}]},
)
MOST_GROWTH_MB = 100
"""Memory that no import of a small file may take, however it was spoilt."""


def lines_of(draw: random.Random) -> list[dict[str, Any]]:
    """A few sound records of one or two kinds."""
    kinds = draw.sample(RECORDS[:6], draw.choice((1, 1, 2)))
    return [dict(draw.choice(kinds)) for _ in range(draw.randint(1, 6))]


def as_lines(records: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one) for one in records).encode()


def as_table(records: list[dict[str, Any]]) -> bytes:
    names = [*dict.fromkeys(name for one in records for name in one)]
    rows = [names, *([str(one.get(name, "")) for name in names] for one in records)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(
        "utf-8", "surrogatepass"
    )


FORMS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "log.jsonl": as_lines,
    "log.json": lambda records: json.dumps(records, indent=1).encode(),
    "log.csv": as_table,
    "log.tsv": lambda records: as_table(records).replace(b",", b"\t"),
    "log.jsonl.gz": lambda records: gzip.compress(as_lines(records), 1),
    "log.eval": lambda records: b"PK\x03\x04" + as_lines(records),
}


def mutated_file(draw: random.Random, folder: Path) -> Path:
    """A file with something wrong in its fields, in its bytes, or in both."""
    records = lines_of(draw)
    if draw.random() < 0.7:
        one = draw.choice(records)
        kind = one["kind"]
        spoil(draw, one)
        if draw.random() < 0.8:
            one["kind"] = kind
    name = draw.choice((*["log.jsonl"] * 6, *FORMS))
    whole = FORMS[name](records)
    path = folder / name
    path.write_bytes(spoilt(draw, whole) if draw.random() < 0.5 else whole)
    return path


def stored(laboratory: Laboratory) -> tuple[int, int]:
    """How many studies there are, and how many answers all of them have."""
    every = laboratory.store.studies(limit=-1)
    return len(every), sum(laboratory.store.count(one.id) for one in every)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.slow
def test_a_file_that_was_spoilt_is_stored_whole_or_not_at_all(tmp_path: Path, full: bool) -> None:
    """100,000 files in full, 60 otherwise."""
    outcomes: Counter[str] = Counter()
    before = 0.0
    for part in range(200 if full else 1):
        with closing(Laboratory(tmp_path / str(part))) as laboratory:
            for number in range(500 if full else 60):
                draw = random.Random(f"{part} {number}")
                path = mutated_file(draw, tmp_path)
                studies, answers = stored(laboratory)
                try:
                    made = laboratory.import_choices(Taking(paths=(path,)), f"label {number}")
                except VelleityError:
                    assert stored(laboratory) == (studies, answers), (part, number)
                    outcomes["refused"] += 1
                    continue
                assert made, (part, number)
                held = sum(laboratory.store.count(one.study.id) for one in made)
                assert stored(laboratory) == (studies + len(made), answers + held), (part, number)
                assert all(one.study.state == "done" and one.study.planned for one in made)
                assert all(laboratory.findings(one.study.id) for one in made), (part, number)
                outcomes["stored"] += 1
        before = before or megabytes()
    print(dict(outcomes), f"{megabytes() - before:.0f} MB more")
    assert outcomes["stored"] > 0.05 * outcomes.total()
    assert outcomes["refused"] > 0.2 * outcomes.total()
    assert megabytes() - before < MOST_GROWTH_MB


def test_hostile_texts_in_every_field_are_refused_or_come_back_as_they_were(
    home: Path, full: bool
) -> None:
    """Every text in every field in full, each in one of them otherwise."""
    with closing(Laboratory(home)) as laboratory:
        fields = [(at, name) for at, one in enumerate(RECORDS[:6]) for name in one]
        for number, text in enumerate(TEXTS if full else TEXTS[::12]):
            for at, name in fields if full else [fields[number % len(fields)]]:
                line = json.dumps({**RECORDS[at], name: text})
                studies = stored(laboratory)
                try:
                    made = laboratory.import_choices(line, "x")
                except VelleityError:
                    assert stored(laboratory) == studies
                    continue
                assert made
                assert all(laboratory.findings(one.study.id) for one in made)
