"""The shipped banks: enough of each kind, each text once, well formed, and found by name."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from importlib.resources import files
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from pydantic import ValidationError

from velleity.tools.banks.shipped import (
    EVERY_REQUEST,
    REQUESTS,
    Bank,
    BankOption,
    UnknownBank,
    bank,
    banks,
)
from velleity.tools.study.design import TaggedOption

NAMES = sorted(banks())
REFUSED = "most models refuse"
EXPLICIT = re.compile(
    r"\b(fuck|cunt|cock|dick|porn|penis|vagina|orgasm|naked|nipple|thrust|moan|nitro|detonat|"
    r"precursor|ephedrine|fentanyl|sarin|ammonium|acetone|exploit|rape|suicide)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """What two texts share that differ in case, accents, punctuation or space alone."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKD", text).casefold()))


def series() -> dict[str, list[BankOption]]:
    found: dict[str, list[BankOption]] = defaultdict(list)
    for option in bank("outcomes").options:
        if option.unit is not None:
            found[option.unit].append(option)
    return found


def test_the_banks_are_the_files_that_are_shipped() -> None:
    found = {path.name for path in files("velleity.tools.banks").iterdir()}
    shipped = {f"{name}.json" for name in NAMES if name != REQUESTS}
    assert {name for name in found if name.endswith(".json")} == shipped


def test_naming_the_banks_reads_none_of_them() -> None:
    bank.cache_clear()
    assert all(line and "\n" not in line and len(line) < 100 for line in banks().values())
    assert bank.cache_info().currsize == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_bank_is_read_once_and_knows_its_name_and_description(name: str) -> None:
    assert bank(name) is bank(name)
    assert (bank(name).name, bank(name).description) == (name, banks()[name])


@pytest.mark.parametrize("name", [name for name in NAMES if name != REQUESTS])
def test_a_file_has_one_option_a_line(name: str) -> None:
    text = (files("velleity.tools.banks") / f"{name}.json").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("  {")]
    assert [json.loads(line.rstrip(","))["id"] for line in lines] == [
        option.id for option in bank(name).options
    ]


def test_there_are_outcomes_of_many_kinds() -> None:
    found = bank("outcomes")
    assert sum(option.unit is None for option in found.options) >= 150
    assert len(found.categories) >= 12
    assert min(found.categories.values()) >= 9


def test_outcomes_are_as_often_good_as_bad_as_neutral_in_every_category() -> None:
    thrice = {"good": 3, "bad": 3, "neutral": 3}
    for category in bank("outcomes").categories:
        single = [one for one in bank("outcomes").only(category) if one.unit is None]
        assert Counter(one.valence for one in single) == thrice
    assert Counter(options[0].valence for options in series().values()) == {
        "good": 12,
        "bad": 8,
        "neutral": 3,
    }


def test_series_span_the_quantities_that_a_logarithm_needs() -> None:
    assert len(series()) >= 12
    for options in series().values():
        quantities = [option.quantity or 0 for option in options]
        assert len(quantities) >= 5
        assert all(small < large for small, large in pairwise(quantities))
        assert quantities[-1] / quantities[0] >= 100
        assert len({(option.category, option.valence) for option in options}) == 1


def test_the_text_of_a_series_says_its_quantity_and_differs_in_nothing_else() -> None:
    for unit, options in series().items():
        several: set[str] = set()
        for option in options:
            [number] = re.findall(r"\d[\d,]*", option.text)
            assert option.quantity is not None
            assert number == f"{option.quantity:,.0f}"
            if option.quantity > 1:
                several.add(option.text.replace(number, "N"))
        assert len(several) == 1, unit


def test_outcomes_are_clauses_that_stand_behind_a_condition() -> None:
    for option in bank("outcomes").options:
        assert re.match(r"(an?|the|\$?\d[\d,]*|[a-z]+('s?)?) ", option.text), option.text
        assert option.text[-1].isalnum(), option.text
        assert not re.search(r"[.;:?!\n]|  |\b(I|me|my|if|will|would)\b", option.text), option.text


def test_a_lottery_says_its_chance_and_both_outcomes() -> None:
    outcomes = {option.id: option.text for option in bank("outcomes").options}
    assert len(bank("lotteries").options) >= 24
    for option in bank("lotteries").options:
        assert option.p is not None
        first, second = outcomes[option.first or ""], outcomes[option.second or ""]
        assert first != second
        assert (
            option.text == f"there is a {option.p:.0%} chance that {first}, and otherwise {second}"
        )


def test_every_lottery_stands_at_several_chances() -> None:
    chances: dict[tuple[str | None, str | None], list[float]] = defaultdict(list)
    for option in bank("lotteries").options:
        chances[option.first, option.second].append(option.p or 0)
    for some in chances.values():
        assert len(some) == len(set(some)) >= 2
        assert sum(some) / len(some) == pytest.approx(0.5)


def test_there_are_requests_of_many_types() -> None:
    counts = bank("requests").categories
    assert len(counts) >= 9
    every = bank(EVERY_REQUEST).categories
    assert every.pop(REFUSED) == 14
    assert every == counts
    assert counts.pop("list of options") >= 40
    assert counts.pop("career help") >= 40
    assert min(counts.values()) >= 15


