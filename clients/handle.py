"""A started study as a script has it: followed, cancelled, read. Knows the tools' answers alone."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from ..server.cards import Card, cards
from ..server.toolset.results import PlanView, StudyStatus
from .calling import Progress, Told, ToolFailed
from .results.findings import Findings
from .results.frames import Row, frame_of
from .results.reading import Reading
from .results.report import Report

if TYPE_CHECKING:
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

POLL = 20.0
"""Seconds that one status call waits."""


class Standing(StudyStatus):
    """Where a study stands, or with dry_run its plan; `study_ids` where several were started."""

    verb: str = ""
    model: str = ""
    label: str = ""
    created_at: str = ""
    plan: PlanView | None = None
    study_ids: list[str] = Field(default=[])


class Study:
    """A study that was started: follow it, cancel it, read what it found.

    Asked of several models it is as many studies, and all of this is about all of them.
    """

    def __init__(self, lab: Reading, status: Standing) -> None:
        """Take up a handle."""
        self._lab = lab
        self._found: Findings | None = None
        self._ids = status.study_ids or [status.study_id]
        self.statuses: dict[str, Standing] = {status.study_id: status}

    @property
    def id(self) -> str:
        """The handle; of several studies that of the first."""
        return self._ids[0]

    @property
    def ids(self) -> list[str]:
        """All handles."""
        return list(self._ids)

    @property
    def status(self) -> Standing:
        """Where it stood when it was last asked; of several studies the first."""
        return self.statuses[self.id]

    async def wait(self, progress: Progress | None = None, told: Told | None = None) -> Standing:
        """Wait for its end.

        `progress` hears how many answers are stored, of how many at most; `told` why it waits.

        Raises:
            ToolFailed: it is a plan, which nobody runs.
        """
        if self.status.plan is not None:
            raise ToolFailed("This is a plan: nothing was asked. Start it without dry_run=True.")
        for study_id in self._ids:
            await self._wait_for(study_id, progress, told)
        return self.status

    async def _wait_for(self, study_id: str, progress: Progress | None, told: Told | None) -> None:
        def heard(done: int, planned: int) -> None:
            others = [one for at, one in self.statuses.items() if at != study_id]
            unknown = len(self._ids) - len(self.statuses.keys() | {study_id})
            if progress is not None:
                most = sum(one.planned for one in others) + planned * (1 + unknown)
                progress(sum(one.done for one in others) + done, most)

        while (at := self.statuses.get(study_id)) is None or at.state == "running" or not at.model:
            if told is not None and at is not None:
                told(at.notice)
            await self._ask(study_id, POLL, heard)

    async def result(self, progress: Progress | None = None, told: Told | None = None) -> Findings:
        """Wait for its end and tell all that was found; `told` hears why it waits, if it does.

        Raises:
            ToolFailed: it failed or was stopped before anything was found.
        """
        await self._end(progress, told)
        self._found = await self._lab.summarize_all(self._ids)
        return self._found

    async def _end(self, progress: Progress | None = None, told: Told | None = None) -> None:
        await self.wait(progress, told)
        if failed := [one for one in self.statuses.values() if one.state == "failed"]:
            raise ToolFailed("\n".join(one.summary for one in failed))

    async def evidence(self) -> Findings:
        """All that was found, long tables too, in parts."""
        return await self._lab.summarize_all(self._ids, detail="full")

    async def to_rows(self, table: str = "findings") -> list[Row]:
        """Wait for its end, and tell a table as rows of plain values.

        Args:
            table: `findings`; `trials`, a row each; `cells` of preferences; `pairs` of a ranking;
                or any list of the whole evidence, such as `options` or `ladder`.

        Raises:
            ToolFailed: it failed, or there is no such table.
        """
        if table == "findings":
            return (await self.result()).to_rows()
        await self._end()
        return [
            {"study_id": study_id, "model": self.statuses[study_id].model, **row}
            for study_id in self._ids
            for row in await self._lab.table(study_id, table)
        ]

    async def to_frame(self, table: str = "findings") -> "pd.DataFrame":
        """The same as a pandas data frame.

        Raises:
            ToolFailed: it failed, or there is no such table.
            NoFrames: pandas is not installed.
        """
        return frame_of(await self.to_rows(table))

    async def report(self) -> Report:
        """Wait for its end, and fetch the page about it."""
        await self.wait()
        return await self._lab.report(self._ids)

    async def export(self, file: Path | str) -> int:
        """Wait for its end, and write its trials as JSON Lines into a new file; how many.

        Raises:
            ToolFailed: the file is there already.
            OSError: it cannot be written.
        """
        await self.wait()
        return await self._lab.export(self._ids, file)

    async def cancel(self) -> Standing:
        """Stop it; what was answered stays."""
        for study_id in self._ids:
            await self._lab.call("cancel_study", {"study_id": study_id}, Standing)
            await self._ask(study_id)
        return self.status

    async def _ask(self, study_id: str, wait_s: float = 0, heard: Progress | None = None) -> None:
        arguments = {"study_id": study_id, "wait_s": wait_s}
        at = await self._lab.call("study_status", arguments, Standing, heard)
        self.statuses[study_id] = at

    def _repr_html_(self) -> str:
        """What it found, once that was asked for; until then, where it stands."""
        if self._found is not None:
            return self._found._repr_html_()  # pyright: ignore[reportPrivateUsage] - its protocol
        return cards([Card(one.model, "", None, one.summary) for one in self.statuses.values()])

    def __repr__(self) -> str:
        """Where it stands, in a line."""
        return f"<Study {', '.join(self._ids)}: {self.status.summary}>"
