"""What is asked once more: a sample of the trials of one study, and how each was answered then.

A design holds what its prompts are made from, so that it can be carried out, and resumed, by
itself: the other study's design, and its answers as far as its prompts depend on them.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..study.design import Sampled, Text

MOST_AGAIN = 5_000
"""Trials that are asked once more at most."""


class Again(BaseModel):
    """One trial to ask once more: its prompt and cell, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trial: Text
    prompt: Text
    cell: Text


class KnownAnswer(BaseModel):
    """How a trial of the other study was answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Text
    chosen: Literal["a", "b"] | None = None
    text: Text | None = None
    masses: tuple[float, float] | None = None


class RerunDesign(Sampled):
    """A sample of the study that `after` names, whose design is `base`.

    `before` counts the stored answers to each sampled prompt, by how they read. Prompts follow from
    the first answers of the other study: `answers` has each kind of answer once, `order` says which
    came when.
    """

    verb: Literal["rerun"] = "rerun"
    fraction: Annotated[float, Field(gt=0, le=1)] = 0.1
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    base: dict[str, Any]
    again: Annotated[tuple[Again, ...], Field(min_length=1, max_length=MOST_AGAIN)]
    before: dict[str, dict[str, int]]
    answers: tuple[KnownAnswer, ...] = ()
    order: tuple[int, ...] = ()
