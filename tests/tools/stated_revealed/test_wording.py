"""Sentences, notes and page of a finding, for every verdict."""

from functools import cache

import pytest

from tests.tools.stated_revealed.test_study import found
from velleity.store.records import StudyRecord, TrialRecord
from velleity.tools.stated_revealed.finding import STANCE_VERDICTS, StatedRevealedFinding
from velleity.tools.stated_revealed.notes import stance_notes
from velleity.tools.stated_revealed.report import stance_sections
from velleity.tools.stated_revealed.verb import STANCES
from velleity.tools.stated_revealed.wording import stances

STUDY = StudyRecord("std_x", "stated_revealed", "m", "", {}, "d", "done", 1, "2026-01-01")


@cache
def one_family() -> StatedRevealedFinding:
    return found("sim/pragmatist", families=["promises_kept"])


@cache
def whole() -> StatedRevealedFinding:
    return found("sim/pragmatist")


def test_every_verdict_has_a_sentence_of_its_own_with_shares_intervals_and_n() -> None:
    [family] = one_family().families
    said = [
        stances(
            one_family().model_copy(
                update={"families": [family.model_copy(update={"verdict": verdict})]}
            )
        )
        for verdict in STANCE_VERDICTS
    ]
    assert len(set(said)) == len(STANCE_VERDICTS)
    assert all("sim/pragmatist" in one for one in said)
    told = [one for one in said if "declines" not in one]
    assert all("n = 24" in one and "[" in one for one in told)


def test_many_families_are_counted_by_verdict_and_their_mean_gap_is_told() -> None:
    said = stances(whole())
    assert said.startswith("sim/pragmatist, 24 principles: 24 deviates.")
    assert "n = 576" in said


def test_the_style_of_who_answers_by_it_is_said_before_all_else() -> None:
    said = stances(found("sim/first", families=["risk"]))
    assert said.startswith("sim/first, 3 principles: it ")
    assert "whatever is asked, in 100% of its answers in principle and 100% in context; 3" in said
    assert "whatever is asked" not in stances(found("sim/principled", families=["risk"]))
    exact = stances(found("sim/first", families=["risk"], readout="logprob"))
    assert "in 100% of the probability of the labels in principle and 100% in context" in exact


def test_style_comes_first_and_then_the_families_that_tell_most() -> None:
    notes = stance_notes(whole())
    assert notes[0].startswith("Style (a/b, first label): the first label, beyond one half")
    assert sum(note.startswith("Style") for note in notes) == 3
    assert notes[-1] == "16 more families with detail=full and in the report."
    assert len("\n".join(notes).encode()) < 6_000


def test_one_family_is_told_with_all_its_numbers() -> None:
    told = "\n".join(stance_notes(one_family()))
    for part in ("Style-free", "raw, as answered", "the larger one", "base 2"):
        assert part in told
    for part in ("noise floor", "As published (base 10", "Furthest for it", "Furthest against it"):
        assert part in told


def test_without_pairs_the_reason_takes_the_place_of_numbers() -> None:
    finding = found("sim/pragmatist?refusal=1", families=["promises_kept"])
    [family] = finding.families
    assert family.difference.value is None
    assert "mostly declines on “A promise" in stances(finding)
    assert "most stated prompts are mostly declined" in stances(finding)
    assert "288" not in "\n".join(stance_notes(finding))
    assert "Not decided: 112 refused." in stance_notes(finding)


def test_a_finding_in_parts_holds_texts_that_fit() -> None:
    brief = STANCES.brief(whole())
    assert brief["verdict"] == "deviates"
    short = STANCES.shortened(whole())
    assert all(len(one.model_dump_json()) < 5_000 for one in short.families)


@pytest.mark.parametrize("side", ["a", "b"])
def test_the_page_has_style_beside_gaps_and_the_two_replies_that_pull_apart_most(
    side: str,
) -> None:
    def trials(study_id: str, question: str) -> list[TrialRecord]:
        assert study_id == STUDY.id
        made = TrialRecord(
            study_id,
            "t",
            question,
            "it binds",
            "it is void",
            "v",
            None,
            "a",
            0,
            "label",
            "chose",
            "a" if side == "a" else "b",
            kind="stance",
            messages=(("user", f"asked {question}"),),
            reply=f"said {side}",
        )
        return [made]

    [section] = stance_sections(STUDY, [whole()], trials)
    [styles], gaps = section.charts, section.figure
    assert gaps is not None
    assert len(gaps.rows) == 48
    assert len(styles.rows) == 24 * 3 * 2
    families, published, domains = section.tables
    assert len(families.rows) == len(published.rows) == 24
    assert len(domains.rows) == 9
    assert [one.reply for one in section.quotes] == [f"said {side}"] * 2
    assert section.quotes[0].prompt != section.quotes[1].prompt
    assert section.notes[0].startswith("Style")
