"""Where the numbers of a report come from: each must stand in an answer of a tool.

What the model under study wrote is no source, whatever numbers are in it, and neither is a prompt.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel, Field

NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?%?", re.IGNORECASE)
UNTRUSTED = frozenset({"untrusted_model_text", "prompt", "option_a", "option_b", "option", "about"})
"""Fields that hold what a model, or whoever wrote the options, says."""
DEEPEST = 40


class Traced(BaseModel):
    """A number of the report, and where it stands."""

    number: str = Field(description="as the report writes it")
    step: int = Field(description="of the journal; 0: of the claim itself, or of the limits given")
    path: str = Field(description="in the answer of that step")


class Sources:
    """The numbers that tools have answered with, and those of the claim."""

    def __init__(self, given: str) -> None:
        """Begin with what the person gave."""
        self._texts = dict[str, tuple[int, str]]()
        self._texts.update(dict.fromkeys(NUMBER.findall(given), (0, "given")))
        self._values: list[tuple[float, int, str]] = []

    def add(self, step: int, answer: Any) -> None:
        """Take up the answer of a step."""
        for path, value in _leaves(answer, "", 0):
            if isinstance(value, str):
                for one in NUMBER.findall(value):
                    self._texts.setdefault(one, (step, path))
            else:
                self._values.append((value, step, path))

    def of(self, text: str) -> tuple[list[Traced], list[str]]:
        """The numbers of a text with their sources, and those that have none."""
        found: list[Traced] = []
        none: list[str] = []
        for one in NUMBER.findall(text):
            source = self._texts.get(one) or self._value(one)
            if source is None:
                none.append(one)
            else:
                found.append(Traced(number=one, step=source[0], path=source[1]))
        return found, none

    def _value(self, written: str) -> tuple[int, str] | None:
        """A number of an answer that reads so when it is rounded as this one is."""
        percent, bare = written.endswith("%"), written.rstrip("%").replace(",", "")
        places = len(bare.partition(".")[2].partition("e")[0])
        wanted = float(bare) / (100 if percent else 1)
        whole = not places and not percent  # a count is not rounded
        room = 0.0 if whole else 0.500001 * 10.0**-places / (100 if percent else 1)
        for value, step, path in self._values:
            if math.isclose(value, wanted, rel_tol=1e-9) or abs(value - wanted) <= room:
                return step, path
        return None


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, str | float]]:
    """The texts and numbers of an answer that its tool vouches for, with their paths."""
    if depth > DEEPEST or isinstance(value, bool):
        return
    if isinstance(value, str | int | float):
        yield path, value
    elif isinstance(value, Mapping):
        for name, one in cast("Mapping[str, Any]", value).items():
            if name not in UNTRUSTED:
                yield from _leaves(one, f"{path}.{name}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for at, one in enumerate(cast("list[Any]", value)):
            yield from _leaves(one, f"{path}[{at}]", depth + 1)
