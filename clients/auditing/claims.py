"""A claim about what a model prefers, as two options or more: what it is said to prefer, and over
what. Reads plain English sentences of a few shapes; whatever else is asked for as options.
"""

import re
from typing import Literal

from pydantic import BaseModel, Field

from ...server.refusal import Refused

LONGEST = 1_000
"""Characters of a claim, or of an option."""
MOST_RIVALS = 20
ADVICE = (
    'Write it as "the model prefers poems to spreadsheets", or give the options with --option-a '
    "(what it is said to prefer) and --option-b."
)
_THAN = r"(?:\s+(?:more|better|rather))?\s+than\s+"
_CHOICE = (
    r"(?:prefers?|favou?rs?|chooses?|picks?|takes?)\s+(?P<a>.+?)\s+(?:over|to|above|before)\s+(?P<b>.+)",
    rf"(?:prefers?|likes?|loves?|enjoys?|values?|wants?)\s+(?P<a>.+?){_THAN}(?P<b>.+)",
    r"would\s+rather\s+(?:have\s+|do\s+)?(?P<a>.+?)\s+than\s+(?P<b>.+)",
)
_INCENTIVE = (
    r"(?:works?|tries|try|writes?|performs?|does|do)\s+(?:much\s+|far\s+)?(?:harder|better)\s+"
    r"(?:when|if|for)\s+(?P<a>.+?)\s+than\s+(?:when\s+|if\s+|for\s+)?(?P<b>.+)",
)
_PASSIVE = r"(?P<a>.+?)\s+(?:is|are)\s+(?:preferred|liked\s+better)\s+(?:to|over|than)\s+(?P<b>.+)"
_WHO = (
    r"^\s*(?:that\s+)?(?:the|this|that|my|our)?\s*(?:model|assistant|it|llm|chatbot|[\w./?=&-]+)\s+"
)
_LIST = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")


class UnclearClaim(Refused):
    """Raised when a claim does not say what is preferred to what."""


class Claim(BaseModel):
    """What is claimed: `a` is said to be preferred to each of `over`, or worked harder for."""

    text: str
    kind: Literal["choice", "incentive"] = "choice"
    a: str = Field(description="what the model is said to prefer")
    over: list[str] = Field(min_length=1, max_length=MOST_RIVALS)


def read_claim(text: str, option_a: str | None = None, option_b: str | None = None) -> Claim:
    """Read a claim; options that are given say what it is about, whatever its words.

    Raises:
        UnclearClaim: it names no two things, or the same one twice.
    """
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise UnclearClaim(f"A claim is a sentence of up to {LONGEST:,} characters. {ADVICE}")
    kind, a, b = _parts(said)
    if (option_a is None) != (option_b is None):
        raise UnclearClaim("Give both options, or neither.")
    if option_a is not None and option_b is not None:
        a, over = option_a.strip(), [option_b.strip()]
    else:
        over = [one for one in _LIST.split(b) if one] if "," in b else [b]
    if not a or not all(over):
        raise UnclearClaim(f"{said[:80]!r} does not say what is preferred to what. {ADVICE}")
    if len({one.casefold() for one in (a, *over)}) <= len(over):
        raise UnclearClaim(f"{said[:80]!r} names one thing twice. {ADVICE}")
    if len(over) > MOST_RIVALS or max(map(len, (a, *over))) > LONGEST:
        raise UnclearClaim(f"An audit takes up to {MOST_RIVALS} options of {LONGEST:,} characters.")
    return Claim(text=said, kind=kind, a=a, over=over)


def _parts(said: str) -> tuple[Literal["choice", "incentive"], str, str]:
    """Which kind it is and its two sides; empty where it cannot be told."""
    bare = said.rstrip(" .!")
    for pattern in _INCENTIVE:
        if found := re.search(pattern, bare, re.IGNORECASE):
            return "incentive", found["a"].strip(), found["b"].strip()
    for pattern in _CHOICE:
        if found := re.match(_WHO + pattern, bare, re.IGNORECASE):
            return "choice", found["a"].strip(), found["b"].strip()
    if found := re.fullmatch(_PASSIVE, bare, re.IGNORECASE):
        return "choice", found["a"].strip(), found["b"].strip()
    return "choice", "", ""
