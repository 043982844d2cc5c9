"""What studies found, read from an index: sorted, filtered, counted, and pooled by model."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from velleity.tools import summaries
from velleity.tools.perturb.finding import PreferenceFinding
from velleity.tools.studies import Laboratory
from velleity.tools.summaries import EVERY, PAGE, Filter


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


def log(questions: int, model: str = "m") -> str:
    """The more of ten answers choose a in both orders, the higher the number of the question."""
    return "\n".join(
        json.dumps(
            {
                "kind": "choice",
                "model": model,
                "option_a": f"Ware {n}!",
                "option_b": f"other {n}!",
                "first": first,
                "chosen": chosen,
                "count": count,
            }
        )
        for n in range(questions)
        for first in ("a", "b")
        for chosen, count in (("a", 1 + n % 10), ("b", 10 - n % 10))
    )


def told(laboratory: Laboratory, which: Filter = EVERY, offset: int = 0) -> list[str]:
    ids = laboratory.choose(None, "log")
    rows = laboratory.summaries(ids, which).rows(offset)
    return [one.option_a for _, one in rows if one.kind == "preference"]


def test_what_matters_most_comes_first_and_a_page_goes_on_where_the_last_ended(
    laboratory: Laboratory,
) -> None:
    laboratory.import_choices(log(3 * PAGE), "log")
    everything = told(laboratory)
    assert len(everything) == len(set(everything)) == 3 * PAGE
    assert told(laboratory, offset=PAGE + 3) == everything[PAGE + 3 :]
    ids = laboratory.choose(None, "log")
    found = laboratory.summaries(ids)
    verdicts = [one.headline for _, one in found.rows()]
    assert verdicts == sorted(verdicts)  # leaning before undetermined
    assert found.counts == {word: verdicts.count(word) for word in set(verdicts)}


def test_findings_are_filtered_by_verdict_text_and_model(laboratory: Laboratory) -> None:
    laboratory.import_choices(log(30) + "\n" + log(5, "n"), "log")
    assert len(told(laboratory, Filter(models=("n",)))) == 5
    assert told(laboratory, Filter(text="wARE 17!")) == ["Ware 17!"]
    leaning = told(laboratory, Filter(verdict="leaning"))
    assert leaning
    assert len(leaning) + len(told(laboratory, Filter(verdict="undetermined"))) == 35
    ids = laboratory.choose(None, "log")
    assert laboratory.summaries(ids, Filter(text="ware 1")).counts.total() == 11 + 1


def test_models_are_pooled_each_by_itself(laboratory: Laboratory) -> None:
    laboratory.import_choices(log(30) + "\n" + log(5, "n"), "log")
    pooled = laboratory.summaries(laboratory.choose(None, "log")).pooled()
    assert [(one.figures[0].model, one.figures[0].of) for one in pooled] == [("m", 30), ("n", 5)]


def test_findings_of_an_earlier_release_are_found_once_they_were_read(
    laboratory: Laboratory, home: Path
) -> None:
    laboratory.import_choices(log(30), "log")
    before = told(laboratory)
    [database] = home.glob("*.db")
    with sqlite3.connect(database) as db:
        db.execute("delete from finding_keys")
    db.close()
    assert told(laboratory) == before


def test_a_finding_that_was_changed_is_found_by_what_it_says_now(
    laboratory: Laboratory, home: Path
) -> None:
    laboratory.import_choices(log(4), "log")
    [database] = home.glob("*.db")
    with sqlite3.connect(database) as db:
        db.execute("update findings set body = json_set(body, '$.option_a', 'Gold!')")
    db.close()
    assert told(laboratory, Filter(text="gold")) == ["Gold!"] * 4


def test_what_findings_say_together_is_made_once_and_anew_when_one_changes(
    laboratory: Laboratory, home: Path
) -> None:
    laboratory.import_choices(log(30), "log")
    ids = laboratory.choose(None, "log")
    found = laboratory.summaries(ids)
    made = found.pooled()
    assert found.pooled() == made
    assert laboratory.summaries(ids, Filter(text="ware 1")).pooled() != made
    [database] = home.glob("*.db")
    with sqlite3.connect(database) as db:
        db.execute("update pooled set body = json_set(body, '$.figures', json('[]'))")
    db.close()
    assert [one.figures for one in laboratory.summaries(ids).pooled()] == [[]]  # what is remembered
    with sqlite3.connect(database) as db:
        db.execute("update findings set body = body where position >= 0")
    db.close()
    assert laboratory.summaries(ids).pooled() == made


def test_numbers_of_cells_are_those_of_the_rows(laboratory: Laboratory) -> None:
    laboratory.import_choices(log(30) + "\n" + log(5, "n"), "log")
    found = laboratory.summaries(laboratory.choose(None, "log"))
    assert found.cells() == [
        len(one.cells) for _, one in found.rows() if isinstance(one, PreferenceFinding)
    ]


def test_figures_of_more_findings_than_memory_holds_say_that_they_rest_on_a_part(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    laboratory.import_choices(log(12), "x")
    ids = laboratory.choose(None, "x")
    [whole] = laboratory.summaries(ids, EVERY).pooled()
    assert {one.figure for one in whole.figures}.isdisjoint({"sample"})
    monkeypatch.setattr(summaries, "MOST_FACTS", 1_000)
    monkeypatch.setattr(summaries, "FORM", 10**6)
    [part] = laboratory.summaries(ids, EVERY).pooled()
    told, verdicts, *_ = part.figures
    assert (told.figure, verdicts.of) == ("sample", told.of)
    assert 1 < told.of < 12
    assert f"rest on {told.of} of 12 findings, drawn without a look" in told.sentence
