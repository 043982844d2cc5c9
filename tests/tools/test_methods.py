"""How a study was done, for its page: from a design and what the calls left, and nothing else."""

from velleity.store.records import Calls, ServedRecord, StudyRecord
from velleity.tools.methods import MOST_DESIGN, WAYS, method

MADE = Calls(12, 10, {"rate_limited": 2}, 0, 3_456, 0.0123)


def study(verb: str = "perturb", **design: object) -> StudyRecord:
    return StudyRecord(
        *("std_1", verb, "mine", "", design, "d1ge57", "done", 1, "2026-01-02T03"), max_cost_usd=0.5
    )


def served(**more: str) -> ServedRecord:
    return ServedRecord("std_1", None, '{"temperature": 0.7, "top_p": 1}', ("seed",), **more)


def facts(given: StudyRecord, *answered: ServedRecord, calls: Calls = MADE) -> dict[str, str]:
    made = method(given, lambda _: answered, lambda _: calls)
    return {one.name: f"{one.value} | {one.explanation}" for one in made.facts}


def test_who_answered_what_was_sent_and_what_was_spent_are_told() -> None:
    found = facts(
        study(seed=3, readout="label", temperature=0.7, max_trials=1_200),
        served(model="m-2026", fingerprint="fp1", server="llama"),
    )
    assert found["mine answered as"] == (
        "m-2026, fp1, llama | sent: temperature 0.7, top_p 1; left out: seed"
    )
    assert found["Temperature"].startswith("0.7")
    assert found["Seed"].startswith("3 |")
    assert found["Budget"].startswith("at most 1,200 answers; at most $0.5")
    assert found["Calls"] == "12, 3,456 tokens, $0.0123 | 10 answered; failed: 2 rate_limited"
    assert "Of judges" not in found


def test_what_a_design_does_not_say_has_no_line() -> None:
    found = facts(study("import"), calls=Calls(0, 0, {}, 0, 0, None))
    assert not {"Temperature", "Read out as", "Calls", "Of judges"} & set(found)
    assert "| " in facts(study(judges=["j"], judge_temperature=0.5))["Of judges"]


def test_of_many_ways_of_being_answered_the_first_are_told_and_the_others_counted() -> None:
    found = facts(study(), *[served(model=f"m{n}") for n in range(WAYS + 3)])
    assert found["Answered besides"].startswith("in 3 more ways")


def test_commands_name_the_study_and_only_what_can_be_asked_again_is_asked_again() -> None:
    asked = method(study(seed=4), lambda _: [], lambda _: MADE).commands
    assert asked[0] == "velleity trials std_1"
    assert asked[-1] == "velleity ask-again std_1 --seed 5"
    log = method(study("import"), lambda _: [], lambda _: MADE).commands
    assert not [one for one in log if "ask-again" in one]


def test_the_design_stands_whole_with_its_digest_unless_it_is_very_long() -> None:
    assert '"seed": 4' in method(study(seed=4), lambda _: [], lambda _: MADE).design
    long = method(study(pairs="x" * 2 * MOST_DESIGN), lambda _: [], lambda _: MADE).design
    assert "characters more]" in long
    assert long.endswith("d1ge57")
