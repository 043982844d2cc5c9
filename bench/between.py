"""Where the tables of a page stand: between two marks, each in a line of its own."""

import re
from pathlib import Path


def put(page: Path, begin: str, text: str, end: str) -> None:
    """Put a text between its marks, in place of what is there.

    Raises:
        SystemExit: the page lacks the marks; it stays as it is.
    """
    shown = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    whole = page.read_text("utf-8")
    if not shown.search(whole):
        raise SystemExit(f"{page} has no {begin} and {end}.")
    page.write_text(shown.sub(lambda _: f"{begin}\n{text}\n{end}", whole), "utf-8")
