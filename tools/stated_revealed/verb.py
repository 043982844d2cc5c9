"""What the registry knows of stated_revealed."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..study.design import Design
from ..study.plan import Plan
from ..study.protocol import Study
from ..study.steps import NextCall, imported_steps
from ..study.verb import FindingKind, Verb
from ..study.wording import BRIEF, fit
from .design import StatedRevealedDesign
from .finding import Example, FamilyFinding, StatedRevealedFinding
from .notes import stance_notes
from .report import stance_sections
from .several.models import pooled, side_by_side
from .tool import stated_revealed
from .wording import stances


def _study(design: StatedRevealedDesign) -> Study:
    from .study import StatedRevealed

    return StatedRevealed(design)


def _plan(design: StatedRevealedDesign) -> Plan:
    from .power import plan

    return plan(design)


def _brief(finding: StatedRevealedFinding) -> Mapping[str, Any]:
    return {"verdict": finding.headline, "notes": stance_notes(finding)}


def _clipped(one: Example) -> Example:
    return one.model_copy(update={"ask": fit(one.ask, BRIEF)})


def _short(one: FamilyFinding) -> FamilyFinding:
    both = {
        name: None if example is None else _clipped(example)
        for name, example in (
            ("most_supporting", one.most_supporting),
            ("most_opposing", one.most_opposing),
        )
    }
    cut = {
        "family": fit(one.family, BRIEF),
        "domain": fit(one.domain, BRIEF),
        "principle": fit(one.principle, BRIEF),
        "pivoting": [_clipped(example) for example in one.pivoting],
    }
    return one.model_copy(update={**cut, **both})


def _shortened(finding: StatedRevealedFinding) -> StatedRevealedFinding:
    return finding.model_copy(update={"families": [_short(one) for one in finding.families]})


def _steps(study_id: str, design: Design, finding: StatedRevealedFinding) -> Sequence[NextCall]:
    from .steps import stance_steps

    if isinstance(design, StatedRevealedDesign):
        return stance_steps(study_id, design, finding)
    return imported_steps(study_id, "full", "See each family with all its numbers.")


STANCES = FindingKind(
    StatedRevealedFinding,
    sentence=stances,
    brief=_brief,
    sections=stance_sections,
    shortened=_shortened,
    tables=("families",),
    once=("domains",),
    pool=pooled,
    across=True,
    beside=side_by_side,
    steps=_steps,
)
STATED_REVEALED = Verb(
    name="stated_revealed",
    design=StatedRevealedDesign,
    title="Does it do as it says?",
    tool=stated_revealed,
    tool_title="Compare stated and revealed",
    findings=STANCES,
    study=_study,
    plan=_plan,
)
