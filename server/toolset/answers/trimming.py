"""A concise finding that fits: what may go when it is too long, in which order.

The sentence, the verdict and its numbers stay; what goes is told in full by `detail="full"`, the
tables and get_trials.
"""

from collections.abc import Callable

from ....tools.study.wording import fit
from ..results import ConciseFinding

MOST_FINDING = 1_500
"""Bytes of one concise finding as JSON."""
SHORT_OPTION = 60
"""Bytes of an option where there is no room for more."""

Trim = Callable[[ConciseFinding], ConciseFinding | None]
"""Makes a finding shorter, a little; None where there is nothing left to take."""


def trimmed(finding: ConciseFinding, most: int = MOST_FINDING) -> ConciseFinding:
    """The finding with as much as there is room for."""
    for trim in _TRIMS:
        while size(finding) > most and (shorter := trim(finding)) is not None:
            finding = shorter
    return finding


def size(finding: ConciseFinding) -> int:
    """Its bytes as JSON."""
    return len(finding.model_dump_json().encode())


def _last_of(table: str, least: int) -> Trim:
    def trim(finding: ConciseFinding) -> ConciseFinding | None:
        rows = getattr(finding, table)
        return finding.model_copy(update={table: rows[:-1]}) if len(rows) > least else None

    return trim


def _worst(least: int) -> Trim:
    """The worst of all stands last: it is the others that may go."""

    def trim(finding: ConciseFinding) -> ConciseFinding | None:
        rows = finding.worst
        return finding.model_copy(update={"worst": rows[1:]}) if len(rows) > least else None

    return trim


def _ladder(finding: ConciseFinding) -> ConciseFinding | None:
    """All rungs or none: some of them would tell another story."""
    return finding.model_copy(update={"ladder": []}) if finding.ladder else None


def _truths(finding: ConciseFinding) -> ConciseFinding | None:
    """Of a calibration the truths on which it is wrong least often: they stand last."""
    tried = finding.calibration
    if tried is None or len(tried.rows) < 2:
        return None
    return finding.model_copy(
        update={"calibration": tried.model_copy(update={"rows": tried.rows[:-1]})}
    )


def _prompt(finding: ConciseFinding) -> ConciseFinding | None:
    if finding.flip is None or not finding.flip.prompt:
        return None
    return finding.model_copy(update={"flip": finding.flip.model_copy(update={"prompt": ()})})


def _options(finding: ConciseFinding) -> ConciseFinding | None:
    given = {"option_a": finding.option_a, "option_b": finding.option_b}
    cut = {name: text and fit(text, SHORT_OPTION) for name, text in given.items()}
    return finding.model_copy(update=cut) if cut != given else None


_TRIMS: tuple[Trim, ...] = (
    _last_of("apart", 1),
    _last_of("notes", 2),
    _worst(2),
    _last_of("best", 2),
    _ladder,
    _truths,
    _prompt,
    _options,
    _last_of("notes", 1),
    _last_of("apart", 0),
    _worst(1),
    _last_of("best", 1),
    _last_of("notes", 0),
)
