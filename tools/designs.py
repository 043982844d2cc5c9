"""The frozen design of every verb: all that a study depends on, and nothing else.

A design is JSON in the store; its digest is what "the same study" means. Limits keep a slip of the
hand from becoming a bill.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..store.texts import clean
from .perturbations.catalogue import Tier as Tier
from .perturbations.catalogue import Variation
from .perturbations.custom import LONGEST, custom
from .trials import Option

MAX_OPTIONS = 2_000
MAX_TRIALS = 200_000
Readout = Literal["label", "reasoned", "logprob", "enact"]
"""How a choice is read, of those that a caller may ask for."""
MAX_FREE = 1_000
FREE_CHOICE = 4
"""Options that a free answer chooses among."""
PairsName = Literal["auto", "all", "random", "active"]
"""Which pairs are asked: all if they fit the budget, else random; or those that tell most."""
FitName = Literal["bradley_terry", "thurstone", "thurstonian"]
Which = Literal["pair", "all", "top_bottom", "categories"]
"""What of a source is cross-examined."""
MAX_PAIRS = 500
MAX_WRITTEN = 50

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

    temperature: Annotated[float, Field(ge=0, le=2)] = 1.0

    @model_validator(mode="after")
    def _judge_has_a_task(self) -> Self:
        proposes = getattr(self, "proposer", None) is not None
        if self.judge is not None and self.readout != "enact" and not proposes:
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


class ElicitDesign(Asking):
    """Which options are compared, how often."""

    verb: Literal["elicit"] = "elicit"
    options: Annotated[tuple[TaggedOption, ...], Field(max_length=MAX_OPTIONS)]
    replicates: Annotated[int, Field(ge=1, le=100)] | None = None
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 20_000
    pairs: PairsName = "auto"
    fit: FitName = "bradley_terry"
    ties: bool = False
    free: Annotated[int, Field(ge=0, le=MAX_FREE)] = 0

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

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.ties and (self.readout not in ("label", "reasoned") or self.fit != "bradley_terry"):
            raise ValueError("ties go with the readouts label and reasoned, and with bradley_terry")
        if self.free and len(self.options) < FREE_CHOICE:
            raise ValueError(f"a free answer chooses among {FREE_CHOICE} options: give as many")
        return self


class WrittenVariation(BaseModel):
    """A variation in the caller's own words, with the tier that the caller says it has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[Text, Field(min_length=1, max_length=LONGEST)]
    tier: Tier
    system: Annotated[Text, Field(max_length=LONGEST)] = ""

    def variation(self) -> Variation:
        """The variation as a study uses it.

        Raises:
            ValueError: the text cannot be used; the message says why.
        """
        return custom(self.text, self.tier, self.system)


class PerturbDesign(Asking):
    """A contrast in every reasonable variation of the catalogue: a pair, pairs, or categories.

    Of categories, `option_a` and `option_b` are the names, `many_a` and `many_b` the members.
    """

    verb: Literal["perturb"] = "perturb"
    option_a: OptionText | None = None
    option_b: OptionText | None = None
    pairs: Annotated[tuple[tuple[OptionText, OptionText], ...], Field(max_length=MAX_PAIRS)] = ()
    many_a: Annotated[tuple[OptionText, ...], Field(max_length=MAX_OPTIONS)] = ()
    many_b: Annotated[tuple[OptionText, ...], Field(max_length=MAX_OPTIONS)] = ()
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    delta: Annotated[float, Field(gt=0, lt=0.5)] = 0.1
    max_trials: Annotated[int, Field(ge=2, le=MAX_TRIALS)] = 1_200
    ladder: bool = True
    wide: bool = False
    variations: Annotated[tuple[WrittenVariation, ...], Field(max_length=MAX_WRITTEN)] = ()
    factors: Annotated[tuple[Text, ...], Field(max_length=12)] = ()
    placebo: bool = False
    find_flip: bool = False
    proposer: Annotated[Text, Field(min_length=1, max_length=200)] | None = None

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


class Promised(BaseModel):
    """An outcome that a text may bring about, and its utility where that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: OptionText
    utility: Annotated[float, Field(allow_inf_nan=False)] | None = None


CueName = Literal["exhortation", "role", "harm", "cause", "amount"]
FamilyName = Literal["essay", "grant_abstract", "incident_postmortem", "translation"]


class TransferDesign(Design):
    """Which texts are written for which outcomes, and who judges them."""

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
    ElicitDesign | PerturbDesign | TransferDesign | ImportDesign | CalibrateDesign,
    Field(discriminator="verb"),
]
