"""Who can be asked without a provider: names with settings, as `sim/bob?strength=2&order=0.3`.

Knows which settings each kind has and between which bounds; nothing of what they do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from ...properties.marks import MARKS
from .answering import Answering
from .choosing import Choosing
from .profiles import PROFILES, Profile
from .reviewers import (
    ANNOTATORS,
    CRITICS,
    HIDDEN,
    LARGEST_WEIGHT,
    SCRIBES,
    Annotator,
    Critic,
    Scribe,
)
from .reviewing import Annotating, Reviewing, Scribing
from .speaking import Simulated
from .spoilers import CELLS, Spoilers
from .stances import STANCES, Stance
from .writers import JUDGES, WRITERS, Judge, Writer
from .writing import Judging, Writing

Bounds = Mapping[str, tuple[float, float]]
_PROFILE: Bounds = {
    "strength": (0, 100),
    "order": (-50, 50),
    "lapse": (0, 1),
    "refusal": (0, 1),
    "layout": (-100, 100),
}
_SPOILERS: Bounds = {
    "length": (-50, 50),
    "spread": (0, 50),
    "system": (-100, 100),
    "pairs": (0, 50),
    "refusing_cells": (0, CELLS),
    "unreadable_cells": (0, CELLS),
    "turned_cells": (0, CELLS),
    "odd_cells": (0, CELLS),
    "odd_share": (0, 1),
    "key": (0, 2**53),
    "cut_off": (0, 1),
    "unreadable": (0, 1),
    "one_sided": (-1, 1),
    "one_sided_refusal": (-1, 1),
    "second_label": (0, 1),
    "long_labels": (0, 1),
    "wordy": (0, 1),
    "drift": (-1, 1),
    "sticky": (0, 1),
    "greedy": (0, 1),
}
_WHOLE = {"key", "greedy"}
_WRITER: Bounds = {
    "quality": (0, 30),
    "response": (-10, 10),
    "exhortation": (-10, 10),
    "noise": (0, 10),
    "strength": (0, 100),
    "padding": (-10, 10),
    "pleading": (0, 1),
}
_JUDGE: Bounds = {
    "accuracy": (0.5, 1),
    "slot": (-50, 50),
    "length": (-50, 50),
    "deaf": (0, 1),
    "refusal": (0, 1),
    "gullible": (0, 1),
}
_STANCE: Bounds = {
    "stated": (-50, 50),
    "revealed": (-50, 50),
    "spread_stated": (0, 50),
    "spread": (0, 50),
    "flips": (0, 1),
    "wobbles": (0, 1),
    "yes": (-50, 50),
    "yes_revealed": (-50, 50),
    "label": (-50, 50),
    "first": (-50, 50),
    "refusal": (0, 1),
    "refusal_revealed": (0, 1),
    "neutral": (0, 1),
    "lapse": (0, 1),
    "key": (0, 2**53),
}
_CRITIC: Bounds = {
    **dict.fromkeys((*MARKS, *HIDDEN), (-LARGEST_WEIGHT, LARGEST_WEIGHT)),
    "order": (-LARGEST_WEIGHT, LARGEST_WEIGHT),
    "refusal": (0, 1),
    "tie": (0, 1),
    "steady": (0, 1),
    "key": (0, 2**53),
}
_OWN = ("order", "refusal", "tie", "steady", "key")
"""Settings of a critic that are no weights."""
_ANNOTATOR: Bounds = {"accuracy": (0, 1)}
_SCRIBE: Bounds = {"obeys": (0, 1)}
Truth = Profile | Writer | Judge | Stance | Critic | Annotator | Scribe
EVERYBODY: tuple[Sequence[Truth], ...] = (
    PROFILES,
    WRITERS,
    JUDGES,
    STANCES,
    CRITICS,
    ANNOTATORS,
    SCRIBES,
)
ROSTER: dict[str, Truth] = {one.name: one for kind in EVERYBODY for one in kind}


def simulated(name: str) -> Simulated:
    """Open a simulated respondent by its name and settings.

    Raises:
        ValueError: there is no such respondent, or no such setting, or it is out of bounds.
    """
    base, mark, query = name.partition("?")
    truth = ROSTER.get(base)
    if truth is None:
        raise ValueError(
            f"There is no model {name[:80]!r} here. Simulated respondents: {', '.join(ROSTER)}."
        )
    if isinstance(truth, Profile):
        settings = _settings(name, mark, query, {**_PROFILE, **_SPOILERS})
        return Choosing(
            name, replace(truth, **_part(settings, _PROFILE)), _spoilers(name, settings)
        )
    if isinstance(truth, Stance):
        return Answering(name, replace(truth, **_settings(name, mark, query, _STANCE)))
    if isinstance(truth, Writer):
        return Writing(name, replace(truth, **_settings(name, mark, query, _WRITER)))
    if isinstance(truth, Critic):
        return Reviewing(name, _critic(truth, _settings(name, mark, query, _CRITIC)))
    if isinstance(truth, Annotator):
        return Annotating(name, replace(truth, **_settings(name, mark, query, _ANNOTATOR)))
    if isinstance(truth, Scribe):
        return Scribing(name, replace(truth, **_settings(name, mark, query, _SCRIBE)))
    return Judging(name, replace(truth, **_settings(name, mark, query, _JUDGE)))


def _critic(truth: Critic, settings: Mapping[str, float]) -> Critic:
    """Weights are set one by one; those that are not named stay as they are."""
    own = {name: settings[name] for name in _OWN if name in settings}
    weights = {name: value for name, value in settings.items() if name not in own}
    return replace(truth, weights={**truth.weights, **weights}, **own)


def _part(settings: Mapping[str, float], bounds: Bounds) -> dict[str, float]:
    return {key: value for key, value in settings.items() if key in bounds}


def _spoilers(name: str, settings: Mapping[str, float]) -> Spoilers:
    found = Spoilers(**_part(settings, _SPOILERS))
    if sum(count for _, count in found.counts) > CELLS:
        kinds = ", ".join(f"{kind}_cells" for kind, _ in found.counts)
        raise ValueError(f"{name!r}: {kinds} together are more than {CELLS}, all that there are.")
    return found


def _settings(name: str, mark: str, query: str, bounds: Bounds) -> dict[str, float]:
    if not mark:
        return {}
    try:
        if not (pairs := parse_qsl(query, strict_parsing=True, max_num_fields=20)):
            raise ValueError("no settings")
    except ValueError:
        raise ValueError(f"{name!r} should read like sim/bob?strength=2&order=0.3.") from None
    settings: dict[str, float] = {}
    for key, text in pairs:
        if key not in bounds or key in settings:
            raise ValueError(f"{name!r}: {key!r} cannot be set; settings: {', '.join(bounds)}.")
        settings[key] = _number(name, key, text, *bounds[key])
    return settings


def _number(name: str, key: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high or (key in _WHOLE and value % 1):
        kind = "a whole number" if key in _WHOLE else "a number"
        raise ValueError(f"{name!r}: {key} must be {kind} from {low:.16g} to {high:.16g}.")
    return value