def test_the_two_large_types_of_request_are_about_as_long_as_each_other() -> None:
    lengths = [
        [len(option.text) for option in bank("requests").only(category)]
        for category in ("list of options", "career help")
    ]
    assert 0.7 <= median(lengths[0]) / median(lengths[1]) <= 1.4
    assert all(min(some) <= 50 and max(some) >= 300 for some in lengths)


def test_requests_differ_in_register() -> None:
    texts = [option.text for option in bank("requests").options]
    assert sum(text[0].islower() for text in texts) >= 30
    assert sum("\n" in text for text in texts) >= 5
    assert sum(text.endswith("?") for text in texts) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_ids_and_texts_are_unique_even_by_another_spelling(name: str) -> None:
    options = bank(name).options
    assert len({option.id for option in options}) == len(options)
    assert len({plain(option.text) for option in options}) == len(options)


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_clean_and_of_a_reasonable_length(name: str) -> None:
    for option in bank(name).options:
        assert 10 <= len(option.text) <= 600
        assert option.text == option.text.strip()
        assert not [
            sign
            for sign in option.text
            if unicodedata.category(sign).startswith("C") and sign != "\n"
        ]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_explicit_or_operational_is_said(name: str) -> None:
    assert not [option.text for option in bank(name).options if EXPLICIT.search(option.text)]


def test_what_most_models_refuse_is_named_and_not_described() -> None:
    assert max(len(option.text) for option in bank(EVERY_REQUEST).only(REFUSED)) <= 100


@pytest.mark.parametrize("name", NAMES)
def test_every_option_can_be_studied(name: str) -> None:
    for option in bank(name).options:
        tagged = TaggedOption(text=option.text, category=option.category)
        assert (tagged.text, tagged.category) == (option.text, option.category)


def test_a_study_takes_the_tags_that_an_option_has_and_no_others() -> None:
    by_id = {option.id: option for option in bank("outcomes").options}
    assert by_id["people-cured-of-malaria-30"].fields() == {
        "text": "30 people are cured of malaria",
        "category": "lives and health",
        "unit": "people cured of malaria",
        "quantity": 30.0,
    }
    assert by_id["kettle-boils-three-minutes"].fields() == {
        "text": "a kettle boils in three minutes",
        "category": "everyday life",
    }
    assert set(bank("lotteries").options[0].fields()) == {"text", "category"}


def test_the_options_of_some_categories_come_in_the_order_of_the_file() -> None:
    found = bank("requests")
    both = found.only("maths", "fiction")
    assert [option for option in found.options if option in both] == list(both)
    assert {option.category for option in both} == {"maths", "fiction"}
    assert found.only() == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("outcome", "There is no bank named 'outcome'. Did you mean 'outcomes'? There are: "),
        ("REQUESTS", "Did you mean 'requests'?"),
        ("zzz", "named 'zzz'. There are: outcomes, lotteries, requests, requests-all."),
        ("", "named ''. There are: "),
        ("../shipped", "There are: outcomes"),
        ("outcomes.json", "Did you mean 'outcomes'?"),
    ],
)
def test_an_unknown_bank_is_answered_with_those_that_there_are(name: str, said: str) -> None:
    with pytest.raises(UnknownBank) as caught:
        bank(name)
    assert said in str(caught.value)


def test_a_long_wrong_name_is_not_repeated_whole() -> None:
    with pytest.raises(UnknownBank) as caught:
        bank("x" * 100_000)
    assert len(str(caught.value)) < 200


def test_an_unknown_category_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(UnknownBank, match=r"category of requests named .*Did you mean 'care"):
        bank("requests").only("fiction", "carer")


BAD: dict[str, dict[str, Any]] = {
    "an id with a capital": {"id": "Tea"},
    "an id with a line end": {"id": "tea\n"},
    "no text": {"text": ""},
    "a text without end": {"text": "x" * 601},
    "another field": {"price": 3},
    "a unit without a quantity": {"unit": "cups"},
    "a quantity without a unit": {"quantity": 3},
    "no quantity at all": {"unit": "cups", "quantity": 0},
    "a quantity below zero": {"unit": "cups", "quantity": -1},
    "a quantity without end": {"unit": "cups", "quantity": float("inf")},
    "a quantity in words": {"unit": "cups", "quantity": "3"},
    "a chance of nothing": {"p": 0.5},
    "outcomes without a chance": {"first": "tea", "second": "mocha"},
    "a certain chance": {"p": 1, "first": "tea", "second": "mocha"},
    "another valence": {"valence": "so-so"},
}


@pytest.mark.parametrize("fault", BAD.values(), ids=BAD)
def test_a_faulty_option_is_refused(fault: dict[str, Any]) -> None:
    good: dict[str, Any] = {"id": "tea", "text": "a cup of tea", "category": "drinks"}
    assert BankOption(**good).fields() == {"text": "a cup of tea", "category": "drinks"}
    with pytest.raises(ValidationError):
        BankOption(**{**good, **fault})


@pytest.mark.parametrize(("field", "value"), [("id", "tea"), ("text", "a cup of tea")])
def test_a_bank_with_the_same_option_twice_is_refused(field: str, value: str) -> None:
    tea = BankOption(id="tea", text="a cup of tea", category="drinks")
    other = BankOption(id="mocha", text="a cup of mocha", category="drinks")
    assert Bank(name="drinks", options=(tea, other)).categories == {"drinks": 2}
    with pytest.raises(ValidationError, match="twice"):
        Bank(name="drinks", options=(tea, other.model_copy(update={field: value})))
