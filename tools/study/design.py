"""What the designs of all verbs share: all that a study depends on, and nothing else.

A design is JSON in the store; its digest is what "the same study" means. Limits keep a slip of the
hand from becoming a bill. What a verb adds is in its own folder.
"""

from typing import Annotated, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from ...store.texts import clean
from ..perturbations.render import Readout
from ..respondents.protocol import TEMPERATURE
from .questions import Option

MAX_OPTIONS = 2_000


MAX_TRIALS = 200_000


Text = Annotated[
    str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)
]


OptionText = Annotated[Text, Field(min_length=1, max_length=4_000)]


Temperature = Annotated[float, Field(ge=0, le=2)]


class Design(BaseModel):
    """What the designs of all verbs share. `after` is the study that it goes on from, if any.

    `hypothesis` is the verdict that is foretold before the first trial, of those in FORETOLD, with
    the option that it is for, if it is for one: "strong a".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    FORETOLD: ClassVar[tuple[str, ...]] = ()
    SIDES: ClassVar[tuple[str, ...]] = ()

    model: Annotated[Text, Field(min_length=1, max_length=200)]
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 0
    after: Annotated[Text, Field(max_length=100)] = ""
    hypothesis: Annotated[Text, Field(max_length=100)] = ""

    @property
    def judges_asked(self) -> tuple[str, ...]:
        """Whom a study asks besides the model that it is about."""
        return ()

    @property
    def family(self) -> int:
        """How many claims it says, before the first trial, to be tested together."""
        return 1

    @field_validator("hypothesis")
    @classmethod
    def _is_a_verdict(cls, given: str) -> str:
        words = given.lower().split()
        if not words:
            return ""
        if not cls.FORETOLD:
            raise ValueError("this tool gives no verdict that could be foretold: leave it out")
        verdict, *side = words
        if verdict not in cls.FORETOLD or len(side) > 1 or not set(side) <= set(cls.SIDES):
            option = " and, if you like, the option it is for, a or b" if cls.SIDES else ""
            raise ValueError(f"give one of {', '.join(cls.FORETOLD)}{option}")
        return " ".join(words)


class Sampled(Design):
    """What the designs share that ask models: how each is sampled.

    `temperature` is that of the model that the study is about, `judge_temperature` that of whoever
    else it asks: judges, and a proposer.
    """

    temperature: Temperature = TEMPERATURE
    judge_temperature: Temperature = TEMPERATURE


class Asking(Sampled):
    """What the designs share that ask forced choices."""

    readout: Readout = "label"
    batch: bool = False
    judge: Annotated[Text, Field(min_length=1, max_length=200)] | None = None

    @property
    def proposes(self) -> bool:
        """Whether a judge has proposals to look at."""
        return False

    @property
    def judges_asked(self) -> tuple[str, ...]:
        """The judge, if there is one."""
        return () if self.judge is None else (self.judge,)

    @model_validator(mode="after")
    def _judge_has_a_task(self) -> Self:
        if self.judge is not None and self.readout != "enact" and not self.proposes:
            raise ValueError('a judge says which task was done: give it with readout "enact"')
        return self


class TaggedOption(BaseModel):
    """An option of a bank: the category it belongs to, and how much of what it is.

    A lottery gives the outcome `first` with probability `p`, else `second`; both are texts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: OptionText
    category: Annotated[Text, Field(max_length=200)] | None = None
    unit: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    quantity: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    p: Annotated[float, Field(gt=0, lt=1)] | None = None
    first: OptionText | None = None
    second: OptionText | None = None

    @model_validator(mode="after")
    def _a_quantity_has_a_unit(self) -> Self:
        if (self.unit is None) != (self.quantity is None):
            raise ValueError("an option has a unit and a quantity, or neither")
        return self

    @model_validator(mode="after")
    def _a_lottery_is_whole(self) -> Self:
        parts = (self.p, self.first, self.second)
        if any(part is None for part in parts) != all(part is None for part in parts):
            raise ValueError("a lottery has p, first and second: the texts of its two outcomes")
        return self

    def option(self) -> Option:
        """The option as a study uses it."""
        return Option(self.text, (("category", self.category),) if self.category else ())
