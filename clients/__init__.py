"""Programs that only speak MCP: the command line and the scripted client.

They reach studies through the server's tools, in process, over stdio or over HTTP, so what a person
sees on a terminal and what an agent sees in a host cannot differ.

    async with connect() as lab:
        study = await lab.perturb("sim/alice", "a chocolate bar", "an ice cream")
        print((await study.result()).findings[0].sentence)

`connections/` reaches a server, `calling` makes one call, `results/` is what was found as rows,
frames, cards and files, `handle` a study, `lab` every tool as a method; `sync/` is the same without
await. Of the command line, `terminal/` is what all commands share, `housekeeping/` looks after what
is there. `auditing/` tries a claim from end to end, by a protocol or with another model.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .auditing.auditor import audit
    from .lab import (
        Lab,
        NotConnected,
        Study,
        TaggedOption,
        ToolFailed,
        WrittenVariation,
        connect,
    )
    from .results.replaying import ReplayFailed, replay

__all__ = [
    "Lab",
    "NotConnected",
    "ReplayFailed",
    "Study",
    "TaggedOption",
    "ToolFailed",
    "WrittenVariation",
    "audit",
    "connect",
    "replay",
]


def __getattr__(name: str) -> Any:
    """Import the client when it is asked for: a host that starts a server waits for less."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "audit":
        from .auditing import auditor

        return auditor.audit
    if name in ("replay", "ReplayFailed"):
        from .results import replaying

        return getattr(replaying, name)
    from . import lab

    return getattr(lab, name)
