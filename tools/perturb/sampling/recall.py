"""The stored answers of a study as its observations, in place of a replay: to judge them anew.

A replay asks `next` what would be asked, which other rules may answer differently; here every
answer counts that there is. That is sound: the evidence holds however trials were allocated and
whenever they stopped. Knows rows and how they came about; the rules are in `verdict_rules.py`.
"""

from collections.abc import Sequence
from typing import Any

from ....store.records import TrialRecord
from ...perturbations.catalogue import Variation, variation
from ...responses.adjudication import Arbitrated, Named, Naming
from ...study.questions import Option, Question, Trial
from ..design import PerturbDesign
from ..finding import PreferenceFinding
from ..follow_up.proposals import MeaningChecked, Proposal, Proposed, meaning_checks
from ..study import Perturb
from ..targets import targets_of


def rejudged(design: PerturbDesign, records: Sequence[TrialRecord]) -> list[PreferenceFinding]:
    """The findings of a study by the rules of today, from all of its answers.

    Raises:
        ValueError: the design cannot be carried out any more.
    """
    study = Perturb(design)
    arbitrated = design.readout == "enact" and design.judge is not None
    observations = recalled(design, records)
    if not arbitrated or design.judge is None:
        return study.conclude(observations)
    found = Arbitrated(study, design.judge, design.seed).conclude(observations)
    return [one for one in found if isinstance(one, PreferenceFinding)]


def judged_together(design: PerturbDesign, records: Sequence[TrialRecord]) -> PreferenceFinding:
    """One question by all answers of several studies, in the order in which they were asked.

    Replicates number on from study to study: then a look after any answer is one look at one long
    sequence, and evidence stays valid. What follow-up arms asked is left aside.

    Raises:
        ValueError: there is no answer.
    """
    option_a, option_b, _ = records[0].offered
    alone = {"option_a": option_a, "option_b": option_b, "pairs": (), "find_flip": False}
    alone |= {"proposer": None, "factors": (), "placebo": False}
    own = design.model_copy(update=alone)
    [finding] = rejudged(own, [one for one in records if not one.extra.get("stage")])
    return finding


def recalled(design: PerturbDesign, records: Sequence[TrialRecord]) -> list[Any]:
    """What a study has observed: answers by replicate, what was proposed before them."""
    proposed = _proposed(design, [one for one in records if one.kind == Proposal.kind])
    checked = _checked(design, proposed, {one.id: one.outcome for one in records})
    known = {one.variation().id: one.variation() for one in design.variations}
    known |= {made.id: made for one in checked if (made := one.variation())}
    choices = [one for one in records if one.kind == Trial.kind]
    choices.sort(key=lambda one: (one.replicate, one.extra.get("room", 0)))
    seen = [(one, trial) for one in choices if (trial := _trial(one, known)) is not None]
    answers: list[Any] = [trial.observed(record.answer) for record, trial in seen]
    trials = {trial.id: (trial, record) for record, trial in seen}
    return [*proposed, *checked, *answers, *_named(records, trials)]


def _trial(record: TrialRecord, known: dict[str, Variation]) -> Trial | None:
    """The trial of a row; None of a variation that is not known any more."""
    try:
        asked = known.get(record.variation) or variation(record.variation)
    except ValueError:
        return None
    option_a, option_b, first = record.offered
    return Trial(
        Question(Option(option_a), Option(option_b)),
        asked,
        first,
        record.replicate,
        record.readout,  # pyright: ignore[reportArgumentType]
        record.extra.get("stage", ""),
        room=record.extra.get("room", 0),
    )


def _proposed(design: PerturbDesign, records: Sequence[TrialRecord]) -> list[Proposed]:
    """What was proposed for each contrast; nothing of a contrast that the design has not."""
    about = {one.question.id: one.question for one in targets_of(design)}
    return [
        Proposed(
            Proposal(about[one.question], one.variation.partition(":")[2], one.extra["favours"]),
            one.reply or "",
        )
        for one in records
        if one.question in about
    ]


def _checked(
    design: PerturbDesign, proposed: Sequence[Proposed], outcomes: dict[str, str]
) -> list[MeaningChecked]:
    """What a judge said of each proposal."""
    checks = meaning_checks(proposed, design.judge, design.seed) if design.judge else []
    return [MeaningChecked(one, outcomes[one.id]) for one in checks if one.id in outcomes]


def _named(
    records: Sequence[TrialRecord], trials: dict[str, tuple[Trial, TrialRecord]]
) -> list[Named]:
    """What a judge said of texts that could not be read."""
    found: list[Named] = []
    for one in records:
        if one.kind != Naming.kind or (about := trials.get(one.extra["about"])) is None:
            continue
        judge, (trial, answered) = one.variation.partition(":")[2], about
        naming = Naming(judge, trial, answered.reply or "", one.offered[2])
        found.append(Named(naming, one.outcome, one.chosen))
    return found
