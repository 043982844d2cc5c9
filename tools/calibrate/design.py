"""A design that is tried on known truths instead of being asked."""

from typing import Annotated, Literal

from pydantic import Field

from ..dissect.design import DissectDesign
from ..elicit.design import ElicitDesign
from ..perturb.design import PerturbDesign
from ..stated_revealed.design import StatedRevealedDesign
from ..study.design import Design, Text
from ..transfer_test.design import TransferDesign


class CalibrateDesign(Design):
    """A design that is tried on known truths instead of being asked; it is never run itself."""

    verb: Literal["calibrate"] = "calibrate"
    model: Annotated[Text, Field(min_length=1, max_length=200)] = "simulated"
    plan: Annotated[
        ElicitDesign | PerturbDesign | StatedRevealedDesign | TransferDesign | DissectDesign,
        Field(discriminator="verb"),
    ]
    runs: Annotated[int, Field(ge=20, le=5_000)] = 100
