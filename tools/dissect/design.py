"""Whose choices are dissected, on which pairs, by which properties, and who annotates them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ..properties.marks import LENGTH
from ..study.design import MAX_TRIALS, Asking, Text

NAME = Annotated[Text, Field(min_length=1, max_length=200)]


class DissectDesign(Asking):
    """Which pairs the judges are shown, and what their choices are explained by.

    `model` is the judge that the study is about, `others` are compared with it. `annotators` rate
    the properties in words; without any, marks alone are counted. `pairs` are made of each
    question of the bank, unless `own_pairs` are given. `writer` answers `asks` questions plainly,
    with the `push` most and with the least preferred properties.
    """

    verb: Literal["dissect"] = "dissect"
    others: Annotated[tuple[NAME, ...], Field(max_length=8)] = ()
    annotators: Annotated[tuple[NAME, ...], Field(max_length=8)] = ()
    properties: Annotated[tuple[NAME, ...], Field(max_length=60)] = ()
    own_properties: Annotated[tuple[NAME, ...], Field(max_length=20)] = ()
    scenarios: Annotated[tuple[NAME, ...], Field(max_length=50)] = ()
    pairs: Annotated[int, Field(ge=1, le=20)] = 3
    own_pairs: Annotated[str, Field(max_length=20_000_000)] = ""
    replicates: Annotated[int, Field(ge=1, le=20)] = 1
    ties: bool = False
    length: Literal["thresholds", "count"] = "thresholds"
    writer: NAME | None = None
    asks: Annotated[int, Field(ge=2, le=200)] = 30
    push: Annotated[int, Field(ge=1, le=8)] = 3
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 20_000

    @property
    def judges(self) -> tuple[str, ...]:
        """Everybody whose choices are dissected, the model first."""
        return (self.model, *self.others)

    @property
    def judges_asked(self) -> tuple[str, ...]:
        """Whom a study asks besides the model."""
        more = () if self.writer is None else (self.writer,)
        both = dict.fromkeys((*self.others, *self.annotators, *more))
        return tuple(one for one in both if one != self.model)

    @model_validator(mode="after")
    def _parties_differ(self) -> Self:
        if self.readout not in ("label", "logprob"):
            raise ValueError("a judge names an answer: give readout label or logprob")
        if self.readout == "logprob" and (self.ties or self.replicates > 1):
            raise ValueError("exact probabilities know no ties, and are asked for once")
        if len(set(self.judges)) < len(self.judges):
            raise ValueError("a judge is named twice; name each once")
        if len(set(self.annotators)) < len(self.annotators):
            raise ValueError("an annotator is named twice; name each once")
        for judge in self.judges:
            if self.annotators == (judge,):
                raise ValueError(
                    f"{judge} cannot be its own only annotator: what it sees in an answer would "
                    "explain what it prefers; name another one"
                )
        if self.writer is not None and self.writer in self.judges:
            raise ValueError(f"{self.writer} cannot judge what it wrote: name another writer")
        if self.own_properties and not self.annotators:
            raise ValueError("own properties are rated by models: name annotators")
        return self


LENGTH_COLUMN = f"marks:{LENGTH}"
"""The property that plays length."""
