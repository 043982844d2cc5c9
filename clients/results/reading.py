"""The tools that read what any study found, page by page where a script wants all of it.

Knows no verb. What a study is to a script stands in `handle`.
"""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel

from ...server.toolset.arguments import Detail, Kind, Tier
from ...server.toolset.results import (
    ArgumentView,
    ModelPage,
    StudyStatus,
    TrialPage,
    VariationPage,
    Written,
)
from ...server.upkeep.lines import together
from ..calling import Caller, ToolFailed
from ..connections.held import Held
from .files import new_file
from .findings import Findings
from .frames import Row, joined, row_of, rows_of
from .report import Report, ReportFigure

MOST_ROWS = 500
"""Rows of one page of a table."""
PAGE_BYTES = 400_000
"""Findings of one page, where all pages are read."""


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A method's arguments, as its tool takes them."""
    return {name: value for name, value in arguments.items() if name != "self"}


class Reading(Caller):
    """What was found, as rows, pages and files. Each may raise ToolFailed or NotConnected."""

    def __init__(self, held: Held) -> None:
        """Use a connection; who was asked in a study is remembered, since it never changes."""
        super().__init__(held)
        self._models: dict[str, str] = {}

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
        model: str | Sequence[str] | None = None,
        page_bytes: int | None = None,
    ) -> Findings:
        """Tell what was found, one page."""
        return await self._named(await self.call("summarize", given(locals()), Findings))

    async def summarize_all(
        self,
        study_ids: Sequence[str] | None = None,
        label: str | None = None,
        detail: Detail = "concise",
        most: int | None = None,
        rejudge: bool = False,
        verdict: str | None = None,
        text: str | None = None,
        model: str | Sequence[str] | None = None,
    ) -> Findings:
        """Tell what was found, all pages in one, or at most so many findings."""
        which = (rejudge, verdict, text, model, PAGE_BYTES)
        limit = MOST_ROWS if most is None else min(MOST_ROWS, most)
        whole = await self.summarize(study_ids, label, detail, 0, limit, *which)
        while (at := whole.next_offset) is not None:
            if most is not None:
                limit = min(MOST_ROWS, most - len(whole.findings) - len(whole.full))
            if limit < 1:
                break
            page = await self.summarize(study_ids, label, detail, at, limit, *which)
            whole.findings += page.findings
            whole.full += page.full
            whole.pooled += page.pooled
            whole.not_computed += page.not_computed
            if whole.table and page.table:
                whole.table = joined(whole.table, page.table)
            whole.next_offset, whole.next = page.next_offset, page.next
        if whole.more_pooled:
            every = await self.summarize_all(study_ids, label, "pooled", None, *which[:-1])
            whole.pooled, whole.not_computed = every.pooled, every.not_computed
            whole.more_pooled = 0
        return whole

    async def _named(self, found: Findings) -> Findings:
        """The same findings, each with who was asked."""
        for one in found.findings:
            if one.study_id not in self._models:
                asked = {"study_id": one.study_id}
                status = await self.call("study_status", asked, StudyStatus)
                self._models[one.study_id] = status.model
            one.model = self._models[one.study_id]
        return found

    async def trials(
        self,
        study_id: str,
        kind: Kind | None = None,
        question: str | None = None,
        variation: str | None = None,
        outcome: str | None = None,
        chosen: Literal["a", "b"] | None = None,
        unsettled: bool = False,
        detail: Literal["full", "table"] = "full",
        offset: int = 0,
        limit: int = 10,
    ) -> TrialPage:
        """Show trials, one page: exact prompts and answers."""
        return await self.call("get_trials", given(locals()), TrialPage)

    async def catalogue(
        self, tier: Tier | None = None, tool: str | None = None, offset: int = 0
    ) -> VariationPage:
        """List the variations and the factors that can be crossed, or what a tool takes, a page."""
        return await self.call("catalogue", given(locals()), VariationPage)

    async def models(
        self, kind: Literal["simulated", "local", "alias"] | None = None, offset: int = 0
    ) -> ModelPage:
        """List who can be asked, one page."""
        return await self.call("models", given(locals()), ModelPage)

    async def variations(self) -> list[dict[str, Any]]:
        """All variations with their texts, as the resource catalogue://variations has them."""
        return json.loads(await self.read("catalogue://variations"))["variations"]

    async def arguments(self, tool: str) -> list[ArgumentView]:
        """All that a tool takes, those that it does not list too."""
        found: list[ArgumentView] = []
        at: int | None = 0
        while at is not None:
            page = await self.catalogue(tool=tool, offset=at)
            found += page.arguments
            at = page.next_offset
        return found

    async def table(self, study_id: str, name: str) -> list[Row]:
        """A table of one study's evidence, all pages of it.

        Raises:
            ToolFailed: there is none of this name.
        """
        if name == "trials":
            return [row async for row in self._trial_rows(study_id)]
        if name == "cells" or name == "pairs":
            return (await self.summarize_all([study_id], detail=name)).to_rows()
        parts = (await self.summarize_all([study_id], detail="full")).full
        tables: dict[str, list[Row]] = {"trials": [], "cells": [], "pairs": []}
        for part in parts:
            for field in type(part).model_fields:
                value: Any = getattr(part, field)
                rows = cast("list[Any]", value) if isinstance(value, list) else []
                if rows and isinstance(rows[0], BaseModel):
                    tables.setdefault(field, []).extend(map(row_of, rows))
        if name not in tables:
            there = ", ".join(["findings", *tables])
            raise ToolFailed(f"Study {study_id} has no table {name[:80]!r}. There are {there}.")
        return tables[name]

    async def _trial_rows(self, study_id: str) -> AsyncGenerator[Row]:
        at: int | None = 0
        while at is not None:
            asked = {"study_id": study_id, "detail": "table", "offset": at, "limit": MOST_ROWS}
            page = await self.call("get_trials", asked, TrialPage)
            for row in rows_of(page.table) if page.table else ():
                yield row
            at = page.next_offset

    async def write_report(
        self,
        study_ids: Sequence[str] | None = None,
        label: str | None = None,
        rejudge: bool = False,
        picture: bool = True,
    ) -> Written:
        """Write the page about studies, and say where."""
        return await self.call("write_report", given(locals()), Written)

    async def report(
        self,
        study_ids: Sequence[str] | None = None,
        label: str | None = None,
        rejudge: bool = False,
    ) -> Report:
        """Write the page about studies, and fetch it from wherever the server is."""
        written = await self.write_report(study_ids, label, rejudge, picture=False)
        return Report(await self.read(written.report_uri), written.report_path)

    async def figures(self, report_uri: str) -> list[ReportFigure]:
        """Every figure of a page that was written, as files."""
        found: list[ReportFigure] = []
        at: int | None = 0
        while at is not None:
            page = json.loads(await self.read(f"{report_uri}/figures?offset={at}"))
            found += [ReportFigure.of(one) for one in page["figures"]]
            at = page["next_offset"]
        return found

    async def export(self, study_ids: Sequence[str], file: Path | str) -> int:
        """Write the trials of studies as JSON Lines into a new file; how many.

        The same lines as `velleity export` writes: what a model wrote is in them, as it is.

        Raises:
            ToolFailed: there is no such study, or the file is there already.
            OSError: it cannot be written.
        """
        count = 0
        with new_file(file) as out:
            for study_id in study_ids:
                async for line in self._exported(study_id):
                    out.write(json.dumps(together(line), ensure_ascii=False) + "\n")
                    count += 1
        return count

    async def capsule(self, study_id: str, file: Path | str) -> None:
        """Write a study with all that its findings rest on into a new file, for `velleity replay`.

        Raises:
            ToolFailed: there is no such study, it is too large to be sent, or the file is there.
            OSError: it cannot be written.
        """
        with new_file(file, binary=True) as out:
            out.write(await self.read_file(f"study://{study_id}/capsule"))

    async def _exported(self, study_id: str) -> AsyncGenerator[Mapping[str, Any]]:
        at: int | None = -1
        while at is not None:
            page = json.loads(await self.read(f"study://{study_id}/export?after={at}"))
            for line in page["trials"]:
                yield line
            at = page["next_after"]
