"""A started study as a script has it: followed, cancelled, read. Knows the tools' answers alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from ..server.toolset.arguments import Detail
from ..server.toolset.results import PlanView, StudyStatus, Summary
from .calling import Caller, Progress, Told, ToolFailed

POLL = 20.0
"""Seconds that one status call waits."""


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A method's arguments, as its tool takes them."""
    return {name: value for name, value in arguments.items() if name != "self"}


class Standing(StudyStatus):
    """Where a study stands, or with dry_run its plan; `study_ids` where several were started."""

    verb: str = ""
    model: str = ""
    label: str = ""
    created_at: str = ""
    plan: PlanView | None = None
    study_ids: list[str] = Field(default=[])


class Reading(Caller):
    """The tools that read what any study found, and stop one. Each may raise ToolFailed."""

    async def cancel(self, study_id: str) -> Standing:
        """Stop a study; what was answered stays."""
        return await self.call("cancel_study", given(locals()), Standing)

    async def summarize(
        self,
        study_ids: Sequence[str] | None = None,
        label: str | None = None,
        detail: Detail = "concise",
        offset: int = 0,
        limit: int = 200,
        rejudge: bool = False,
        verdict: str | None = None,
        text: str | None = None,
        model: str | None = None,
    ) -> Summary:
        """Tell what was found, one page."""
        return await self.call("summarize", given(locals()), Summary)

    async def summarize_all(
        self,
        study_ids: Sequence[str] | None = None,
        label: str | None = None,
        detail: Detail = "concise",
        most: int | None = None,
        **which: Any,
    ) -> Summary:
        """Tell what was found, all pages in one, or so many that they have `most` findings."""
        whole = await self.summarize(study_ids, label, detail, **which)
        while (at := whole.next_offset) is not None:
            if most is not None and len(whole.findings) + len(whole.full) >= most:
                break
            page = await self.summarize(study_ids, label, detail, at, **which)
            whole.findings += page.findings
            whole.full += page.full
            whole.pooled += page.pooled
            whole.not_computed += page.not_computed
            if whole.table and page.table:
                whole.table.rows += page.table.rows
            whole.next_offset, whole.next = page.next_offset, page.next
        if whole.more_pooled:
            every = await self.summarize_all(study_ids, label, "pooled", **which)
            whole.pooled, whole.not_computed = every.pooled, every.not_computed
            whole.more_pooled = 0
        return whole


class Study:
    """A study that was started: follow it, cancel it, read what it found."""

    def __init__(self, lab: Reading, status: Standing) -> None:
        """Take up a handle."""
        self._lab = lab
        self.status = status

    @property
    def id(self) -> str:
        """The handle."""
        return self.status.study_id

    async def wait(self, progress: Progress | None = None, told: Told | None = None) -> Standing:
        """Wait for its end."""
        while self.status.state == "running":
            if told is not None:
                told(self.status.notice)
            arguments = {"study_id": self.id, "wait_s": POLL}
            self.status = await self._lab.call("study_status", arguments, Standing, progress)
        return self.status

    async def result(self, progress: Progress | None = None, told: Told | None = None) -> Summary:
        """Wait for its end and tell what was found; `told` hears why it waits, if it does.

        Raises:
            ToolFailed: it failed or was stopped before anything was found.
        """
        status = await self.wait(progress, told)
        if status.state == "failed":
            raise ToolFailed(status.summary)
        return await self._lab.summarize([self.id])

    async def evidence(self) -> Summary:
        """All that was found, long tables too, in parts."""
        return await self._lab.summarize_all([self.id], detail="full")

    async def cancel(self) -> Standing:
        """Stop it; what was answered stays."""
        self.status = await self._lab.cancel(self.id)
        return self.status
