"""T6: no reply holds the server up. Whatever reads replies takes 50 ms at most for 100,000
characters that are made to be slow.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.security.slow_texts import LENGTH, PIECES, texts
from velleity.tools.dissect.bank.pairs import Pair
from velleity.tools.dissect.manipulation.prompts import score_of
from velleity.tools.dissect.prompts import Comparing, Rating, groups_of
from velleity.tools.elicit.free_choice import FreeChoice
from velleity.tools.judges.grammar import read_verdict
from velleity.tools.perturb.follow_up.proposals import Proposal, Proposed
from velleity.tools.perturbations.render import Prompt
from velleity.tools.properties.catalogue import PUBLISHED, Property
from velleity.tools.reports.cleaning import clean, visible
from velleity.tools.respondents.protocol import Reply
from velleity.tools.responses.enacted import read_enacted
from velleity.tools.responses.fence import Fence
from velleity.tools.responses.label import read
from velleity.tools.stated_revealed.reading import heard
from velleity.tools.study.questions import Option, Question

LONGEST_S = 0.05
TRIES = 4
"""Looks at a text that took too long: on a busy machine the quickest is what it takes."""
SHORT = Prompt((), ("A", "B"), ("a cup of tea", "a red kayak"), "a")
ALIKE = Prompt((), ("A", "B"), ("a " * 400, "a " * 399 + "b"), "a")
STANCES = Prompt((), ("yes", "no"), ("it is right to lie", "it is wrong to lie"), "a")
PAIR = Pair("advice", "Is rain wet?", ("It is.", "No."), "It is.")
OWN = tuple(Property(name, "own", "x") for name in ("clear", "a b", "-1", "A*", "("))
RATINGS = [Rating("m", PAIR, group, "a", 0) for group in (*groups_of(PUBLISHED[:-1], PAIR), OWN)]
FREE = FreeChoice(tuple(Option(f"a cup of tea with {n} lumps of sugar") for n in range(6)), 0)
QUESTION = Question(Option("tea"), Option("coffee"))
PROPOSED = Proposed(Proposal(QUESTION, "m", "a"), "")
READERS: dict[str, Callable[[str], object]] = {
    "a label": lambda text: read(SHORT, text),
    "a label cut short": lambda text: read(SHORT, text, cut_short=True),
    "a label of long options": lambda text: read(ALIKE, text),
    "a task done": lambda text: read_enacted(SHORT, text),
    "a free answer": lambda text: FREE.read(Reply(text)),
    "yes or no": lambda text: heard(STANCES, "yes_no", Reply(text), exact=False),
    "a stance": lambda text: heard(STANCES, "free", Reply(text), exact=False),
    "a verdict": lambda text: read_verdict(text, "badobe"),
    "a comparison": lambda text: Comparing("m", PAIR, "a", 0, ties=True).read(Reply(text)),
    "ratings": lambda text: [one.read(Reply(text)) for one in RATINGS],
    "a score": score_of,
    "proposals": lambda text: replace(PROPOSED, text=text).usable(),
    "a fence around it": lambda text: Fence.against("VERDICT", (text,), 1),
    "what is marked in it": visible,
    "a text of the page": clean,
}


def seconds(reader: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    reader(text)
    return time.process_time() - begun


def test_the_corpus_is_large_and_no_two_are_the_same() -> None:
    names = [name for name, _ in texts(10)]
    assert len(names) == len(set(names)) >= 400
    assert len(PIECES) >= 170
    assert all(len(text) >= LENGTH - 1 for _, text in list(texts(1))[:: len(PIECES)])


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_text_takes_longer_than_50_ms(reader: str, full: bool) -> None:
    """Every text for every reader in full; otherwise each reader has its share of the texts."""
    own, every = list(READERS).index(reader), 1 if full else 3 * len(READERS)
    taken: list[tuple[float, str]] = []
    READERS[reader]("Warm up: what is compiled on first use is no part of it.")
    for number, (name, text) in enumerate(texts(200 if full else 0)):
        if number % every == own * 3 % every:
            spent = seconds(READERS[reader], text)
            if spent > LONGEST_S:
                spent = min(seconds(READERS[reader], text) for _ in range(TRIES))
            taken.append((spent, name))
    print(
        f"{reader}: {len(taken)} texts, slowest {max(taken)[0] * 1_000:.0f} ms ({max(taken)[1]!a})"
    )
    assert [one for one in taken if one[0] > LONGEST_S] == []
