"""What special functions are, to 18 digits.

`oracles.json` was computed by mpmath with 60 digits: beta by the continued fraction DLMF 8.17.22,
which was held to hypergeometric series where these converge, gamma and the normal by its own
functions. Its rows are arguments followed by the value, which is text so that no digit is lost.
"""

import json
from functools import cache
from pathlib import Path


@cache
def known(name: str) -> list[list[float]]:
    """The rows of a function, values as floats."""
    rows = json.loads(Path(__file__).with_name("oracles.json").read_text("utf-8"))[name]
    return [[float(one) for one in row] for row in rows]
