"""sqlite_utils, imported without pandas.

Where pandas is installed sqlite_utils imports it for column types that are never stored here: a
tenth of a second and 40 MB at every start. Knows nothing of tables.
"""

import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from types import ModuleType

__all__ = ["Database", "Migrations"]


class _Missing(MetaPathFinder):
    """Says of one module that it is not there, to the thread that made this and no other."""

    def __init__(self, module: str) -> None:
        self._module, self._thread = module, threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname == self._module and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{fullname} is not wanted here", name=fullname)


@contextmanager
def _without(module: str) -> Generator[None]:
    """Let imports of this thread go without a module, unless it is there already."""
    missing = _Missing(module)
    sys.meta_path.insert(0, missing)
    try:
        yield
    finally:
        sys.meta_path.remove(missing)


with _without("pandas"):
    from sqlite_utils import Database, Migrations
