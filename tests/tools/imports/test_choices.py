"""Imported choices: what a good file becomes, and what every kind of bad line is told."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import requirement
from velleity.store.errors import InputError
from velleity.tools.imports.choices import MAX_ANSWERS, Choice, Choices
from velleity.tools.imports.faults import Faults
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.perturb.finding import PreferenceFinding
from velleity.tools.perturb.wording import preference
from velleity.tools.studies import Laboratory

TEA, COFFEE = "a pot of tea", "a cup of coffee"


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


def a_line(**fields: Any) -> str:
    whole = {
        "kind": "choice",
        "model": "m",
        "option_a": TEA,
        "option_b": COFFEE,
        "first": "a",
        "chosen": "a",
        **fields,
    }
    return json.dumps({key: value for key, value in whole.items() if value is not ...})


def lines(*records: dict[str, Any]) -> str:
    return "\n".join(a_line(**record) for record in records)


def counts(aa: int, ab: int, ba: int, bb: int) -> str:
    """How often a and b were chosen with a first, and with b first."""
    cells = ((("a", "a"), aa), (("a", "b"), ab), (("b", "a"), ba), (("b", "b"), bb))
    return lines(*({"first": f, "chosen": c, "count": n} for (f, c), n in cells if n))


def finding_of(jsonl: str) -> PreferenceFinding:
    [taken] = take(Source(jsonl))
    [row] = taken.findings
    return PreferenceFinding.model_validate_json(row.body)


def test_a_good_file_becomes_a_finished_study_with_its_answers(laboratory: Laboratory) -> None:
    text = counts(20, 0, 19, 1) + "\n\n" + a_line(chosen="refused", count=2) + "\n"
    [progress] = laboratory.import_choices(text, "log")
    assert progress.study.state == "done"
    assert (progress.study.model, progress.study.label) == ("m", "log")
    assert progress.done == progress.study.planned == 42
    [finding] = laboratory.findings(progress.study.id)
    assert finding.kind == "preference"
    assert (finding.asked, finding.decided, finding.missing) == (42, 40, {"refused": 2})
    stored = laboratory.store.trials(progress.study.id)
    assert [(one.first, one.chosen, one.count) for one in stored] == [
        ("a", "a", 20),
        ("a", None, 2),
        ("b", "a", 19),
        ("b", "b", 1),
    ]


def test_what_a_line_says_beyond_the_columns_is_kept(laboratory: Laboratory) -> None:
    text = a_line(factors={"temperature": "0"}, category_a="drinks", variation="v", tier="nudge")
    [progress] = laboratory.import_choices(text)
    [trial] = laboratory.store.trials(progress.study.id)
    assert trial.extra == {"factors": {"temperature": "0"}, "category_a": "drinks"}
    assert (trial.variation, trial.tier) == ("v", "nudge")


BAD: list[tuple[str, str]] = [
    ("not json", "is not JSON"),
    ('{"kind": "choice"', "is not JSON"),
    ("[]", "is not a JSON object"),
    ('"choice"', "is not a JSON object"),
    ("17", "is not a JSON object"),
    ("null", "is not a JSON object"),
    ("{}", "field kind"),
    (a_line(kind="ranking"), "field kind.*ranking"),
    (a_line(kind=["choice"]), "field kind"),
    (a_line(kind="\ud800"), "field kind"),
    (a_line(model=...), "field model.*required"),
    (a_line(model=""), "field model"),
    (a_line(model=7), "field model"),
    (a_line(model="m" * 201), "field model"),
    (a_line(option_a=...), "field option_a"),
    (a_line(option_a=""), "field option_a"),
    (a_line(option_b=None), "field option_b"),
    (a_line(option_b="x" * 4_001), "field option_b"),
    (a_line(option_b=TEA), "field option_b.*same text"),
    (a_line(option_b=f" {TEA}\n"), "field option_b.*same text"),
    (a_line(first="A"), "field first"),
    (a_line(first=...), "field first"),
    (a_line(chosen="c"), "field chosen"),
    (a_line(chosen=None), "field chosen"),
    (a_line(chosen=0.5), "field chosen"),
    (a_line(tier="mild"), "field tier"),
    (a_line(variation=""), "field variation"),
    (a_line(factors=[]), "field factors"),
    (a_line(factors={"temperature": 0}), "field factors.temperature"),
    (a_line(replicate=-1), "field replicate"),
    (a_line(replicate=2**63), "field replicate"),
    (a_line(count=0), "field count"),
    (a_line(count=-3), "field count"),
    (a_line(count=1.5), "field count"),
    (a_line(count="3"), "field count"),
    (a_line(count=True), "field count"),
    (a_line(count=MAX_ANSWERS + 1), "field count"),
    (a_line(count=10**400), "field count"),
    (a_line(count=...)[:-1] + ', "count": ' + "9" * 5_000 + "}", "is not JSON"),
    (a_line(count=float("nan")), "NaN is not a JSON number"),
    (a_line(count=float("inf")), "Infinity is not a JSON number"),
    (a_line(surprise=1), "field surprise"),
    (a_line()[:-1] + ', "chosen": "b"}', "is not JSON.*'chosen' is given twice"),
    (a_line(factors=...)[:-1] + ', "factors": {"x": "1", "x": "2"}}', "'x' is given twice"),
    ("[" * 200_000, "is not JSON"),
    ('{"kind": ' + '{"a": ' * 200_000, "is not JSON"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_a_bad_line_is_named_with_its_field_and_nothing_is_stored(
    laboratory: Laboratory, bad: str, reason: str
) -> None:
    text = "\n".join([a_line(), "", bad, a_line(chosen="b")])
    with pytest.raises(InputError, match=f"^Line 3[ ,].*{reason}") as caught:
        laboratory.import_choices(text)
    assert str(caught.value).endswith("Nothing was imported.")
    assert len(str(caught.value)) < 500
    assert str(caught.value).encode()
    assert laboratory.store.studies(limit=9) == []


def test_null_counts_as_not_given_where_it_is_none_of_the_fields_values(
    laboratory: Laboratory,
) -> None:
    """As pandas writes what a column does not hold."""
    optional = dict.fromkeys(("variation", "tier", "factors", "replicate", "count", "sampling"))
    nulls = laboratory.import_choices(a_line(**optional) + "\n" + a_line(chosen="b"))
    plain = laboratory.import_choices(a_line() + "\n" + a_line(chosen="b"))
    [one], [other] = nulls, plain
    assert one.study.id == other.study.id
    for wrong in ({"chosen": None}, {"variation": None, "notes": None}):
        with pytest.raises(InputError, match=f"field {[*wrong][-1]}"):
            laboratory.import_choices(a_line(**wrong))


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_a_file_without_records_is_refused(laboratory: Laboratory, text: str) -> None:
    with pytest.raises(InputError, match="no record"):
        laboratory.import_choices(text)


def test_more_answers_in_all_than_can_be_judged_are_refused(laboratory: Laboratory) -> None:
    text = lines({"count": MAX_ANSWERS}, {"count": 1, "chosen": "b"})
    with pytest.raises(InputError, match="answers, over"):
        laboratory.import_choices(text)
    assert laboratory.store.studies(limit=9) == []


def test_one_variation_cannot_be_of_two_tiers() -> None:
    text = lines({"variation": "v", "tier": "surface"}, {"variation": "v", "tier": "pressure"})
    with pytest.raises(InputError, match=r"Line 2, field tier.*'surface'"):
        take(Source(text))
    other = lines(
        {"variation": "v", "tier": "surface"},
        {"variation": "v", "tier": "pressure", "model": "other"},
    )
    assert [one.design.model for one in take(Source(other))] == ["m", "other"]


def test_lines_of_a_windows_file_are_read() -> None:
    assert finding_of(a_line() + "\r\n" + a_line(chosen="b") + "\r\n").asked == 2


def test_options_logged_the_other_way_round_are_one_question() -> None:
    swapped = {"option_a": COFFEE, "option_b": TEA}
    finding = finding_of(
        lines(
            {"first": "a", "chosen": "a", "count": 6},
            {**swapped, "first": "b", "chosen": "b", "count": 5},
            {**swapped, "first": "a", "chosen": "a", "count": 2},
        )
    )
    assert (finding.option_a, finding.option_b) == (TEA, COFFEE)
    tallied = {cell.first: (cell.chose_a, cell.decided) for cell in finding.cells}
    assert tallied == {"a": (11, 11), "b": (0, 2)}


def test_turning_a_choice_twice_gives_it_back() -> None:
    choice = choice_of(category_a="x", first="b", chosen="a")
    assert choice.turned().turned() == choice
    assert (choice.turned().chosen, choice.turned().category_b) == ("b", "x")
    assert choice_of(chosen="both").turned().chosen == "both"
    assert choice_of(first=None).turned().first == ""


def choice_of(**fields: Any) -> Choice:
    found = Choices(Faults()).read("Line 1", json.loads(a_line(**fields)))
    assert found is not None
    return found.choice


def test_a_count_is_as_many_lines() -> None:
    counted = finding_of(counts(9, 1, 8, 2))
    spelled = finding_of(
        lines(
            *[{"first": "a", "chosen": "a"}] * 9,
            {"first": "a", "chosen": "b"},
            *[{"first": "b", "chosen": "a"}] * 8,
            *[{"first": "b", "chosen": "b"}] * 2,
        )
    )
    assert (counted.verdict, counted.share_a) == (spelled.verdict, spelled.share_a)
    assert {cell.first: cell for cell in counted.cells} == {
        cell.first: cell for cell in spelled.cells
    }


def test_a_replicate_that_is_said_twice_counts_once_and_that_is_told(
    laboratory: Laboratory,
) -> None:
    text = lines(*[{"replicate": 0}] * 7, *[{"count": 1}] * 3, *[{"replicate": 8}] * 2)
    [progress] = laboratory.import_choices(text)
    [finding] = laboratory.findings(progress.study.id)
    assert finding.kind == "preference"
    assert progress.done == progress.study.planned == finding.decided == 5
    [told] = progress.study.warnings
    assert told.startswith("7 records repeat another")


def test_a_replicate_that_was_answered_in_two_ways_is_two_answers() -> None:
    assert finding_of(lines({"replicate": 3}, {"replicate": 3, "chosen": "b"})).asked == 2


def test_every_model_becomes_a_study_of_its_own(laboratory: Laboratory) -> None:
    text = lines(
        *({"model": model, "count": n} for model, n in (("x", 1), ("y", 2), ("x", 3), ("z", 4)))
    )
    found = laboratory.import_choices(text)
    assert [(one.study.model, one.done) for one in found] == [("x", 4), ("y", 2), ("z", 4)]
    assert len({one.study.id for one in found}) == 3


def test_one_model_can_be_asked_many_questions(laboratory: Laboratory) -> None:
    text = lines(*({"option_b": f"drink {n}", "count": 3} for n in range(12)))
    [progress] = laboratory.import_choices(text)
    found = laboratory.findings(progress.study.id)
    assert len(found) == 12
    assert len({one.question_id for one in found if one.kind == "preference"}) == 12


def test_the_same_import_twice_is_one_study(laboratory: Laboratory) -> None:
    text = counts(9, 1, 8, 2)
    [first] = laboratory.import_choices(text, "log")
    [second] = laboratory.import_choices(text, "log")
    assert second.study == first.study
    assert second.done == 20
    [changed] = laboratory.import_choices(counts(9, 1, 8, 3), "log")
    [relabelled] = laboratory.import_choices(text, "other")
    assert len({first.study.id, changed.study.id, relabelled.study.id}) == 3


@requirement("S1-position-is-not-indifference")
def test_five_and_five_that_follow_the_position_are_position_driven() -> None:
    finding = finding_of(counts(5, 0, 0, 5))
    assert finding.verdict == "position_driven"
    assert finding.favours is None
    assert finding.share_first.value == 1.0
    assert finding.share_a.value == 0.5


def test_four_and_four_that_follow_the_position_are_too_few_and_not_indifferent() -> None:
    finding = finding_of(counts(4, 0, 0, 4))
    assert finding.verdict == "undetermined"
    assert finding.share_first.value == 1.0


def test_what_follows_the_content_of_one_wording_leans_and_is_never_strong() -> None:
    finding = finding_of(counts(5, 0, 5, 0))
    assert finding.verdict == "leaning"
    assert finding.favours == "a"
    assert (finding.share_a.value, finding.share_first.value) == (1.0, 0.5)
    assert finding_of(counts(0, 5, 0, 5)).favours == "b"
    assert finding_of(counts(900, 0, 900, 0)).verdict == "leaning"
    assert "budget" not in preference(finding)


def test_what_follows_the_content_of_six_wordings_is_strong() -> None:
    assert finding_of(in_wordings(6, counts(7, 0, 7, 0))).verdict == "strong"
    assert finding_of(in_wordings(5, counts(7, 0, 7, 0))).verdict == "leaning"
    assert finding_of(in_wordings(6, counts(0, 7, 0, 7))).favours == "b"


def in_wordings(number: int, text: str) -> str:
    """The same lines once for each of so many wordings."""
    records = [json.loads(line) for line in text.splitlines()]
    return lines(*({**one, "variation": f"w{n}"} for n in range(number) for one in records))


def test_one_order_alone_says_what_is_needed() -> None:
    finding = finding_of(counts(50, 0, 0, 0))
    assert finding.verdict == "undetermined"
    assert "Answers with option b first" in (finding.needs or "")
    assert finding.share_first.value == 1.0
    assert finding.share_a_when_b_first.value is None
    assert "never shown first" in (finding.share_a_when_b_first.reason or "")


def test_every_answer_of_a_log_counts_however_unequal_the_orders_are() -> None:
    finding = finding_of(counts(900, 100, 6, 4))
    assert finding.share_a.n == finding.asked == 1_010
    assert finding.share_a.value == pytest.approx((0.9 + 0.6) / 2)
    assert finding.share_a.low is not None
    assert finding.share_a.low > 0.5
    assert finding.verdict == "leaning"


def test_the_order_of_the_lines_changes_nothing() -> None:
    text = counts(30, 11, 9, 22) + "\n" + a_line(chosen="refused", count=4)
    backwards = "\n".join(reversed(text.splitlines()))
    one, two = finding_of(text), finding_of(backwards)
    assert (one.verdict, one.share_a, one.bounds_a) == (two.verdict, two.share_a, two.bounds_a)


def test_few_answers_without_a_pattern_are_undetermined() -> None:
    finding = finding_of(counts(3, 2, 2, 3))
    assert finding.verdict == "undetermined"
    assert "answers in the log" in (finding.needs or "")


@requirement("S2-neutral-is-not-a-choice")
@pytest.mark.parametrize("chosen", ["refused", "both", "neither", "unreadable"])
def test_what_is_no_choice_is_missing_and_counts_for_no_option(chosen: str) -> None:
    text = counts(5, 0, 5, 0) + "\n" + a_line(chosen=chosen, count=4)
    finding = finding_of(text)
    assert finding.missing == {chosen: 4}
    kind = "declined" if chosen == "refused" else "not_answered"
    assert finding.missing_kinds == {
        name: 4 if name == kind else 0 for name in ("declined", "not_answered", "cut_off", "error")
    }
    assert (finding.asked, finding.decided) == (14, 10)
    assert finding.share_a_decided is not None
    assert finding.share_a_decided.value == 1.0
    assert finding.share_a.value == pytest.approx((5 / 9 + 1) / 2)
    assert finding.bounds_a == (pytest.approx((5 / 9 + 1) / 2), 1.0)
    assert "10 of the 10 that decided chose" in preference(finding)


def test_mostly_refusals_are_refusal_driven() -> None:
    refusing = lines(*({"chosen": "refused", "count": 15, "first": first} for first in "ab"))
    finding = finding_of(counts(2, 0, 2, 0) + "\n" + refusing)
    assert finding.verdict == "refusal_driven"
    assert finding.bounds_a == (pytest.approx(2 / 17), 1.0)


def test_refusals_in_one_order_alone_are_not_most_answers() -> None:
    """However often that order was asked: a mean over cells is judged, not a pile of answers."""
    text = counts(20, 0, 20, 0) + "\n" + a_line(chosen="refused", count=300)
    assert finding_of(text).verdict != "refusal_driven"


def test_answers_under_pressure_never_touch_the_verdict() -> None:
    against = [
        {"first": first, "chosen": "b", "count": 20, "variation": "told:b", "tier": "pressure"}
        for first in ("a", "b")
    ]
    finding = finding_of(in_wordings(6, counts(8, 0, 8, 0)) + "\n" + lines(*against))
    assert finding.verdict == "strong"
    [rung] = finding.ladder
    assert rung.broken
    assert finding.entrenched is False


def test_half_surrogates_in_an_import_are_kept_as_cleaned_text(laboratory: Laboratory) -> None:
    text = a_line(option_a="tea\ud800", model="m\udc00", factors={"k\ud800": "v\ud800"})
    [progress] = laboratory.import_choices(text)
    [trial] = laboratory.store.trials(progress.study.id)
    for kept in (trial.option_a, progress.study.model, *trial.extra["factors"].values()):
        assert str(kept).encode()


def test_an_order_that_nobody_wrote_down_is_said_to_be_unknown() -> None:
    finding = finding_of(a_line(first=None, count=80) + "\n" + a_line(first=None, chosen="b"))
    assert finding.verdict == "undetermined"
    assert "the log does not say (field first)" in (finding.needs or "")
    assert finding.share_a.value == pytest.approx(80 / 81)
    assert finding.share_first.value is None
    assert "not on record" in (finding.share_first.reason or "")
    [cell] = finding.cells
    assert (cell.first, cell.asked) == (None, 81)


def test_ten_bad_lines_are_shown_and_all_are_counted() -> None:
    with pytest.raises(InputError, match=r"And 4 more\. 14 of 20 records are bad") as caught:
        take(Source("\n".join([a_line()] * 6 + [a_line(chosen="c")] * 14)))
    assert str(caught.value).count("field chosen") == 10


def test_what_is_said_of_sampling_is_kept(laboratory: Laboratory) -> None:
    text = a_line(temperature=0.5, sampling={"top_p": 0.9}, snapshot="2024-08-06")
    [progress] = laboratory.import_choices(text)
    [trial] = laboratory.store.trials(progress.study.id)
    assert trial.extra == {
        "temperature": "0.5",
        "sampling": {"top_p": "0.9"},
        "snapshot": "2024-08-06",
    }
    [finding] = laboratory.findings(progress.study.id)
    assert isinstance(finding, PreferenceFinding)
    assert finding.temperature == 0.5
