"""Prompts that somebody else's runner asks: how they are written, and by what they are known.

A prompt is known by the id of its trial, which is the same wherever the same is asked; all of a
plan by a fingerprint of what is sent. So two sets of answers tell whether the prompts are the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..study.asked import short_digest
from ..study.design import Asking
from ..study.questions import Trial
from .recording import PosedChoice, choice


def plan_line(design: Asking, posed: Sequence[PosedChoice]) -> dict[str, Any]:
    """The record that opens a file of prompts: all that is needed to know them again."""
    return {
        "kind": "plan",
        "verb": design.model_dump()["verb"],
        "fingerprint": fingerprint(posed),
        "prompts": len(posed),
        "design": design.model_dump(mode="json", exclude_defaults=True),
    }


def prompt_line(design: Asking, one: PosedChoice) -> dict[str, Any]:
    """A prompt as a runner takes it; the answer is its id with a reply."""
    return {
        "kind": "prompt",
        "id": one.id,
        "model": design.model,
        "temperature": design.temperature,
        "messages": messages_of(one),
    }


def messages_of(one: PosedChoice) -> list[dict[str, str]]:
    """What is sent, as most runners have it."""
    return [{"role": role, "content": text} for role, text in one.messages]


def posed_of(trials: Iterable[Trial]) -> dict[str, PosedChoice]:
    """Trials rendered, by id."""
    return {one.id: choice(one) for one in trials}


def fingerprint(posed: Iterable[PosedChoice]) -> str:
    """What all prompts say, in any order: 16 hexadecimal digits."""
    return short_digest(*sorted(f"{one.id} {list(one.messages)}" for one in posed))


def says(one: PosedChoice, messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether messages are those of a prompt."""
    return list(messages) == messages_of(one)
