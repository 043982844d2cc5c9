"""The claims of a label, from stored studies: repeats, looks, and who is corrected with whom."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from velleity.tools.investigations import Investigation
from velleity.tools.ledger.finding import LedgerRow
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory

A, B = "a bar of dark chocolate", "a scoop of ice cream"


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    opened = Laboratory(tmp_path_factory.mktemp("home"))
    yield opened
    opened.close()


def asked(laboratory: Laboratory, label: str, *, fresh: bool = False, **said: Any) -> str:
    """A study to its end; each test has seeds of its own, since a design is run once."""
    given = {"model": "sim/bob", "option_a": A, "option_b": B, "ladder": False, **said}
    begun = laboratory.start(laboratory.design("perturb", given), label, fresh=fresh)
    assert laboratory.wait(begun.study.id, 60).study.state == "done"
    return begun.study.id


def family(laboratory: Laboratory, *studies: str) -> Investigation:
    return laboratory.investigation(studies)


def only(found: Investigation) -> LedgerRow:
    [row] = found.ledger.rows
    return row


def test_answers_of_studies_that_ask_alike_are_judged_together(laboratory: Laboratory) -> None:
    one = asked(laboratory, "twice", seed=1)
    before = only(family(laboratory, one))
    two = asked(laboratory, "twice", seed=2)
    row = only(family(laboratory, one))
    assert (row.studies, row.pooled, row.verdict) == ([one, two], True, "strong")
    assert before.e_value is not None
    assert row.e_value is not None
    assert row.e_value > before.e_value**1.5  # of twice as many answers


def test_the_same_answers_again_are_no_new_evidence(laboratory: Laboratory) -> None:
    one = asked(laboratory, "again", seed=41)
    before = only(family(laboratory, one))
    asked(laboratory, "again", seed=41, fresh=True)
    row = only(family(laboratory, one))
    assert len(row.studies) == 2
    assert (row.e_value, row.verdict) == (before.e_value, before.verdict)


def test_whoever_asks_for_one_study_is_told_of_all_claims_of_its_label(
    laboratory: Laboratory,
) -> None:
    one = asked(laboratory, "many", seed=21)
    for model in ("sim/alice", "sim/coin"):
        asked(laboratory, "many", model=model)
    asked(laboratory, "many", seed=23, hypothesis="strong a")
    found = family(laboratory, one)
    rows = {(row.model, row.status): row for row in found.ledger.rows}
    assert found.ledger.tested == len(rows) == 4
    assert rows["sim/bob", "confirmatory"].as_foretold is True
    assert rows["sim/alice", "exploratory"].verdict == "weak"
    assert rows["sim/coin", "exploratory"].order_class == "indifferent"
    [finding] = laboratory.findings(one)
    assert found.standing(one, finding) == [rows["sim/bob", "exploratory"]]


def test_what_the_ledger_does_not_keep_is_asked_for_more_answers_which_are_added(
    laboratory: Laboratory,
) -> None:
    one = asked(laboratory, "more", seed=31)
    for model in ("sim/coin", "sim/coin?strength=0.1"):
        asked(laboratory, "more", model=model, max_trials=30)
    found = family(laboratory, one)
    assert [row.kept for row in found.ledger.rows if row.verdict == "strong"] == [False]
    step = found.more_answers()
    assert step is not None
    assert (step.tool, step.arguments) == ("ask_again", {"study_id": one, "seed": 32})
    design = laboratory.again(one, {"seed": 32}, near_flip=False)
    begun = laboratory.start(design, "more")
    laboratory.wait(begun.study.id, 60)
    found = family(laboratory, one)
    [row] = [row for row in found.ledger.rows if row.verdict == "strong"]
    assert (row.kept, len(row.studies), row.pooled) == (True, 2, True)
    assert found.more_answers() is None


def test_what_was_foretold_in_other_words_is_refused(laboratory: Laboratory) -> None:
    for said in ("sturdy", "strong c", "strong a b"):
        with pytest.raises(ValueError, match="give one of strong, weak"):
            laboratory.design(
                "perturb", {"model": "m", "option_a": A, "option_b": B, "hypothesis": said}
            )


def test_a_foretold_verdict_makes_another_study_and_none_the_same_as_ever(
    laboratory: Laboratory,
) -> None:
    one = asked(laboratory, "same", seed=5)
    assert asked(laboratory, "same", seed=5, hypothesis="") == one
    assert asked(laboratory, "same", seed=5, hypothesis="weak") != one
    assert "hypothesis" not in laboratory.store.study(one).design


def test_looks_before_the_end_are_counted_once_for_each_number_of_answers(
    laboratory: Laboratory,
) -> None:
    one = asked(laboratory, "looks", seed=7)
    laboratory.note_looks([one])
    assert only(family(laboratory, one)).looks == 0  # it has ended
    store = laboratory.store
    for answers in (10, 10, 20):
        store.add_look(one, "looked", answers)
    store.add_look(one, "resumed", 20).result()
    row = only(family(laboratory, one))
    assert (row.looks, row.resumed) == (2, 1)


def test_a_look_at_a_study_that_was_cancelled_is_remembered(home: Path) -> None:
    laboratory = Laboratory(home)
    pairs = [(f"{A} number {n}", B) for n in range(300)]
    design = PerturbDesign(model="sim/coin", pairs=tuple(pairs), max_trials=150_000)
    begun = laboratory.start(design, "cut")
    while laboratory.progress(begun.study.id).done < 50:
        pass
    laboratory.cancel(begun.study.id)
    laboratory.note_looks([begun.study.id])
    rows = laboratory.investigation([begun.study.id]).ledger.rows
    assert {(row.looks, row.ended) for row in rows} == {(1, False)}
    laboratory.close()


def test_what_was_concluded_is_kept_until_something_changes(laboratory: Laboratory) -> None:
    one = asked(laboratory, "kept", seed=51)
    kept = family(laboratory, one)
    assert family(laboratory, one) is kept
    two = asked(laboratory, "kept", seed=52)
    further = family(laboratory, one)
    assert further is not kept
    assert further.studies == [one, two]
    laboratory.store.add_look(one, "looked", 3).result()
    assert only(family(laboratory, one)).looks == 1
    laboratory.store.relabel(two, "elsewhere").result()
    assert family(laboratory, one).studies == [one]
    assert laboratory.investigation([one], rejudge=True) is not family(laboratory, one)
