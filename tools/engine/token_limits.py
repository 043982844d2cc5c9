"""How many tokens a reply may take: the one table for calls, batches and forecasts.

Knows readouts and terms; nothing of prompts and prices.
"""

from ..respondents.protocol import A_LABEL, Terms

THOUGHT = 512
"""For a reply that gives its reasons first."""
TEXT = 1_500
"""For a text that is judged whole."""
BEGINNING = 256
"""For a task that is done, or a free answer: its beginning tells what it is."""
AT_LEAST = {
    "reasoned": THOUGHT,
    "enact": BEGINNING,
    "verdict": THOUGHT,
    "naming": THOUGHT,
    "write": TEXT,
    "free": BEGINNING,
    "rating": THOUGHT,
}
"""By readout; every other reply names a label, for which the model's own limit is enough."""
FIRST_TOKEN = "logprob"  # noqa: S105 - a readout
"""The readout of which one token says all."""
MORE_ROOM = 4
"""How many times the room of the last try a reply has that was cut off by this limit."""


def most_tokens(readout: str, terms: Terms | None, room: int = 0) -> int:
    """The most tokens that a reply may take.

    `terms` are those of who is asked over a wire, None for whoever answers in this process; `room`
    counts the tries before that were cut off.
    """
    if readout == FIRST_TOKEN:
        return 1
    own = terms.max_tokens if terms else A_LABEL
    return max(own, AT_LEAST.get(readout, 1)) * MORE_ROOM**room
