"""Judge what a log says of each question: by all of its answers, and by nothing else.

A log is a tally: its answers have no order, and nothing is known of why it ended. So a mean over
cells uses them all, and no rule for stopping is applied. A cell is what was asked alike: a
variation with its factors, in one order. At temperature 0, where no prompt was answered in two
ways, repeats are no further evidence: the answers are known for these prompts.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import isfinite
from typing import NamedTuple, cast

from ...store.records import TrialRecord
from ..perturb.analysis import About, conclude_preference
from ..perturb.cells import Cell, Key, counts_of
from ..perturb.finding import PreferenceFinding
from ..perturb.sampling.evidence import Exact, Sampling, Tallied
from ..perturb.verdict_rules import Judgement, Rule
from ..perturbations.catalogue import REASONABLE, Side, Tier, Variation, variation
from ..perturbations.levels import Level
from ..study.questions import Option, Question

MOST_KEPT = 1_000
"""Findings that are kept for questions of the same numbers: one of many cells takes 50 kB."""


class Told(NamedTuple):
    """Answers alike of one question, without its texts: variation, tier, order, outcome, count."""

    variation: str
    tier: str
    toward: Side | None
    first: Side | None
    outcome: str
    chosen: Side | None
    answers: int


def judged(model: str, records: Iterable[TrialRecord], rule: Rule) -> list[PreferenceFinding]:
    """Judge every question of some stored records."""
    by_question: dict[str, list[TrialRecord]] = {}
    for record in records:
        by_question.setdefault(record.question, []).append(record)
    return [judge(model, some, rule) for some in by_question.values()]


def judge(model: str, records: Sequence[TrialRecord], rule: Rule) -> PreferenceFinding:
    """Judge one question. The same numbers are judged once, however many questions have them."""
    told = sorted(map(_told, records), key=str)
    warm = {one.extra.get("temperature", "") for one in records}
    temperature = float(warm.pop()) if len(warm) == 1 and "" not in warm else None
    option_a, option_b = records[0].option_a or "", records[0].option_b or ""
    found = _finding(tuple(told), temperature, rule)
    asked = Question(Option(option_a), Option(option_b))
    texts = {"model": model, "question_id": asked.id, "option_a": option_a, "option_b": option_b}
    return found.model_copy(update=texts)


def _told(one: TrialRecord) -> Told:
    toward = _toward(one.variation)
    if one.extra.get("turned") and toward is not None:
        toward = "b" if toward == "a" else "a"
    how = cell_name(one), one.tier or "", toward, one.first
    return Told(*how, one.outcome, one.chosen, one.count)


def _toward(name: str) -> Side | None:
    """The option that a variation of our own catalogue speaks for; of others it is not known."""
    known = _known(name)
    return known and known.toward


@lru_cache(maxsize=4_096)
def _known(name: str) -> Variation | None:
    """The variation of our own catalogue that has this name."""
    try:
        return variation(name)
    except ValueError:
        return None


def cell_name(record: TrialRecord) -> str:
    """What tells a wording from others: its variation and, if there are any, its factors."""
    factors: dict[str, str] = record.extra.get("factors", {})
    return ", ".join([record.variation, *(f"{name}={factors[name]}" for name in sorted(factors))])


def numeric_factors(record: TrialRecord) -> dict[str, float]:
    """The factors of a record that are numbers."""
    found: dict[str, float] = {}
    for name, text in record.extra.get("factors", {}).items():
        try:
            number = float(text)
        except ValueError:
            continue
        if isfinite(number):
            found[name] = number
    return found


@lru_cache(maxsize=MOST_KEPT)
def _finding(told: tuple[Told, ...], temperature: float | None, rule: Rule) -> PreferenceFinding:
    """The finding of a question that has no texts."""
    cells: dict[Key, Cell] = {}
    for one in told:
        cell = cells.setdefault((one.variation, one.first), Cell(_variation(one), one.first))
        cell.add_tally(one.outcome, counts_of(one.outcome, one.chosen), one.answers)
    question = Question(Option("a"), Option("b"))
    about = About("", question, "", imported=True, temperature=temperature)
    reasonable = [cell for cell in cells.values() if cell.variation.tier in REASONABLE]
    rungs = [cell for cell in cells.values() if cell.variation.tier not in REASONABLE]
    sampling = _sampling(reasonable, temperature, rule)
    return conclude_preference(about, Judgement(reasonable, rule, sampling), rungs)


def _sampling(cells: Sequence[Cell], temperature: float | None, rule: Rule) -> Sampling:
    one_way = all(len(cell.outcomes) == 1 and 0 in (cell.counts.a, cell.counts.b) for cell in cells)
    if temperature == 0 and one_way and cells:
        return Exact()
    return Tallied(rule.log_bar)


def _variation(told: Told) -> Variation:
    """The wording of a log, known by its name and the tier that the log gave it."""
    known = _known(told.variation)
    words = "; ".join(one.description for one in known.levels) if known else ""
    level = Level("", told.variation, cast("Tier", told.tier), words or told.variation)
    return Variation((level,), told.toward)
