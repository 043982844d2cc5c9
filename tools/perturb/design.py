"""What a study to perturb asks: the contrast, its variations and what follows its verdict."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..perturbations.catalogue import SIDES, Tier, Variation
from ..perturbations.custom import MOST_NAME, MOST_WRITTEN_CHARACTERS, custom
from ..study.design import MAX_OPTIONS, MAX_TRIALS, Asking, OptionText, Text
from .finding import MATTERS

Which = Literal["pair", "all", "top_bottom", "categories"]
"""What of a source is cross-examined."""


MAX_PAIRS = 500


MAX_WRITTEN = 50
MOST_SAID = 20
"""Messages before the question of a variation."""
MAX_CLAIMS = 1_000_000


class Said(BaseModel):
    """What was said before the question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["user", "assistant"]
    content: Annotated[Text, Field(min_length=1, max_length=MOST_WRITTEN_CHARACTERS)]


class WrittenVariation(BaseModel):
    """A variation in the caller's own words, with the tier that the caller says it has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[Text, Field(max_length=MOST_NAME)] = ""
    text: Annotated[Text, Field(min_length=1, max_length=MOST_WRITTEN_CHARACTERS)]
    tier: Tier
    system: Annotated[Text, Field(max_length=MOST_WRITTEN_CHARACTERS)] = ""
    history: Annotated[tuple[Said, ...], Field(max_length=MOST_SAID)] = ()

    def variation(self) -> Variation:
        """The variation as a study uses it.

        Raises:
            ValueError: the text cannot be used; the message says why.
        """
        said = tuple((one.role, one.content) for one in self.history)
        return custom(self.text, self.tier, self.system, name=self.name, history=said)


class PerturbDesign(Asking):
    """A contrast in every reasonable variation of the catalogue: a pair, pairs, or categories.

    `claims` is how many questions are tested together: their verdicts share the error rate alpha.
    Of categories, `option_a` and `option_b` are the names, `many_a` and `many_b` the members.
    Without `shipped`, only the plain question and the caller's own variations are asked;
    `turned_lengths` lets the shorter option be the longer one.
    """

    FORETOLD: ClassVar[tuple[str, ...]] = MATTERS[:-1]
    SIDES: ClassVar[tuple[str, ...]] = SIDES
    verb: Literal["perturb"] = "perturb"
    option_a: OptionText | None = None
    option_b: OptionText | None = None
    pairs: Annotated[tuple[tuple[OptionText, OptionText], ...], Field(max_length=MAX_PAIRS)] = ()
    many_a: Annotated[tuple[OptionText, ...], Field(max_length=MAX_OPTIONS)] = ()
    many_b: Annotated[tuple[OptionText, ...], Field(max_length=MAX_OPTIONS)] = ()
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    delta: Annotated[float, Field(gt=0, lt=0.5)] = 0.1
    claims: Annotated[int, Field(ge=1, le=MAX_CLAIMS)] = 1
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 1_200
    ladder: bool = True
    wide: bool = False
    shipped: bool = True
    turned_lengths: bool = False
    variations: Annotated[tuple[WrittenVariation, ...], Field(max_length=MAX_WRITTEN)] = ()
    factors: Annotated[tuple[Text, ...], Field(max_length=12)] = ()
    placebo: bool = False
    find_flip: bool = False
    proposer: Annotated[Text, Field(min_length=1, max_length=200)] | None = None

    @property
    def family(self) -> int:
        """How many questions share the error rate."""
        return self.claims

    @property
    def proposes(self) -> bool:
        """Whether a model writes variations."""
        return self.proposer is not None

    @property
    def judges_asked(self) -> tuple[str, ...]:
        """The judge and who proposes, each once."""
        return tuple(dict.fromkeys(name for name in (self.judge, self.proposer) if name))

    @model_validator(mode="after")
    def _is_one_contrast(self) -> Self:
        if self.pairs:
            if self.option_a or self.option_b or self.many_a or self.many_b:
                raise ValueError("give pairs, or option_a and option_b, not both")
        elif not self.option_a or not self.option_b:
            raise ValueError("give option_a and option_b")
        elif self.option_a.strip() == self.option_b.strip():
            raise ValueError("option_a and option_b are the same text; give two different options")
        if bool(self.many_a) != bool(self.many_b):
            raise ValueError("a contrast of categories needs members on both sides")
        if both := set(self.many_a) & set(self.many_b):
            raise ValueError(f"{min(both)[:80]!r} belongs to both categories")
        return self

    @model_validator(mode="after")
    def _proposals_are_judged(self) -> Self:
        if self.proposer is not None and not (self.find_flip and self.judge):
            raise ValueError("a proposer goes with find_flip, and with a judge of its proposals")
        return self
