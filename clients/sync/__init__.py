"""The scripted client without `await`, for scripts and shells that have no event loop of their own.

    from velleity.clients.sync import connect

    with connect() as lab:
        found = lab.perturb("sim/alice", "a chocolate bar", "an ice cream").result()
        print(found.findings[0].sentence)

The same methods with the same arguments; the work is done in a thread.
"""

from ..lab import NotConnected, ToolFailed
from .facade import Lab, Study, connect

__all__ = ["Lab", "NotConnected", "Study", "ToolFailed", "connect"]
