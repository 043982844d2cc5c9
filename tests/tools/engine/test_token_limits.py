"""What is forecast is what is sent: one table for both."""

from pathlib import Path

import pytest

from tests.provider.provider import Provider
from tests.server.asking import SWEETS, call, client_of, done
from velleity.store.records import Experience
from velleity.tools.engine.cost_forecast import ENOUGH, forecast
from velleity.tools.engine.token_limits import AT_LEAST, MORE_ROOM, most_tokens
from velleity.tools.perturbations.catalogue import Variation
from velleity.tools.perturbations.render import AnyReadout
from velleity.tools.respondents.protocol import A_LABEL, Price, Terms
from velleity.tools.study.questions import Option, Question, Trial

QUESTION = Question(Option("tea"), Option("coffee"))
A_DOLLAR_A_TOKEN = Terms(price=Price(0.0, 1.0))


def trial(readout: AnyReadout, room: int = 0) -> Trial:
    return Trial(QUESTION, Variation(()), "a", 0, readout, room=room)


@pytest.mark.parametrize(
    ("readout", "tokens"),
    [("label", A_LABEL), ("logprob", 1), ("reasoned", 512), ("enact", 256), ("write", 1_500)],
)
def test_a_reply_has_the_room_that_its_readout_needs(readout: str, tokens: int) -> None:
    assert most_tokens(readout, None) == most_tokens(readout, Terms()) == tokens


def test_a_model_that_was_given_more_room_keeps_it_where_more_than_one_token_says_it() -> None:
    roomy = Terms(max_tokens=2_000)
    assert {most_tokens(readout, roomy) for readout in ("label", *AT_LEAST)} == {2_000}
    assert most_tokens("logprob", roomy) == 1


def test_a_reply_that_was_cut_off_has_four_times_the_room_when_asked_again() -> None:
    assert most_tokens("label", None, 1) == MORE_ROOM * A_LABEL == 256
    assert most_tokens("reasoned", Terms(max_tokens=1_000), 1) == 4_000
    assert most_tokens("label", None, 2) == 16 * A_LABEL


@pytest.mark.parametrize("readout", ["label", "logprob", "reasoned", "enact"])
@pytest.mark.parametrize("room", [0, 1])
def test_a_forecast_takes_replies_for_as_long_as_they_may_be(
    readout: AnyReadout, room: int
) -> None:
    sample = [trial(readout, room)]
    found = forecast(100, sample, A_DOLLAR_A_TOKEN, Experience(0))
    assert found.cost_usd is not None
    assert found.cost_usd.low == 100
    assert found.cost_usd.high == 100 * most_tokens(readout, A_DOLLAR_A_TOKEN, room)


def test_earlier_calls_with_longer_replies_do_not_make_one_token_more_than_one() -> None:
    pilot = Experience(ENOUGH, input_tokens=50, output_tokens=9, held_tokens=500, seconds=1)
    one = forecast(100, [trial("logprob")], A_DOLLAR_A_TOKEN, pilot).cost_usd
    label = forecast(100, [trial("label")], A_DOLLAR_A_TOKEN, pilot).cost_usd
    assert one is not None
    assert label is not None
    assert (one.low, one.high) == (100, 100)
    assert label.low < 900 < label.high


@pytest.mark.parametrize("readout", ["label", "logprob", "reasoned"])
async def test_a_plan_covers_what_the_study_then_takes_and_asks_for_no_more(
    home: Path, readout: str
) -> None:
    async with Provider() as serving:
        prices = "input_usd_per_mtok = 0\noutput_usd_per_mtok = 1000000\n"
        settings = f'[models.mine]\nbase_url = "{serving.url}"\n{prices}'
        home.parent.joinpath("settings.toml").write_text(settings)
        asked = {"model": "mine", **SWEETS, "readout": readout, "max_trials": 100}
        async with client_of(home) as client:
            limit = {"max_cost_usd": 100_000}
            plan = (await call(client, "perturb", **asked, **limit, dry_run=True))["plan"]
            study = await done(client, "perturb", **asked, **limit, ladder=False)
            spent = (await call(client, "study_status", study_id=study))["calls"]["cost_usd"]
        [sent] = {body["max_tokens"] for body in serving.bodies}
        assert sent == most_tokens(readout, Terms())
        assert plan["cost_usd"]["high"] == plan["trials"] * sent
        assert 0 < spent <= plan["cost_usd"]["high"]
