"""Several hosts on one machine: network namespaces on one bridge, and certificates for them.

Needs the rights to make namespaces; nothing of it outlives the test.
"""

import subprocess
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from os import getpid
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NET = "10.213.77"


class NoHosts(Exception):
    """Raised where no namespaces can be made; its text says what was refused."""


class Host:
    """One namespace with an address."""

    def __init__(self, name: str, address: str) -> None:
        self.name, self.address = name, address

    def words(self, *words: str) -> tuple[str, ...]:
        """The words that run a command on it."""
        return ("ip", "netns", "exec", self.name, *words)


@contextmanager
def hosts(count: int) -> Generator[list[Host]]:
    """So many hosts that reach each other and nobody else.

    Raises:
        NoHosts: they cannot be made here.
    """
    hub = f"hub{getpid()}"
    with ExitStack() as stack:
        _namespace(stack, hub)
        _ip("netns", "exec", hub, "ip", "link", "add", "bridge", "type", "bridge")
        _ip("netns", "exec", hub, "ip", "link", "set", "bridge", "up")
        made: list[Host] = []
        for number in range(1, count + 1):
            name, inside, outside = f"host{getpid()}x{number}", "eth0", f"port{number}"
            _namespace(stack, name)
            _ip("-n", hub, "link", "add", outside, "type", "veth", "peer", inside, "netns", name)
            _ip("-n", hub, "link", "set", outside, "master", "bridge", "up")
            _ip("-n", name, "addr", "add", f"{NET}.{number}/24", "dev", inside)
            _ip("-n", name, "link", "set", inside, "up")
            _ip("-n", name, "link", "set", "lo", "up")
            made.append(Host(name, f"{NET}.{number}"))
        yield made


def _namespace(stack: ExitStack, name: str) -> None:
    _ip("netns", "add", name)
    stack.callback(subprocess.run, ["ip", "netns", "delete", name], check=False)


def _ip(*words: str) -> None:
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NoHosts("there is no `ip`: install iproute2") from None
    if done.returncode:
        raise NoHosts(f"ip {' '.join(words)}: {done.stderr.strip()}")


class Authority:
    """Issues certificates that are good for a day."""

    def __init__(self, folder: Path) -> None:
        """Make the authority's own."""
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = _named("an authority of the tests")
        self.certificate = folder / "ca.pem"
        basic = x509.BasicConstraints(ca=True, path_length=None)
        own = _certificate(self._name, self._name, self._key).add_extension(basic, True)
        self.certificate.write_bytes(_pem(own.sign(self._key, hashes.SHA256())))

    def issue(self, name: str, address: str) -> Path:
        """A certificate for a host, in one file with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        wanted = _certificate(_named(name), self._name, key)
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        issued = wanted.add_extension(alternative, False).sign(self._key, hashes.SHA256())
        file = self._folder / f"{name}.pem"
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain) + _pem(issued))
        return file


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
