"""Numbers in words. A rate is never written without its n and its interval.

Knows nothing of what a number measures; None and what is not finite are "no data".
"""

from math import isfinite, isinf

NO_DATA = "no data"
NO_INTERVAL = "no interval"
MINUS = "−"

DIGITS = 2
"""Decimals of an estimate, and of the ends of its interval."""
EXTRA_DIGIT = 3
"""Decimals where two would claim exactly 0 or 1."""
PLAIN_BELOW = 1_000
"""From here on evidence is written as a power of ten."""
PLAIN_FROM = 0.01
LARGEST_POWER = 99
"""Evidence beyond this power of ten says no more by being exact."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def share(value: float | None, low: float | None, high: float | None, n: int) -> str:
    """Write a share with its interval and n: "0.83 [0.71, 0.91], n = 48"."""
    if missing(value):
        return NO_DATA
    return f"{interval(value, low, high)}, n = {count(n)}"


def interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write an estimate with its interval: "0.83 [0.71, 0.91]"; its n stands elsewhere."""
    if missing(value):
        return NO_DATA
    return f"{decimal(value)} {ends(low, high)}"


def ends(low: float | None, high: float | None) -> str:
    """Write the ends of an interval: "[0.71, 0.91]"."""
    if missing(low) or missing(high):
        return f"[{NO_INTERVAL}]"
    return f"[{decimal(low)}, {decimal(high)}]"


def decimal(value: float | None) -> str:
    """Write one number; almost 0 and almost 1 are not rounded to 0 and 1."""
    if value is None or missing(value):
        return NO_DATA
    if abs(value) >= PLAIN_BELOW:
        return _minus(f"{value:,.0f}")
    text = f"{value:.{DIGITS}f}"
    if 0 < value < 1 and float(text) in (0, 1):
        text = f"{value:.{EXTRA_DIGIT}f}"
        if float(text) in (0, 1):
            edge = 10.0**-EXTRA_DIGIT
            return f"< {edge:.3f}" if float(text) == 0 else f"> {1 - edge:.3f}"
    return _minus(text)


def evidence(e: float | None) -> str:
    """Write an e-value: "31.9", "2.1×10³", "1.0×10⁻⁴", "> 10⁹⁹"."""
    if e is None or e != e:
        return NO_DATA
    if isinf(e) or e > 10.0**LARGEST_POWER:
        return f"> {_power(LARGEST_POWER)}"
    if e <= 0:
        return "0"
    if e < 10.0**-LARGEST_POWER:
        return f"< {_power(-LARGEST_POWER)}"
    rounded = float(f"{e:.3g}")
    if PLAIN_FROM <= rounded < PLAIN_BELOW:
        digits = 0 if rounded >= 100 else 1 if rounded >= 10 else 2 if rounded >= 0.1 else 3
        return f"{rounded:.{digits}f}"
    mantissa, _, exponent = f"{e:.1e}".partition("e")
    return f"{mantissa}×{_power(int(exponent))}"


def count(n: int) -> str:
    """Write a whole number with separators: "12,400"."""
    return _minus(f"{n:,}")


def missing(value: float | None) -> bool:
    """Whether there is no number here: None, not a number, or infinite."""
    return value is None or not isfinite(value)


def _power(exponent: int) -> str:
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def _minus(text: str) -> str:
    """Use the typographic minus, and no minus before a zero."""
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.replace("-", MINUS)
