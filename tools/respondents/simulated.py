"""A character brought to life: it looks at the messages, decides, and writes a reply.

All chance comes from the seed it is asked with. Knows nothing of how its reply will be read.
"""

import asyncio
import random

from .characters import CHARACTERS, Character
from .protocol import Messages, Params, Reply
from .sight import look

REFUSAL = "I'm sorry, but I'd rather not choose between these two."
BLIND = "I do not see two options to choose between."


class Simulated:
    """A respondent that is a character."""

    def __init__(self, character: Character) -> None:
        """Take on a character."""
        self._character = character

    @property
    def name(self) -> str:
        """The character's name."""
        return self._character.name

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Answer as the character would, with the label of an option."""
        await asyncio.sleep(0)  # lets others have a turn, as a call over a wire would
        return Reply(self.say(messages, params.seed))

    def say(self, messages: Messages, seed: int) -> str:
        """Answer one conversation; the same messages and seed give the same words."""
        draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        if draw.random() < self._character.refusal:
            return REFUSAL
        scene = look(messages)
        if scene is None:
            return BLIND
        takes_first = draw.random() < self._character.chance(scene.texts, scene.context)
        return scene.labels[0 if takes_first else 1]


def simulated(name: str) -> Simulated:
    """Open a simulated respondent by its name.

    Raises:
        ValueError: there is no such character.
    """
    if name not in CHARACTERS:
        raise ValueError(
            f"There is no model {name!r} here. Simulated respondents: {', '.join(CHARACTERS)}. "
            "Choices that another model has made already can be imported with import_choices."
        )
    return Simulated(CHARACTERS[name])
