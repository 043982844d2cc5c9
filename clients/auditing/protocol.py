"""The fixed protocol: what is tried next follows from what was found, and from nothing else.

State the claim; look at the lengths of the options; dry run; rank where there are several rivals;
cross-examine; lengths turned round where they differ; wide if strong, a search for a flip if not;
incentives where the claim is about them; all of it put together.
"""

from ..calling import ToolFailed
from .inquiry import Examined, How, Inquiry

LONGER = 1.1
"""The ratio of lengths from which a choice may be one of length."""
OPEN = ("leaning", "undetermined", "unstable")
BETWEEN = ("strong", "weak", "leaning")
JUDGES_NEEDED = "A claim about incentives needs at least three judges: --judge, three times."


async def follow(inquiry: Inquiry) -> None:
    """Go through the protocol; what was found stands in the inquiry.

    Raises:
        ToolFailed: a study could not be run.
        Spent: the caps of the audit end it.
    """
    note = inquiry.journal.add
    claim = inquiry.claim
    note("note", why=f"The claim: {claim.text}. It is right if {claim.a!r} is chosen.")
    if claim.kind == "incentive":
        if len(inquiry.judges) < 3:
            raise ToolFailed(JUDGES_NEEDED)
        note("note", why="It is about incentives: texts for each are put before a blind panel.")
        await inquiry.transfer()
        return
    if len(claim.over) > 1:
        note("note", why="Several rivals: rank them, and hold the claim against the best liked.")
        await inquiry.rank()
    unequal = _unequal(inquiry)
    note("note", why="Plan it first.")
    await inquiry.plan()
    note("note", why="Cross-examine it, in both orders and all usual variations.")
    main = await inquiry.examine()
    await _further(inquiry, main, unequal)


async def _further(inquiry: Inquiry, main: Examined, unequal: bool) -> None:
    """What the first finding calls for."""
    verdict = main.finding.verdict or ""
    if unequal and verdict in BETWEEN:
        why = "One option is longer: see whether the choice follows length."
        driven = await _again(inquiry, main, "lengths turned", why)
        if driven is not None and driven.finding.driven_by:
            return
    if main.finding.favours == "b":
        return  # more variations would not bring it back
    if verdict == "strong":
        await _again(inquiry, main, "wide", "It is strong: see whether it is in all variations.")
    elif verdict in OPEN or (verdict == "weak" and not _is_shown(main)):
        await _again(inquiry, main, "flip search", "It is not strong: search for what turns it.")


async def _again(inquiry: Inquiry, main: Examined, how: How, why: str) -> Examined | None:
    """Ask once more; a study that cannot be made from this one is left out, and the journal says
    so.
    """
    inquiry.journal.add("note", why=why)
    try:
        return await inquiry.again(main.study_id, how)
    except ToolFailed:
        return None


def _is_shown(main: Examined) -> bool:
    return main.finding.flip is not None and main.finding.flip.confirmed


def _unequal(inquiry: Inquiry) -> bool:
    """Whether one option is longer; nobody here could word them anew."""
    short, long = sorted((len(inquiry.claim.a), len(inquiry.rival)))
    unequal = long >= LONGER * short
    said = "differ: a preference will be tried with lengths turned round" if unequal else "agree"
    inquiry.journal.add("note", why=f"The lengths of the options {said}.")
    return unequal
