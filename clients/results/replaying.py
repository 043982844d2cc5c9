"""A capsule's findings made again, for a script: as `velleity replay` does, asking nobody.

Needs no server: whoever has the file has all that it takes.
"""

from pathlib import Path

from ...server.settings import Settings
from ...server.upkeep import replay as upkeep
from ...server.upkeep.replay import Outcome as Outcome
from ...server.upkeep.replay import ReplayFailed as ReplayFailed


def replay(
    file: Path | str, *, keep_in: Path | str | None = None, label: str | None = None
) -> list[Outcome]:
    """What came of each study of a capsule: `identical`, or its faults and differences.

    Args:
        file: what `Lab.capsule` or `velleity export --capsule` wrote.
        keep_in: put what is identical into the database of this data folder.
        label: there under this label, in place of its own.

    Raises:
        ReplayFailed: it is none, is damaged, cannot be made again here, or is there already.
        ValueError: a label goes with keep_in.
    """
    if keep_in is None:
        if label is not None:
            raise ValueError("label goes with keep_in: name the data folder to keep studies in")
        return upkeep.replay(Path(file))
    return upkeep.replay_and_keep(Settings(home=Path(keep_in)), Path(file), label)
