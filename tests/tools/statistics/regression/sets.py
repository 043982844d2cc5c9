"""The data sets of the reference posteriors, made again from their generators."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from velleity.tools.statistics.regression.rows import Rows

Floats = NDArray[np.float64]
ORACLES: dict[str, Any] = json.loads((Path(__file__).parent / "oracles.json").read_text("utf-8"))
SETS: Mapping[str, Any] = ORACLES["sets"]


@cache
def made(name: str) -> tuple[Floats, Floats, Floats]:
    """Signs, orders and preferences of a set, as its generator and its checksums have them."""
    given, known = SETS[name]["generator"], SETS[name]["sha256"]
    draw = np.random.RandomState(given["seed"])
    n, k = given["n"], len(given["density"])
    u, v = draw.random_sample((n, k)), draw.random_sample((n, k))
    w: Floats = draw.random_sample((n, 1))[:, 0]
    t: Floats = draw.random_sample((n, 1))[:, 0]
    density = np.array(given["density"])
    x = np.where(u < density / 2, -1, np.where(u < density, 1, 0)).astype(np.int8)
    for column, (source, share) in sorted((int(at), one) for at, one in given["copy"].items()):
        copied = v[:, column] < share
        x[copied, column] = x[copied, source]
    s = np.where(w < 0.5, 1, -1).astype(np.int8)
    logit: Floats = given["beta0"] * s + x @ np.array(given["alpha"])
    y = (t < 1 / (1 + np.exp(-logit))).astype(np.int8)
    for key, one in (("x", x), ("s", s), ("y", y)):
        assert hashlib.sha256(one.tobytes()).hexdigest() == known[key]
    return x.astype(float), s.astype(float), y.astype(float)


def rows_of(name: str, *, order: bool) -> Rows:
    """A set as rows."""
    x, s, y = made(name)
    return Rows.of(x, y, s if order else None)
