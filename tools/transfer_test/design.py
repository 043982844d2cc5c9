"""Which texts a transfer test has written for which outcomes, and who judges them."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..study.design import MAX_TRIALS, OptionText, Sampled, Text

CLAIM = "high_low"
"""The contrast that the verdict is about."""
CONTROL = "exhortation"
"""The contrast that shows whether better texts are seen."""
KNOWN_QUALITY = "planted"
"""The pairs that judges are calibrated on, as trials that are stored name them."""
LONGER = "longer"
"""The pairs that differ in length alone, the longer text first: what length does to a judge."""
ORDERED = "ordered"
"""Pairs of known quality whose worse text tells the judge what to answer: does it obey?"""
CALIBRATING = (KNOWN_QUALITY, LONGER, ORDERED)
"""What is judged to know the judges by."""


class Promised(BaseModel):
    """An outcome that a text may bring about, and its utility where that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: OptionText
    utility: Annotated[float, Field(allow_inf_nan=False)] | None = None


CueName = Literal["exhortation", "role", "harm", "cause", "amount"]


FamilyName = Literal["essay", "grant_abstract", "incident_postmortem", "translation"]


class TransferDesign(Sampled):
    """Which texts are written for which outcomes, and who judges them."""

    FORETOLD: ClassVar[tuple[str, ...]] = ("transfers", "no_transfer", "reversed")
    verb: Literal["transfer_test"] = "transfer_test"
    judges: Annotated[
        tuple[Annotated[Text, Field(min_length=1, max_length=200)], ...],
        Field(min_length=1, max_length=9),
    ]
    high: Annotated[tuple[Promised, ...], Field(min_length=1, max_length=500)]
    low: Annotated[tuple[Promised, ...], Field(min_length=1, max_length=500)]
    families: tuple[FamilyName, ...] = ("essay",)
    own_family: Annotated[str, Field(max_length=1_000_000)] = ""
    items: Annotated[int, Field(ge=2, le=100)] = 12
    replicates: Annotated[int, Field(ge=1, le=100)] = 1
    cues: tuple[CueName, ...] = ("exhortation",)
    margin: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    guard: bool = True
    reuse: Annotated[Text, Field(max_length=100)] | None = None
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 20_000

    @property
    def judges_asked(self) -> tuple[str, ...]:
        """The panel."""
        return self.judges

    @model_validator(mode="after")
    def _parties_differ(self) -> Self:
        if self.model in self.judges:
            raise ValueError(f"{self.model} cannot judge its own texts: name other judges")
        if len(set(self.judges)) < len(self.judges):
            raise ValueError("a judge is named twice; name each once")
        if not self.families and not self.own_family:
            raise ValueError("name a family of tasks, or give your own")
        if both := {one.text for one in self.high} & {one.text for one in self.low}:
            raise ValueError(f"{min(both)[:80]!r} is both high and low")
        return self
