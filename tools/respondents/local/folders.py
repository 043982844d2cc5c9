"""Where this machine keeps data, and weights among it: what the environment says, and no more."""

import os
from pathlib import Path

from platformdirs import user_data_path


def data_folder() -> Path:
    """VELLEITY_HOME, or the system's place for data."""
    named = os.environ.get("VELLEITY_HOME")
    return Path(named).expanduser() if named else user_data_path("velleity", appauthor=False)


def weights_folder(data: Path) -> Path:
    """VELLEITY_MODELS, or a folder within that of the data."""
    named = os.environ.get("VELLEITY_MODELS")
    return Path(named).expanduser() if named else data / "models"
