"""What goes over the wire comes out as it went in, and holds no secret."""

import pytest

from velleity.tools.engine.cluster.messages import (
    answers_from,
    plain_answers,
    plain_endpoint,
    plain_question,
    question_from,
    read,
    written,
)
from velleity.tools.respondents.endpoints import Endpoint
from velleity.tools.respondents.protocol import (
    Fault,
    Params,
    Provenance,
    Repeat,
    Reply,
    ToolCall,
    Usage,
)

HALF = "half of a pair: \ud83d"
WHO = Provenance("{}", ("seed",), "m-1", "fp", "vllm", ("it takes no seed",))


@pytest.mark.parametrize(
    "params", [Params(2**63 + 1), Params(1, 0.1 + 0.2, 7, True, Repeat(2**60, 3))]
)
def test_a_question_is_the_same_on_the_other_side(params: Params) -> None:
    messages = (("system", "be\nbrief"), ("user", HALF))
    plain = plain_question(5, "who", messages, params)
    assert question_from(read(written({"one": plain}))["one"]) == (5, "who", messages, params)


def test_replies_are_the_same_on_the_other_side_and_share_what_they_have_in_common() -> None:
    replies = [
        (1, Reply("A", usage=Usage(3, 1), provenance=WHO)),
        (2, Reply(HALF, "length", None, (("A", -0.5), ("B", -1.25)), WHO)),
        (3, Reply("", "refusal", calls=(ToolCall("f", "{}"),))),
    ]
    said = read(written(plain_answers(replies)))
    assert len(said["sources"]) == 1
    assert answers_from(said) == replies


def test_a_fault_is_the_same_on_the_other_side() -> None:
    fault = Fault("rate_limited", "HTTP 429", status=429, retry_after_s=1.5, maybe_paid=True)
    [(token, found)] = answers_from(read(written(plain_answers([(9, fault)]))))
    assert token == 9
    assert isinstance(found, Fault)
    assert vars(found) == vars(fault)


def test_an_alias_keeps_what_was_set_and_what_was_not() -> None:
    given = {"alias": "mine", "base_url": "http://127.0.0.1:1/v1", "deadline_s": 5.0}
    endpoint = Endpoint.model_validate({**given, "api_key_env": "MY_KEY", "extra": {"top_k": 3}})
    again = Endpoint.model_validate(plain_endpoint(endpoint))
    assert again == endpoint
    assert again.terms == endpoint.terms
    assert again.model_fields_set == endpoint.model_fields_set


def test_a_secret_in_the_settings_goes_nowhere() -> None:
    extra = {"user_token": "hush-hush-1234"}
    endpoint = Endpoint(alias="mine", base_url="http://127.0.0.1:1/v1", extra=extra)
    with pytest.raises(ValueError, match="api_key_env") as told:
        plain_endpoint(endpoint)
    assert "hush" not in str(told.value)
