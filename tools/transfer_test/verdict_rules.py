"""From shares with their intervals to a verdict: every rule in one place, in order.

    insensitive   no judge is left
    confounded    the claim's interval lies beyond one half, and at equal length, or without the
                  texts that speak of what depends on them, it does not
    transfers     the claim's interval lies above one half; reversed: below
    insensitive   the control was not run, was decided in too few items, or is not shown to win
    confounded    the claim is equal within the margin, and at equal length it is shown not to be
    no_transfer   the claim is equal within the margin
    undetermined  else

Equivalence is looked at before a difference: an effect that is shown to lie within the margin is
`no_transfer`, however surely it is not zero. The interval that is shown decides. Knows estimates:
no judges, texts or arms.
"""

from dataclasses import dataclass

from ..study.estimate import Estimate
from .finding import Confounder, Failed, TransferVerdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on; None stands for what was not looked at.

    `claim` is the share of decided pairs won by texts for liked outcomes, `equivalent` whether it
    is shown to lie within the margin; `at_equal_length` and `without_leaks` are the same share with
    one other cause taken out. `able`: some judge is left on the panel.
    """

    claim: Estimate | None
    equivalent: bool
    control: Estimate | None
    at_equal_length: Estimate | None = None
    without_leaks: Estimate | None = None
    able: bool = True


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, and why it is not another one."""

    verdict: TransferVerdict
    failed: Failed | None = None
    confounded_by: tuple[Confounder, ...] = ()


def rule(seen: Evidence) -> Ruling:
    """Judge a claim."""
    if not seen.able:
        return Ruling("insensitive", "judges")
    if not seen.equivalent and (side := beyond_half(seen.claim)):
        others = _others(seen, side)
        word: TransferVerdict = "transfers" if side > 0 else "reversed"
        return Ruling("confounded", confounded_by=others) if others else Ruling(word)
    if failed := _failed(seen.control):
        return Ruling("insensitive", failed)
    if not seen.equivalent:
        return Ruling("undetermined")
    if beyond_half(seen.at_equal_length):
        return Ruling("confounded", confounded_by=("length",))
    return Ruling("no_transfer")


def beyond_half(share: Estimate | None) -> int:
    """Whether an interval lies above one half (1), below it (-1), or neither."""
    if share is None or share.low is None or share.high is None:
        return 0
    return int(share.low > 0.5) - int(share.high < 0.5)


def fired(control: Estimate | None) -> bool | None:
    """Whether the positive control is shown to win; None where it has no interval."""
    if control is None or control.low is None:
        return None
    return beyond_half(control) > 0


def _others(seen: Evidence, side: int) -> tuple[Confounder, ...]:
    """What else the share may come from: the same claim without it does not stand."""
    found: list[Confounder] = []
    if seen.at_equal_length is not None and beyond_half(seen.at_equal_length) != side:
        found.append("length")
    if seen.without_leaks is not None and beyond_half(seen.without_leaks) != side:
        found.append("leaks")
    return tuple(found)


def _failed(control: Estimate | None) -> Failed | None:
    if control is None:
        return "control_not_run"
    if control.low is None:
        return "control_too_few"
    return None if fired(control) else "control_not_seen"
