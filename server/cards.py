"""What a notebook shows of findings: cards and pages, made by the report's own templates.

For clients in Python, which may not reach past the server. The templates are loaded on first use.
"""

from collections.abc import Sequence

from ..tools.reports.page import Card as Card


def cards(shown: Sequence[Card], title: str = "", more: str = "") -> str:
    """Cards as HTML that runs nothing, `title` above them and `more` below; texts are escaped."""
    from ..tools.reports.html import cards as drawn

    return drawn(shown, title, more)


def framed(html: str) -> str:
    """A whole page inside of another, which it cannot reach."""
    from ..tools.reports.html import framed as within

    return within(html)
