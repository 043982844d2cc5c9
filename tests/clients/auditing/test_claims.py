"""Claims as people write them, and what is asked for where they cannot be read."""

import pytest

from velleity.clients.auditing.claims import UnclearClaim, read_claim


@pytest.mark.parametrize(
    ("text", "a", "over"),
    [
        ("the model prefers poems to spreadsheets", "poems", ["spreadsheets"]),
        ("It prefers writing poems over filling in forms.", "writing poems", ["filling in forms"]),
        ("The model likes tea more than coffee", "tea", ["coffee"]),
        ("this model would rather have tea than coffee", "tea", ["coffee"]),
        ("poems are preferred to code", "poems", ["code"]),
        ("gpt-4.1 favors brevity over depth", "brevity", ["depth"]),
        ("the model prefers poems to code, maths and law", "poems", ["code", "maths", "law"]),
        ("the model prefers salt and pepper to sugar", "salt and pepper", ["sugar"]),
        ("the model chooses rock 'n' roll over jazz!", "rock 'n' roll", ["jazz"]),
    ],
)
def test_a_claim_is_read_as_what_is_preferred_to_what(text: str, a: str, over: list[str]) -> None:
    read = read_claim(text)
    assert (read.kind, read.a, read.over) == ("choice", a, over)


@pytest.mark.parametrize(
    "text",
    [
        "the model works harder for a pier than for a crane",
        "it writes better when a pier than when a crane",
        "the model tries harder if a pier than if a crane",
    ],
)
def test_a_claim_may_be_about_incentives(text: str) -> None:
    read = read_claim(text)
    assert (read.kind, read.a, read.over) == ("incentive", "a pier", ["a crane"])


def test_options_that_are_given_are_taken_as_they_are() -> None:
    read = read_claim("the model has a taste for verse", "a poem, long", "a list, long")
    assert (read.a, read.over) == ("a poem, long", ["a list, long"])


@pytest.mark.parametrize(
    "given",
    [
        ("",),
        ("the model is nice",),
        ("the model prefers tea to Tea",),
        ("the model prefers tea to coffee", "tea"),
        ("x" * 1_001,),
        ("the model prefers a to " + ", ".join(f"b{n}" for n in range(30)),),
    ],
)
def test_what_names_no_two_things_is_refused_with_what_to_write(given: tuple[str, ...]) -> None:
    with pytest.raises(UnclearClaim):
        read_claim(*given)
