"""What callers say to all verbs in the same words, and where a verb looks for what they name.

The arguments of a verb's tool are those of a function in its folder, `tool.py`, which makes the
design. Descriptions are short sentences: each byte costs an agent's context, and no tool may lean
on what another one says. How a study is started is the server's.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Protocol

from pydantic import Field
from pydantic.config import JsonDict

from ...store.records import Answer, TrialRecord
from ..perturbations.render import Readout
from ..respondents.protocol import TEMPERATURE as TEMPERATURE
from .design import MAX_TRIALS, Design, TaggedOption
from .protocol import Study
from .questions import Ranked

FURTHER: JsonDict = {"further": True}
"""Marks what a tool takes though it does not list it, for want of room: it is sent in `more`."""
Model = Annotated[
    str,
    Field(description="Who is asked; models lists them."),
]
Seed = Annotated[int, Field(ge=0, lt=2**53, description="Random seed.", json_schema_extra=FURTHER)]
Replicates = Annotated[int | None, Field(description="Answers to each pair and order.")]
Alpha = Annotated[float, Field(description="Error rate of the verdict.")]
Delta = Annotated[float, Field(description="How near one half a share is called indifferent.")]
ReadBy = Annotated[
    Readout | None,
    Field(
        description="Label names the choice, reasoned thinks first, enact does it, logprob is "
        "exact."
    ),
]
ReadExactly = Annotated[
    str | None,
    Field(description="By label, or by logprob, which is exact.", json_schema_extra=FURTHER),
]
Judge = Annotated[str | None, Field(description="A model that says which task was enacted.")]
Temperature = Annotated[
    float, Field(description="Of sampling; 0 is none.", json_schema_extra=FURTHER)
]
Batch = Annotated[
    bool,
    Field(description="Hand in as batches: half price, within a day.", json_schema_extra=FURTHER),
]
Hypothesis = Annotated[
    str,
    Field(description="The verdict foretold, as strong.", json_schema_extra=FURTHER),
]
Budget = Annotated[int, Field(ge=2, le=MAX_TRIALS, description="Most answers.")]


def told(readout: Readout | None) -> dict[str, Any]:
    """The readout as a field of a design; without it, the laboratory gives the model's own."""
    return {} if readout is None else {"readout": readout}


class Sources(Protocol):
    """Where options come from that a caller names instead of giving them.

    A function that makes a design asks for it by a parameter of this name, which no caller sees.
    """

    def ranked(self, source: str) -> Sequence[Ranked]:
        """The ranking of an elicited study, or the options of a bank."""
        ...

    def banked(self, bank: str) -> Sequence[TaggedOption]:
        """The options of a bank."""
        ...

    def answered(
        self, study_id: str, limit: int, which: Mapping[str, Any]
    ) -> tuple[Design, Sequence[TrialRecord]]:
        """The design of a study, and some answers of its model with their texts."""
        ...

    def ended(
        self, study_id: str
    ) -> tuple[Design, Study, Mapping[str, Answer], Iterable[TrialRecord]]:
        """A study that has ended: its design, what it asks, its answers and its trials."""
        ...
