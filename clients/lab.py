"""The scripted client: the server's tools as Python methods, their answers as models.

A method has the arguments of its tool, by the same names, types and defaults; what a tool takes as
an object may be given as a plain mapping too. Opens the server in this process. Knows nothing of
studies but what the tools say.
"""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from mcp import Client

from ..server.app import build
from ..server.settings import Settings
from ..server.toolset.arguments import (
    TEMPERATURE,
    As,
    CueName,
    FamilyName,
    FitName,
    Format,
    Kind,
    PairsName,
    Readout,
    TaggedOption,
    Tier,
    Which,
    WrittenVariation,
)
from ..server.toolset.results import (
    ImportedStudies,
    ModelPage,
    StudyList,
    TrialPage,
    VariationPage,
    Written,
)
from .calling import ToolFailed as ToolFailed
from .handle import Reading, Standing, Study, given

Calibrated = Literal["perturb", "elicit", "transfer_test", "stated_revealed", "dissect"]
GivenOption = str | TaggedOption | Mapping[str, Any]
GivenVariation = WrittenVariation | Mapping[str, Any]


class Lab(Reading):
    """All tools of a server, as methods. Each may raise ToolFailed.

    They hand their arguments on as `locals()`, which holds nothing else in a method's first line.
    """

    async def _start(self, tool: str, arguments: Mapping[str, Any]) -> Study:
        return Study(self, await self.call(tool, given(arguments), Standing))

    async def perturb(
        self,
        model: str,
        option_a: str | None = None,
        option_b: str | None = None,
        source: str | None = None,
        unit: Which = "pair",
        ladder: bool = True,
        wide: bool = False,
        variations: Sequence[GivenVariation] | None = None,
        factors: Sequence[str] | None = None,
        placebo: bool = False,
        find_flip: bool = False,
        proposer: str | None = None,
        alpha: float = 0.05,
        delta: float = 0.1,
        claims: int = 1,
        max_trials: int = 1_200,
        readout: Readout | None = None,
        temperature: float = TEMPERATURE,
        judge: str | None = None,
        batch: bool = False,
        hypothesis: str = "",
        seed: int = 0,
        models: Sequence[str] | None = None,
        label: str = "",
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> Study:
        """Start the cross-examination of one preference."""
        return await self._start("perturb", locals())

    async def elicit(
        self,
        model: str,
        options: Sequence[GivenOption] | None = None,
        bank: str | None = None,
        replicates: int | None = None,
        pairs: PairsName = "auto",
        fit: FitName = "bradley_terry",
        ties: bool = False,
        free: int = 0,
        max_trials: int = 20_000,
        readout: Readout | None = None,
        temperature: float = TEMPERATURE,
        judge: str | None = None,
        batch: bool = False,
        seed: int = 0,
        models: Sequence[str] | None = None,
        label: str = "",
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> Study:
        """Start forced choices between many options."""
        return await self._start("elicit", locals())

    async def transfer_test(
        self,
        model: str,
        judges: Sequence[str],
        source: str | None = None,
        high: Sequence[str] | None = None,
        low: Sequence[str] | None = None,
        families: Sequence[FamilyName] | None = None,
        own_family: str = "",
        items: int = 12,
        replicates: int = 1,
        cues: Sequence[CueName] | None = None,
        margin: float = 0.05,
        reuse: str | None = None,
        temperature: float = TEMPERATURE,
        judge_temperature: float = TEMPERATURE,
        guard: bool = True,
        max_trials: int = 20_000,
        hypothesis: str = "",
        seed: int = 0,
        models: Sequence[str] | None = None,
        label: str = "",
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> Study:
        """Start the test of outcomes as incentives, before a blind panel."""
        return await self._start("transfer_test", locals())

    async def stated_revealed(
        self,
        model: str,
        families: Sequence[str] | None = None,
        own_families: str = "",
        formats: Sequence[Format] | None = None,
        variations: Sequence[str] | None = None,
        replicates: int = 1,
        controls: int = 4,
        neutral: bool = False,
        margin: float = 0.1,
        delta: float = 0.25,
        alpha: float = 0.05,
        readout: str | None = None,
        temperature: float = TEMPERATURE,
        max_trials: int = 20_000,
        hypothesis: str = "",
        seed: int = 0,
        models: Sequence[str] | None = None,
        label: str = "",
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> Study:
        """Start the comparison of what a model says with what it chooses."""
        return await self._start("stated_revealed", locals())

    async def dissect(
        self,
        model: str,
        others: Sequence[str] | None = None,
        annotators: Sequence[str] | None = None,
        properties: Sequence[str] | None = None,
        own_properties: Sequence[str] | None = None,
        scenarios: Sequence[str] | None = None,
        pairs: int = 3,
        own_pairs: str = "",
        replicates: int = 1,
        ties: bool = False,
        length: Literal["thresholds", "count"] = "thresholds",
        writer: str | None = None,
        asks: int = 30,
        push: int = 3,
        alpha: float = 0.05,
        readout: str | None = None,
        temperature: float = TEMPERATURE,
        judge_temperature: float = TEMPERATURE,
        max_trials: int = 20_000,
        seed: int = 0,
        models: Sequence[str] | None = None,
        label: str = "",
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> Study:
        """Start the search for what earns a judge's choice, and how far it can be gamed."""
        return await self._start("dissect", locals())

    async def calibrate(
        self,
        verb: Calibrated,
        options: int = 10,
        items: int = 12,
        replicates: int | None = None,
        margin: float = 0.05,
        alpha: float = 0.05,
        delta: float = 0.1,
        max_trials: int | None = None,
        runs: int = 50,
        seed: int = 0,
        label: str = "",
        fresh: bool = False,
    ) -> Study:
        """Try a planned design on simulated models of known truth."""
        return await self._start("calibrate", locals())

    async def ask_again(
        self,
        study_id: str,
        models: Sequence[str] | None = None,
        max_trials: int | None = None,
        readout: Readout | None = None,
        near_flip: bool = False,
        turned_lengths: bool | None = None,
        wide: bool | None = None,
        find_flip: bool | None = None,
        factors: Sequence[str] | None = None,
        proposer: str | None = None,
        judge: str | None = None,
        judges: Sequence[str] | None = None,
        items: int | None = None,
        replicates: int | None = None,
        margin: float | None = None,
        alpha: float | None = None,
        delta: float | None = None,
        temperature: float | None = None,
        batch: bool | None = None,
        pairs: PairsName | int | None = None,
        families: Sequence[str] | None = None,
        formats: Sequence[Format] | None = None,
        variations: Sequence[str | GivenVariation] | None = None,
        hypothesis: str | None = None,
        seed: int | None = None,
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
    ) -> Study:
        """Start a study again with something changed."""
        return await self._start("ask_again", locals())

    async def follow_up(
        self,
        study_id: str,
        ask: str = "Why?",
        question: str | None = None,
        variation: str | None = None,
        outcome: str | None = None,
        chosen: Literal["a", "b"] | None = None,
        limit: int = 3,
        label: str = "",
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
        idempotency_key: str | None = None,
    ) -> Study:
        """Start asking why after stored answers; what comes back is never evidence."""
        return await self._start("follow_up", locals())

    async def import_choices(
        self,
        jsonl: str = "",
        label: str = "",
        files: Sequence[str] | None = None,
        columns: dict[str, str] | None = None,
        into: bool = False,
        concluded: As = "auto",
    ) -> ImportedStudies:
        """Analyse choices already made; one study a model."""
        return await self.call("import_choices", given(locals()), ImportedStudies)

    async def study(self, study_id: str, wait_s: float = 0) -> Study:
        """Take up a study that was started before."""
        return await self._start("study_status", locals())

    async def studies(
        self, label: str | None = None, offset: int = 0, limit: int = 20
    ) -> StudyList:
        """List studies, newest first, one page."""
        return await self.call("list_studies", given(locals()), StudyList)

    async def resume(
        self, study_id: str, max_cost_usd: float | None = None, max_tokens: int | None = None
    ) -> Study:
        """Go on with a study, with new limits if given."""
        return await self._start("resume_study", locals())

    async def write_report(
        self,
        study_ids: Sequence[str] | None = None,
        label: str | None = None,
        rejudge: bool = False,
    ) -> Written:
        """Write the page about studies, and say where."""
        return await self.call("write_report", given(locals()), Written)

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


@asynccontextmanager
async def connect(home: Path | None = None, allowed: Sequence[Path] = ()) -> AsyncGenerator[Lab]:
    """Open the laboratory in this process, over its data folder.

    `allowed` are files that may be imported by their path.
    """
    settings = Settings(allowed=tuple(allowed))
    if home is not None:
        settings = Settings(home, allowed=tuple(allowed))
    raised: Exception | SystemExit | None = None
    async with Client(build(settings)) as client:
        try:
            yield Lab(client)
        except (Exception, SystemExit) as error:
            raised = error  # inside, the connection's task group would wrap it in another
    if raised is not None:
        raise raised
