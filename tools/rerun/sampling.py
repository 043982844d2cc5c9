"""Which trials of a study are asked once more: a part of every cell, drawn from the seed.

A cell is a variation in one order, within one arm; a prompt is a question in a cell. Only what the
study asked its own model is drawn, and only what reads as a choice: no text, no judge's verdict.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ...store.records import WRITTEN, Answer, TrialRecord
from ..study.asked import Askable, short_digest
from ..study.protocol import Study
from .design import MOST_AGAIN, Again, KnownAnswer
from .reading import read_as

READ_AS_CHOICES = ("choice", "stance", "verdict")


class Drawn(NamedTuple):
    """What a design is made of."""

    again: tuple[Again, ...]
    before: dict[str, dict[str, int]]
    answers: tuple[KnownAnswer, ...]
    order: tuple[int, ...]


def drawn(
    base: Study,
    stored: Mapping[str, Answer],
    records: Iterable[TrialRecord],
    fraction: float,
    seed: int,
) -> Drawn:
    """Draw trials, as many of each cell as their share of all, and at least one.

    Raises:
        ValueError: the study has nothing that could be asked once more and compared, or too much.
    """
    asked, batches = _asked(base, stored)
    cells: dict[str, list[Again]] = {}
    before: dict[str, Counter[str]] = {}
    for one in records:
        trial = asked.get(one.id)
        if trial is None or trial.to is not None or one.kind not in READ_AS_CHOICES:
            continue
        cell = _cell_of(one)
        prompt = short_digest(one.question, cell, one.readout)
        cells.setdefault(cell, []).append(Again(trial=one.id, prompt=prompt, cell=cell))
        before.setdefault(prompt, Counter())[read_as(one.outcome, one.chosen)] += 1
    if not cells:
        raise ValueError("it has no stored choice of its own model to hold a fresh one against")
    draw = random.Random(f"rerun:{seed}")  # noqa: S311 - reproducible by intent
    again = tuple(one for cell in sorted(cells) for one in _some(cells[cell], fraction, draw))
    if len(again) > MOST_AGAIN:
        raise ValueError(f"{len(again):,} are more than {MOST_AGAIN:,}: give a smaller fraction")
    answers, order = _known(batches, {one.trial for one in again}, stored)
    kept = {one.prompt: dict(sorted(before[one.prompt].items())) for one in again}
    return Drawn(again, kept, answers, order)


def _some(cell: Sequence[Again], fraction: float, draw: random.Random) -> list[Again]:
    ordered = sorted(cell, key=lambda one: one.trial)
    return draw.sample(ordered, max(1, round(fraction * len(ordered))))


def _cell_of(one: TrialRecord) -> str:
    order = f" ({one.first} first)" if one.first else ""
    arm = f" [{one.extra['stage']}]" if "stage" in one.extra else ""
    return f"{one.variation}{order}{arm}"


def _asked(
    base: Study, stored: Mapping[str, Answer]
) -> tuple[dict[str, Askable], list[Sequence[Askable]]]:
    """All that was asked, by id and round by round."""
    observations: list[object] = []
    batches: list[Sequence[Askable]] = []
    while batch := base.next(observations):
        batches.append(batch)
        seen = [one.observed(stored[one.id]) for one in batch if one.id in stored]
        observations += seen
        if len(seen) < len(batch):
            break
    return {one.id: one for batch in batches for one in batch}, batches


def _known(
    batches: Sequence[Sequence[Askable]], wanted: set[str], stored: Mapping[str, Answer]
) -> tuple[tuple[KnownAnswer, ...], tuple[int, ...]]:
    """The answers that the wanted prompts depend on: of the rounds before the last of them."""
    last = max(at for at, batch in enumerate(batches) if any(one.id in wanted for one in batch))
    places: dict[KnownAnswer, int] = {}
    order: list[int] = []
    for one in (trial for batch in batches[:last] for trial in batch):
        answer = stored[one.id]
        text = answer.text if one.readout in WRITTEN else None
        known = KnownAnswer(
            outcome=answer.outcome, chosen=answer.chosen, text=text, masses=answer.masses
        )
        order.append(places.setdefault(known, len(places)))
    return tuple(places), tuple(order)
