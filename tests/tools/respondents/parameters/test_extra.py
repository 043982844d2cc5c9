"""What an operator may add to a request, and that its secrets are seen nowhere."""

from typing import Any

import pytest

from velleity.tools.respondents.endpoints import BadSettings, Endpoint, read_endpoints
from velleity.tools.respondents.parameters.extra import MOST_BYTES, RESERVED, secrets_of, shown
from velleity.tools.respondents.parameters.secrets import HIDDEN

SECRET = "sk-canary-0a1b2c3d4e5f"
TRACE = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5"
EXTRA: dict[str, Any] = {
    "top_k": 0,
    "provider": {"order": ["a", "b"], "auth": {"token": SECRET}},
    "x_api_key": "short1",
    "safety": "off",
    "stop_token_ids": [1, 2],
    "trace": TRACE,
}


def alias(extra: str) -> Endpoint:
    return read_endpoints(f'[models.mine]\nbase_url = "https://x.org"\n{extra}')["mine"]


def test_a_table_goes_into_the_alias_as_it_is() -> None:
    found = alias("[models.mine.extra]\ntop_k = 0\nmin_p = 0.0\nstop = ['x']\nflag = true\n")
    assert found.extra == {"top_k": 0, "min_p": 0.0, "stop": ["x"], "flag": True}
    assert alias("extra = { provider = { only = ['a'] } }").extra == {"provider": {"only": ["a"]}}
    assert alias("").extra == {}


@pytest.mark.parametrize("name", [*RESERVED, "Temperature", "MODEL"])
def test_a_name_that_is_not_free_is_refused_and_what_to_do_is_said(name: str) -> None:
    with pytest.raises(BadSettings) as caught:
        alias(f'extra = {{ {name} = "{SECRET}" }}')
    said = str(caught.value)
    assert f"models.mine.extra: {name} cannot be set here: {RESERVED[name.lower()]}." in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ("extra = 3", "write a table"),
        ("extra = [1]", "write a table"),
        ("extra = { when = 2026-01-01 }", "when: give a number"),
        ("extra = { much = nan }", "much: give a number"),
        ("extra = { a = { b = { c = { d = { e = { f = { g = 1 } } } } } } }", "a: give a number"),
        ('extra = { "a b" = 1 }', "name parameters with letters"),
        (f'extra = {{ long = "{"x" * MOST_BYTES}" }}', "extra may take 8,192 bytes"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_no_value_is_told(extra: str, reason: str) -> None:
    with pytest.raises(BadSettings) as caught:
        alias(extra)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 300


def test_secrets_are_known_by_their_name_or_by_how_they_look() -> None:
    plain: dict[str, Any] = shown(EXTRA)
    assert plain == {
        "top_k": 0,
        "provider": {"order": ["a", "b"], "auth": {"token": HIDDEN}},
        "x_api_key": HIDDEN,
        "safety": "off",
        "stop_token_ids": [1, 2],
        "trace": HIDDEN,
    }
    assert secrets_of(EXTRA) == {SECRET, "short1", TRACE}


def test_the_settings_of_an_alias_are_never_shown_with_their_secrets() -> None:
    assert SECRET not in repr(Endpoint(alias="mine", base_url="https://x.org", extra=EXTRA))
