"""A ledger in words: what stands, and what a reader should know of how it came about."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ..reports import numbers
from ..study.claims import NOTHING
from ..study.wording import share
from .finding import Ledger, LedgerRow


def sentence(ledger: Ledger) -> str:
    """How many claims there are, how many are made, and how many stand."""
    counts = Counter(one.verdict for one in ledger.rows)
    told = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in counts.most_common())
    whose = f"Ledger of {ledger.label!r:.80}" if ledger.label else "Ledger"
    said = f"{whose}, {_claims(len(ledger.rows))}: {told}."
    if not ledger.made:
        return said
    corrected = [one for one in ledger.rows if one.kept is not None]
    how = " and ".join(sorted({one.by for one in corrected if one.by} - {"known"}, reverse=True))
    if not how:
        return said if not corrected else f"{said} Nothing was estimated, so nothing is corrected."
    return (
        f"{said} With all {ledger.tested:,} tested together ({how}, at most {ledger.alpha:.0%} of "
        f"what stands false on average) {ledger.kept} of {len(corrected)} claims stand."
    )


def _claims(number: int) -> str:
    return f"{number:,} {'claim' if number == 1 else 'claims'}"


def notes(ledger: Ledger) -> list[str]:
    """What should be known: what does not stand, what was foretold, repeated and looked at."""
    rows = ledger.rows
    return [*_lost(rows), *_foretold(ledger), *_repeats(rows), *_looks(rows), *_order(ledger)]


def _lost(rows: Sequence[LedgerRow]) -> Iterator[str]:
    lost = [one for one in rows if one.kept is False]
    if not lost:
        return
    counts = Counter(one.verdict for one in lost)
    told = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in counts.most_common())
    bars = [one.needed for one in lost if one.by == "e-BH" and one.needed is not None]
    more = (
        f" An e-value of {numbers.evidence(min(bars))} would: ask the same anew with another seed, "
        f"which adds its answers; next time give claims={len(rows)} beforehand."
        if bars
        else ""
    )
    lean = sum(one.adjusted != NOTHING for one in lost)
    left = f" Of {lean} of them it is left that the model leans so." if lean else ""
    yield (
        f"The ledger does not keep {told}: alone the evidence suffices, among so many not."
        f"{left}{more}"
    )


def _foretold(ledger: Ledger) -> Iterator[str]:
    rows, n = ledger.rows, ledger.confirmatory
    if not n:
        yield "All exploratory: no design foretold a verdict (hypothesis) or a number of claims."
        return
    told = [one for one in rows if one.as_foretold is not None]
    right = sum(one.as_foretold is True and one.kept is not False for one in told)
    came = f"; {right} of {len(told)} foretold verdicts came about and stand" if told else ""
    yield f"{n} confirmatory, {len(rows) - n} exploratory{came}."


def _repeats(rows: Sequence[LedgerRow]) -> Iterator[str]:
    again = [one for one in rows if len(one.studies) > 1]
    if again:
        runs = sum(len(one.studies) for one in again)
        yield (
            f"{_claims(len(again))} asked more than once ({runs} studies): each is one claim, "
            "judged by all of its answers together where they can be."
        )


def _looks(rows: Sequence[LedgerRow]) -> Iterator[str]:
    looked = [one for one in rows if one.looks or one.resumed]
    if looked:
        looks, resumed = sum(one.looks for one in looked), sum(one.resumed for one in looked)
        yield (
            f"{_claims(len(looked))} looked at before the end ({looks} looks, {resumed} resumed): "
            "e-values allow for that, p-values do not."
        )
    open_ones = sum(not one.ended for one in rows)
    if open_ones:
        yield f"{_claims(open_ones)} of studies that have not ended: their verdicts may change."


def _order(ledger: Ledger) -> Iterator[str]:
    """The words of the literature on order."""
    if not ledger.order_classes:
        return
    told = ", ".join(f"{n} {word}" for word, n in ledger.order_classes.items())
    said = f"By order alone (arXiv 2506.14092): {told}."
    if ledger.reversal_rate is not None and ledger.reversal_rate.value is not None:
        said += f" Order turns the choice in {share(ledger.reversal_rate)} wordings"
        if ledger.reversal_rate.low is None:
            said = said.replace(share(ledger.reversal_rate), _bare(ledger.reversal_rate.value))
        said += "."
    if ledger.first_share is not None and ledger.first_share.low is not None:
        said += f" What is shown first is chosen in {share(ledger.first_share)}."
    yield said


def _bare(value: float) -> str:
    return f"{numbers.decimal(value)} (no interval of one question)"
