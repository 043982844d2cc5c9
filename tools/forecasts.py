"""What a study would take of tokens, dollars and time: a range, and what the range rests on.

If this model has been asked before, its own calls are the pilot; else only bounds are known: a
token is between two and six bytes of text, and a reply between one token and the limit. An unknown
price stays unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from ..store.records import Experience
from .answers import pose
from .engine.budget import worst_case
from .engine.gate import START
from .respondents.protocol import Terms, Usage
from .trials import Askable

SAMPLE = 200
"""Prompts that are rendered to see how long they are."""
ENOUGH = 20
"""Answered calls that make a pilot."""
MARGIN = 0.1
"""How far the mean of a study may lie from that of its pilot."""
BYTES_A_TOKEN = (2.0, 6.0)


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the most that is expected."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a study would take; None where nothing is known."""

    tokens: Range | None
    cost_usd: Range | None
    seconds: Range | None
    basis: str


FREE = Forecast(Range(0, 0), Range(0, 0), None, "a simulated model: no call, no cost")


def forecast(
    trials: int,
    sample: Sequence[Askable],
    terms: Terms | None,
    experience: Experience,
    *,
    batch: bool = False,
) -> Forecast:
    """Forecast a study of so many trials from a sample of its prompts."""
    if terms is None:
        return FREE
    longest = [
        worst_case(pose(one).messages, terms.max_tokens).input_tokens for one in sample[:SAMPLE]
    ]
    mean = fmean(longest) if longest else 0.0
    if experience.calls >= ENOUGH:
        low, high, basis = _from_pilot(mean + terms.max_tokens, experience)
    else:
        low = Usage(round(mean / BYTES_A_TOKEN[1]), 1)
        high = Usage(round(mean / BYTES_A_TOKEN[0]), terms.max_tokens)
        basis = "bounds from the length of the prompts; after some calls the range is narrower"
    tokens = Range(trials * _sum(low), trials * _sum(high))
    cost, price = None, terms.batch_price if batch else terms.price
    if price is not None:
        cost = Range(trials * price.of(low), trials * price.of(high))
    seconds = None
    if batch:
        basis += "; a batch comes back within a day"
    elif experience.calls >= ENOUGH:
        work = trials * experience.seconds
        seconds = Range(work / terms.most_at_once, work / min(START, terms.most_at_once))
    return Forecast(tokens, cost, seconds, basis)


def _from_pilot(worst: float, pilot: Experience) -> tuple[Usage, Usage, str]:
    """Scale the mean call of the pilot to prompts of another length."""
    scale = worst / pilot.held_tokens if pilot.held_tokens else 1.0
    inputs, outputs = pilot.input_tokens * scale, pilot.output_tokens
    low = Usage(round(inputs * (1 - MARGIN)), max(1, round(outputs * (1 - MARGIN))))
    high = Usage(round(inputs * (1 + MARGIN)), max(1, round(outputs * (1 + MARGIN))))
    return low, high, f"from {pilot.calls:,} earlier calls of this model"


def _sum(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens
