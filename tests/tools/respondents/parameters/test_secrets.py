"""A text without secrets, however they are written in it."""

import base64
import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from velleity.tools.respondents.parameters.secrets import HIDDEN, Secrets
from velleity.tools.respondents.protocol import Fault, Provenance, Reply

SECRET = 'sk-canary/4f9d+2c8e"7b&1a==x'
WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda text: quote(text, safe=""),
    "html": escape,
    "json": json.dumps,
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "backwards": lambda text: text[::-1],
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_secret_is_hidden_in_every_common_encoding(way: str) -> None:
    text = f"before {WRITTEN[way](SECRET)} after"
    clean = Secrets([SECRET]).out_of(text)
    assert HIDDEN in clean
    assert WRITTEN[way](SECRET).strip('"') not in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "a", "ab", "Bearer ", "user:"])
@pytest.mark.parametrize("after", ["", "z", "zz", " and more"])
def test_a_secret_is_hidden_in_base64_wherever_it_stands_in_the_text(
    encode: Callable[[bytes], bytes], before: str, after: str
) -> None:
    encoded = encode(f"{before}{SECRET}{after}".encode()).decode()
    clean = Secrets([SECRET]).out_of(f"see {encoded}")
    assert HIDDEN in clean
    assert len(clean) < len(encoded)  # a few letters at its ends hold at most two bytes of it


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"bad key {SECRET}!", f"bad key {HIDDEN}!"),
        (SECRET[:12], HIDDEN),
        ("rate_limit_exceeded", "rate_limit_exceeded"),
        ("", ""),
    ],
)
def test_a_text_loses_its_secrets_and_a_piece_of_one_is_nothing(text: str, found: str) -> None:
    assert Secrets([SECRET]).out_of(text) == found


def test_a_secret_that_is_too_short_to_be_told_from_a_word_is_not_searched_for() -> None:
    assert Secrets(["tea"]).out_of("tea or coffee") == "tea or coffee"


def test_a_reply_and_a_fault_lose_them_everywhere() -> None:
    who = Provenance("{}", model=SECRET, fingerprint=f"x{SECRET}", server=f"{SECRET}/1")
    reply = Reply(
        f"My key is {SECRET}", logprobs=((f"<{SECRET}>", -0.1), ("A", -2.0)), provenance=who
    )
    secrets = Secrets([SECRET])
    assert SECRET not in repr(secrets.out_of_reply(reply))
    assert secrets.out_of_reply(reply).logprobs == ((f"<{HIDDEN}>", -0.1), ("A", -2.0))
    fault = secrets.out_of_fault(Fault("rejected", f"HTTP 401 ({SECRET})", status=401))
    assert SECRET not in repr(fault) + fault.reason
    assert fault.status == 401
    assert Secrets().out_of_reply(reply) == reply
