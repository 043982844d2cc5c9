"""What leads on from a preference: the one or two calls that a good experimenter would make next.

By verdict and by what the study has tried already, so that following the first step always comes to
an end. And what a study says beside the one that it goes on from.
"""

from collections.abc import Callable, Sequence

from ...perturbations.custom import CUSTOM
from ...study.design import MAX_TRIALS
from ...study.steps import MORE, NextCall, again
from ...study.wording import quoted
from ..design import PerturbDesign
from ..finding import PreferenceFinding
from ..wording import favoured_share
from .lengths import UNEQUAL, ratio
from .probes import probes, read_probes, turning

LARGEST_RAISE = 20_000
"""Answers beyond which no step proposes to raise a budget: then something else is the matter."""
FINER = 0.05
"""The margin of indifference that a finer look has."""
CROSSED = ("layout", "labels", "wording", "position")
"""Factors that are crossed where nothing says which."""


def preference_steps(
    study_id: str, design: PerturbDesign, finding: PreferenceFinding
) -> list[NextCall]:
    """The calls that lead on, the best first; after a last check, only a look at the evidence."""
    if design.turned_lengths or not design.shipped:
        return [_evidence(study_id, finding)]
    found = _STEPS[finding.verdict](study_id, design, finding)
    return [*found, _evidence(study_id, finding)]


def _evidence(study_id: str, finding: PreferenceFinding) -> NextCall:
    """The prompts and answers that a report of this verdict should quote."""
    where = {"study_id": study_id, "limit": 2}
    if finding.flip is not None:
        where["variation"] = finding.flip.variation
        return NextCall(tool="get_trials", arguments=where, why="Quote the prompt that flips it.")
    outcome = {"refusal_driven": "refused", "unreadable": "unreadable"}.get(finding.verdict)
    if outcome and finding.missing.get(outcome):
        where["outcome"] = outcome
    return NextCall(tool="get_trials", arguments=where, why="Quote an exact prompt and its answer.")


def _strong(study_id: str, design: PerturbDesign, finding: PreferenceFinding) -> list[NextCall]:
    if unequal(finding):
        return [_lengths(study_id)]
    if design.wide:
        return []
    why = "It held in the 14 usual variations: see whether it does in all 55."
    return [again(study_id, why, wide=True, find_flip=True)]


def _lengths(study_id: str) -> NextCall:
    why = "One option is longer: if the choice follows length, it turns when lengths are turned."
    return again(study_id, why, turned_lengths=True)


def unequal(finding: PreferenceFinding) -> bool:
    """Whether one option is longer, so that length may be what is chosen."""
    one_pair = bool(finding.question_id)
    return one_pair and ratio(finding.option_a, finding.option_b) >= UNEQUAL


def _weak(study_id: str, design: PerturbDesign, finding: PreferenceFinding) -> list[NextCall]:
    flip = finding.flip.variation if finding.flip else ""
    if flip and not flip.startswith(CUSTOM) and probes(flip):
        why = f"It flips under {flip}: see what in it does that, by variations near it."
        return [again(study_id, why, near_flip=True)]
    factor = flip.partition("=")[0]
    if flip and not design.factors and factor not in ("", "plain") and ":" not in flip:
        crossed = [factor, *(one for one in CROSSED if one != factor)][:3]
        why = f"It flips under {flip}: see how much of the choice that factor explains."
        return [again(study_id, why, factors=crossed)]
    return [_lengths(study_id)] if unequal(finding) else []


def _unstable(study_id: str, design: PerturbDesign, finding: PreferenceFinding) -> list[NextCall]:
    first = [_lengths(study_id)] if unequal(finding) else []
    if design.factors:
        return first
    why = "It turns both ways: crossing factors shows which of them it follows."
    return [*first, again(study_id, why, factors=list(CROSSED))][:2]


