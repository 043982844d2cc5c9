"""What more of a thing is worth: U = a + b ln N for options "N units of X", and exchange rates.

A line for every unit is fitted to utilities with their full covariance; how far utilities lie off
the lines beyond their own error widens every interval. Knows utilities, units and numbers: nothing
of answers or texts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ..distributions import LEVEL, t_quantile
from ..paired.links import Floats
from ..positive_definite import inverted

MOST_LOG = 300.0
"""Beyond e^300 units a bound is not worth a number."""
WIDEST = 1_000.0
"""Times its lower end that the upper end of an interval may be for a rate to be told."""
FURTHEST = 1_000.0
"""Times beyond the numbers that were asked about that a line may be followed."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """The option at position `item` is `number` units of `unit`."""

    item: int
    unit: str
    number: float


@dataclass(frozen=True, slots=True)
class Curve:
    """U = intercept + slope ln N of one unit, on the scale of the utilities.

    `least` and `most` are the numbers N between which it was asked about.
    """

    unit: str
    intercept: float
    intercept_se: float
    slope: float
    slope_se: float
    slope_low: float
    slope_high: float
    n: int
    least: float
    most: float


@dataclass(frozen=True, eq=False)
class Curves:
    """All units' lines with their joint covariance: first unit's intercept and slope, and so on.

    `misfit` is the standard deviation around the lines that errors of the utilities do not explain;
    `quantile` what a standard error is multiplied by at `level`. `skipped` says which units have
    none and why.
    """

    curves: dict[str, Curve]
    estimates: Floats
    covariance: Floats
    misfit: float
    quantile: float
    level: float
    skipped: dict[str, str]


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How many units of `other` are worth `number` units of `unit`.

    Fieller's interval; None with a reason where it is not an interval, or one that tells nothing.
    Values between `excluded` may then be ruled out, and all others not.
    """

    unit: str
    other: str
    number: float
    rate: float | None
    low: float | None
    high: float | None
    level: float
    excluded: tuple[float, float] | None = None
    reason: str | None = None


