"""Findings as a script has them: the server's answer, shown as cards, read as rows or a frame."""

from typing import TYPE_CHECKING

from pydantic import Field

from ...server.cards import Card, cards
from ...server.toolset.results import ConciseFinding, Summary
from .frames import Row, frame_of, row_of, rows_of

if TYPE_CHECKING:
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

MOST_CARDS = 12
"""Cards that a notebook shows of one answer."""


class Finding(ConciseFinding):
    """One finding, and who was asked."""

    model: str = ""

    def to_row(self) -> Row:
        """Its numbers and words, as `Findings.to_rows` has them."""
        return {"study_id": self.study_id, "model": self.model, **row_of(self)}

    def card(self) -> Card:
        """What a card says of it."""
        claim = f"{self.option_a} or {self.option_b}?" if self.option_a else ""
        return Card(self.model, claim, self.verdict, self.sentence)

    def _repr_html_(self) -> str:
        return cards([self.card()])


class Findings(Summary):
    """What one or several studies found."""

    findings: list[Finding] = Field(default=[])  # pyright: ignore[reportIncompatibleVariableOverride]

    def to_rows(self) -> list[Row]:
        """A row for each finding, or of the table that was asked for.

        An estimate is four columns: x, x_low, x_high, x_n. Lists of records, such as the ladder,
        are not in it: `study.to_rows("ladder")`.
        """
        return rows_of(self.table) if self.table else [one.to_row() for one in self.findings]

    def to_frame(self) -> "pd.DataFrame":
        """The same as a pandas data frame.

        Raises:
            NoFrames: pandas is not installed.
        """
        return frame_of(self.to_rows())

    def _repr_html_(self) -> str:
        shown = [one.card() for one in self.findings[:MOST_CARDS]]
        rest = len(self.findings) - len(shown)
        more = [f"{rest:,} more in to_rows() or to_frame()."] if rest else []
        if self.findings and (beyond := self.total - len(self.findings)) > 0:
            more.append(f"{beyond:,} more on the next pages: summarize_all() has them.")
        return cards(shown, self.summary, " ".join(more))
