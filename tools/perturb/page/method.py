"""How a preference is judged, in words, and what a verdict on it does not say."""

from collections.abc import Iterator

from ....store.records import StudyRecord
from ...study.wording import quoted
from ..finding import PreferenceFinding

E_VALUE = (
    "A cell is one wording in one order. The evidence that an option is chosen in more than half "
    "of the answers asked there is an e-value: of n answers, k of them for it, 2^(n+1) · B(k+1, "
    "n−k+1) · (1 − I½(k+1, n−k+1)), which is how much better shares above one half foretell the "
    "answers, all taken alike, than exactly one half does (B: the beta function, I: the incomplete "
    "one). By chance alone it is ever above x in at most one study of x, whenever one stops. An "
    "answer that chose neither counts against the option."
)
VERDICTS = (
    "Strong: it reaches the bar in every cell that can be read. Weak: over all cells together the "
    "option is ahead, and the mean of the e-values against it reaches the bar: the cell that "
    "reaches the bar over all cells searched is named as the flip. Leaning: ahead, and neither is "
    "shown. Indifferent: every mean share is shown to lie within the margin. Position-driven: what "
    "is shown first, or second, wins in both orders."
)
IMPORTED = (
    "Of a log all answers are used, and nothing else: means over cells, with intervals that cover "
    "at any imbalance. There is no stopping rule to allow for."
)


def rule(finding: PreferenceFinding) -> tuple[str, ...]:
    """The rules that judged it, in words, with their numbers."""
    bar = finding.claims / finding.alpha
    claims = "1 claim" if finding.claims == 1 else f"{finding.claims} claims tested together"
    numbers = (
        f"Here the bar is {bar:,.0f} ({claims}, error rate {finding.alpha:g}), the margin "
        f"±{finding.delta:g} around one half."
    )
    if finding.exact:
        known = (
            "The probabilities of both labels are known for each prompt: a cell holds where the "
            "option has more than half of the mass. Nothing is estimated."
        )
        return known, VERDICTS, numbers
    return (E_VALUE, VERDICTS, *((IMPORTED,) if finding.imported else ()), numbers)


def limits_of(study: StudyRecord, finding: PreferenceFinding) -> Iterator[str]:
    """What the verdict does not say, what is missing first."""
    if finding.needs:
        yield finding.needs
    if finding.bounds_a and finding.decided < finding.asked:
        low, high = finding.bounds_a
        yield (
            f"{finding.asked - finding.decided} of {finding.asked} answers chose neither: counting "
            f"each of them one way or the other, the share of {quoted(finding.option_a)} lies "
            f"between {low:.2f} and {high:.2f} (n = {finding.asked})."
        )
    if finding.exact:
        yield "Exact for these prompts, and silent on any other."
    elif finding.variations and finding.share_holding_low and finding.variations_holding:
        yield (
            f"It was asked in {finding.variations} wordings; of wordings like these at least "
            f"{finding.share_holding_low:.0%} hold, as far as {finding.variations} can tell."
        )
    yield from how_read(study, imported=finding.imported)


def how_read(study: StudyRecord, *, imported: bool) -> Iterator[str]:
    """What follows from how answers were had."""
    if imported:
        yield "What was asked, and how, is as the log says; it holds no prompts to be shown."
        return
    if study.design.get("readout", "label") in ("label", "logprob", "reasoned"):
        yield (
            "The model named an option. Whether it acts accordingly is another question: ask with "
            "readout enact, or run a transfer test."
        )
