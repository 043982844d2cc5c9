"""The few things that an audit does, each a call or two of MCP tools, within its purse: plan, ask,
ask again otherwise, look at evidence, put all together. Fixed protocol and agent do these alike.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from ..calling import Answer, Progress, ToolFailed
from ..handle import Standing, Study
from ..lab import Lab
from ..results.findings import Finding, Findings
from .claims import Claim
from .journal import Journal
from .purse import Purse

How = Literal["wide", "flip search", "lengths turned", "thinking first", "near the flip"]
CHANGES: dict[How, dict[str, Any]] = {
    "wide": {"wide": True},
    "flip search": {"find_flip": True},
    "lengths turned": {"turned_lengths": True},
    "thinking first": {"readout": "reasoned"},
    "near the flip": {"near_flip": True},
}
"""How a study is asked again, and what that changes."""
WANTED = {"examined": 1_200, "wide": 3_000, "flip search": 2_000, "lengths turned": 1_200}
FURTHER = 1_200
"""Answers that a study gets unless WANTED says otherwise."""


class Examined(BaseModel):
    """One study of the audit, and what it found of the claim."""

    how: str
    study_id: str
    state: str
    step: int = Field(description="of the journal, with the finding")
    finding: Finding


class Watched(Lab):
    """A laboratory whose calls are kept in a journal."""

    def __init__(self, lab: Lab, journal: Journal) -> None:
        """Watch one that is open."""
        super().__init__(lab._held)  # pyright: ignore[reportPrivateUsage] - it is one too
        self._journal = journal

    async def call(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        answer: type[Answer],
        on_progress: Progress | None = None,
    ) -> Answer:
        """Call a tool; what it answers is kept, unless it only says that a study still runs."""
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            got = await super().call(tool, arguments, answer, on_progress)
        except ToolFailed as failed:
            self._journal.add("refused", tool=tool, arguments=given, answer=str(failed))
            raise
        if not (tool == "study_status" and getattr(got, "state", "") == "running"):
            self._keep(tool, given, got)
        return got

    def _keep(self, tool: str, given: dict[str, Any], got: BaseModel) -> None:
        answer = got.model_dump(mode="json", exclude_none=True)
        for one in self._journal.steps:
            if (one.tool, one.arguments, one.answer) == (tool, given, answer):
                return  # looked at again, and nothing has changed
        self._journal.add("call", tool=tool, arguments=given, answer=answer)


class Inquiry:
    """A claim about one model under examination."""

    def __init__(
        self,
        lab: Lab,
        claim: Claim,
        model: str,
        purse: Purse,
        journal: Journal,
        judges: list[str],
        label: str,
        seed: int,
    ) -> None:
        """Ask nothing yet."""
        self.claim, self.model, self.purse, self.journal = claim, model, purse, journal
        self.lab = Watched(lab, journal)
        self.judges = judges
        self.found: list[Examined] = []
        self._shared: dict[str, Any] = {"label": label, "seed": seed}

    @property
    def rival(self) -> str:
        """The option that the favoured one is held against; with several, the best liked."""
        return self.claim.over[0]

    def reword(self, a: str, b: str) -> None:
        """Say with other words what is chosen between; before anything is asked."""
        assert not self.found
        self.claim = self.claim.model_copy(update={"a": a, "over": [b]})

    async def plan(self) -> Standing:
        """What an examination would take and could find."""
        study = await self.lab.perturb(*self._asked, **self._limits("examined"), dry_run=True)
        return study.status

    async def rank(self) -> None:
        """Of several rivals, find the one that is liked best, and hold the claim against it."""
        limits = self.purse.for_a_study(FURTHER)
        options = [self.claim.a, *self.claim.over]
        study = await self.lab.elicit(self.model, options, **self._shared, **limits)
        await self._ended(study)
        rows = await study.to_rows("options")
        ranked = sorted(rows, key=lambda row: -float(row["utility"] or 0.0))
        best = next((str(row["option"]) for row in ranked if row["option"] != self.claim.a), None)
        others = [one for one in self.claim.over if one != best]
        self.claim = self.claim.model_copy(update={"over": [best or self.rival, *others]})

    async def examine(self) -> Examined:
        """Cross-examine the claim: both orders, the usual variations, nudges and pressure."""
        study = await self.lab.perturb(
            *self._asked, **self._limits("examined"), hypothesis="strong a"
        )
        return await self._kept("examined", study)

    async def again(self, study_id: str, how: How) -> Examined:
        """Ask what a study asked once more, with one thing changed."""
        study = await self.lab.ask_again(study_id, **CHANGES[how], **self._limits(how, label=False))
        return await self._kept(how, study)

    async def transfer(self) -> Examined:
        """See whether the model works harder for what it is said to prefer."""
        limits = self.purse.for_a_study(20_000)
        study = await self.lab.transfer_test(
            self.model,
            self.judges,
            high=[self.claim.a],
            low=self.claim.over,
            replicates=4,
            margin=0.15,
            **self._shared,
            **limits,
        )
        return await self._kept("incentive", study)

    async def together(self) -> Findings | None:
        """All of it put together: what a ledger keeps of these claims."""
        ids = [one.study_id for one in self.found]
        return await self.lab.summarize_all(ids) if ids else None

    @property
    def _asked(self) -> tuple[str, str, str]:
        return self.model, self.claim.a, self.rival

    def _limits(self, how: str, *, label: bool = True) -> dict[str, Any]:
        limits = self.purse.for_a_study(WANTED.get(how, FURTHER))
        return {**limits, **(self._shared if label else {})}

    async def _kept(self, how: str, study: Study) -> Examined:
        """Wait for the end of a study, and keep what it found.

        Raises:
            ToolFailed: it found nothing.
        """
        await self._ended(study)
        found = await self.lab.summarize_all(study.ids)
        if not found.findings:
            raise ToolFailed(f"{study.status.summary} Nothing was found.")
        step = max(one.number for one in self.journal.steps if one.tool == "summarize")
        examined = Examined(
            how=how,
            study_id=study.id,
            state=study.status.state,
            step=step,
            finding=found.findings[0],
        )
        self.found.append(examined)
        return examined

    async def _ended(self, study: Study) -> None:
        """Wait for a study, taken up again where it was held up; count what it took."""
        if study.status.state in ("interrupted", "failed", "cancelled"):
            study = await self.lab.resume(study.id)
        status = await study.wait()
        calls = status.calls
        cost, tokens = (0.0, 0) if calls is None else (calls.cost_usd or 0.0, calls.tokens)
        self.purse.study(study.id, status.done, cost, tokens)
        if status.state == "failed":
            raise ToolFailed(status.summary)
