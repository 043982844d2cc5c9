"""Whether options are alike in length and form, told before anything is asked.

Length and form drive choices: a model that takes the longer text seems to have preferences until
somebody looks. Knows texts alone; whether length did matter is seen in what is found.
"""

import math
import re
from collections.abc import Sequence

MOST_RATIO = 3.0
"""How many times as long the longest option may be as the shortest."""
_FORMS = {
    "marks such as bullets or tags": re.compile(
        r"^\s*(?:[-*#>]|\d+[.)])\s|```|\*\*|</?\w+>", re.MULTILINE
    ),
    "several lines": re.compile(r"\n"),
    "a full stop at the end": re.compile(r"[.!?]$"),
}


def log_lengths(texts: Sequence[str]) -> list[float]:
    """The natural logarithm of each text's characters, blanks at its ends aside."""
    return [math.log(len(text.strip()) or 1) for text in texts]


def unlike(texts: Sequence[str]) -> str | None:
    """What to say of options of unlike length or form; None where they are alike."""
    lengths = sorted(len(text.strip()) or 1 for text in texts)
    said: list[str] = []
    if lengths[-1] > MOST_RATIO * lengths[0]:
        said.append(
            f"the longest option is {lengths[-1] / lengths[0]:.1f} times as long as the shortest "
            f"({lengths[-1]:,} and {lengths[0]:,} characters; up to {MOST_RATIO:g} is alike)"
        )
    for form, pattern in _FORMS.items():
        some = sum(pattern.search(text.strip()) is not None for text in texts)
        if 0 < some < len(texts):
            said.append(f"{some} of {len(texts)} options have {form}")
    if not said:
        return None
    return (
        f"The options are not worded alike ({'; '.join(said)}): length and form drive choices by "
        "themselves. Word them alike, or read the slope on length that is found."
    )
