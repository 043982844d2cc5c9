"""A ledger: raw verdicts beside what stands, repeats as one claim, and what should be known."""

from velleity.tools.ledger.entries import Entry, Run, grouped
from velleity.tools.ledger.finding import Ledger
from velleity.tools.ledger.ledger import ledger_of, rows_of
from velleity.tools.study.claims import Claim, OrderWords
from velleity.tools.study.estimate import Estimate


def a_run(
    verdict: str = "strong", e_value: float = 31.9, study: str = "std_1", **fields: object
) -> Run:
    claim = Claim("tea\ncoffee", "tea or coffee", verdict, e_value=e_value, favours="a")
    return Run(study, "m", "perturb", claim)._replace(**fields)


def alone(run: Run) -> Entry:
    return Entry(run.claim, (run,))


def ledger(entries: list[Entry]) -> Ledger:
    return ledger_of(entries, rows_of(entries), "L")


def test_a_raw_verdict_stands_beside_what_the_ledger_leaves_of_it() -> None:
    others = [alone(a_run("undetermined", 0.0, f"std_{n}")) for n in range(2, 6)]
    found = ledger([alone(a_run()), *others])
    row = found.rows[0]
    assert (row.verdict, row.adjusted, row.kept, row.needed) == (
        "strong",
        "undetermined",
        False,
        100,
    )
    assert (found.tested, found.made, found.kept) == (5, 1, 0)
    assert "0 of 1 claims stand" in found.sentence
    assert "does not keep 1 strong" in found.notes[0]
    assert "claims=5" in found.notes[0]


def test_studies_that_ask_alike_are_one_claim() -> None:
    runs = [a_run(study="std_1"), a_run("weak", study="std_2"), a_run(study="std_3", alike="enact")]
    assert [len(some) for some in grouped(runs)] == [2, 1]
    pooled = Entry(
        Claim("tea\ncoffee", "tea or coffee", "weak", e_value=90.0), tuple(runs[:2]), True
    )
    found = ledger([pooled, alone(runs[2])])
    assert sorted(one.verdicts for one in found.rows) == [[], ["strong", "weak"]]
    [said] = [one for one in found.notes if "disagree" in one]
    assert "strong (std_1), weak (std_2), strong (std_3)" in said
    assert "claim of its own" in said
    [said] = [one for one in ledger([pooled]).notes if "disagree" in one]
    assert "together: weak" in said


def test_a_verdict_is_confirmatory_if_its_design_foretold_it() -> None:
    right = alone(a_run(foretold="strong a"))
    wrong = alone(a_run("weak", 500.0, foretold="strong"))
    other = alone(a_run(foretold="strong b"))
    counted = alone(a_run(family=4))
    told = [one.as_foretold for one in rows_of([right, wrong, other, counted])]
    assert told == [True, False, False, None]
    found = ledger([right, alone(a_run(study="std_9"))])
    assert [one.status for one in rows_of([right, counted])] == ["confirmatory"] * 2
    assert found.confirmatory == 1
    assert any("1 confirmatory, 1 exploratory; 1 of 1 foretold" in one for one in found.notes)
    assert any("All exploratory" in one for one in ledger([alone(a_run())]).notes)


def test_looks_repeats_and_ends_are_told() -> None:
    looked = a_run(looks=2, resumed=1, ended=False)
    again = Entry(looked.claim, (looked, a_run(study="std_2")), pooled=True)
    said = " ".join(ledger([again]).notes)
    assert "asked more than once (2 studies)" in said
    assert "2 looks, 1 resumed" in said
    assert "not ended" in said


def test_the_words_of_the_literature_are_over_all_questions() -> None:
    first = Estimate(value=0.6, low=0.5, high=0.7, n=100)
    words = [
        OrderWords("robust", 0, 10, first),
        OrderWords("fragile", 9, 10, first),
        OrderWords(None, 3, 10, first),
    ]
    entries = [
        alone(a_run(study=f"std_{n}"))._replace(
            claim=Claim(f"q{n}", "x or y", "strong", e_value=90.0, words=one)
        )
        for n, one in enumerate(words)
    ]
    found = ledger(entries)
    assert found.order_classes == {"robust": 1, "fragile": 1, "open": 1}
    assert found.reversal_rate is not None
    assert (found.reversal_rate.value, found.reversal_rate.n) == (12 / 30, 30)
    assert found.first_share is not None
    assert found.first_share.n == 3
    assert found.rows[0].reversals == (0, 10)
