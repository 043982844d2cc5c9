"""The next step that a good experimenter would take: a call with its arguments, and why.

Every verb says of its own findings what leads on; who sends them to whom is the server's.
"""

from typing import Any

from pydantic import BaseModel

AGAIN = "ask_again"
"""The tool that starts a study again with something changed."""

MORE = 4
"""Times as many answers, where there were too few."""
TOLD = "summarize"
"""The tool that tells what studies found."""


class NextCall(BaseModel):
    """One call of a tool, ready to be made."""

    tool: str
    arguments: dict[str, Any]
    why: str


def again(study_id: str, why: str, **changed: Any) -> NextCall:
    """The same study with something changed."""
    return NextCall(tool=AGAIN, arguments={"study_id": study_id, **changed}, why=why)


def imported_steps(study_id: str, detail: str, why: str) -> list[NextCall]:
    """Of an import nobody can be asked again: what it holds is told in more detail."""
    return [NextCall(tool=TOLD, arguments={"study_ids": [study_id], "detail": detail}, why=why)]
