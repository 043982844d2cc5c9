"""Pages and findings that hold one text in every field, whatever fields there are.

Driven by the annotations, so that a text field added later is covered without a word here.
"""

from collections.abc import Callable, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from velleity.store.records import Calls, ServedRecord, StudyRecord, TrialRecord
from velleity.tools.calibrate.finding import CalibrationFinding
from velleity.tools.comparison.report import comparison_section
from velleity.tools.dissect.finding import DissectFinding
from velleity.tools.elicit.finding import UtilitiesFinding
from velleity.tools.follow_up.finding import FollowUpFinding
from velleity.tools.imports.cards.finding import JudgeCard
from velleity.tools.ledger.finding import Ledger
from velleity.tools.ledger.report import ledger_section
from velleity.tools.perturb.finding import PreferenceFinding, Verdict
from velleity.tools.registry import AnyFinding
from velleity.tools.report import report
from velleity.tools.reports.html import render
from velleity.tools.reports.page import Page, Section
from velleity.tools.stated_revealed.finding import StatedRevealedFinding
from velleity.tools.study.pooled import Comparison
from velleity.tools.study.verb import Trials
from velleity.tools.transfer_test.finding import TransferFinding

Write = Callable[[str], str]
"""From the name of a field to the text that it shall hold."""

Made = TypeVar("Made")

NUMBERS: dict[str, float] = {"value": 0.5, "low": 0.4, "high": 0.6, "rank": 1}
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
VERBS = {
    "preference": "perturb",
    "utilities": "elicit",
    "calibration": "calibrate",
    "stated_revealed": "stated_revealed",
    "follow_up": "follow_up",
    "dissect": "dissect",
    "transfer": "transfer_test",
    "judge_card": "import",
}


def filled(kind: type[Made], write: Write) -> Made:
    """Make one with each text written and everything else present."""
    return _value(kind, kind.__name__, write)


def whole_page(text: str) -> Page:
    return filled(Page, lambda name: text)


def findings(text: str) -> list[AnyFinding]:
    """One finding of each verdict and of each other kind, all their texts the same."""
    preference = filled(PreferenceFinding, lambda name: text)
    found: list[AnyFinding] = [
        preference.model_copy(update={"verdict": one, "question_id": f"{text}{one}"})
        for one in VERDICTS
    ]
    utilities = filled(UtilitiesFinding, lambda name: text)
    found += [utilities.model_copy(update={"no_signal": no_signal}) for no_signal in (True, False)]
    found.append(filled(StatedRevealedFinding, lambda name: text))
    found.append(filled(FollowUpFinding, lambda name: text))
    found.append(filled(DissectFinding, lambda name: text))
    found.append(filled(TransferFinding, lambda name: text))
    found.append(filled(JudgeCard, lambda name: text))
    return [*found, filled(CalibrationFinding, lambda name: text)]


def study(text: str, verb: str) -> StudyRecord:
    return filled(StudyRecord, lambda name: verb if name.endswith(".verb") else text)


def together(text: str) -> list[Section]:
    """What a page says of several studies: its ledger, and its models beside each other."""
    ledger = filled(Ledger, lambda name: text)
    found = [
        comparison_section([filled(Comparison, lambda name: text)]),
        ledger_section(ledger.model_copy(update={"rows": ledger.rows * 2})),
    ]
    return [one for one in found if one is not None]


NO_CALLS = Calls(0, 0, {}, 0, 0, None)


def drawn(
    studies: Sequence[tuple[StudyRecord, Sequence[AnyFinding]]],
    trials: Trials = lambda *_, **__: [],
) -> str:
    """The page of some studies that made no call."""
    return render(report(studies, trials, lambda _: [], lambda _: NO_CALLS))


def whole_report(text: str) -> str:
    """The page of every kind of finding and of what stands beside them, as the tools write it."""
    return render(whole_told(text))


def whole_told(text: str) -> Page:
    """What that page says."""
    trial = filled(TrialRecord, lambda name: text)
    one_each = [(study(text, VERBS[one.kind]), [one]) for one in findings(text)]
    many = [one for one in findings(text) if one.kind == "preference"]
    answered = [filled(ServedRecord, lambda name: "{}" if name.endswith(".sent") else text)]
    return report(
        [*one_each, (study(text, "import"), many)],
        lambda *_, **__: [trial],
        lambda _: answered,
        lambda _: filled(Calls, lambda name: text),
        together(text),
    )


def _value(kind: Any, path: str, write: Write) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is str:
        return write(path)
    if kind is bool:
        return True
    if kind in (int, float):
        return NUMBERS.get(path.rpartition(".")[2], 3 if kind is int else 0.5)
    if origin is Literal:
        return inner[0]
    if origin in (UnionType, Union):
        return _value(next(one for one in inner if one is not NoneType), path, write)
    if origin is dict:
        return {_value(inner[0], path, write): _value(inner[1], path, write)}
    if origin is list:
        return [_value(inner[0], path, write)]
    if origin is tuple:
        each = inner[:1] if inner[-1] is ... else inner
        parts = [_value(one, f"{path}[{n}]", write) for n, one in enumerate(each)]
        return tuple(parts)
    return _fields(kind, write)


def _fields(kind: Any, write: Write) -> Any:
    if kind is Any:
        return 3
    hints = get_type_hints(kind)
    names: list[str] = list(getattr(kind, "model_fields", None) or kind.__dataclass_fields__)
    return kind(**{name: _value(hints[name], f"{kind.__name__}.{name}", write) for name in names})
