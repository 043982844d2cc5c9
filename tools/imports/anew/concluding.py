"""The findings of an import once more, from the rows that it stored: byte for byte, if all is well.

Rows of choices are counted and judged as at first. Of everything else a row keeps its record whole.
Knows one study: what people say of the pairs of a judge stands in its own rows.
"""

from collections.abc import Callable, Iterable, Sequence

from ....store.errors import InputError
from ....store.records import TrialRecord
from ....store.staging import Staging
from ...stated_revealed.verdict_rules import Rule as StanceRule
from ...study.asked import short_digest
from ...study.protocol import recorded
from ...study.verb import Replayed
from ..cards.ballots import Vote
from ..cards.votes import Votes
from ..comparisons import ComparisonLine, import_comparisons
from ..design import ImportDesign
from ..imported import SAID, Imported, said_before
from ..judgements import PEOPLE, JudgementLine
from ..replies import ReplyLine, import_replies
from ..taking import chosen_again

Rows = Callable[[], Iterable[TrialRecord]]


def concluded_again(design: ImportDesign, rows: Rows) -> Replayed:
    """What follows from the rows, and what of the design does not agree with them.

    Raises:
        InputError: an earlier release stored them, and not all that their records said; or they are
            no rows of such an import.
    """
    if design.of == "choice":
        taken = chosen_again(Staging(), design, rows())
        assert isinstance(taken.design, ImportDesign)
        return Replayed(list(taken.findings), _faults(design, taken.design.records, taken.answers))
    found = _imported(design, rows)
    made = [recorded(place, one) for place, one in enumerate(found.findings)]
    return Replayed(made, _faults(design, found.digest, found.answers))


def _faults(design: ImportDesign, mark: str, answers: int) -> tuple[str, ...]:
    if design.records == mark:
        return ()
    said = f"the {answers:,} answers are not those that the design names by their digest"
    return (f"{said} ({design.records!r:.40}; these have {mark!r})",)


def _imported(design: ImportDesign, rows: Rows) -> Imported:
    if design.of == "reply":
        said = said_before(design.model, rows())
        who = {"kind": "reply", "model": design.model}
        lines = [ReplyLine.model_validate({**one, **who}) for one in said]
        return _only(import_replies(lines, StanceRule()))
    if design.of == "comparison":
        said = said_before(design.model, rows())
        compared = [ComparisonLine.model_validate({**one, "kind": "comparison"}) for one in said]
        return _only(import_comparisons(compared))
    return _of_votes(design, rows)


def _of_votes(design: ImportDesign, rows: Rows) -> Imported:
    votes, people = Votes(Staging()), dict[str, Vote]()
    for row in rows():
        [said] = said_before(design.model, [row])
        line = JudgementLine.model_validate({**said, "kind": "judgement"})
        if design.of == "judge":
            votes.add_of_judge(line)
            if PEOPLE in row.extra:
                people[short_digest(line.pair_name)] = row.extra[PEOPLE]
        else:
            votes.add_of_actor(line)
    if design.of == "judge":
        return votes.judged(design.model, people, ()).made
    made = votes.written(design.model)
    return _only([] if made is None else [made.made])


def _only(made: Sequence[Imported]) -> Imported:
    if len(made) != 1:
        raise InputError(f"These are no rows of one import: no {SAID!r} of them makes a study.")
    return made[0]
