"""Nothing unseen leaves: what would hide, reorder or break text is named by its code point.

Every text on the wire passes here, whoever wrote it: options, labels, replies, errors. Only line
ends and tabs stay as they are.
"""

from typing import Any, cast

from ..tools.reports.cleaning import visible

__all__ = ["marked", "visible"]


def marked(value: Any) -> Any:
    """The same JSON value with every text visible, the names of fields included."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else visible(value)
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {marked(name): marked(one) for name, one in given.items()}
    return [marked(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value
