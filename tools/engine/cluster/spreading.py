"""Pure functions called on the workers of a cluster, as tasks of Dask: calibrations, not questions.

Called from a thread beside the loop that the cluster belongs to. What is sent is the name of a
function of this package and its arguments; a call that is lost with its worker is made again, which
changes nothing, since all that is random in it comes from its arguments.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from ..stopping import Interrupted, Stopped
from .cluster import Cluster

Result = TypeVar("Result")
STOPS_S = 0.5
"""Seconds between two looks whether it is to stop."""


class Spreading:
    """The calls of one calibration."""

    def __init__(self, cluster: Cluster, loop: asyncio.AbstractEventLoop) -> None:
        """Call nothing yet."""
        self._cluster, self._loop = cluster, loop
        self._stopped = False

    def stop(self) -> None:
        """Wait for nothing more. From any thread."""
        self._stopped = True

    def __call__(
        self, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]
    ) -> Iterator[Result]:
        """Have all of them called at once, and give the results in order.

        Raises:
            Stopped: it was told to stop.
            Interrupted: the cluster is gone.
        """
        called: list[Any] = self._waited(self._cluster.call(function, arguments))
        try:
            for one in called:
                yield self._waited(self._cluster.result_of(one))
        finally:
            if not self._loop.is_closed():
                asyncio.run_coroutine_threadsafe(self._cluster.call_off(called), self._loop)

    def _waited(self, coroutine: Any) -> Any:
        """Wait for something that happens on the cluster's loop."""
        waiting: Future[Any] = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        while not self._stopped:
            try:
                return waiting.result(STOPS_S)
            except TimeoutError:
                if waiting.done():
                    raise Interrupted("The cluster does not answer: call resume_study.") from None
        waiting.cancel()
        raise Stopped
