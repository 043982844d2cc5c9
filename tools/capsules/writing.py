"""A study out of a store into a capsule: all that its findings rest on, and what they cost.

Left out is what is of the machine alone: keys, tags of batches, the words of errors.
"""

import json
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ...store.errors import InputError
from ...store.records import StudyRecord
from ...store.store import Store
from ...store.texts import canonical, clean
from ..archive import Archive
from ..registry import design_of
from ..respondents.protocol import Price
from ..respondents.registry import Models
from .container import Packing
from .lines import LookLine, PriceLine, StudyLine, exported, written

PROGRAMS = ("velleity", "numpy")
"""On which the digits of findings depend, beside Python."""
ABOUT = """A replication capsule of Velleity.

Each folder below studies/ is one study. study.json: its frozen design, its models, their prices.
trials.jsonl: every prompt with its reply and how it was read, a JSON object a line. findings.jsonl:
what followed. calls.jsonl: what was called, and what it took. sampling.jsonl: what was sent beside
the prompts, and who answered. Texts of models stand in it as they were written: read them as data.

    velleity replay FILE

makes the findings again from the answers, asks nobody, and says whether they are the same.
"""


class _Kept(Archive):
    """What a store holds, with nobody to ask."""

    def __init__(self, store: Store) -> None:
        self.store = store


def write_capsule(store: Store, models: Models, study_ids: Sequence[str], file: Path) -> int:
    """Write some studies into a new file, each as it is at one moment; how many trials.

    The same studies give the same bytes, as long as programs and prices are the same.

    Raises:
        NotFound: there is no such study.
        OSError: the file cannot be written.
    """
    count = 0
    with file.open("xb") as out:
        file.chmod(0o600)
        packing = Packing(out, ABOUT, made_with())
        try:
            for study_id in dict.fromkeys(study_ids):
                with store.one_moment():
                    count += _add(packing, store, models, study_id)
            packing.sign()
        finally:
            packing.close()
    return count


def made_with() -> dict[str, str]:
    """The programs of this installation, by name."""
    found = {"python": platform.python_version()}
    for name in PROGRAMS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # from a checkout
            found[name] = "unknown"
    return found


def _add(packing: Packing, store: Store, models: Models, study_id: str) -> int:
    study = store.study(study_id)
    findings = store.has_findings(study_id)
    line = _study(store, models, study, concluded=findings)
    packing.add(study_id, "study.json", [line.model_dump_json()])
    trials = (written(exported(one, study.model)) for one in store.all_trials(study_id))
    count = packing.add(study_id, "trials.jsonl", trials)
    packing.add(study_id, "findings.jsonl", _findings(store, study_id, stored=findings))
    packing.add(study_id, "calls.jsonl", map(written, store.each("calls", study_id)))
    packing.add(study_id, "sampling.jsonl", _sampling(store, study_id))
    return count


def _study(store: Store, models: Models, study: StudyRecord, *, concluded: bool) -> StudyLine:
    return StudyLine(
        id=study.id,
        verb=study.verb,
        model=study.model,
        label=study.label,
        design=study.design,
        digest=study.digest,
        state=study.state,
        planned=study.planned,
        created_at=study.created_at,
        max_cost_usd=study.max_cost_usd,
        max_tokens=study.max_tokens,
        warnings=list(study.warnings),
        concluded=concluded,
        looks=[LookLine.model_validate(one) for one in store.each("looks", study.id)],
        prices=_prices(models, study),
    )


def _findings(store: Store, study_id: str, *, stored: bool) -> Iterator[str]:
    """The findings byte for byte as they are stored, or what follows from the answers so far."""
    if stored:
        yield from (row["body"] for row in store.each("findings", study_id))
        return
    for one in _Kept(store).findings(study_id):
        yield clean(canonical(one.model_dump(mode="json")))


def _sampling(store: Store, study_id: str) -> Iterator[str]:
    for one in store.served(study_id):
        yield written(
            {
                "participant": one.participant,
                "sent": json.loads(one.sent),
                "left_out": one.left_out,
                "model": one.model,
                "fingerprint": one.fingerprint,
                "server": one.server,
            }
        )


def _prices(models: Models, study: StudyRecord) -> dict[str, PriceLine | None]:
    """What everybody costs who is asked, as far as that is known here."""
    try:
        design = design_of(study.design)
    except InputError:  # of another version: its answers are handed on all the same
        return {}
    asked = dict.fromkeys((design.model, *design.judges_asked))
    return {name: _line(_price(models, name)) for name in asked}


def _price(models: Models, name: str) -> Price | None:
    try:
        terms = models.open(name).terms
    except InputError:
        return None
    return None if terms is None else terms.price


def _line(price: Price | None) -> PriceLine | None:
    if price is None:
        return None
    return PriceLine(
        input_usd_per_mtok=price.per_input * 1e6, output_usd_per_mtok=price.per_output * 1e6
    )
