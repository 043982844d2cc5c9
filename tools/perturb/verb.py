"""What the registry knows of perturb."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...store.errors import InputError
from ...store.records import TrialRecord
from ..perturbations.catalogue import Side
from ..perturbations.custom import CUSTOM
from ..study.claims import Claim
from ..study.design import Design
from ..study.plan import Plan
from ..study.pooled import Comparison, Facts, OfStudy, Pooled
from ..study.protocol import Finding, Study
from ..study.steps import NextCall, imported_steps
from ..study.verb import FindingKind, Verb
from ..study.wording import BRIEF, WHOLE, fit, fitted
from .design import PerturbDesign
from .finding import CellApart, CellEvidence, Flip, FlipSearch, PreferenceFinding, Rung
from .notes import apart, notes
from .report import preference_sections
from .tool import perturb
from .wording import preference

MOST_PROMPT = 2_000
"""Bytes of the flipping prompt: an answer holds much beside it."""
NEAR = 600
"""Answers that variations near a flip may take."""
LOOSE = frozenset(
    {
        *("option_a", "option_b", "pairs", "claims", "max_trials", "seed", "after", "batch"),
        *("ladder", "placebo", "factors", "find_flip", "proposer", "judge_temperature"),
    }
)
"""Fields of a design that make no difference to what the cells of a question are asked."""
MOST_APART = 3
"""Cells of which a concise answer shows an example reply."""


def _study(design: PerturbDesign) -> Study:
    from .study import Perturb

    return Perturb(design)


def _plan(design: PerturbDesign) -> Plan:
    from .power import plan

    return plan(design)


def _rejudged(design: PerturbDesign, records: Sequence[TrialRecord]) -> Sequence[PreferenceFinding]:
    from .sampling.recall import rejudged

    return rejudged(design, records)


def _together(design: PerturbDesign, records: Sequence[TrialRecord]) -> PreferenceFinding:
    from .sampling.recall import judged_together

    return judged_together(design, records)


def _brief(finding: PreferenceFinding) -> Mapping[str, Any]:
    lacking = bool(finding.asked - finding.decided) or finding.exact
    among = {
        "bounds_a": finding.bounds_a,
        "share_a_decided": finding.share_a_decided,
        "share_first_decided": finding.share_first_decided,
    }
    return {
        "verdict": finding.verdict,
        "question": finding.question_id or None,
        "option_a": fit(finding.option_a, BRIEF),
        "option_b": fit(finding.option_b, BRIEF),
        "favours": finding.favours,
        "e_value": finding.e_value,
        "share_a": finding.share_a,
        **(among if lacking else {}),  # where nothing is missing they would say the same again
        "missing": {kind: n for kind, n in finding.missing_kinds.items() if n},
        "share_a_when_a_first": finding.share_a_when_a_first,
        "share_a_when_b_first": finding.share_a_when_b_first,
        "share_first": finding.share_first,
        "flip": _told(finding.flip, finding.search),
        "ladder": [_rung(one, finding.favours) for one in finding.ladder],
        "notes": notes(finding),
        "apart": [_example(one) for one in apart(finding)[:MOST_APART]],
    }


def _rung(rung: Rung, favours: Side | None) -> Rung:
    """A rung by its name, with the share of the favoured option alone where both would say the
    same twice.
    """
    said = {
        "description": "",
        "tier": "",
        "holds": rung.holds or None,
        "broken": rung.broken or None,
        "share_b": rung.share_b if favours == "b" else None,
    }
    return rung.model_copy(update=said)


def _example(cell: CellEvidence) -> CellApart:
    text = cell.untrusted_model_text
    return CellApart(
        variation=cell.variation,
        first=cell.first,
        state=cell.state,
        asked=cell.asked,
        missing=cell.missing,
        untrusted_model_text=text and fit(text, BRIEF),
    )


def _told(flip: Flip | None, search: FlipSearch | None) -> Flip | None:
    """A flip with its prompt, unless a model may have written part of that: get_trials shows it."""
    if flip is None:
        return None
    proposed = search is not None and search.written > 0 and flip.variation.startswith(CUSTOM)
    return flip.model_copy(update={"prompt": () if proposed else fitted(flip.prompt, MOST_PROMPT)})


def _pool(model: str, facts: Iterable[Facts]) -> Pooled:
    from .pooled.figures import pool

    return pool(model, facts)


def _claims(facts: Facts) -> Sequence[Claim]:
    from .pooled.claims import claims

    return claims(facts)


def _between(given: Sequence[OfStudy]) -> Comparison | None:
    from .pooled.models import between

    return between(given)


def _shortened(finding: PreferenceFinding) -> PreferenceFinding:
    search = finding.search
    found = search and search.model_copy(update={"found": _told(search.found, search)})
    return finding.model_copy(
        update={
            "option_a": fit(finding.option_a, WHOLE),
            "option_b": fit(finding.option_b, WHOLE),
            "flip": _told(finding.flip, search),
            "search": found,
        }
    )


def _steps(study_id: str, design: Design, finding: PreferenceFinding) -> Sequence[NextCall]:
    from .follow_up.steps import preference_steps

    if isinstance(design, PerturbDesign):
        return preference_steps(study_id, design, finding)
    return imported_steps(study_id, "cells", "See what was chosen under what, by order.")


def _compared(design: Design, finding: PreferenceFinding, base: Sequence[Any]) -> Mapping[str, str]:
    from .follow_up.steps import compared

    return compared(design, finding, base) if isinstance(design, PerturbDesign) else {}


def _near(findings: Sequence[Finding]) -> Mapping[str, Any]:
    """A design near the flip of a finding: that, and nothing of the catalogue.

    Raises:
        InputError: there is no flip, or none that could be taken apart.
    """
    from .follow_up.probes import probes

    flips = [one.flip for one in findings if isinstance(one, PreferenceFinding) and one.flip]
    written = probes(flips[0].variation) if flips else []
    if not written:
        named = f"{flips[0].variation} is a matter of factors" if flips else "it has no flip"
        raise InputError(f"Nothing near its flip can be asked: {named}. Cross factors instead.")
    alone = {"shipped": False, "ladder": False, "wide": False, "find_flip": False, "factors": ()}
    return {**alone, "variations": written, "max_trials": NEAR}


PREFERENCE = FindingKind(
    PreferenceFinding,
    sentence=preference,
    brief=_brief,
    sections=preference_sections,
    shortened=_shortened,
    steps=_steps,
    compared=_compared,
    tables=("cells", "ladder"),
    once=(
        "flip",
        "needs",
        "placebo",
        "decomposition",
        "search",
        "share_b",
        "share_a_decided",
        "share_first_decided",
    ),
    pool=_pool,
    claims=_claims,
    between=_between,
)
PERTURB = Verb(
    name="perturb",
    design=PerturbDesign,
    title="Does it hold fast?",
    tool=perturb,
    tool_title="Test a preference",
    findings=PREFERENCE,
    study=_study,
    plan=_plan,
    rejudged=_rejudged,
    near=_near,
    together=_together,
    loose=LOOSE,
)
