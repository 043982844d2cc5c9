"""Where a function crosses zero."""

from collections.abc import Callable

DOUBLINGS = 80
MOST_LOOKS = 200
ABSOLUTE, RELATIVE = 1e-13, 1e-12
"""How near a root is found."""


def root(function: Callable[[float], float], inside: float, outside: float) -> float:
    """The place between two others, at which a continuous function has different signs.

    Halves the way, or goes where a parabola through three places is zero where these lie so that it
    will do (Chandrupatla 1997).

    Raises:
        ValueError: the signs are the same.
    """
    # b is the newest place, a one with the other sign, c the one before them.
    a, b = inside, outside
    at_a, at_b = function(a), function(b)
    if at_a == 0 or at_b == 0:
        return a if at_a == 0 else b
    if (at_a > 0) == (at_b > 0):
        raise ValueError("the signs at both ends are the same")
    best, share = a, 0.5
    for _ in range(MOST_LOOKS):
        x = a + share * (b - a)
        at_x = function(x)
        if (at_x > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, at_c, b, at_b = b, at_b, a, at_a
        a, at_a = x, at_x
        best = a if abs(at_a) < abs(at_b) else b
        near = (ABSOLUTE + RELATIVE * abs(best)) / abs(b - a) if b != a else 1.0
        if near > 0.5 or at_a == 0:
            return a if at_a == 0 else best
        share = min(1 - near, max(near, _next(a, b, c, at_a, at_b, at_c)))
    return best


def _next(a: float, b: float, c: float, at_a: float, at_b: float, at_c: float) -> float:
    """How far from a to b to look next: at the parabola's zero, or in the middle."""
    xi, phi = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
    if not (phi**2 < xi and (1 - phi) ** 2 < 1 - xi):
        return 0.5
    first = at_a / (at_b - at_a) * at_c / (at_b - at_c)
    return first + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)


def beyond(function: Callable[[float], float], step: float) -> float:
    """The first of step, 2 step, 4 step … at which a function is above zero; the last of them."""
    at = step
    for _ in range(DOUBLINGS):
        if function(at) > 0:
            break
        at *= 2
    return at
