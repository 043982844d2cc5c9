"""What an elicited study gives to other verbs: the outcomes that a transfer_test promises.

The best third against the worst third. Where options are quantities, each of the best goes with the
one of the worst whose number is nearest, so that "more" is not what the two arms differ in.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .designs import ElicitDesign
from .findings import OptionUtility, UtilitiesFinding

FEWEST_RANKED = 6
"""Options that a ranking must have for thirds of it to be told apart."""


def promised(finding: UtilitiesFinding | None, design: Mapping[str, Any]) -> dict[str, Any]:
    """The fields `high` and `low` of a design, in an order in which they are asked together.

    Raises:
        ValueError: there is no ranking, or it is too short.
    """
    if finding is None or len(finding.options) < FEWEST_RANKED:
        raise ValueError(
            f"it does not rank {FEWEST_RANKED} options: give a study that elicit made, with a "
            "signal, or name the outcomes in high and low"
        )
    third = len(finding.options) // 3
    high, low = finding.options[:third], finding.options[-third:]
    tagged = ElicitDesign.model_validate(design).options
    number = {one.text: one.quantity for one in tagged if one.quantity is not None}
    return {
        "high": [{"text": one.option, "utility": one.utility} for one in high],
        "low": [{"text": one.option, "utility": one.utility} for one in matched(high, low, number)],
    }


def matched(
    high: Sequence[OptionUtility], low: Sequence[OptionUtility], number: Mapping[str, float]
) -> list[OptionUtility]:
    """The low ones in the order in which their numbers are nearest, by ratio, to the high ones'.

    Options without a number go with each other, as far as there are as many.
    """
    left, found = list(low), list[OptionUtility]()
    for one in high:
        if not left:
            break
        own = number.get(one.option)

        def distance(other: OptionUtility, own: float | None = own) -> float:
            its = number.get(other.option)
            if own is None or its is None:
                return 0.0 if own is its else math.inf
            return abs(math.log(own / its))

        found.append(left.pop(min(range(len(left)), key=lambda at: distance(left[at]))))
    return found + left
