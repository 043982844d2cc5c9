"""Serving over HTTP: the whole job, slow and many clients, the token's file, and the end."""

import asyncio
import contextlib
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mcp.client.subscriptions import SubscriptionLost

from tests.clients.commands import run
from tests.server.asking import SWEETS, call, client_of
from tests.server.listening import BODY, client_at, heard, listening
from velleity.server.http.bearer import BadToken, bearer
from velleity.server.http.serving import Address, RetryPolicy, Unservable, prepare
from velleity.server.settings import Settings

SCRIPT = str(Path(sys.executable).parent / "velleity")
SLOW = RetryPolicy(headers_within=0.2, body_within=0.2)


async def test_a_client_does_the_whole_job(home: Path) -> None:
    with listening(home) as server:
        async with client_at(server.url, server.token) as client:
            begun = await call(client, "perturb", model="sim/alice", **SWEETS)
            ended = await call(client, "study_status", study_id=begun["study_id"], wait_s=25)
            assert ended["state"] == "done"
            assert (await call(client, "summarize"))["verdicts"] == {"weak": 1}
        async with client_at(server.url, server.token, "legacy") as client:
            assert (await call(client, "summarize"))["verdicts"] == {"weak": 1}


def is_cut_off(connection: socket.socket) -> bool:
    """Whether the server has ended a connection, politely or not."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


async def test_500_half_open_connections_do_not_stop_a_call(home: Path) -> None:
    with listening(home) as server:
        said = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
        held = [server.open(said) for _ in range(500)]
        try:
            async with client_at(server.url, server.token) as client:
                listed = await client.list_tools()
                assert "perturb" in {tool.name for tool in listed.tools}
            assert is_cut_off(held[0])  # the oldest have made room
        finally:
            for connection in held:
                connection.close()


@pytest.mark.parametrize("said", [b"", b"GET", b"POST /mcp HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_headers_that_do_not_end_are_cut_off(home: Path, said: bytes) -> None:
    with listening(home, retry_policy=SLOW) as server, server.open(said) as connection:
        assert connection.recv(1) == b""


def test_a_second_request_that_does_not_end_is_cut_off_too(home: Path) -> None:
    with listening(home, retry_policy=SLOW) as server:
        lines = [f"{name}: {value}" for name, value in server.headers(connection="keep-alive")]
        whole = "\r\n".join(["POST /mcp HTTP/1.1", *lines, "", ""]).encode() + BODY
        with server.open(whole) as connection:
            answer = b""
            while not answer.endswith(b"}"):
                answer += connection.recv(65_536)
            assert b"200 OK" in answer
            connection.sendall(b"POST /mcp HTTP/1.1\r\nHost: ")
            assert heard(connection)[0] == 0


def test_a_body_that_does_not_come_is_not_waited_for(home: Path) -> None:
    with listening(home, retry_policy=SLOW) as server:
        status, _ = server.ask(server.headers(), body=BODY[:20])
        assert status == 408


def test_without_token_the_body_is_not_even_waited_for(home: Path) -> None:
    with listening(home, retry_policy=RetryPolicy(body_within=3_600)) as server:
        told = server.headers(authorization=None, connection="keep-alive")
        assert server.ask(told, body=b"")[0] == 401


def test_the_token_is_made_once_for_its_owner_alone(home: Path) -> None:
    bearer(home)
    path = home / "http-token"
    token = path.read_text("ascii")
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(token.strip()) >= 43
    found = bearer(home)
    assert path.read_text("ascii") == token
    assert found.admits(b"Bearer " + token.strip().encode())
    assert token.strip() not in repr(found) + found.found


def test_a_token_that_others_may_read_is_refused(home: Path) -> None:
    bearer(home)
    (home / "http-token").chmod(0o644)
    with pytest.raises(BadToken, match="chmod 600"):
        bearer(home)


@pytest.mark.parametrize("bad", ["", "short", "x" * 31, "x" * 20 + " " + "y" * 20, "é" * 40])
def test_a_token_of_ones_own_must_be_long_and_plain(
    home: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    monkeypatch.setenv("VELLEITY_HTTP_TOKEN", bad)
    with pytest.raises(BadToken, match="32 printable"):
        bearer(home)


def test_a_token_of_ones_own_comes_from_the_environment_or_a_file(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.write_text("f" * 40 + "\n", "ascii")
    own.chmod(0o600)
    monkeypatch.setenv("VELLEITY_HTTP_TOKEN_FILE", str(own))
    assert bearer(home).admits(b"Bearer " + b"f" * 40)
    monkeypatch.setenv("VELLEITY_HTTP_TOKEN", "e" * 40)
    assert bearer(home).admits(b"Bearer " + b"e" * 40)
    assert not (home / "http-token").exists()
    monkeypatch.delenv("VELLEITY_HTTP_TOKEN")
    monkeypatch.setenv("VELLEITY_HTTP_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(BadToken, match="cannot be used"):
        bearer(home)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (Address("0.0.0.0"), "--public"),
        (Address("::"), "--public"),
        (Address("192.0.2.1"), "--public"),
        (Address("example.org"), "--public"),
        (Address("0.0.0.0", public=True), "over TLS only"),
        (Address("0.0.0.0", public=True, certificate=Path("c")), "both"),
        (Address(port=0, certificate=Path("none"), key=Path("none")), "cannot be used"),
    ],
)
def test_an_address_that_is_not_safe_or_not_there_is_refused(
    home: Path, address: Address, told: str
) -> None:
    with pytest.raises(Unservable, match=told):
        prepare(Settings(home), address)


def test_who_listens_everywhere_must_say_its_name(home: Path, tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    with pytest.raises(Unservable, match="--name"):
        prepare(Settings(home), Address("0.0.0.0", 0, (), True, chain, key))


def test_a_port_that_is_taken_is_named(home: Path) -> None:
    with listening(home) as server, pytest.raises(Unservable, match=f"port {server.port} cannot"):
        prepare(Settings(home), Address(port=server.port))


def test_the_command_refuses_in_one_line() -> None:
    done = run("serve", "--http", "--host", "0.0.0.0")
    assert done.exit_code == 1
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "--public" in line


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "chain.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    return folder / "chain.pem", folder / "key.pem"


async def test_with_a_certificate_it_serves_over_tls(home: Path, tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    address = Address("127.0.0.1", 0, ("localhost",), True, chain, key)
    with listening(home, address) as server:
        assert f"https://localhost:{server.port}/mcp" in server.told
        trusted = ssl.create_default_context(cafile=str(chain))
        url = f"https://localhost:{server.port}/mcp"
        async with client_at(url, server.token, trusted=trusted) as client:
            assert (await client.list_tools()).tools


@pytest.mark.parametrize(
    ("number", "code"),
    [pytest.param(signal.SIGINT, 130, marks=pytest.mark.in_full), (signal.SIGTERM, 143)],
)
def test_a_signal_ends_it_although_a_client_listens_and_leaves_the_study(
    home: Path, number: signal.Signals, code: int
) -> None:
    command = [SCRIPT, "serve", "--http", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stderr is not None
        assert server.stdout is not None
        told = server.stderr.readline().decode()
        found = re.fullmatch(r"Serving MCP at (\S+); the token is in (\S+)\.\n", told)
        assert found is not None, told
        token = Path(found[2]).read_text("ascii").strip()
        study = asyncio.run(begin_and_listen(found[1], token, lambda: server.send_signal(number)))
        assert server.wait(20) == code
        assert token.encode() not in server.stderr.read() + server.stdout.read()
    assert asyncio.run(state_of(home, study)) == "interrupted"


async def begin_and_listen(url: str, token: str, then: Callable[[], None]) -> str:
    """Start a long study, open a stream of events, do something, and wait for the stream's end."""
    async with client_at(url, token) as client:
        begun = await call(client, "calibrate", verb="perturb", runs=5_000)
        async with client.listen(resource_subscriptions=["study://x"]) as events:
            then()
            with contextlib.suppress(SubscriptionLost):
                async for _ in events:
                    pass
        return begun["study_id"]


async def state_of(home: Path, study: str) -> str:
    async with client_of(home) as client:
        return (await call(client, "study_status", study_id=study))["state"]
