"""Hosts that share nothing but a network: scheduler, workers, driver and provider, all over TLS."""

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.tools.engine.cluster.clusters import (
    ROOT,
    Process,
    address_in,
    found,
    laboratory_of,
    plain,
    run,
)
from tests.tools.engine.cluster.hosts import Authority, Host, NoHosts, hosts
from tests.tools.engine.cluster.test_cluster_kills import Tally, a_design, provider
from tests.tools.engine.killing import heard
from velleity.store.errors import InputError
from velleity.tools.engine.cluster.address import TLS, checked
from velleity.tools.study.limits import Limits

NAME, KEY = "KEY_BEHIND_TLS", "sk-behind-tls-4711"
TRIALS, WORKERS = 2_000, 3


class Network:
    """Processes on hosts of their own, each with a certificate of its own."""

    def __init__(self, folder: Path, stack: ExitStack, there: list[Host]) -> None:
        self._folder, self._stack = folder, stack
        self.provider, self.scheduler, self.driver, *self.workers = there
        self.authority = Authority(folder)

    def start(self, host: Host, name: str, *words: str, **environment: str) -> Process:
        """Run a module on a host; its errors go to a file."""
        log = self._stack.enter_context((self._folder / f"{name}.log").open("w"))
        started = subprocess.Popen(
            host.words(sys.executable, "-m", *words),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**plain(), **environment},
        )
        self._stack.callback(started.communicate)
        self._stack.callback(started.kill)
        return started

    def shown_by(self, role: str, host: Host) -> Mapping[str, str]:
        """The variables from which Dask takes certificates."""
        own = str(self.authority.issue(role.lower() + host.name, host.address))
        return {
            f"{TLS}CA_FILE": str(self.authority.certificate),
            f"{TLS}{role}__CERT": own,
            f"{TLS}{role}__KEY": own,
        }


@contextmanager
def network(folder: Path) -> Generator[Network]:
    """A provider, a scheduler, a driver and workers that have nothing to do yet."""
    folder.mkdir()
    with ExitStack() as stack:
        try:
            there = stack.enter_context(hosts(3 + WORKERS))
        except NoHosts as error:
            pytest.skip(f"no hosts can be made here: {error}")
        yield Network(folder, stack, there)


@pytest.mark.slow
def test_over_tls_between_hosts_a_study_finds_the_same_to_the_last_bit(
    home: Path, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not full:
        pytest.skip("starts processes on hosts of their own: run with --full")
    design = a_design(TRIALS)
    home.mkdir()
    with provider(home / "here", 5):
        limits = Limits(1_000.0, None)
        here = found(home / "here", run(home / "here", design, None, limits))
    there = home / "there"
    there.mkdir()
    with network(home / "net") as net:
        scheduler, book = served(net, there)
        with pytest.raises(InputError, match="without TLS"):
            checked(scheduler.replace("tls:", "tcp:"))
        monkeypatch.setenv(NAME, KEY)
        with laboratory_of(there, None) as laboratory:  # it is asked nothing that it could answer
            study = laboratory.start(design, limits=limits).study.id
        stranger = net.start(
            net.driver,
            "stranger",
            *("tests.tools.engine.cluster.driver", str(there), study, scheduler),
        )
        assert heard(stranger) == ""
        driver = net.start(
            net.driver,
            "driver",
            *("tests.tools.engine.cluster.driver", str(there), study, scheduler),
            **net.shown_by("CLIENT", net.driver),
        )
        assert [heard(driver), heard(driver)] == ["running", "done"]
    tally = Tally(there, study, book)
    tally.check(TRIALS)
    assert tally.again.total() == 0
    assert found(there, study)[2] == here[2]
    assert "needs certificates" in (home / "net" / "stranger.log").read_text()


def served(net: Network, home: Path) -> tuple[str, Path]:
    """Start a provider that speaks TLS, a scheduler and workers; the scheduler, and the book."""
    book, file = home / "book.jsonl", home / "scheduler.json"
    own = net.authority.issue("provider", net.provider.address)
    words = ("tests.provider", "--book", str(book), "--latency-ms", "5")
    where = ("--host", net.provider.address, "--certificate", str(own))
    url = heard(net.start(net.provider, "provider", *words, *where))
    (home / "settings.toml").write_text(
        f'[models.mine]\nbase_url = "{url}"\napi_key_env = "{NAME}"\n'
        "input_usd_per_mtok = 10\noutput_usd_per_mtok = 30\n"
    )
    words = ("dask", "scheduler", "--protocol", "tls", "--port", "8786", "--no-dashboard")
    at = ("--host", net.scheduler.address, "--scheduler-file", str(file))
    net.start(net.scheduler, "scheduler", *words, *at, **net.shown_by("SCHEDULER", net.scheduler))
    scheduler = address_in(file)
    for number, host in enumerate(net.workers):
        words = ("dask", "worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        local = ("--host", host.address, "--local-directory", str(home / f"w{number}"))
        keys = {NAME: KEY, "SSL_CERT_FILE": str(net.authority.certificate)}
        shown = net.shown_by("WORKER", host)
        net.start(host, f"worker{number}", *words, *local, **shown, **keys)
    return scheduler, book
