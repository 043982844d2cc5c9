"""A finding of dissect in words: one sentence or two that stand alone."""

from ..study.estimate import Estimate
from ..study.wording import number
from .explaining import TOLD
from .finding import DissectFinding, JudgeFinding, PropertyWeight

MOST_DRIVERS = 3
"""Properties that a sentence names on each side."""


def dissection(finding: DissectFinding) -> str:
    """What drives the judge that the study is about, and how the others compare."""
    if not finding.judges:
        return f"{finding.model}: nothing was answered."
    first = judge_sentence(finding, finding.judges[0])
    rest = [f"{one.judge} is {word(one)}" for one in finding.judges[1:]]
    return f"{first} {'; '.join(rest)}." if rest else first


def word(one: JudgeFinding) -> str:
    """A verdict as it is said of somebody."""
    return {
        "properties_driven": "driven by properties",
        "length_driven": "driven by length alone",
        "position_driven": "driven by the place",
        "unexplained": "explained by none of them",
        "declines": "mostly silent",
        "undetermined": "undetermined",
    }[one.verdict]


def judge_sentence(finding: DissectFinding, one: JudgeFinding) -> str:
    """One judge's verdict with its numbers."""
    name = one.judge
    if one.verdict == "declines":
        return f"{name} mostly gives no preference: {one.reason}."
    told = f"{_foretold(one, 'all')} (n = {one.pairs} pairs of {one.questions} questions)"
    if one.verdict == "length_driven":
        return (
            f"{name}: length alone explains as much as all properties do: held out, it foretells "
            f"{_foretold(one, 'length_and_order')} of its choices, all properties {told}; gain in "
            f"log loss {gained(one.over_length)}."
        )
    if one.verdict == "position_driven":
        return (
            f"{name} goes by the place more than by what an answer is like: order "
            f"{number(one.order)} pairs in log odds; held out, order alone foretells "
            f"{_foretold(one, 'order')} of its choices, all properties {told}."
        )
    if one.verdict == "unexplained":
        return (
            f"{name}'s choices are explained by none of these properties, nor by length: held out, "
            f"they foretell {told}, where guessing gives 50%."
        )
    likes, dislikes = drivers(finding, name)
    parts = [
        f"{lead} {', '.join(map(_weight, some))}"
        for lead, some in (("likes", likes), ("dislikes", dislikes))
        if some
    ]
    said = " and ".join(parts) if parts else "is explained by no single property beyond chance"
    if one.verdict == "undetermined":
        return f"{name}: undetermined ({one.reason}). So far it {said}."
    return (
        f"{name} {said}. Held out, properties and order foretell {told} of its choices, length and "
        f"order {_foretold(one, 'length_and_order')}."
    )


def drivers(
    finding: DissectFinding, judge: str, most: int = MOST_DRIVERS
) -> tuple[list[PropertyWeight], list[PropertyWeight]]:
    """Properties that are shown, liked ones and disliked ones, the strongest first."""
    shown = [one for one in finding.weights if one.judge == judge and one.shown]
    shown.sort(key=lambda one: -abs(one.weight.value or 0.0))
    likes = [one for one in shown if (one.weight.value or 0.0) > 0]
    return likes[:most], [one for one in shown if one not in likes][:most]


def _weight(one: PropertyWeight) -> str:
    return f"{one.words} ({number(one.weight)} pairs)"


def gained(one: Estimate) -> str:
    """A gain in nats, with interval and n."""
    return f"{number(one, 3)} questions" if one.value is not None else number(one)


def _foretold(one: JudgeFinding, model: str) -> str:
    found = next((each for each in one.foretold if each.by == TOLD[model]), None)
    return "an unknown share" if found is None else f"{found.accuracy:.0%}"
