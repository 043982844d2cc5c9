"""Exact prompts and replies behind a preference: the flipping one, an ordinary one, a refusal.

Which ones is settled by what they are, the first stored of each kind, never by what a reply says.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ....store.records import StudyRecord, TrialRecord
from ...perturbations.catalogue import PLAIN
from ...perturbations.listing import in_words
from ...reports.numbers import evidence
from ...reports.page import Quote
from ...reports.quoting import LOOKED, quote, with_texts
from ...study.verb import Trials
from ..finding import Flip, PreferenceFinding
from ..notes import apart
from ..wording import favoured, order

FLIPPED, ORDINARY, REFUSED = "flipped", "ordinary", "refused"
SHOWN_APART = 4


def own_quotes(study: StudyRecord, finding: PreferenceFinding, trials: Trials) -> list[Quote]:
    """At most one answer of each kind, as it was asked."""
    return list(_quotes(study, finding, trials, ("", "")))


def one_quote(
    study: StudyRecord, finding: PreferenceFinding, trials: Trials, name: str, title: str
) -> Quote | None:
    """The answer that shows most of one of many preferences, folded; None where none has texts."""
    return next(_quotes(study, finding, trials, (name, title)), None)


def _quotes(
    study: StudyRecord, finding: PreferenceFinding, trials: Trials, named: tuple[str, str]
) -> Iterator[Quote]:
    name, title = named
    side = finding.favours or "a"
    other = "b" if side == "a" else "a"
    asked: dict[str, Any] = {"question": finding.question_id or None, "limit": LOOKED}
    kinds: list[tuple[str, str, dict[str, Any]]] = [
        (ORDINARY, "An ordinary answer", {"chosen": side, "variation": PLAIN}),
        (ORDINARY, "An ordinary answer", {"chosen": side}),
        (REFUSED, "A refusal", {"outcome": "refused"}),
        (ORDINARY, "An answer", {}),
    ]
    if finding.flip is not None:
        turned = {"chosen": other, "variation": finding.flip.variation}
        kinds.insert(0, (FLIPPED, "The variation that flips it", turned))
    given: set[str] = set()
    for kind, told, which in kinds:
        if kind in given or (kind == ORDINARY and not which and given):
            continue
        trial = with_texts(trials(study.id, **asked, **which))
        if trial is not None:
            given.add(kind)
            said = _caption(finding, trial, kind)
            yield quote(title or told, trial, said, name=name or kind, folded=bool(title))


def _caption(finding: PreferenceFinding, trial: TrialRecord, kind: str) -> str:
    if kind == FLIPPED and finding.flip is not None:
        return f"{finding.flip.description}; {_against(finding, finding.flip)}."
    read = trial.outcome.replace("_", " ")
    if trial.chosen is not None:
        read = f"chose option {trial.chosen}"
    return f"{in_words(trial.variation)}, {order(trial.first)}; read as: {read}."


def _against(finding: PreferenceFinding, flip: Flip) -> str:
    if flip.e_value is None:
        return f"known to turn from {favoured(finding)}"
    return f"e-value {evidence(flip.e_value)} against {favoured(finding)}"


def example_quotes(finding: PreferenceFinding) -> Sequence[Quote]:
    """What the model said where a cell was set aside, or declines: one reply each."""
    return [
        Quote(
            f"{in_words(one.variation)}, {order(one.first)}",
            (),
            one.untrusted_model_text,
            "One of the replies that chose neither option.",
        )
        for one in apart(finding)[:SHOWN_APART]
        if one.untrusted_model_text
    ]
