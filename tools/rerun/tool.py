"""What callers say to ask a sample of a study once more."""

from typing import Annotated

from pydantic import Field

from ..study.arguments import Sources
from ..study.design import Sampled
from .design import RerunDesign


def rerun(
    study_id: Annotated[str, Field(max_length=100)],
    sources: Sources,
    fraction: Annotated[float, Field(gt=0, le=1)] = 0.1,
    seed: Annotated[int | None, Field(ge=0, lt=2**53)] = None,
    alpha: Annotated[float, Field(gt=0, le=0.2)] = 0.05,
) -> RerunDesign:
    """A seeded sample of the trials of a study that has ended, a part of every cell.

    Unless a seed is given it is the next one after that of the study, so that answers are fresh.

    Raises:
        ValueError: it has nothing that could be asked once more, or the seed is the study's own.
    """
    from .sampling import drawn  # the tool is known to every server, a sample is drawn by few

    base, study, answers, trials = sources.ended(study_id)
    own = (base.seed + 1) % 2**53 if seed is None else seed
    if own == base.seed:
        raise ValueError("the study has this seed: with it a model may say the same again")
    sample = drawn(study, answers, trials, fraction, own)
    sampled = base if isinstance(base, Sampled) else Sampled(model=base.model)
    return RerunDesign(
        model=base.model,
        after=study_id,
        seed=own,
        temperature=sampled.temperature,
        fraction=fraction,
        alpha=alpha,
        base=base.model_dump(mode="json"),
        again=sample.again,
        before=sample.before,
        answers=sample.answers,
        order=sample.order,
    )
