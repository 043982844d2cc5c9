"""The one document of a command: its schema, and what stands in it when something is refused."""

import pytest

from tests.clients.commands import SCHEMA, document, is_document
from velleity.clients.terminal.envelope import BrokenOff, Envelope, Unfinished, failure
from velleity.server.refusal import Refused


def test_the_schema_that_is_shipped_is_that_of_the_document() -> None:
    assert Envelope.model_json_schema() == SCHEMA
    assert set(SCHEMA["properties"]) == {"ok", "data", "error", "version"}
    for wrong in ({}, {"ok": True, "data": 1, "version": "1", "more": 2}, {"ok": 1, "data": 2}):
        assert not is_document(wrong)


@pytest.mark.parametrize(
    ("refused", "code"),
    [(Refused, "refused"), (Unfinished, "unfinished"), (BrokenOff, "interrupted")],
)
def test_a_refusal_tells_what_to_do_next_apart(refused: type[Refused], code: str) -> None:
    told = failure(refused("There is no study 'x'. list_studies shows those there are."))
    assert told.message.startswith("There is no study 'x'. ")
    assert told.suggestion == "`velleity list` shows those there are."
    assert told.code == code


def test_without_advice_nothing_is_suggested() -> None:
    assert failure(Refused("It is full")).suggestion is None


def test_a_study_that_is_held_up_has_what_it_found_beside_the_error() -> None:
    made = document("models", "get", "no-such-weights")
    assert made.data is None
    assert made.error is not None
    assert made.error.code == "refused"
