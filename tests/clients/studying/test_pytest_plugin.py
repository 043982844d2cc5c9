"""Studies as tests: pytest collects their files, and a fixture holds one to a verdict."""

from pathlib import Path

import pytest

from tests.clients.commands import run

pytest_plugins = ["pytester"]
ENDS = """
model = "sim/first"
max_trials = 84

[[study]]
verb = "perturb"
option_a = "tea"
option_b = "coffee"
expect = "position_driven"

[[study]]
verb = "perturb"
option_a = "tea"
option_b = "coffee"
expect = "strong"

[[study]]
verb = "perturb"
model = "sim/coin"
option_a = "tea"
option_b = "coffee"
expect = "strong"
"""
ALONE = ("-p", "no:xdist", "-o", "asyncio_default_fixture_loop_scope=function")
WRITTEN = """
async def test_in_a_loop(velleity_check):
    pair = {"option_a": "tea", "option_b": "coffee", "max_trials": 84}
    velleity_check("perturb", "position_driven", model="sim/first", **pair)

def test_refused(velleity_check):
    velleity_check("perturb", "strong", model="sim/nobody", option_a="tea", option_b="coffee")
"""


@pytest.fixture(autouse=True)
def loaded(tmp_path: Path) -> None:
    """What the inner pytest imports, imported before pytester looks: it takes out what comes in
    later, and numpy cannot be brought in twice.
    """
    file = tmp_path / "studies.toml"
    file.write_text(ENDS)
    assert run("check", str(file)).exit_code == 1


def test_a_file_of_studies_is_a_file_of_tests(pytester: pytest.Pytester) -> None:
    pytester.makefile(".velleity.toml", tastes=ENDS, broken="[[study]]\nverb = 3\n")
    pytester.makefile(".toml", other=ENDS)
    done = pytester.runpytest_inprocess(*ALONE, "-rs", "--continue-on-collection-errors")
    done.assert_outcomes(passed=1, failed=1, skipped=1, errors=1)
    done.stdout.fnmatch_lines(
        [
            "*broken.velleity.toml, study.0.verb: Input should be*",
            "otherwise: sim/first | tea | coffee: expected strong, found position_driven.*",
            "*inconclusive: sim/coin | tea | coffee: expected strong, found undetermined.*",
        ]
    )


def test_a_test_holds_a_study_to_a_verdict(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(WRITTEN)
    done = pytester.runpytest_inprocess(*ALONE, "-o", "asyncio_mode=auto")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*sim/nobody*"])
