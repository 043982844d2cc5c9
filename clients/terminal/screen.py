"""What the command line shows: models from the server, for people or as JSON.

Text from elsewhere is never read as markup, and its controls are dropped here: rich would pass
escape sequences on to the terminal. Progress goes to standard error, results to standard output.
"""

import json
import re
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from ...server.toolset.answers.brevity import Table as Rows
from ...server.toolset.results import (
    ArgumentView,
    CallsView,
    ConciseFinding,
    ImportedStudies,
    LedgerView,
    PlanView,
    ServedView,
    StudyList,
    StudyStatus,
    Summary,
    TrialPage,
    Written,
)
from ...server.unseen import visible
from ..handle import Standing
from .envelope import keep
from .tables import models_table, share, study_line, truths_table, utilities_table
from .wording import at_terminal

COLOURS = {
    "strong": "bold green",
    "weak": "bold yellow",
    "leaning": "bold blue",
    "position_driven": "bold magenta",
    "unstable": "bold yellow",
    "indifferent": "bold cyan",
    "refusal_driven": "bold red",
    "unreadable": "bold red",
    "undetermined": "bold",
    "no_signal": "bold red",
}

HELD_UP = ("interrupted", "failed", "cancelled")
"""States from which a study goes on where it was."""
NEXT = {
    "running": "`velleity status {}` shows how far it is.",
    "done": "`velleity summarize {}` tells what was found.",
    **dict.fromkeys(HELD_UP, "`velleity resume {}` goes on; no stored answer is asked again."),
}
"""What can be done about a study in each state."""
FEW = 3
"""Up to so many findings are told in sentences; more in lines."""


