"""A report as a script has it: one HTML page, shown in a notebook or written where one likes."""

from dataclasses import dataclass, field
from pathlib import Path

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
