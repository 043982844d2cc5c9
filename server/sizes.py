"""How large what a client sends may be, so that no request holds the others up.

Knows nothing of tools: what each of them takes is bounded by itself, once it is read.
"""

from typing import Any, cast

LONGEST_FRAME = 8 * 1024 * 1024
"""Characters of one frame."""
MOST_ITEMS = 5_000
"""Members of one list or object; no tool takes as many."""
DEEPEST = 60
"""Lists and objects inside each other; the SDK reads no more than 200."""


def too_large(value: Any) -> str | None:
    """What of a JSON value is too large, looked for no further than needed; None if nothing is."""
    level = [value]
    for _ in range(DEEPEST):
        inside: list[Any] = []
        for one in level:
            if not isinstance(one, list | dict):
                continue
            members = cast("list[Any] | dict[str, Any]", one)
            if len(members) > MOST_ITEMS:
                return f"a list of {len(members):,}, where {MOST_ITEMS:,} is the most"
            inside += members.values() if isinstance(members, dict) else members
        if not inside:
            return None
        level = inside
    return f"lists and objects inside each other, more than {DEEPEST} deep"