class Screen:
    """Prints either for people or as JSON, never both."""

    def __init__(self, as_json: bool = False) -> None:
        """Choose for whom to print."""
        self._json = as_json
        self._out = Console(highlight=False, markup=False)
        self._err = Console(stderr=True, highlight=False, markup=False)
        self._waits = ""

    @contextmanager
    def progress(self, what: str) -> Generator[Callable[[int, int], None]]:
        """Show a bar on a terminal while the block runs."""
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
        )
        shown = not self._json and self._err.is_terminal
        bar = Progress(*columns, TimeElapsedColumn(), console=self._err, disable=not shown)
        with bar:
            task = bar.add_task(what.split(":")[0], total=None)

            def report(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            yield report

    @contextmanager
    def download(self, what: str) -> Generator[Callable[[int, int], None]]:
        """Show a bar of bytes on a terminal while the block runs; elsewhere one line."""
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
        shown = not self._json and self._err.is_terminal
        with Progress(*columns, TimeElapsedColumn(), console=self._err, disable=not shown) as bar:
            task = bar.add_task(f"Fetching {what}", total=None)

            def report(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)
                if done == 0 and not (shown or self._json):
                    self._err.print(Text(f"Fetching {what} ({total / 1e6:.0f} MB) …"))

            yield report

    def waits(self, why: str | None) -> None:
        """Say on standard error why answers are waited for, and that they come again; once each."""
        about = re.sub(r"( in| for)? \d+ s\b", "", why or "")
        if about == self._waits:
            return
        self._waits = about
        self.aside(why or "answers come again")

    def aside(self, text: str) -> None:
        """Say something on standard error that is no result."""
        self._err.print(Text(f"velleity: {visible(at_terminal(text))}"), soft_wrap=True)

    def warnings(self, study: StudyStatus) -> None:
        """Say on standard error what was meant and is not done."""
        for one in study.warnings:
            self.aside(f"warning: {one}")

    def print(self, text: str, style: str = "") -> None:
        """Print one line for people."""
        if not self._json:
            self._line(Text(visible(text), style=style))

    def _line(self, text: Text) -> None:
        """Print a line: on a terminal wrapped between words, elsewhere whole.

        One with a word that is longer than the terminal, as a path, is left whole, to be copied.
        """
        longest = max(map(len, text.plain.split()), default=0)
        whole = not self._out.is_terminal or longest > self._out.width
        self._out.print(text, soft_wrap=whole)

    def note(self, text: str) -> None:
        """Print an aside for people."""
        self.print(text, "dim")

    def json(self, answer: Any) -> bool:
        """Keep what is answered for the document if one is wanted, and say whether it is."""
        if self._json:
            keep(answer)
        return self._json

    def summary(self, found: Summary) -> None:
        """Print findings: as sentences when few, as a table when many."""
        if self.json(found):
            return
        self.print(found.summary, "bold")
        self.ledger(found.ledger)
        for one in found.comparison.sentences if found.comparison else ():
            self.print(f"  {one}")
        for figure in found.pooled:
            self.print(f"  {figure.sentence}")
        for one in found.not_computed:
            self.note(
                f"  Not computed for {one.questions:,} of {one.of:,} questions: {one.what}; the "
                f"answers lack {one.lacks}."
            )
        show = self.line if len(found.findings) > FEW else self.finding
        for finding in found.findings:
            show(finding)
        truths = [one for one in found.full if one.kind == "calibration" and one.rows]
        if truths:
            self._out.print(truths_table([row for one in truths for row in one.rows]))
        if found.next_offset is not None:
            rest = found.total - len(found.findings)
            self.note(f"{rest:,} more: --limit 0 shows all, --verdict and --text those meant.")

    def ledger(self, ledger: LedgerView | None) -> None:
        """Print what stands with all claims tested together, where there are several."""
        if ledger is not None and (ledger.counts["tested"] > 1 or len(ledger.notes) > FEW):
            self.print(f"  {ledger.sentence}")
            for one in ledger.notes:
                self.note(f"  {one}")

    def compared(self, found: Summary) -> None:
        """Print questions by models, and what is said of models by twos."""
        if self.json(found):
            return
        if found.table is not None and found.table.rows:
            self._out.print(models_table(found.table))
        for one in found.comparison.sentences if found.comparison else ():
            self.print(one)

    def finding(self, finding: ConciseFinding) -> None:
        """Print one finding as a verdict with its sentence and its two orders, for people."""
        if self._json:
            return
        self.verdict(finding, finding.sentence)
        if finding.kind == "utilities" and finding.best:
            self._out.print(utilities_table(finding))
        for side, estimate in (
            ("a", finding.share_a_when_a_first),
            ("b", finding.share_a_when_b_first),
        ):
            if estimate is not None:
                self.note(f"  option a chosen when {side} is first: {share(estimate)}")
        for rung in finding.ladder:
            self.note(f"  {rung.variation}: option a chosen in {share(rung.share_a)}")
        for said in finding.notes:
            self.print(f"  {said}")
        for cell in finding.apart:
            if cell.untrusted_model_text:
                order = "order unknown" if cell.first is None else f"{cell.first} first"
                said = f"{cell.variation}, {order}"
                self.note(f"  the model at {said}: “{cell.untrusted_model_text}”")

    def line(self, finding: ConciseFinding) -> None:
        """Print one of many findings: the question, the verdict, the shares, both orders apart.

        One that is not about two options says itself in a sentence.
        """
        if finding.option_a is None or finding.option_b is None:
            self.verdict(finding, finding.sentence)
            return
        self.verdict(finding, f"{finding.option_a} | {finding.option_b}")
        self.print(
            f"    a chosen {share(finding.share_a)} · "
            f"a first {share(finding.share_a_when_a_first)} · "
            f"b first {share(finding.share_a_when_b_first)}"
        )
        for rung in finding.ladder:
            self.note(f"    {rung.tier} {rung.variation}: a chosen {share(rung.share_a)}")

    def verdict(self, finding: ConciseFinding, text: str) -> None:
        """Print a verdict in its colour, and a text beside it."""
        word = finding.verdict or finding.kind
        lost = " (not kept by the ledger)" if finding.kept is False else ""
        coloured = Text(f"{word.replace('_', ' ')}{lost}", style=COLOURS.get(word, "bold"))
        self._line(Text.assemble(coloured, f"  {visible(text)}"))

    def imported(self, made: ImportedStudies) -> None:
        """Print the studies of an import."""
        if not self.json(made):
            self.print(made.summary, "bold")
            for one in made.studies:
                self.print(f"  {one.study_id}  {one.model}")
            self.note("See the findings with `velleity summarize`.")

    def status(self, study: StudyStatus) -> None:
        """Print where one study stands."""
        if not self.json(study):
            self.print(f"{study.study_id}  {at_terminal(study.summary)}")
            if study.calls is not None:
                self._calls(study.study_id, study.calls)
            for one in study.warnings:
                self.print(f"Warning: {one}")
            for one in study.served:
                self._served(one)
            self.note(NEXT.get(study.state, "").format(study.study_id))

    def _calls(self, study_id: str, calls: CallsView) -> None:
        """Print how the calls over the wire ended, and what they cost at most."""
        failed = ", ".join(f"{n} {kind}" for kind, n in calls.failed.items()) or "none failed"
        cost = "an unknown amount" if calls.cost_usd is None else f"${calls.cost_usd:,.4f}"
        self.print(
            f"{calls.made:,} calls: {calls.answered:,} answered, {failed}; {calls.tokens:,} tokens "
            f"for {cost} at most."
        )
        if calls.unsettled:
            self.print(
                f"{calls.unsettled:,} of them may be paid for without their answer being known: "
                f"`velleity trials {study_id} --unsettled` lists them."
            )

    def _served(self, served: ServedView) -> None:
        """Print what was sent beside the prompts, and who says to have answered."""
        who = ", ".join(one for one in (served.model, served.fingerprint, served.server) if one)
        sent = ", ".join(f"{name} {json.dumps(value)}" for name, value in served.sent.items())
        left = f"; left out: {', '.join(served.left_out)}" if served.left_out else ""
        self.note(f"{served.participant} answered as {who or 'nobody named'}: {sent}{left}")

    def plan(self, planned: Standing) -> None:
        """Print what a study would take and find."""
        if not self.json(planned):
            self.print(planned.summary)
            if planned.plan is not None:
                self._forecast(planned.plan)
            for one in planned.warnings:
                self.print(f"Warning: {one}")
            if planned.notice:
                self.print(f"Not there now: {planned.notice}")
            self.note("Without --dry-run it starts; `velleity calibrate` tries the design first.")

    def _forecast(self, plan: PlanView) -> None:
        """Print what it would take, as far as that is known."""
        cost, tokens, time = plan.cost_usd, plan.tokens, plan.seconds
        if cost is None:
            self.print("Cost: the price of this model is unknown.")
        elif cost.high == cost.low:
            self.print(f"Cost: ${cost.high:,.2f}.")
        else:
            self.print(f"Cost: ${cost.low:,.2f} to ${cost.high:,.2f}.")
        if tokens and tokens.high:
            self.print(f"Tokens: {tokens.low:,.0f} to {tokens.high:,.0f}; {plan.basis}.")
        if time:
            self.print(f"Time: {time.low:,.0f} to {time.high:,.0f} s.")

    def studies(self, found: StudyList) -> None:
        """Print a list of studies."""
        if self.json(found):
            return
        for one in found.studies:
            self.print(study_line(one))
            self.note(f"    {one.about or one.verb.replace('_', ' ')}")
        if not found.studies:
            self.print(f"{found.summary} Try `velleity demo`.")
        if found.next_offset is not None:
            self.note(f"There are more: --offset {found.next_offset} goes on.")

    def trials(self, found: TrialPage) -> None:
        """Print trials: the prompt as sent, the reply as it came."""
        if self.json(found):
            return
        for trial in found.trials:
            parts = (
                None if trial.kind == "choice" else trial.kind.replace("_", " "),
                trial.variation,
                trial.first and f"{trial.first} first",
                f"{trial.outcome} {trial.chosen}" if trial.chosen else trial.outcome,
                f"×{trial.count}",
            )
            self.print(" · ".join(part for part in parts if part), "bold")
            for role, text in trial.prompt:
                self.note(f"[{role}] {text}")
            if trial.untrusted_model_text is not None:
                self.print(f"→ {trial.untrusted_model_text}\n")
        if found.table is not None:
            self._calls_listed(found.table)
        self.print(found.summary)

    def _calls_listed(self, table: Rows) -> None:
        """Print calls, a line each."""
        for row in table.rows:
            told = zip(table.columns, row, strict=True)
            self.print(", ".join(f"{name} {value}" for name, value in told if value is not None))

    def arguments(self, found: Sequence[ArgumentView]) -> None:
        """Print what a tool takes."""
        if not self.json(found):
            for one in found:
                self.print(f"{one.name:20}{one.takes:24}{one.about}")

    def report(self, found: Written, figures: Sequence[Path] = ()) -> None:
        """Print where the report is, and its figures."""
        if not self.json(found):
            self.print(f"Report: {found.report_path}")
            for file in figures:
                self.print(f"Figure: {file}")
