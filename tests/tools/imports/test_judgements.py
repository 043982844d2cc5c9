"""Imported verdicts: the same analysis as of a run, and what every bad line is told."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import requirement
from tests.tools.transfer_test.transfers import PANEL, study_of, with_judges
from velleity.store.errors import InputError
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.studies import Laboratory
from velleity.tools.transfer_test.finding import TransferFinding
from velleity.tools.transfer_test.prompts import Judged


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


def a_line(**fields: Any) -> str:
    whole = {
        "kind": "judgement",
        "actor": "m",
        "task": "essay",
        "item": "i1",
        "arm_1": "high",
        "arm_2": "low",
        "first": "1",
        "judge": "j",
        "vote": "1",
        "pair": "p1",
        **fields,
    }
    return json.dumps({key: value for key, value in whole.items() if value is not ...})


def finding_of(jsonl: str) -> TransferFinding:
    [row] = [
        one for study in take(Source(jsonl)) for one in study.findings if one.kind == "transfer"
    ]
    return TransferFinding.model_validate_json(row.body)


ARMS = {
    "high_low": ("high", "low"),
    "exhortation": ("exhorted", "none"),
    "high_none": ("high", "none"),
    "low_none": ("low", "none"),
    "planted": ("better", "worse"),
    "longer": ("longer", "shorter"),
    "ordered": ("better", "ordered"),
}


def line_of(one: Judged, *, turned: bool) -> str:
    pair, ballot = one.judging.pair, one.ballot
    assert ballot.vote is not None
    assert ballot.first is not None
    arms, vote, first = ARMS[pair.contrast], ballot.vote, ballot.first
    if turned:
        other = {"1": "2", "2": "1", "tie": "tie"}
        arms, vote, first = arms[::-1], other[vote], other[first]
    return a_line(
        actor="sim/striver",
        task=pair.family.name,
        item=pair.item.id,
        arm_1=arms[0],
        arm_2=arms[1],
        first=first,
        judge=one.judging.judge,
        vote=vote,
        pair=pair.name,
    )


@requirement("S1-import-is-a-run")
@pytest.mark.parametrize("turned", [False, True])
def test_a_run_that_was_logged_and_imported_is_judged_as_it_was(turned: bool) -> None:
    study = study_of("sim/striver", PANEL, 3, replicates=2, families=("essay", "translation"))
    seen = with_judges(study, "sim/striver", 3)
    [ran] = study.conclude(seen)
    judged = [one for one in seen if isinstance(one, Judged)]
    found = finding_of("\n".join(line_of(one, turned=turned) for one in judged))
    assert found.verdict == ran.verdict == "transfers"
    assert found.contrasts == ran.contrasts
    assert found.control_fired == ran.control_fired
    assert found.pooled == ran.pooled
    assert found.without == ran.without
    assert found.agreement.value == ran.agreement.value
    for imported, asked in zip(found.judges, ran.judges, strict=True):
        assert imported.model_copy(update={"length": asked.length}) == asked


def test_counts_without_pairs_are_pairs_of_their_own() -> None:
    lines = [
        a_line(item=f"i{at}", pair=..., first=None, judge="panel", vote=vote, count=count)
        for at in range(12)
        for vote, count in (("1", 11 + at % 3), ("2", 12 - at % 3), ("tie", 2))
    ]
    [claim] = finding_of("\n".join(lines)).contrasts
    assert (claim.wins, claim.losses, claim.ties) == (144, 132, 24)
    assert claim.share.n == 276
    assert claim.lowest.value is not None
    assert claim.share.value is not None
    assert claim.lowest.value < claim.share.value


def counted(arm_1: str, arm_2: str, won: int) -> list[str]:
    """A hundred pairs for each of twelve items, of which so many are won, give or take two."""
    return [
        a_line(
            item=f"i{at}",
            arm_1=arm_1,
            arm_2=arm_2,
            pair=...,
            first=None,
            judge="panel",
            vote=vote,
            count=count,
        )
        for at in range(12)
        for vote, count in (("1", won + at % 5 - 2), ("2", 100 - won - at % 5 + 2))
    ]


@requirement("S1-no-transfer-needs-a-control")
def test_nothing_is_called_equal_without_a_control_that_fired() -> None:
    claim = counted("high", "low", 50)
    alone = finding_of("\n".join(claim))
    assert alone.contrasts[0].equivalent
    assert alone.verdict == "insensitive"
    failed = finding_of("\n".join([*claim, *counted("none", "exhorted", 50)]))
    assert (failed.verdict, failed.control_fired) == ("insensitive", False)
    fired = finding_of("\n".join([*claim, *counted("none", "exhorted", 20)]))
    assert (fired.verdict, fired.control_fired) == ("no_transfer", True)


def test_an_effect_within_the_margin_is_no_transfer_however_sure_it_is() -> None:
    control = counted("exhorted", "none", 80)
    found = finding_of("\n".join([*counted("high", "low", 53), *control]))
    assert found.contrasts[0].p_differs is not None
    assert found.contrasts[0].p_differs < 0.01
    assert found.verdict == "no_transfer"
    assert finding_of("\n".join([*counted("low", "high", 60), *control])).verdict == "reversed"


def test_judges_are_calibrated_on_better_and_worse() -> None:
    lines = [
        a_line(
            item=f"i{at}",
            pair=f"p{at}",
            arm_1="better",
            arm_2="worse",
            first=first,
            judge=judge,
            vote="1" if judge == "able" else first,
        )
        for at in range(12)
        for first in ("1", "2")
        for judge in ("able", "slotted")
    ]
    claim = [
        a_line(item=f"i{at}", pair=f"c{at}", first=first, judge=judge, vote="1" if at % 2 else "2")
        for at in range(12)
        for first in ("1", "2")
        for judge in ("able", "slotted")
    ]
    found = finding_of("\n".join(lines + claim))
    assert [(one.judge, one.standing) for one in found.judges] == [
        ("able", "kept"),
        ("slotted", "excluded"),
    ]
    assert found.judges[1].followed_position == 12
    assert [one.contrast for one in found.contrasts] == ["high_low"]


def test_choices_and_judgements_of_one_file_become_studies_of_their_own(
    laboratory: Laboratory,
) -> None:
    choice = {"kind": "choice", "model": "m", "option_a": "tea", "option_b": "rain"}
    text = "\n".join(
        [
            json.dumps({**choice, "first": "a", "chosen": "a"}),
            a_line(),
            a_line(first="2"),
            a_line(actor="n", item="i2"),
        ]
    )
    made = laboratory.import_choices(text, "log")
    assert [(one.study.model, one.done) for one in made] == [
        ("m", 1),
        ("m", 2),
        ("n", 1),
        ("j", 3),
    ]
    kinds = [laboratory.findings(one.study.id)[0].kind for one in made]
    assert kinds == ["preference", "transfer", "transfer", "judge_card"]
    assert laboratory.import_choices(text, "log")[1].study.id == made[1].study.id
    first, second = laboratory.store.trials(made[1].study.id)
    assert (first.first, first.chosen, second.first) == ("a", "a", "b")
    page = laboratory.write_report([one.study.id for one in made]).read_text("utf-8")
    assert "judged" in page or "panel" in page


BAD: list[tuple[str, str]] = [
    (a_line(kind="ranking"), "field kind.*ranking"),
    (a_line(item=...), "field item.*required"),
    (a_line(human="both"), "field human"),
    (a_line(length_1=-3), "field length_1"),
    (a_line(item=""), "field item"),
    (a_line(vote="3"), "field vote"),
    (a_line(first="a"), "field first"),
    (a_line(first=...), "field first"),
    (a_line(count=0), "field count"),
    (a_line(count="3"), "field count"),
    (a_line(surprise=1), "field surprise"),
    (a_line(arm_2="high"), "field arm_2.*same arm"),
    (a_line(judge="m"), "field judge.*own texts"),
    (a_line(pair=...), "field pair.*order"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_a_bad_line_is_named_with_its_field_and_nothing_is_stored(
    laboratory: Laboratory, bad: str, reason: str
) -> None:
    text = "\n".join([a_line(), "", bad, a_line(first="2")])
    with pytest.raises(InputError, match=f"^Line 3[ ,].*{reason}") as caught:
        laboratory.import_choices(text)
    assert str(caught.value).endswith("Nothing was imported.")
    assert laboratory.store.studies(limit=5) == []


def test_several_judges_need_the_names_of_their_pairs() -> None:
    lines = [a_line(pair=..., first=None, judge=judge) for judge in ("j", "k")]
    with pytest.raises(InputError, match=r"Line 2, field pair.*several judges"):
        take(Source("\n".join(lines)))
