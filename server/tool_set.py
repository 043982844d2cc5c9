"""Every tool: its function, its title, and what it does to the world.

Imports all verbs and what they answer with: a server that has only to tell its tools does without.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from mcp.types import ToolAnnotations

from ..tools.registry import VERBS
from .features.app_view import OF_VIEW
from .toolset.again_tool import ask_again
from .toolset.job_tools import cancel_study, list_studies, resume_study, study_status
from .toolset.reading_tools import catalogue, models, summarize, write_report
from .toolset.refusals import StrictTool
from .toolset.study_tools import import_choices, study_tool
from .toolset.trial_tools import get_trials

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
ASKS = ToolAnnotations(destructive_hint=False)
CHANGES = ToolAnnotations(destructive_hint=False, open_world_hint=False)

ROWS: tuple[tuple[Callable[..., Any], str, ToolAnnotations], ...] = (
    *(
        (study_tool(row), row.tool_title, ASKS if row.study else CHANGES)
        for row in VERBS.values()
        if row.tool and not row.named  # what is named otherwise is part of another tool
    ),
    (ask_again, "Ask again with a change", ASKS),
    (import_choices, "Analyse choices already made", CHANGES),
    (study_status, "Follow a study", READS),
    (list_studies, "List studies", READS),
    (cancel_study, "Stop a study", CHANGES),
    (resume_study, "Go on with a study", ASKS),
    (summarize, "Tell what was found", READS),
    (write_report, "Write the page", CHANGES),
    (get_trials, "Show the evidence", READS),
    (catalogue, "List the variations", READS),
    (models, "List who can be asked", READS),
)


@cache
def tool_set() -> tuple[StrictTool, ...]:
    """One set for all servers of a process: its schemas take a fifth of a second to make."""
    tools = tuple(StrictTool.strict(*one) for one in ROWS)
    next(one for one in tools if one.name == "summarize").meta = OF_VIEW
    listed = {one.name: set(one.parameters["properties"]) for one in tools}
    for one in tools:
        one.listed = listed
    return tools
