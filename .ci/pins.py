"""What is pinned: names, versions, markers and hashes, as the requirements files have them."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;]+)([^\n]*(?:\n +[^\n]*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One package at one version."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def pins(file: str) -> list[Pin]:
    """The pins of one requirements file, by its name."""
    text = (FOLDER / file).read_text("utf-8")
    return [
        Pin(
            re.sub(r"[-_.]+", "-", name).lower(),
            version,
            rest.split("\n")[0].strip(" ;\\"),
            tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)),
        )
        for name, version, rest in _PIN.findall(text)
    ]


def files() -> list[str]:
    """The names of all requirements files."""
    return sorted(path.name for path in FOLDER.glob("requirements*.txt"))
