"""What the registry knows of elicit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..study.design import Design
from ..study.plan import Plan
from ..study.pooled import Comparison, OfStudy
from ..study.protocol import Study
from ..study.questions import Ranked
from ..study.steps import NextCall, imported_steps
from ..study.verb import FindingKind, Verb
from ..study.wording import BRIEF, WHOLE, fit
from .design import ElicitDesign
from .finding import OptionUtility, UtilitiesFinding
from .notes import utility_notes
from .report import utilities_sections
from .tool import elicit
from .wording import utilities

SHOWN = 5
"""Best and worst options that a concise finding names."""


def _study(design: ElicitDesign) -> Study:
    from .study import Elicit

    return Elicit(design)


def _plan(design: ElicitDesign) -> Plan:
    from .planning.power import plan

    return plan(design)


def _brief(finding: UtilitiesFinding) -> Mapping[str, Any]:
    return {
        "verdict": "no_signal" if finding.no_signal else None,
        "best": [_clipped(option, BRIEF) for option in finding.options[:SHOWN]],
        "worst": [_clipped(option, BRIEF) for option in finding.options[SHOWN:][-SHOWN:]],
        "notes": utility_notes(finding),
        "order_effect": finding.order_effect,
    }


def _clipped(option: OptionUtility, most: int) -> OptionUtility:
    cut = {
        "option": fit(option.option, most),
        "category": fit(option.category or "", BRIEF) or None,
    }
    return option.model_copy(update=cut)


def _shortened(finding: UtilitiesFinding) -> UtilitiesFinding:
    return finding.model_copy(
        update={
            "options": [_clipped(option, WHOLE) for option in finding.options],
            "pair_wins": [
                replace(one, a=fit(one.a, BRIEF), b=fit(one.b, BRIEF)) for one in finding.pair_wins
            ],
        }
    )


def _between(given: Sequence[OfStudy]) -> Comparison | None:
    from .models import between

    return between(given)


def _ranking(finding: UtilitiesFinding, design: Design) -> Sequence[Ranked]:
    """The options best first, with the quantities that the design gave them."""
    tagged = design.options if isinstance(design, ElicitDesign) else ()
    number = {one.text: one.quantity for one in tagged}
    return [
        Ranked(one.option, one.category, one.utility, number.get(one.option))
        for one in finding.options
    ]


def _steps(study_id: str, design: Design, finding: UtilitiesFinding) -> Sequence[NextCall]:
    from .planning.steps import utility_steps

    if isinstance(design, ElicitDesign):
        return utility_steps(study_id, design, finding)
    return imported_steps(study_id, "pairs", "See what was chosen of each pair, by order.")


UTILITIES = FindingKind(
    UtilitiesFinding,
    sentence=utilities,
    brief=_brief,
    sections=utilities_sections,
    shortened=_shortened,
    tables=("options", "utility_curves", "rates", "categories", "rank_influence", "pair_wins"),
    once=("prediction", "lotteries"),
    ranking=_ranking,
    steps=_steps,
    between=_between,
)
ELICIT = Verb(
    name="elicit",
    design=ElicitDesign,
    title="What is preferred",
    tool=elicit,
    tool_title="Elicit utilities",
    findings=UTILITIES,
    study=_study,
    plan=_plan,
)
