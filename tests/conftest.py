"""What all tests share: a data folder of their own, a database, weights, and how much of a slow
test to run.
"""

import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

# Before anything imports numpy, here or in a process that a test starts: these matrices are small,
# and threads that wait for each other beside as many workers as there are cores take more than half
# of the suite's time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What tests start over and over is compiled once, also where an image says that nothing is kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import pytest
from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]

from velleity.store.store import Store
from velleity.tools.respondents.local.fetching import FetchFailed, fetch
from velleity.tools.respondents.local.weights import SMOLLM2

NO_TMUX = "there is no tmux"
"""Why sessions at a terminal are skipped."""
NOT_HAD = "the real model cannot be had: "
"""How the reason begins for which tests of the real model are skipped."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run slow tests in full size")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what has kin that always run."""
    if item.get_closest_marker("in_full") and not item.config.getoption("--full"):
        pytest.skip("one of several of a kind: run with --full")


class ByCost(LoadScopeScheduling):
    """Tests are handed out one by one, those that share what their module makes together."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if _shares(self.config.rootpath / module) else nodeid


@cache
def _shares(module: Path) -> bool:
    """By a fixture for the module, or as a mark says."""
    told = module.read_text("utf-8")
    return 'scope="module"' in told or "mark.xdist_group" in told


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCost:
    """Without this a fixture of a module would be made once in every process."""
    return ByCost(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: some tests wait for processes that they start."""
    return (os.cpu_count() or 1) + 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what a short line of dots and letters would hide."""
    reasons = [str(report.longrepr[-1]) for report in terminalreporter.stats.get("skipped", [])]
    if any(NO_TMUX in reason for reason in reasons):
        terminalreporter.section("NO TERMINAL WAS LOOKED AT", red=True, bold=True)
        terminalreporter.write_line("Sessions at a terminal are skipped: install tmux.")
    left = [reason for reason in reasons if NOT_HAD in reason]
    if left:
        terminalreporter.section("THE REAL MODEL WAS NOT ASKED", red=True, bold=True)
        terminalreporter.write_line(f"{len(left)} tests skipped: {left[0].partition(NOT_HAD)[2]}")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether slow tests run in full size."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> int:
    """How many simulated runs an error-rate test makes: 100, or 2,000 with --full."""
    return 2_000 if request.config.getoption("--full") else 100


@pytest.fixture(scope="session")
def weights() -> Path:
    """The folder where the weights of local/smollm2 are, fetched once and kept between runs."""
    named = os.environ.get("VELLEITY_MODELS")
    folder = Path(named) if named else Path(tempfile.gettempdir()) / "velleity-models"
    try:
        fetch(SMOLLM2, folder)
    except FetchFailed as error:
        pytest.skip(f"{NOT_HAD}{error}")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that this test alone uses."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VELLEITY_HOME", str(folder))
    monkeypatch.setenv("VELLEITY_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("VELLEITY_MODELS", raising=False)
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """A database of its own in that folder."""
    opened = Store(home / "velleity.db")
    yield opened
    opened.close()
