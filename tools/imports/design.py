"""What stands for a study whose answers were given elsewhere, and what is said of an import."""

from typing import Annotated, Literal

from pydantic import Field

from ..study.design import Design

As = Literal["auto", "perturb", "elicit"]
"""What is concluded of choices: every question judged; utilities; both where pairs form a graph."""


Of = Literal["choice", "judgement", "reply", "judge", "comparison"]
"""What kind of record an import holds: votes on an actor's texts, or all those of one judge;
preferences between answers."""


class ImportDesign(Design):
    """Answers that were given elsewhere: the digest of the records stands for them.

    `told_elsewhere` of the answers are in another study of the same import too. `prompts` is the
    fingerprint of what was asked, where prompts of our own were answered, and `snapshot` who
    answered them, beyond the name of the model.
    """

    verb: Literal["import"] = "import"
    records: str
    questions: int
    of: Of = "choice"
    told_elsewhere: int = 0
    prompts: str = ""
    snapshot: str = ""
    concluded: As = "auto"
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05
    delta: Annotated[float, Field(gt=0, lt=0.5)] = 0.1
