"""What is asked on: the conversations as they were, and the question that is put after them.

A design holds the texts themselves, so that it can be carried out, and resumed, by itself.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...store.records import Side
from ..study.design import Sampled, Text

MOST_TURNS = 20
"""Answers that are asked on in one study: to be read, not counted."""


class Turn(BaseModel):
    """One stored answer: what was sent, and what was replied; where its trial belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trial: Text
    question: Text
    variation: Text
    option_a: Text | None = None
    option_b: Text | None = None
    first: Side | None = None
    tier: Text | None = None
    messages: tuple[tuple[Text, Text], ...]
    reply: Text


class FollowUpDesign(Sampled):
    """A question after some answers of one study, which `after` names."""

    verb: Literal["follow_up"] = "follow_up"
    ask: Annotated[Text, Field(min_length=1, max_length=2_000)] = "Why?"
    turns: Annotated[tuple[Turn, ...], Field(min_length=1, max_length=MOST_TURNS)]
