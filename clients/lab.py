"""The scripted client: the server's tools as Python methods, their answers as models.

A method has the arguments of its tool, by the same names, types and defaults; what a tool takes as
an object may be given as a plain mapping too. Opens the server in this process, or reaches one by a
command or an address. Knows nothing of studies but what the tools say.
"""

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ..server.toolset.arguments import (
    TEMPERATURE,
    As,
    CueName,
    FamilyName,
    FitName,
    Format,
    PairsName,
    Readout,
    TaggedOption,
    Which,
    WrittenVariation,
)
from ..server.toolset.results import (
    ImportedStudies,
    StudyList,
)
from .calling import ToolFailed as ToolFailed
from .connections.held import Held
from .connections.held import NotConnected as NotConnected
from .connections.ways import OF_ADDRESS, OF_COMMAND, in_process, over_http, over_stdio
from .handle import Standing, Study
from .results.reading import Reading, given

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
        purse: str | None = None,
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
        purse: str | None = None,
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
        purse: str | None = None,
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
        purse: str | None = None,
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
        purse: str | None = None,
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
        fraction: float | None = None,
        max_cost_usd: float | None = None,
        max_tokens: int | None = None,
        dry_run: bool = False,
        fresh: bool = False,
    ) -> Study:
        """Start a study again with something changed, or a fraction of it as it was."""
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
        purse: str | None = None,
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

    async def cancel(self, study_id: str) -> Standing:
        """Stop a study; what was answered stays."""
        return await self.call("cancel_study", given(locals()), Standing)

    async def studies(
        self,
        label: str | None = None,
        text: str | None = None,
        model: str | None = None,
        verdict: str | None = None,
        offset: int = 0,
        limit: int = 20,
    ) -> StudyList:
        """List studies, newest first, one page."""
        return await self.call("list_studies", given(locals()), StudyList)

    async def resume(
        self, study_id: str, max_cost_usd: float | None = None, max_tokens: int | None = None
    ) -> Study:
        """Go on with a study, with new limits if given."""
        return await self._start("resume_study", locals())


class Connecting:
    """A laboratory to be opened: `async with connect() as lab:`, or `lab = await connect()`."""

    def __init__(self, held: Held) -> None:
        """Open nothing yet."""
        self._held = held

    def __await__(self) -> Generator[Any, None, Lab]:
        """Open it; whoever does closes it with `await lab.close()`, in whatever task."""
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Lab:
        """Open it."""
        await self._held.open()
        return Lab(self._held)

    async def __aexit__(self, *raised: object) -> None:
        """Close it."""
        await self._held.close()


def connect(
    home: Path | str | None = None,
    allowed: Sequence[Path] = (),
    *,
    command: Sequence[str] | None = None,
    url: str | None = None,
    token: str | None = None,
) -> Connecting:
    """Open a laboratory: in this process, unless a command or an address is given.

    Args:
        home: the data folder of a server in this process; by default that of VELLEITY_HOME.
        allowed: files that a server in this process may import by their path.
        command: words that start a server that speaks over its standard input and output.
        url: where a server listens over HTTP.
        token: that server's bearer token.

    Raises:
        NotConnected: (once it is opened) nobody answers there, or the arguments do not go together.
    """
    ways: list[Held] = []
    if command is not None:
        ways.append(Held(over_stdio(command), OF_COMMAND))
    if url is not None:
        ways.append(Held(over_http(url, token), OF_ADDRESS))
    if home is not None or allowed or not ways:
        ways.append(Held(in_process(home, allowed)))
    if len(ways) > 1 or (token is not None and url is None):
        raise NotConnected(
            "Give one of home (with allowed), command, or url (with token). Another server's data "
            "folder is its own: VELLEITY_HOME in the environment of its command."
        )
    return Connecting(ways[0])
