"""New files, whole or not at all, for their owner alone."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ..calling import ToolFailed


@contextmanager
def new_file(file: Path | str) -> Generator[TextIO]:
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
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            yield out
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
