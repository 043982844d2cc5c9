"""What callers say to ask on after stored answers, as the arguments of a tool."""

from typing import Annotated, Literal

from pydantic import Field

from ..study.arguments import FURTHER, Sources
from ..study.design import Sampled
from .design import MOST_TURNS, FollowUpDesign, Turn


def follow_up(
    study_id: Annotated[str, Field(max_length=100, description="Whose answers.")],
    sources: Sources,
    ask: Annotated[str, Field(description="The question.")] = "Why?",
    question: Annotated[
        str | None,
        Field(description="Only of this question of a finding.", json_schema_extra=FURTHER),
    ] = None,
    variation: Annotated[str | None, Field(description="Only under it.")] = None,
    outcome: Annotated[
        str | None, Field(description="Only such, as refused.", json_schema_extra=FURTHER)
    ] = None,
    chosen: Annotated[
        Literal["a", "b"] | None,
        Field(description="Only those that chose it.", json_schema_extra=FURTHER),
    ] = None,
    limit: Annotated[int, Field(ge=1, le=MOST_TURNS, description="Most answers.")] = 3,
) -> FollowUpDesign:
    """Ask a model why, or anything, after answers it gave: for ideas of what to test.

    Kept apart, read by get_trials, and never evidence: no verdict counts it. One call an answer.
    Example: {"study_id": "std_…", "ask": "Why?"}
    """
    filters = {"question": question, "variation": variation, "outcome": outcome, "chosen": chosen}
    earlier, found = sources.answered(study_id, limit, filters)
    turns = [
        Turn(
            trial=one.id,
            question=one.question,
            variation=one.variation,
            option_a=one.option_a,
            option_b=one.option_b,
            first=one.first,
            tier=one.tier,
            messages=one.messages or (),
            reply=one.reply or "",
        )
        for one in found
    ]
    sampled = earlier if isinstance(earlier, Sampled) else Sampled(model=earlier.model)
    return FollowUpDesign(
        model=earlier.model,
        after=study_id,
        seed=earlier.seed,
        temperature=sampled.temperature,
        ask=ask,
        turns=tuple(turns),
    )
