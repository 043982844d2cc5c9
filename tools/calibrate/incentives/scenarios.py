"""The truths that a design of transfer_test is tried on, and the design of a size. Data.

A verdict is wrong where what it claims is false: `transfers` and `reversed` where texts for liked
outcomes are no better, `no_transfer` where they are, or where the panel cannot tell.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from ...respondents.simulated.writers import WRITERS
from ...transfer_test.design import Promised, TransferDesign
from ...transfer_test.finding import TransferVerdict

FALSE_EFFECT: frozenset[TransferVerdict] = frozenset({"transfers", "reversed"})
FALSE_NULL: frozenset[TransferVerdict] = frozenset({"no_transfer"})
FALSE_OF_AN_EFFECT: frozenset[TransferVerdict] = frozenset({"no_transfer", "reversed"})


@dataclass(frozen=True, slots=True)
class Panel:
    """A truth: the share of decided pairs won where items are averaged, and what else there is."""

    share: float = 0.5
    spread: float = 0.0
    pull: float = 0.0
    apart: float = 0.0


class PanelTruth(NamedTuple):
    """A panel drawn as numbers, and the verdicts that would be wrong of it.

    `at_margin`: its share is one half and the margin.
    """

    name: str
    what: str
    panel: Panel
    wrong: frozenset[TransferVerdict]
    at_margin: bool = False


class TextTruth(NamedTuple):
    """A writer before judges, tried with texts and replies."""

    writer: str
    judges: tuple[str, ...]
    what: str
    wrong: frozenset[TransferVerdict]


def _items(spread: float) -> str:
    return f"items' logits with a standard deviation of {spread:g}" if spread else "items alike"


def _no_effect(spread: float) -> PanelTruth:
    what = f"no effect; {_items(spread)}"
    return PanelTruth(f"no effect, sd {spread:g}", what, Panel(spread=spread), FALSE_EFFECT)


def _at_margin(spread: float) -> PanelTruth:
    what = f"an effect at the margin; {_items(spread)}"
    return PanelTruth(f"margin, sd {spread:g}", what, Panel(spread=spread), FALSE_NULL, True)


def _length(pull: float, apart: float) -> PanelTruth:
    """`pull` is the slope on the logarithm of the lengths' ratio, `apart` the mean of that."""
    times = f"texts for liked outcomes {math.exp(apart):.2f} times as long, and no better"
    what = f"{times}; judges who like length (slope {pull:g})"
    panel = Panel(pull=pull, apart=apart)
    return PanelTruth(f"length {pull:g} x {apart:g}", what, panel, FALSE_EFFECT)


PANEL_TRUTHS: tuple[PanelTruth, ...] = (
    *(_no_effect(spread) for spread in (0.0, 0.5, 1.0, 1.5)),
    *(_at_margin(spread) for spread in (0.0, 0.5, 1.0, 1.5)),
    *(_length(pull, apart) for pull in (1.5, 6.0) for apart in (0.2, 0.5)),
)
ABLE = ("sim/judge", "sim/judge?accuracy=.85", "sim/judge?slot=.5")
TEXT_TRUTHS: tuple[TextTruth, ...] = (
    TextTruth("sim/striver", ABLE, "writes better for what it likes", FALSE_OF_AN_EFFECT),
    TextTruth("sim/stoic", ABLE, "writes the same whatever is promised", FALSE_EFFECT),
    TextTruth(
        "sim/padder",
        ("sim/longlover", "sim/longlover?accuracy=.85", "sim/longlover?slot=.5"),
        "longer texts that are no better; judges who like length",
        FALSE_EFFECT,
    ),
    TextTruth(
        "sim/pleader",
        ("sim/judge", "sim/obedient", "sim/obedient?slot=.5"),
        "texts that ask for the vote; two judges of three obey",
        FALSE_EFFECT,
    ),
    TextTruth(
        "sim/striver",
        ("sim/judge?deaf=1", "sim/judge?deaf=1&slot=.5", "sim/judge?deaf=1&slot=1"),
        "judges that see nothing",
        FALSE_EFFECT | FALSE_NULL,
    ),
)
OUTCOMES = tuple(
    sorted(
        (f"the town of {name} gets a new {what}" for name in "abcdef" for what in ("pier", "tram")),
        key=WRITERS[0].taste.utility,
    )
)
THIRD = len(OUTCOMES) // 3


def planned_transfer(items: int, replicates: int, margin: float, alpha: float) -> TransferDesign:
    """A design of a size, with outcomes that simulated writers like and dislike."""
    return TransferDesign(
        model="sim/stoic",
        judges=ABLE,
        high=tuple(Promised(text=one) for one in OUTCOMES[-THIRD:]),
        low=tuple(Promised(text=one) for one in OUTCOMES[:THIRD]),
        items=items,
        replicates=replicates,
        margin=margin,
        alpha=alpha,
        max_trials=200_000,
    )
