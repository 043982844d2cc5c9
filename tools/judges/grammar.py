"""The verdict in a judge's reply: one last line that names the prompt's word, or no verdict.

Nothing is guessed. A reply that quotes a text, or obeys it, brings that text's verdict without the
word, which is unreadable. Knows one reply and one word; nothing of the texts.
"""

import re
from dataclasses import dataclass
from typing import Literal

Slot = Literal["1", "2", "tie"]
"""What a verdict names: the place of a text in the prompt, or neither."""
JudgeOutcome = Literal["chose", "refused", "unreadable", "truncated", "empty", "error"]
"""How a judge's reply reads. `chose` covers a tie: it is a verdict. The others bring none."""
JUDGE_OUTCOMES: tuple[JudgeOutcome, ...] = (
    "chose",
    "refused",
    "unreadable",
    "truncated",
    "empty",
    "error",
)
_DRESS = " \t*_`"
"""What a last line may be wrapped in."""
_VOTES: dict[str, Slot] = {"1": "1", "2": "2", "tie": "tie"}
_DECLINED = re.compile(
    r"\b(?:i(?:'m| am) sorry|i (?:can(?:'t|not| not)|won't|will not|decline)|"
    r"i(?:'m| am) (?:unable|not able|not comfortable)|unable to (?:judge|compare|assist))\b",
    re.IGNORECASE,
)
_LOOKED_AT = 600
"""Characters at the start of a reply in which a refusal is looked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a reply reads, and the slot if it named one."""

    outcome: JudgeOutcome
    slot: Slot | None = None


def read_verdict(
    reply: str, word: str, *, cut_short: bool = False, declined: bool = False
) -> Verdict:
    """Read a judge's reply to a prompt with this word.

    The last line that is not blank has to be `VERDICT <word>: 1`, `2` or `tie`, emphasis around it
    aside, and no other line may say otherwise. `cut_short` says that the token limit ended the
    reply, `declined` that the provider called it a refusal.
    """
    if declined:
        return Verdict("refused")
    lines = [line.strip("\r").strip(_DRESS) for line in reply.split("\n")]
    said = [line for line in lines if line]
    if not said:
        return Verdict("truncated" if cut_short else "empty")
    found: list[Slot | None] = [_vote(line, word) for line in said]
    votes: set[Slot] = {vote for vote in found if vote is not None}
    if found[-1] is not None and len(votes) == 1:
        return Verdict("chose", found[-1])
    if votes:
        return Verdict("unreadable")
    if cut_short:
        return Verdict("truncated")
    spoken = reply[:_LOOKED_AT].replace("’", "'")
    refused = _DECLINED.search(spoken) and "verdict" not in reply.casefold()
    return Verdict("refused" if refused else "unreadable")


def _vote(line: str, word: str) -> Slot | None:
    """What one line votes for, compared sign by sign: nothing in it is a pattern."""
    start = f"VERDICT {word}: "
    return _VOTES.get(line.removeprefix(start)) if line.startswith(start) else None
