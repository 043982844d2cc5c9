"""The scripted client: the server's tools as Python methods, their answers as models.

Opens the server in this process unless told where another one is. Knows nothing of studies but
what the tools say.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from mcp import Client
from mcp.types import TextContent
from pydantic import BaseModel

from ..server.app import build
from ..server.results import ImportedStudies, StudyList, StudyStatus, Summary, TrialPage
from ..server.settings import Settings

POLL = 20.0
"""Seconds that one status call waits."""

Answer = TypeVar("Answer", bound=BaseModel)
Progress = Callable[[int, int], None]
"""Called with the answers stored and the most that will be asked."""


class ToolFailed(Exception):
    """Raised when a tool refuses; its text says what to do next."""


class Study:
    """A study that was started: follow it, cancel it, read what it found."""

    def __init__(self, lab: "Lab", status: StudyStatus) -> None:
        """Take up a handle."""
        self._lab = lab
        self.status = status

    @property
    def id(self) -> str:
        """The handle."""
        return self.status.study_id

    async def wait(self, progress: Progress | None = None) -> StudyStatus:
        """Wait for its end."""
        while self.status.state == "running":
            arguments = {"study_id": self.id, "wait_s": POLL}
            self.status = await self._lab.call("study_status", arguments, StudyStatus, progress)
        return self.status

    async def result(self, progress: Progress | None = None) -> Summary:
        """Wait for its end and tell what was found.

        Raises:
            ToolFailed: it failed or was stopped before anything was found.
        """
        status = await self.wait(progress)
        if status.state == "failed":
            raise ToolFailed(status.summary)
        return await self._lab.summarize(study_ids=[self.id])

    async def cancel(self) -> StudyStatus:
        """Stop it; what was answered stays."""
        self.status = await self._lab.call("cancel_study", {"study_id": self.id}, StudyStatus)
        return self.status


class Lab:
    """All tools of a server, as methods."""

    def __init__(self, client: Client) -> None:
        """Use a connected client."""
        self._client = client

    async def call(
        self,
        tool: str,
        arguments: dict[str, Any],
        answer: type[Answer],
        on_progress: Progress | None = None,
    ) -> Answer:
        """Call a tool; arguments that are None are left out.

        Raises:
            ToolFailed: the tool refused.
        """

        async def report(progress: float, total: float | None, message: str | None) -> None:
            if on_progress is not None:
                on_progress(int(progress), int(total or 0))

        given = {name: value for name, value in arguments.items() if value is not None}
        result = await self._client.call_tool(tool, given, progress_callback=report)
        if result.is_error:
            texts = [part.text for part in result.content if isinstance(part, TextContent)]
            raise ToolFailed("\n".join(texts))
        return answer.model_validate(result.structured_content)

    async def _start(self, tool: str, arguments: dict[str, Any]) -> Study:
        return Study(self, await self.call(tool, arguments, StudyStatus))

    async def perturb(
        self, model: str, option_a: str | None = None, option_b: str | None = None, **others: Any
    ) -> Study:
        """Start the study of a contrast; further arguments as in the tool of this name."""
        pair = {"model": model, "option_a": option_a, "option_b": option_b}
        return await self._start("perturb", {**pair, **others})

    async def elicit(
        self, model: str, options: Sequence[str | dict[str, Any]] | None = None, **others: Any
    ) -> Study:
        """Start the study of a set of options; further arguments as in the tool of this name."""
        given = None if options is None else [*options]
        return await self._start("elicit", {"model": model, "options": given, **others})

    async def transfer_test(self, model: str, judges: Sequence[str], **others: Any) -> Study:
        """Start the study of an actor before a panel; arguments as in the tool of this name."""
        return await self._start("transfer_test", {"model": model, "judges": [*judges], **others})

    async def calibrate(self, verb: str, **others: Any) -> Study:
        """Try a planned design on known truths; arguments as in the tool of this name."""
        return await self._start("calibrate", {"verb": verb, **others})

    async def resume(
        self, study_id: str, max_cost_usd: float | None = None, max_tokens: int | None = None
    ) -> Study:
        """Go on with a study, with new limits if given."""
        limits = {"max_cost_usd": max_cost_usd, "max_tokens": max_tokens}
        return await self._start("resume_study", {"study_id": study_id, **limits})

    async def study(self, study_id: str) -> Study:
        """Take up a study that was started before."""
        return await self._start("study_status", {"study_id": study_id})

    async def studies(self, **which: Any) -> StudyList:
        """List studies, newest first."""
        return await self.call("list_studies", which, StudyList)

    async def import_choices(self, jsonl: str, label: str = "") -> ImportedStudies:
        """Analyse choices already made."""
        return await self.call("import_choices", {"jsonl": jsonl, "label": label}, ImportedStudies)

    async def summarize(self, **which: Any) -> Summary:
        """Tell what was found, one page; arguments as in the tool of this name."""
        return await self.call("summarize", which, Summary)

    async def summarize_all(self, **which: Any) -> Summary:
        """Tell what was found, all pages in one."""
        whole = await self.summarize(**which)
        which.pop("report", None)
        while whole.next_offset is not None:
            page = await self.summarize(**{**which, "offset": whole.next_offset})
            whole.findings += page.findings
            whole.full += page.full
            whole.next_offset = page.next_offset
        return whole

    async def trials(self, study_id: str, **which: Any) -> TrialPage:
        """Show trials, one page; arguments as in get_trials."""
        return await self.call("get_trials", {"study_id": study_id, **which}, TrialPage)


@asynccontextmanager
async def connect(home: Path | None = None) -> AsyncGenerator[Lab]:
    """Open the laboratory in this process, over its data folder."""
    settings = Settings() if home is None else Settings(home)
    raised: Exception | SystemExit | None = None
    async with Client(build(settings)) as client:
        try:
            yield Lab(client)
        except (Exception, SystemExit) as error:
            raised = error  # inside, the connection's task group would wrap it in another
    if raised is not None:
        raise raised
