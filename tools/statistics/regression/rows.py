"""What a regression on pairs takes: signs of properties, who was shown first, what was preferred.

    logit P(a preferred) = b s + sum_k alpha_k x_k + u_group

There is no other intercept: which text of a pair is called a is a matter of naming. Knows numbers;
nothing of texts, properties or judges.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SINGLE = -1
"""The group of a row that has none."""


@dataclass(frozen=True)
class Rows:
    """Answers, one a row.

    `x` (n, k) holds the signs of a's properties less b's; `order` (n,) 1 where a was shown first,
    -1 where b was, 0 where that is unknown; `y` (n,) 1 where a was preferred, 0 where b was, a
    share where it is known as one; `weight` (n,) what a row counts; `group` (n,) the cluster it
    shares an effect with, or `SINGLE`; `part` (n,) the scenario that it belongs to.
    """

    x: Floats
    order: Floats
    y: Floats
    weight: Floats
    group: Ints
    part: Ints

    @classmethod
    def of(cls, x: Floats, y: Floats, order: Floats | None = None) -> "Rows":
        """Rows of equal weight, without clusters or parts."""
        n = len(y)
        return cls(
            x=np.asarray(x, dtype=float),
            order=np.zeros(n) if order is None else np.asarray(order, dtype=float),
            y=np.asarray(y, dtype=float),
            weight=np.ones(n),
            group=np.full(n, SINGLE, dtype=np.int64),
            part=np.zeros(n, dtype=np.int64),
        )

    def only(self, kept: Ints | NDArray[np.bool_]) -> "Rows":
        """Some of the rows, by place or by mask."""
        return Rows(
            self.x[kept],
            self.order[kept],
            self.y[kept],
            self.weight[kept],
            self.group[kept],
            self.part[kept],
        )

    @property
    def ordered(self) -> bool:
        """Whether the order is known of any row, so that its term can be fitted."""
        return bool(np.any(self.order != 0))

    @property
    def design(self) -> Floats:
        """Signs, and the order in the last column where it is known of any row."""
        return np.column_stack([self.x, self.order]) if self.ordered else self.x


@dataclass(frozen=True, slots=True)
class Prior:
    """Of every weight, independent: Laplace with a scale, or normal with a standard deviation.

    The order term has a normal one of its own, with standard deviation `order`.
    """

    kind: Literal["laplace", "normal"]
    width: float
    order: float = 2.5


PUBLISHED = Prior("laplace", 0.1)
"""The published prior: at fixed weights its intervals cover .82 to .87 of the large ones."""
WEAK = Prior("normal", 2.5)
"""The prior for which interval claims are made."""
