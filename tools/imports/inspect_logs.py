"""Logs of the framework Inspect as records of choices, read by its own reader.

A sample is a choice if it has two choices, or says in its metadata what a record of ours would:
`option_a`, `option_b`, `first`, `variation`, `tier`, `factors`, `category_a`, `category_b`. What
was chosen is the letter that a scorer took for the answer; without one, that of the last line that
begins with ANSWER. A sample that ended in an error has no answer, and is missing by that name.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ...store.errors import InputError

_SUFFIX, _AS_JSON = ".eval", ".json"
_OPENS = re.compile(r'\s*\{\s*"(version|status|eval)"\s*:')
"""How a log that Inspect wrote as JSON begins; no record of ours has such a field."""
Plain = Mapping[str, Any]
LETTERS = {"A": 0, "B": 1}
TOLD = ("option_a", "option_b", "first", "variation", "tier", "factors", "category_a", "category_b")
"""Fields that metadata may give, by the names of our own."""
_ANSWER = re.compile(r"^\W*ANSWER\W*:\W*([AB])\W*$", re.IGNORECASE | re.MULTILINE)


def is_log(path: Path) -> bool:
    """Whether a file is one, by its name, or by how it begins where its name may be another's."""
    suffix = path.suffix.lower()
    if suffix != _AS_JSON:
        return suffix == _SUFFIX
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return bool(_OPENS.match(file.read(200)))
    except OSError:
        return False  # whoever reads it says why


def records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The samples of a log, one after the other, as the place of each and its record.

    Raises:
        InputError: Inspect is not installed, or its reader does not take the file.
    """
    if find_spec("inspect_ai") is None:
        raise InputError(
            f"{path.name} is a log of Inspect: to read it, pip install 'velleity[inspect]'."
        )
    reader: Any = import_module("inspect_ai.log")
    try:
        header: dict[str, Any] = reader.read_eval_log(str(path), header_only=True).model_dump()
        samples = reader.read_eval_log_samples(str(path), all_samples_required=False)
        for sample in samples:
            yield place_of(plain := sample.model_dump()), record_of(header, plain)
    except InputError:
        raise
    except Exception as error:  # whatever a reader that is not ours may raise of a bad file
        raise InputError(f"Inspect cannot read {path.name} ({str(error)[:200]}).") from error


def place_of(sample: Mapping[str, Any]) -> str:
    """Where a sample stands."""
    return f"Sample {sample['id']}, epoch {sample['epoch']}"


def record_of(header: Mapping[str, Any], sample: Mapping[str, Any]) -> dict[str, Any]:
    """A sample as a record; fields that it lacks are missing there too, and are told so.

    Both are what Inspect's models dump. The replicate is made of the sample's own id, so that a log
    that is imported twice counts once.
    """
    own: Plain = header["eval"]
    output: Plain = sample.get("output") or {}
    metadata: Plain = sample.get("metadata") or {}
    given = {name: one for name, one in metadata.items() if name in TOLD}
    choices: list[str] = sample.get("choices") or []
    if len(choices) == 2:
        given = {"option_a": choices[0], "option_b": choices[1], "first": "a", **given}
    if sample.get("error"):
        return _without_answer(own["model"], given, _number(own, sample))
    found: dict[str, Any] = {
        "kind": "choice",
        "model": own["model"],
        "chosen": _chosen(sample, output, given.get("first")),
        "replicate": _number(own, sample),
        **given,
    }
    plan: Plain = header.get("plan") or {}
    configured: Plain = plan.get("config") or {}
    if (temperature := configured.get("temperature")) is not None:
        found["temperature"] = temperature
    if (snapshot := output.get("model")) and snapshot != own["model"]:
        found["snapshot"] = snapshot
    return found


def _without_answer(model: str, given: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A sample that ended in an error, as a trial of ours that did."""
    usual = {"variation": "plain", "tier": "surface", **given}
    told = {name: usual.get(name) for name in TOLD[:5]}
    ended = {"outcome": "error", "chosen": None, "replicate": number, "count": 1}
    return {"kind": "trial", "trial_kind": "choice", "model": model, **told, **ended}


def _chosen(sample: Mapping[str, Any], output: Mapping[str, Any], first: Any) -> str:
    """The option of the letter that was taken: A is what was shown first."""
    choices: list[dict[str, Any]] = output.get("choices") or []
    if choices and choices[0].get("stop_reason") == "content_filter":
        return "refused"
    scores: Mapping[str, Mapping[str, Any]] = sample.get("scores") or {}
    answers = [str(one["answer"]) for one in scores.values() if one.get("answer")]
    said = _ANSWER.findall(str(output.get("completion") or ""))
    letter = (answers or said[-1:] or [""])[0].strip().upper()
    if letter not in LETTERS or first not in ("a", "b"):
        return "unreadable"
    return first if LETTERS[letter] == 0 else "b" if first == "a" else "a"


def _number(own: Mapping[str, Any], sample: Mapping[str, Any]) -> int:
    """A number for a sample that no other has."""
    name = f"{own.get('eval_id')} {sample['id']} {sample['epoch']} {sample.get('uuid')}"
    return int(hashlib.sha256(name.encode()).hexdigest()[:13], 16)
