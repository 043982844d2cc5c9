"""T8 on a cluster: a key stands in the environment of a worker, and nowhere on any way from there.

A provider repeats the key that it was sent, plain and encoded, in answers and in errors. All that
goes between driver and scheduler is read on the way; all that Dask logs, in full detail, is read
afterwards, and so are the driver's files.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.provider.http import response
from tests.provider.provider import Provider
from tests.security.test_secrets_and_canaries import forms
from tests.tools.engine.cluster.clusters import Workers, found, in_this_process, run
from velleity.store.errors import InputError
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.study.design import TaggedOption

KEY = "sk-on-a-worker-7f3'/+ 8c&1d"
NAME = "KEY_OF_A_WORKER"
ALL = " ".join(forms(KEY))


class Tap:
    """Passes on all that goes between two sides, and remembers it."""

    def __init__(self, to: str) -> None:
        parts = urlsplit(to)
        self._to = (parts.hostname, parts.port)
        self.heard = bytearray()
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on one connection, in both directions."""
        there, back = await asyncio.open_connection(*self._to)
        self._writers += [writer, back]
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(2**16):
            self.heard += data
            writer.write(data)
        writer.close()


@asynccontextmanager
async def tapped(address: str) -> AsyncGenerator[tuple[Tap, str]]:
    """A way to an address on which all is read; and its own address."""
    tap = Tap(address)
    server = await asyncio.start_server(tap.serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield tap, f"tcp://127.0.0.1:{port}"


def asked_of(provider: Provider, home: Path) -> ElicitDesign:
    home.mkdir(exist_ok=True)
    settings = f'[models.mine]\nbase_url = "{provider.url}"\napi_key_env = "{NAME}"\n'
    (home / "settings.toml").write_text(settings)
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(4))
    return ElicitDesign(model="mine", options=options, replicates=2, max_trials=12)


def repeats(prompt: str) -> str:
    return f"Final answer: A\n\nYour key is {ALL}"


def check(what: str, text: str) -> None:
    for form in forms(KEY):
        assert form not in text, (what, form)


async def asked(provider: Provider, home: Path, scheduler: str) -> None:
    """One study that ends well, and one that fails, with the key in every word of the provider."""
    design = asked_of(provider, home)
    study = await asyncio.to_thread(run, home, design, scheduler)
    assert found(home, study)[0] == "done"
    body = json.dumps({"error": {"code": ALL, "type": KEY, "message": ALL, "param": ALL}})
    provider.next_bodies = [response(401, body.encode(), Server="x")] * 40
    failing = design.model_copy(update={"seed": 1})
    study = await asyncio.to_thread(run, home, failing, scheduler)
    state, error, *_ = found(home, study)
    assert state == "failed", error
    assert "401" in error
    heard = {one.authorization for one in provider.entries}
    assert heard == {f"Bearer {KEY}"}
    check_files(home)


def check_files(home: Path) -> None:
    for path in home.iterdir():
        if path.is_file():
            check(path.name, path.read_bytes().decode("utf-8", "replace"))


async def test_no_key_is_in_what_goes_over_the_wire_nor_in_what_dask_logs(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(NAME, KEY)
    caplog.set_level(logging.DEBUG, "distributed")
    async with Provider(say=repeats) as provider:
        with in_this_process(1) as cluster:
            async with tapped(cluster.scheduler_address) as (tap, address):
                await asked(provider, home, address)
    over_the_wire = tap.heard.decode("latin-1")
    assert NAME in over_the_wire
    assert "(hidden)" in over_the_wire
    assert "thing 1" in over_the_wire, "it is read, and questions are seen to go by"
    check("wire", over_the_wire)
    assert "Message from" in caplog.text
    said = capfd.readouterr()
    check("logs", caplog.text + said.out + said.err)


@pytest.mark.slow
async def test_a_driver_without_a_key_asks_through_workers_that_have_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    if not full:
        pytest.skip("starts processes: run with --full")
    monkeypatch.delenv(NAME, raising=False)
    folder = home.parent / "dask"
    folder.mkdir()
    loud = {"DASK_LOGGING__DISTRIBUTED": "debug"}
    async with Provider(say=repeats) as provider:
        design = asked_of(provider, home)
        with pytest.raises(InputError, match=NAME):
            await asyncio.to_thread(run, home, design, None)
        cluster = await asyncio.to_thread(lambda: Workers(folder, 2, **{NAME: KEY}, **loud))
        with closing(cluster):
            await asked(provider, home, cluster.address)
        logs = "".join(log.read_text("utf-8", "replace") for log in cluster.logs)
    assert "Message from" in logs
    check("logs", logs)
