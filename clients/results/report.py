"""A report as a script has it: one HTML page and its figures, to be shown or written to files."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ...server.cards import framed


@dataclass(frozen=True, slots=True)
class Report:
    """A page about studies; it loads nothing and holds no script."""

    html: str = field(repr=False)
    path: str
    """Where the server keeps it, on the server's machine."""

    def save(self, file: Path | str) -> Path:
        """Write it into a file, over one that is there.

        Raises:
            OSError: it cannot be written.
        """
        target = Path(file).expanduser()
        target.write_text(self.html, "utf-8")
        return target

    def _repr_html_(self) -> str:
        return framed(self.html)


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure of a page: a picture in two formats, and all numbers behind it."""

    name: str
    title: str
    svg: str = field(repr=False)
    png: bytes = field(repr=False)
    csv: str = field(repr=False)

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Self:
        """Take it as a server tells it."""
        png = b64decode(told["png"], validate=True)
        return cls(told["name"], told["title"], told["svg"], png, told["csv"])

    def save(self, folder: Path | str) -> list[Path]:
        """Write it into a folder, which is made if need be, over what it wrote there before.

        Raises:
            OSError: it cannot be written.
        """
        target = Path(folder).expanduser()
        target.mkdir(parents=True, exist_ok=True)
        # What a server says is not where a file goes: the last part of a name is all that is used.
        files = [target / f"{Path(self.name).name}.{kind}" for kind in ("svg", "png", "csv")]
        files[0].write_text(self.svg, "utf-8")
        files[1].write_bytes(self.png)
        files[2].write_text(self.csv, "utf-8", newline="")
        return files
