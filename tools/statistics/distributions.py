"""The few quantiles and tail probabilities that are needed, from scipy, imported on first use.

scipy ships no type stubs: this module is where its untyped functions get types. Knows no statistics
beyond the distributions' names.
"""

import math
from typing import Any

LEVEL = 0.95
"""How often an interval holds the truth, unless its caller asks for another level."""
CRITICAL = 1.959963984540054
"""The standard normal exceeds this in either direction with probability 1 - LEVEL."""
HALVINGS = 60
"""Steps of a bisection for the end of an interval: to the last bit of a float."""


def beta_quantile(p: float, a: float, b: float) -> float:
    """The p-quantile of Beta(a, b)."""
    return float(_special().betaincinv(a, b, p))


def beta_share(x: float, a: float, b: float) -> float:
    """The probability that Beta(a, b) is at most x."""
    return float(_special().betainc(a, b, x))


def normal_quantile(p: float) -> float:
    """The p-quantile of the standard normal."""
    return float(_special().ndtri(p))


def t_quantile(p: float, df: float) -> float:
    """The p-quantile of Student's t on df degrees of freedom; df may be infinite."""
    special = _special()
    return float(special.ndtri(p) if math.isinf(df) else special.stdtrit(df, p))


def t_tail(x: float, df: float) -> float:
    """The probability that Student's t on df degrees of freedom exceeds x; df may be infinite."""
    special = _special()
    return float(special.ndtr(-x) if math.isinf(df) else special.stdtr(df, -x))


def chi_squared_tail(x: float, df: int) -> float:
    """The probability that chi-squared on df degrees of freedom exceeds x >= 0."""
    return float(_special().gammaincc(df / 2, x / 2))


def _special() -> Any:
    from scipy import special  # pyright: ignore[reportMissingTypeStubs]

    return special
