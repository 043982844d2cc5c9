"""Signs that were annotated more than once, with errors: which are true is drawn with the weights.

For each property, with z the true sign of a pair and r what one reading says of it:

    P(z = -1, 0, 1) = pi ~ Dirichlet(1, 1, 1)
    z = ±1: right, zero, opposite with probabilities ~ Dirichlet(8, 1, 1)
    z = 0: zero or either sign with probabilities ~ Beta(8, 2), the two signs alike

Readings err independently, given z. How often they err shows in how often they disagree: where a
pair's property was read once only, it is taken for true as it was read. The priors say that a
reading is mostly right, without which right and opposite could change places.
Source: Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM
algorithm, Applied Statistics 28 (1979), with one matrix for all readings. Knows signs alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Signs = NDArray[np.int8]
MISSING = 9
"""A reading that there is not."""
FURTHEST = 600.0
"""Log odds beyond which a sign is certain, and an exponential would overflow."""
_RIGHT = np.array([8.0, 1.0, 1.0])
_ZERO = np.array([8.0, 2.0])


@dataclass(frozen=True)
class Readings:
    """What each reading says: `said` (r, n, k) of -1, 0, 1 or `MISSING`.

    `row` (n_rows,) names the pair that a row of the regression is about: rows of one pair share
    its true signs.
    """

    said: Signs
    row: NDArray[np.int64]

    @property
    def mean(self) -> Floats:
        """The mean reading of each pair and property, (n, k); 0 where there is none."""
        there = self.said != MISSING
        total = np.where(there, self.said, 0).sum(axis=0)
        return total / np.maximum(there.sum(axis=0), 1)


class Latent:
    """The true signs of a chain, and how often they are read wrongly."""

    def __init__(self, readings: Readings, generator: np.random.Generator) -> None:
        """Begin with what most readings say."""
        said = readings.said
        self._generator, self._row = generator, readings.row
        self._pairs = said.shape[1]
        self._counts = np.stack([(said == sign).sum(axis=0) for sign in (-1, 0, 1)], axis=-1)
        self._seen = self._counts.astype(np.float64)
        self._often = (said != MISSING).sum(axis=0) > 1
        self._open: list[int] = np.flatnonzero(self._often.any(axis=0)).tolist()
        self._read = {at: self._readings(at) for at in self._open}
        self._true = np.sign(np.round(readings.mean * 0.999 + 0.0))
        width = said.shape[2]
        self._shares = np.full((width, 3), 1 / 3)
        self._right = np.tile(_RIGHT / _RIGHT.sum(), (width, 1))
        self._zero = np.tile(_ZERO / _ZERO.sum(), (width, 1))
        self.error = np.zeros(width)

    def _readings(self, column: int) -> tuple[NDArray[np.int64], Floats]:
        """The pairs whose property was read more than once, and how often as each sign, (3, m)."""
        where = np.flatnonzero(self._often[:, column])
        return where, np.ascontiguousarray(self._seen[where, column].T)

    @property
    def signs(self) -> Floats:
        """The true signs by row of the regression, (n_rows, k)."""
        return self._true[self._row]

    def step(self, weights: Floats, rest: Floats, kappa: Floats, omega: Floats) -> Floats:
        """Draw true signs given weights, then the chances of errors; the signs by row.

        `rest` is the part of the linear predictor that is not of these signs.
        """
        eta = rest + self.signs @ weights
        for column in self._open:
            eta = self._draw(column, float(weights[column]), eta, kappa, omega)
        self._chances()
        return self.signs

    def _draw(
        self, column: int, weight: float, eta: Floats, kappa: Floats, omega: Floats
    ) -> Floats:
        """One property's true signs, given all others."""
        old = self._true[:, column]
        without = eta - weight * old[self._row]
        lean, curve = self._by_pair(kappa - omega * without), self._by_pair(omega)
        told = self._seen[:, column] @ self._log_chances(column) + np.log(self._shares[column])
        pull, cost = weight * lean, 0.5 * weight**2 * curve
        # Against a sign of 0, each of the others.
        down, up = (
            np.exp(np.minimum(told[:, at] - told[:, 1] + toward * pull - cost, FURTHEST))
            for at, toward in ((0, -1.0), (2, 1.0))
        )
        at: Floats = self._generator.random((self._pairs, 1))[:, 0] * (1 + down + up)
        drawn = np.where(at < down, -1.0, np.where(at < down + up, 1.0, 0.0))
        self._true[:, column] = np.where(self._often[:, column], drawn, old)
        return without + weight * self._true[self._row, column]

    def _by_pair(self, values: Floats) -> Floats:
        return np.bincount(self._row, values, minlength=self._pairs).astype(np.float64)

    def _log_chances(self, column: int) -> Floats:
        """Of what is read (rows) given what is true (columns), in the order -1, 0, 1."""
        right, blank, turned = np.log(self._right[column]).tolist()
        zero, either = np.log(self._zero[column] / np.array([1.0, 2.0])).tolist()
        return np.array([[right, either, turned], [blank, zero, blank], [turned, either, right]])

    def _chances(self) -> None:
        """How often there is each sign, and how often it is read wrongly."""
        for column in self._open:
            where, read = self._read[column]
            true = self._true[where, column].astype(np.int64) + 1
            down, none, up = np.stack([np.bincount(true, one, minlength=3) for one in read]).T
            told = (down[0] + up[2], down[1] + up[1], down[2] + up[0])
            self._right[column] = self._generator.dirichlet(_RIGHT + np.array(told))
            self._zero[column] = self._generator.dirichlet(
                _ZERO + np.array([none[1], none[0] + none[2]])
            )
            counted = np.bincount(true, minlength=3)
            self._shares[column] = self._generator.dirichlet(1.0 + counted)
            self.error[column] = self._error(column)

    def _error(self, column: int) -> float:
        """The chance that a reading of any pair is wrong."""
        down, none, up = self._shares[column]
        wrong = 1 - self._right[column, 0]
        return float((down + up) * wrong + none * (1 - self._zero[column, 0]))
