"""Where a cluster may be: what is wrong is said with what to write instead."""

import importlib.util
from typing import Any

import pytest

from velleity.store.errors import InputError
from velleity.tools.engine.cluster.address import (
    EXECUTOR,
    INSTALL,
    PLAIN_TCP,
    SCHEDULER,
    scheduler_named,
)


def named(executor: str = "dask", address: str = "", **more: str) -> str | None:
    return scheduler_named({EXECUTOR: executor, SCHEDULER: address, **more})


def test_without_an_executor_all_is_asked_from_here() -> None:
    assert scheduler_named({}) is None
    assert named("local", "tls://there:8786") is None
    assert scheduler_named({SCHEDULER: "tls://there:8786"}) is None


def test_an_executor_that_there_is_not_is_refused_by_its_name() -> None:
    with pytest.raises(InputError, match=r"'ray'.*'dask'"):
        named("ray")


def test_dask_needs_the_address_of_a_scheduler() -> None:
    with pytest.raises(InputError, match=SCHEDULER):
        named()


@pytest.mark.parametrize("address", ["tls://there:8786", "tcp://127.0.0.1:1", "tcp://[::1]:9"])
def test_tls_is_for_any_host_and_plain_tcp_for_this_one(address: str) -> None:
    assert named(address=address) == address


def test_plain_tcp_to_another_host_has_to_be_allowed_by_name() -> None:
    with pytest.raises(InputError, match=PLAIN_TCP):
        named(address="tcp://10.0.0.5:8786")
    allowed = {PLAIN_TCP: "1"}
    assert named(address="tcp://10.0.0.5:8786", **allowed) == "tcp://10.0.0.5:8786"


@pytest.mark.parametrize(
    "address",
    [
        *("there:8786", "http://there:8786", "tls://there", "tls://:8786", "tls://there:0"),
        *("tls://there:99999", "tls://me:pass@there:1", "tls://there:1/x", "inproc://1/2/3"),
        "tls://there:1?x=y",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(InputError, match="tls://HOST:PORT"):
        named(address=address)


def test_without_the_extra_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = importlib.util.find_spec

    def without(name: str, *more: Any) -> Any:
        return None if name == "distributed" else real(name, *more)

    monkeypatch.setattr("velleity.tools.engine.cluster.address.find_spec", without)
    with pytest.raises(InputError, match=r"velleity\[cluster\]") as told:
        named(address="tcp://127.0.0.1:1")
    assert INSTALL in str(told.value)
