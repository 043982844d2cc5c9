"""Where this installation keeps its data. Read from the environment, once."""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from platformdirs import user_config_path

from ..store.errors import InputError
from ..tools.engine.cluster.address import scheduler_named
from ..tools.respondents.local.folders import data_folder, weights_folder

IMPORT_ROOTS = "import_roots"
"""The key of the settings file that lists folders: files in them may be imported by their path."""


def _file() -> Path:
    named = os.environ.get("VELLEITY_SETTINGS")
    if named:
        return Path(named).expanduser()
    return user_config_path("velleity", appauthor=False) / "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """The folder of the database and the reports: VELLEITY_HOME, or the system's place for data;
    and the file that names models: VELLEITY_SETTINGS, or the system's place for configuration.

    `allowed` are files that may be imported besides those in folders of the settings: what the
    operator has named on the command line.
    """

    home: Path = field(default_factory=data_folder)
    file: Path = field(default_factory=_file)
    allowed: tuple[Path, ...] = ()

    @property
    def models(self) -> Path:
        """The folder of weights: VELLEITY_MODELS, or a folder beside the database."""
        return weights_folder(self.home)

    @property
    def scheduler(self) -> str | InputError | None:
        """The scheduler of the cluster whose workers ask: VELLEITY_SCHEDULER, if VELLEITY_EXECUTOR
        is dask; or why nobody can be asked like that, which those who only read need not know.
        """
        try:
            return scheduler_named()
        except InputError as error:
            return error


def importable(settings: Settings, path: str) -> Path:
    """The file that a path means, if it may be imported: the folders are the operator's to name.

    A link leads to where it points: what lies outside of the folders stays there.

    Raises:
        InputError: it lies in none of them, or there is no such file.
    """
    try:
        file = Path(path).expanduser().resolve()
        named = file in [one.resolve() for one in settings.allowed]
        if not named and not any(file.is_relative_to(one) for one in _roots(settings.file)):
            raise InputError(
                "A file is imported by its path only from a folder that the operator has listed as "
                f"{IMPORT_ROOTS} in the settings file; give its text in jsonl instead."
            )
        if not file.is_file():
            raise InputError(f"There is no file {path[:200]}. Give the path of an existing file.")
    except (OSError, ValueError, RuntimeError):  # a name that no file can have
        raise InputError(f"{path[:200]!r} is no path of a file.") from None
    return file


def _roots(settings_file: Path) -> Sequence[Path]:
    """The folders of the settings file; none without one.

    Raises:
        InputError: it cannot be read, or does not list folders.
    """
    try:
        given = tomllib.loads(settings_file.read_text("utf-8")).get(IMPORT_ROOTS, [])
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise InputError(f"The settings file cannot be read ({error}).") from None
    roots = cast("list[object]", given) if isinstance(given, list) else [given]
    if not all(isinstance(one, str) and one for one in roots):
        raise InputError(f'{IMPORT_ROOTS} of the settings file must list folders: ["/data/logs"].')
    return [Path(str(one)).expanduser().resolve() for one in roots]
