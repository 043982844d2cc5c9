"""Studies as the store is given them when they begin: planned ones, and imported ones."""

import secrets
from base64 import b32encode
from dataclasses import replace
from datetime import UTC, datetime

from ..store.found import Import
from ..store.records import StudyRecord
from ..store.texts import canonical, clean, digest
from .archive import STUDY
from .study.design import Design
from .study.limits import Limits
from .study.verb import Taken

NO_LABEL = ""
"""What is asked is the same study under every label."""


def new_study(design: Design, label: str, planned: int) -> StudyRecord:
    """A study that has not begun, under an id of its own."""
    plain = design.model_dump(mode="json")
    if not plain["hypothesis"]:  # the same study as before there were any
        del plain["hypothesis"]
    return StudyRecord(
        id=STUDY + b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower(),
        verb=plain["verb"],
        model=design.model,
        label=clean(label),
        design=plain,
        digest=digest(canonical([plain, NO_LABEL])),
        state="running",
        planned=planned,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def imported(taken: Taken, label: str) -> Import:
    """A study that is complete from the start; each label has its own copy."""
    record = new_study(taken.design, label, taken.answers)
    own = digest(canonical([record.design, record.label]))
    record = replace(record, state="done", warnings=taken.warnings, digest=own)
    return Import(record, taken.trials, taken.findings, taken.replaces)


def limited(study: StudyRecord, limits: Limits) -> StudyRecord:
    """A study with other limits, as far as they are given."""
    return replace(
        study,
        max_cost_usd=study.max_cost_usd if limits.cost_usd is None else limits.cost_usd,
        max_tokens=study.max_tokens if limits.tokens is None else limits.tokens,
    )
