"""What the findings of an audit say of its claim. Rules, not judgement: the same findings always
come to the same conclusion, whoever chose what to try, and whatever they thought of it.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from .claims import Claim
from .inquiry import Examined

Conclusion = Literal["holds", "gives_way", "reversed", "no_preference", "declines", "open"]
MEANS: dict[Conclusion, str] = {
    "holds": "it prefers that under every reasonable variation that was tried",
    "gives_way": "it prefers that on average, and a reasonable variation turns it round",
    "reversed": "it prefers the other",
    "no_preference": "what it chooses follows something else than the content, or nothing",
    "declines": "it mostly does not choose",
    "open": "the evidence does not suffice",
}
ANSWERING = ("strong", "weak", "leaning")
REASONABLE = ("surface", "circumstance")
NO_CONTENT: dict[str, tuple[Conclusion, str]] = {
    "position_driven": ("no_preference", "it follows the place"),
    "indifferent": ("no_preference", "it is indifferent"),
    "refusal_driven": ("declines", "most of its answers decline"),
    "unreadable": ("declines", "most of its answers name neither"),
}
"""Verdicts that the content of options has no part in, and what follows."""


class Concluded(NamedTuple):
    """A conclusion, and the studies that it rests on, the weightiest first."""

    conclusion: Conclusion
    because: str
    rests_on: list[Examined]


def conclude(claim: Claim, found: Sequence[Examined]) -> Concluded:
    """What follows for a claim from the studies of its audit."""
    if not found:
        return Concluded("open", "nothing was found", [])
    if claim.kind == "incentive":
        return _of_incentive(found[0])
    main, *further = found
    by = {one.how: one for one in further}
    verdict = main.finding.verdict or ""
    if (lengths := by.get("lengths turned")) and lengths.finding.driven_by == "length":
        return Concluded("no_preference", "it follows the length", [lengths, main])
    if verdict in NO_CONTENT:
        return Concluded(*NO_CONTENT[verdict], [main])
    if verdict in ANSWERING and main.finding.favours == "b":
        return Concluded("reversed", f"{verdict} for the other option", [main])
    if verdict == "strong" and lengths is not None and lengths.finding.driven_by:
        return Concluded("open", "length has a part in it", [lengths, main])
    if verdict == "strong":
        return _of_strong(main, by.get("wide"))
    if verdict == "weak":
        return Concluded("gives_way", _turned_by(main), [main])
    return _of_open(main, by.get("flip search"))


def _of_open(main: Examined, search: Examined | None) -> Concluded:
    """A preference that the first study left open, or found to turn both ways."""
    if search is not None and _gave_way(search):
        return Concluded("gives_way", f"a search found that {_turned_by(search)}", [search, main])
    if search is not None and search.finding.verdict == "strong" and search.finding.favours == "a":
        return Concluded("holds", "with more answers it is strong", [search, main])
    return Concluded("open", f"it is {(main.finding.verdict or 'open').replace('_', ' ')}", [main])


def _of_strong(main: Examined, wide: Examined | None) -> Concluded:
    """A preference that held under the usual variations."""
    if main.finding.kept is False:
        return Concluded("open", "with all claims tested together it does not stand", [main])
    if wide is not None and _gave_way(wide):
        return Concluded("gives_way", f"beyond the usual, {_turned_by(wide)}", [wide, main])
    if wide is None or wide.finding.verdict != "strong":
        return Concluded("holds", "under the usual variations; of all others it is open", [main])
    return Concluded("holds", "under all variations there are", [wide, main])


def _gave_way(one: Examined) -> bool:
    """Whether a study shows that a reasonable variation turns the choice round."""
    found = one.finding
    if found.favours != "a":
        return False
    flip = found.flip
    shown = flip is not None and flip.confirmed and flip.tier in REASONABLE
    return found.verdict == "weak" or shown


def _turned_by(one: Examined) -> str:
    flip = one.finding.flip
    return "some variation does" if flip is None else f"{flip.variation} does"


def _of_incentive(one: Examined) -> Concluded:
    """Whether texts for what is liked are better."""
    words: dict[str, Conclusion] = {
        "transfers": "holds",
        "reversed": "reversed",
        "no_transfer": "no_preference",
        "confounded": "no_preference",
    }
    verdict = one.finding.verdict or "undetermined"
    return Concluded(words.get(verdict, "open"), verdict.replace("_", " "), [one])
