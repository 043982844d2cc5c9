"""Many calls of one pure function: here one after the other, or wherever somebody else has them
made. The results come in the order of the arguments, so that nothing hangs on where that is.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import starmap
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Spread(Protocol):
    """Has a function called with each of some arguments."""

    def __call__(
        self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]
    ) -> Iterator[Result]:
        """Give the results in order, each as soon as it and all before it are there."""
        ...

    def stop(self) -> None:
        """Wait for no further result. From any thread."""
        ...


class _Here:
    """Calls it here, each time a result is taken."""

    def __call__(
        self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]
    ) -> Iterator[Result]:
        return starmap(function, arguments)

    def stop(self) -> None:
        """Nothing goes on by itself."""


here: Spread = _Here()