def fit_curves(
    utilities: Floats, covariance: Floats, quantities: Sequence[Quantity], level: float = LEVEL
) -> Curves:
    """Generalised least squares of utilities on ln N, an intercept and a slope for every unit.

    Weights are the inverse of the utilities' covariance plus misfit^2 on the diagonal, with the
    misfit of Paule & Mandel (1982): the one at which the weighted squares are as large as expected.
    Quantiles are those of t on options minus parameters where there is misfit, else normal. Units
    with fewer than two different numbers are skipped.

    Raises:
        ValueError: a number is not positive and finite, an item is out of range, or the level not
            between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level must lie between 0 and 1, not {level}")
    for one in quantities:
        if not 0 < one.number < math.inf or not 0 <= one.item < len(utilities):
            raise ValueError(f"{one}: numbers must be positive and items among the utilities")
    units, skipped = _units(quantities)
    kept = [one for one in quantities if one.unit in units]
    if not kept:
        return Curves({}, np.zeros(0), np.zeros((0, 0)), 0.0, math.nan, level, skipped)
    items = np.array([one.item for one in kept])
    design = np.zeros((len(kept), 2 * len(units)))
    for row, one in enumerate(kept):
        at = 2 * units.index(one.unit)
        design[row, at : at + 2] = 1.0, math.log(one.number)
    known = covariance[np.ix_(items, items)]
    # A shift of all utilities is unknown; every intercept takes it up and no slope or difference
    # sees it, so a variance along it makes the matrix invertible and is taken off again.
    shift = max(float(np.trace(known)), 1e-9) / len(kept)
    known = known + shift
    misfit, df = _misfit(design, utilities[items], known), len(kept) - design.shape[1]
    estimates, joint, _ = _least_squares(design, utilities[items], known, misfit)
    for at in range(0, 2 * len(units), 2):
        joint[at, ::2] -= shift
    tail = (1 + level) / 2
    quantile = t_quantile(tail, df) if misfit > 0 else NormalDist().inv_cdf(tail)
    curves = {
        unit: _curve(unit, 2 * at, estimates, joint, quantile, kept)
        for at, unit in enumerate(units)
    }
    return Curves(curves, estimates, joint, math.sqrt(misfit), quantile, level, skipped)


def exchange_rate(curves: Curves, unit: str, other: str, number: float) -> ExchangeRate:
    """How many units of `other` are worth `number` units of `unit`: equal utility on both lines.

    ln M = (a_X - a_Y + b_X ln N) / b_Y is a ratio of two estimates, with Fieller's interval (1954,
    "Some problems in interval estimation"): bounded exactly where b_Y differs from zero.

    Raises:
        ValueError: the number is not positive and finite, or the units are the same.
    """
    if not 0 < number < math.inf or unit == other:
        raise ValueError("an exchange needs two units and a positive number")
    nothing = ExchangeRate(unit, other, number, None, None, None, curves.level)
    for one in (unit, other):
        if one not in curves.curves:
            return _because(nothing, curves.skipped.get(one, f"no option is a number of {one}"))
    names = list(curves.curves)
    x, y = 2 * names.index(unit), 2 * names.index(other)
    above, below = np.zeros(len(curves.estimates)), np.zeros(len(curves.estimates))
    above[x], above[x + 1], above[y], below[y + 1] = 1.0, math.log(number), -1.0, 1.0
    up, down = float(above @ curves.estimates), float(below @ curves.estimates)
    squared = curves.quantile**2
    a = down**2 - squared * float(below @ curves.covariance @ below)
    b = up * down - squared * float(above @ curves.covariance @ below)
    c = up**2 - squared * float(above @ curves.covariance @ above)
    root = math.sqrt(max(b * b - a * c, 0.0))
    if a <= 0:
        reason = f"more of {other} is not distinguishable from no more: the rate has no bound"
        if b * b - a * c <= 0 or a == 0:
            return _because(nothing, reason)
        hole = _power((b + root) / a), _power((b - root) / a)
        return ExchangeRate(unit, other, number, None, None, None, curves.level, hole, reason)
    one, two = curves.curves[unit], curves.curves[other]
    if one.slope_low * one.slope_high > 0 and one.slope * two.slope < 0:
        return _because(nothing, f"more of one of {unit} and {other} is better, of the other worse")
    low, middle, high = (b - root) / a, up / down, (b + root) / a
    if max(abs(low), abs(high)) > MOST_LOG:
        return _because(nothing, "the rate is beyond any number worth writing down")
    ends = math.exp(middle), math.exp(low), math.exp(high)
    return ExchangeRate(unit, other, number, *ends, curves.level)


def told_rate(curves: Curves, rate: ExchangeRate) -> ExchangeRate:
    """The same rate, or why it is not worth telling: an interval over WIDEST times its lower end,
    or a rate FURTHEST times beyond the numbers that were asked about, where no line is known.
    """
    if rate.rate is None or rate.low is None or rate.high is None:
        return rate
    if rate.high > WIDEST * rate.low:
        ends = f"10^{math.log10(rate.low):.0f} to 10^{math.log10(rate.high):.0f}"
        return _because(rate, f"its interval would run from {ends}")
    asked = curves.curves[rate.other]
    if not asked.least / FURTHEST <= rate.rate <= asked.most * FURTHEST:
        numbers = f"{asked.least:,g} to {asked.most:,g} of {rate.other}"
        return _because(rate, f"it would lie far beyond the {numbers} that were asked about")
    return rate


def _because(nothing: ExchangeRate, reason: str) -> ExchangeRate:
    return ExchangeRate(
        nothing.unit, nothing.other, nothing.number, None, None, None, nothing.level, None, reason
    )


def _power(log: float) -> float:
    return math.exp(min(max(log, -MOST_LOG), MOST_LOG))


def _units(quantities: Sequence[Quantity]) -> tuple[list[str], dict[str, str]]:
    numbers: dict[str, set[float]] = {}
    for one in quantities:
        numbers.setdefault(one.unit, set()).add(one.number)
    skipped = {
        unit: f"{unit} has one number: a line needs two"
        for unit, found in numbers.items()
        if len(found) < 2
    }
    return [unit for unit in numbers if unit not in skipped], skipped


def _least_squares(
    design: Floats, values: Floats, known: Floats, misfit: float
) -> tuple[Floats, Floats, float]:
    """Estimates, their covariance, and the weighted squares left over."""
    weight = inverted(known + (misfit + 1e-12) * np.eye(len(values)))
    joint = inverted(design.T @ weight @ design)
    estimates = joint @ (design.T @ (weight @ values))
    left = values - design @ estimates
    return estimates, joint, float(left @ weight @ left)


def _misfit(design: Floats, values: Floats, known: Floats) -> float:
    """The variance beyond the utilities' own, by bisection on the weighted squares."""
    df = design.shape[0] - design.shape[1]
    if df < 1 or _least_squares(design, values, known, 0.0)[2] <= df:
        return 0.0
    low, high = 0.0, max(float(np.var(values)), 1e-6)
    while _least_squares(design, values, known, high)[2] > df:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        above = _least_squares(design, values, known, middle)[2] > df
        low, high = (middle, high) if above else (low, middle)
    return (low + high) / 2


def _curve(
    unit: str,
    at: int,
    estimates: Floats,
    joint: Floats,
    quantile: float,
    kept: Sequence[Quantity],
) -> Curve:
    errors = np.sqrt(np.maximum(np.diag(joint), 0.0))
    slope, error = float(estimates[at + 1]), float(errors[at + 1])
    numbers = [one.number for one in kept if one.unit == unit]
    return Curve(
        unit=unit,
        intercept=float(estimates[at]),
        intercept_se=float(errors[at]),
        slope=slope,
        slope_se=error,
        slope_low=slope - quantile * error,
        slope_high=slope + quantile * error,
        n=len(numbers),
        least=min(numbers),
        most=max(numbers),
    )
