"""What `holdfast variations` shows. Not a tool: an agent meets variations in its findings."""

from ..tools.variations import Row, rows

__all__ = ["Row", "rows"]
