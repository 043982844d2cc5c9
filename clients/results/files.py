"""New files, whole or not at all, for their owner alone."""

import os
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO, overload

from ..calling import ToolFailed


@overload
def new_file(file: Path | str) -> AbstractContextManager[TextIO]: ...
@overload
def new_file(file: Path | str, *, binary: Literal[True]) -> AbstractContextManager[BinaryIO]: ...
@contextmanager
def new_file(file: Path | str, *, binary: bool = False) -> Generator[Any]:
    """Write a draft that gets its name once the block ends well.

    Raises:
        ToolFailed: the file is there already.
        OSError: it cannot be written.
    """
    target = Path(file).expanduser()
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    if target.exists():
        raise ToolFailed(f"{target} is there already: name a file that is not.")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") if binary else os.fdopen(handle, "w", encoding="utf-8") as out:
            yield out
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
