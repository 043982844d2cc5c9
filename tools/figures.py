"""Options and shares as a sentence says them: quoted and clipped, with interval and n."""

from .estimates import Estimate
from .reports import numbers

CLIP = 70


def clip(text: str, most: int = CLIP) -> str:
    """A text on one line, at most so many characters long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quoted(text: str) -> str:
    """A clipped text in quotation marks."""
    return f"“{clip(text)}”"


def share(estimate: Estimate, *, mirrored: bool = False) -> str:
    """A share with its interval and n; mirrored gives that of the other option."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"no data ({estimate.reason})"
    if mirrored:
        return numbers.share(1 - estimate.value, 1 - estimate.high, 1 - estimate.low, estimate.n)
    return numbers.share(estimate.value, estimate.low, estimate.high, estimate.n)