def _more(study_id: str, design: PerturbDesign, finding: PreferenceFinding) -> list[NextCall]:
    """A larger budget, where more answers would help; then whether length is at work."""
    checks = [_lengths(study_id)] if unequal(finding) else []
    if finding.dependent == "repeats":
        return [again(study_id, "Its repeats agree too often: reword instead.", wide=True), *checks]
    budget = min(MAX_TRIALS, MORE * design.max_trials)
    if finding.exact or budget > LARGEST_RAISE:
        return checks
    if finding.dependent == "drift":
        return [
            again(study_id, "It changed while it was asked: ask when it is stable.", fresh=True)
        ]
    why = f"{finding.asked:,} answers left it open: {budget:,} may settle it."
    return [*checks, again(study_id, why, max_trials=budget)][:2]


def _readout(study_id: str, design: PerturbDesign, finding: PreferenceFinding) -> list[NextCall]:
    """Another way to read the choice: thinking first, then deeds."""
    if design.readout == "label":
        why = "Named at once, it gave no choice by content: let it think first."
        return [again(study_id, why, readout="reasoned")]
    if design.readout == "reasoned" and finding.verdict in ("refusal_driven", "unreadable"):
        return [again(study_id, "Let it do one of the two instead of naming it.", readout="enact")]
    return []


def _indifferent(
    study_id: str, design: PerturbDesign, finding: PreferenceFinding
) -> list[NextCall]:
    if design.delta <= FINER or finding.exact:
        return []
    budget = min(MAX_TRIALS, MORE * design.max_trials)
    why = f"No preference beyond ±{design.delta:g}: see whether there is a smaller one."
    return [again(study_id, why, delta=FINER, max_trials=budget)]


_STEPS: dict[str, Callable[[str, PerturbDesign, PreferenceFinding], list[NextCall]]] = {
    "strong": _strong,
    "weak": _weak,
    "leaning": _more,
    "undetermined": _more,
    "unstable": _unstable,
    "position_driven": _readout,
    "refusal_driven": _readout,
    "unreadable": _readout,
    "indifferent": _indifferent,
}


def compared(
    design: PerturbDesign, finding: PreferenceFinding, base: Sequence[PreferenceFinding]
) -> dict[str, str]:
    """What the choice was shown to follow, beside the study that this one goes on from."""
    before = base[0] if base else None
    if before is None or before.kind != "preference" or before.model != finding.model:
        return {}
    if design.turned_lengths:
        return _of_lengths(finding, before)
    return {} if design.shipped else _of_probes(finding, before)


def _of_lengths(finding: PreferenceFinding, before: PreferenceFinding) -> dict[str, str]:
    shown = ("strong", "weak", "leaning")
    was, now = (one.favours if one.verdict in shown else None for one in (before, finding))
    if was is None:
        return {}
    word = before.verdict.replace("_", " ")
    then = f"Before, with the usual lengths: {word}, {favoured_share(before)}. "
    if now is None:
        return {
            "driven_by": "length, in part",
            "compared": f"{then}With lengths turned round it is not shown: length has a part.",
        }
    held = now == was
    text = f"With lengths turned round, {quoted(_text(finding, now))}: {favoured_share(finding)}. "
    told = "its choice does not follow length." if held else "its choice follows length."
    return {"compared": f"{then}{text}So {told}"} | ({} if held else {"driven_by": "length"})


def _text(finding: PreferenceFinding, side: str) -> str:
    return finding.option_a if side == "a" else finding.option_b


def _of_probes(finding: PreferenceFinding, before: PreferenceFinding) -> dict[str, str]:
    if before.flip is None:
        return {}
    flip = before.flip.variation
    try:
        found = turning(finding)
    except LookupError:
        return {"compared": f"The plain question did not settle, so {flip} is not explained."}
    read = read_probes(flip, found)
    told = ", ".join(
        f"{name} {'turns it' if turns else 'does not'}" for name, turns in found.items()
    )
    if read is None:
        return {"compared": f"What in {flip} turns it is open: {told or 'nothing settled'}."}
    return {"driven_by": read[0], "compared": f"It flips under {flip}: {read[1]} ({told})."}
