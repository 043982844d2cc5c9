"""The frozen design of every verb: all that a study depends on, and nothing else.

A design is JSON in the store; its digest is what "the same study" means. Limits keep a slip of the
hand from becoming a bill.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..store.texts import clean
from .perturbations.render import Readout
from .trials import Option

MAX_OPTIONS = 2_000
MAX_TRIALS = 200_000

Text = Annotated[
    str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)
]
OptionText = Annotated[Text, Field(min_length=1, max_length=4_000)]


class Design(BaseModel):
    """What the designs of all verbs share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Annotated[Text, Field(min_length=1, max_length=200)]
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 0


class Asking(Design):
    """What the designs share that ask forced choices."""

    readout: Readout = "label"
    batch: bool = False
    judge: Annotated[Text, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _judge_has_a_task(self) -> Self:
        if self.judge is not None and self.readout != "enact":
            raise ValueError('a judge is asked which task was done: give it with readout "enact"')
        return self


class TaggedOption(BaseModel):
    """An option of a bank, with the category it belongs to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: OptionText
    category: Annotated[Text, Field(max_length=200)] | None = None

    def option(self) -> Option:
        """The option as a study uses it."""
        return Option(self.text, (("category", self.category),) if self.category else ())


class ElicitDesign(Asking):
    """Which options are compared, how often."""

    verb: Literal["elicit"] = "elicit"
    options: Annotated[tuple[TaggedOption, ...], Field(max_length=MAX_OPTIONS)]
    replicates: Annotated[int, Field(ge=1, le=100)] | None = None
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 20_000

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        texts = [option.text.strip() for option in self.options]
        if len(texts) < 2:
            raise ValueError(f"give at least two options, there is {len(texts) or 'none'}")
        seen: set[str] = set()
        for text in texts:
            if text in seen:
                raise ValueError(f"the option {text[:80]!r} is given twice; give each once")
            seen.add(text)
        return self


class PerturbDesign(Asking):
    """One pair of options, in every reasonable variation of the catalogue."""

    verb: Literal["perturb"] = "perturb"
    option_a: OptionText
    option_b: OptionText
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    delta: Annotated[float, Field(gt=0, lt=0.5)] = 0.1
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 1_200
    ladder: bool = True
    wide: bool = False

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        if self.option_a.strip() == self.option_b.strip():
            raise ValueError("option_a and option_b are the same text; give two different options")
        return self


class ImportDesign(Design):
    """Choices that were made elsewhere: the digest of the records stands for them."""

    verb: Literal["import"] = "import"
    records: str
    questions: int
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    delta: Annotated[float, Field(gt=0, lt=0.5)] = 0.1


class CalibrateDesign(Design):
    """A design that is tried on known truths instead of being asked; it is never run itself."""

    verb: Literal["calibrate"] = "calibrate"
    model: Annotated[Text, Field(min_length=1, max_length=200)] = "simulated"
    plan: Annotated[ElicitDesign | PerturbDesign, Field(discriminator="verb")]
    runs: Annotated[int, Field(ge=20, le=5_000)] = 100


AnyDesign = Annotated[
    ElicitDesign | PerturbDesign | ImportDesign | CalibrateDesign, Field(discriminator="verb")
]
