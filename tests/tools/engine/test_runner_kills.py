"""Killed anywhere, with a third of all calls failing: nothing is lost, nothing is stored twice,
whatever was paid twice is listed, and nothing is billed beyond the limit. The provider's own book
is the witness.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.tools.engine.killing import (
    BATCHED,
    WAYS,
    begun,
    check,
    open_calls,
    provider,
    run_until_done,
    spawn,
)
from tests.tools.engine.worker import POINTS

ALWAYS = {
    "before_a_call_is_made",
    "after_a_reply_before_its_write",
    "while_an_answer_is_written",
    "while_the_findings_are_written",
}


def test_without_kills_and_faults_nothing_is_paid_twice(home: Path) -> None:
    with provider(home, 0.0) as book:
        study = begun(home, 0, 8, 5)
        run_until_done(home, study, 0, 0)
        assert check(home, study, book, 0).total() == 0


@pytest.mark.parametrize(
    "point",
    [one if one in ALWAYS else pytest.param(one, marks=pytest.mark.in_full) for one in POINTS],
)
def test_killed_at_a_named_point_a_study_ends_as_if_it_never_was(home: Path, point: str) -> None:
    with provider(home, 0.3) as book:
        study = begun(home, 1, 5, 3)
        nth = "1" if "findings" in point else "7"
        with spawn("tests.tools.engine.worker", str(home), study, point, nth) as process:
            assert process.wait(60) == -9
        run_until_done(home, study, 0, 0)
        check(home, study, book, 1)


@pytest.mark.slow
def test_killed_at_random_in_two_processes_nothing_is_lost(home: Path, full: bool) -> None:
    """Over 100 kills in full, 2 otherwise, each with calls open; a limit that ends is raised."""
    kills, options, replicates, limit = (60, 24, 5, 0.5) if full else (1, 8, 4, 0.5)
    with provider(home, 0.3, 20 if full else 5, counts=2.5) as book:
        studies = [begun(home, seed, options, replicates, limit) for seed in (0, 1)]
        with ThreadPoolExecutor() as threads:
            runs = [threads.submit(run_until_done, home, studies[n], kills, n) for n in (0, 1)]
            killed = sum(one.result() for one in runs)
        assert killed >= (100 if full else 1)
        for study in studies:
            check(home, study, book, killed)


@pytest.mark.slow
@pytest.mark.parametrize("way", list(WAYS)[1:])
def test_killed_in_whatever_serves_it_a_study_keeps_its_limit_and_its_answers(
    home: Path, way: str, full: bool
) -> None:
    if not full:
        pytest.skip("minutes: run with --full")
    kills = 15
    with provider(home, 0.1, 40, counts=2.5) as book:
        study = begun(home, 3, 24, 5, 1.0)
        assert run_until_done(home, study, kills, 3, way, most=0.1) == kills
        assert open_calls(home, study) >= kills
        check(home, study, book, kills)


@pytest.mark.slow
def test_killed_with_batches_handed_in_nothing_is_paid_twice(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("a minute: run with --full")
    with provider(home, 0.1) as book:
        study = begun(home, 4, 40, 5, 5.0, model=BATCHED, batch=True)
        kills = run_until_done(home, study, 6, 4, most=2)
        assert kills
        check(home, study, book, kills)
