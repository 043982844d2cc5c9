"""Numbers of a report and the answers that they stand in."""

import pytest

from velleity.clients.auditing.tracing import Sources

ANSWER = {
    "sentence": "chosen in 0.76 [0.64, 0.85], n = 1,168",
    "share": {"value": 0.7619, "low": 0.6404},
    "apart": [{"untrusted_model_text": "the share is 0.99, really", "asked": 12}],
    "done": True,
}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("0.76 of them", "sentence"),
        ("n = 1,168", "sentence"),
        ("it is 0.762", "share.value"),
        ("that is 76%", "share.value"),
        ("64.0% at least", "share.low"),
        ("12 were asked", "apart[0].asked"),
    ],
)
def test_a_number_is_traced_to_where_it_stands_rounded_or_not(text: str, path: str) -> None:
    sources = Sources("the claim")
    sources.add(7, ANSWER)
    [traced], none = sources.of(text)
    assert (traced.step, traced.path, none) == (7, path, [])


@pytest.mark.parametrize("text", ["0.99 of them", "0.77", "99%", "13 were asked", "1"])
def test_a_number_that_no_tool_said_has_no_source(text: str) -> None:
    sources = Sources("the claim")
    sources.add(7, ANSWER)
    assert sources.of(text)[0] == []
    assert len(sources.of(text)[1]) == 1


def test_numbers_of_the_claim_are_given() -> None:
    [traced], _ = Sources("it prefers 5 dollars to 3 euros").of("of the 5 dollars")
    assert (traced.step, traced.path) == (0, "given")
