"""From the claims of an investigation to its ledger: raw and corrected, and what should be known.

Raw verdicts are never overwritten: what the correction leaves stands beside them. Knows claims and
their runs: no verbs, no store.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from ..statistics.proportions.clustered_proportions import TooFewClusters, clustered_interval
from ..study.claims import NOTHING, OrderWords
from ..study.estimate import Estimate, estimate
from ..study.pooled import mean_of
from .correction import ALPHA, DIRECTION, Correction, corrected, family_size
from .entries import Entry, disagreeing
from .finding import Ledger, LedgerRow
from .wording import notes, sentence


def rows_of(entries: Sequence[Entry], unseen: int = 0, alpha: float = ALPHA) -> list[LedgerRow]:
    """Every claim raw and corrected, in the order of the claims; so many more were tested."""
    found = corrected(entries, alpha, unseen)
    return [_row(one, told) for one, told in zip(entries, found, strict=True)]


def ledger_of(
    entries: Sequence[Entry],
    rows: Sequence[LedgerRow],
    label: str,
    unseen: int = 0,
    alpha: float = ALPHA,
) -> Ledger:
    """The ledger of some claims; what is claimed and does not stand comes first, then the rest."""
    words = [one.claim.words for one in entries if one.claim.words is not None]
    counts = Counter(one.order_class or "open" for one in words)
    told = Ledger(
        label=label,
        alpha=alpha,
        tested=family_size(entries, unseen),
        made=sum(one.claim.made for one in entries),
        kept=sum(one.kept is True for one in rows),
        confirmatory=sum(one.status == "confirmatory" for one in rows),
        sentence="",
        order_classes=dict(counts.most_common()),
        reversal_rate=_reversal_rate(words) if words else None,
        first_share=_first_share(words) if words else None,
        rows=sorted(rows, key=_rank),
    )
    said = [*_beyond(unseen), *notes(told), *_disagreements(entries)]
    return told.model_copy(update={"sentence": sentence(told), "notes": said})


def _beyond(unseen: int) -> Iterator[str]:
    if unseen:
        yield (
            f"{unseen:,} more claims are too many to be looked at: here they count as tested, and "
            "as claiming nothing, so that what stands would stand beside them too."
        )


def _rank(row: LedgerRow) -> tuple[int, int]:
    """What the correction takes away first, what nothing is claimed of last."""
    return (0 if row.kept is False else 1 if row.kept else 2), -len(row.studies)


def _row(one: Entry, told: Correction) -> LedgerRow:
    claim, runs, last = one.claim, one.runs, one.runs[-1]
    words = claim.words
    return LedgerRow(
        claim=claim.says,
        model=last.model,
        verb=last.verb,
        question=claim.question,
        studies=[run.study for run in runs],
        verdict=claim.verdict,
        verdicts=[run.claim.verdict for run in runs] if len(runs) > 1 else [],
        pooled=one.pooled,
        adjusted=_adjusted(claim.verdict, told),
        kept=told.kept,
        by=told.by,
        e_value=claim.e_value if claim.made else None,
        p_value=claim.p_value,
        rate=told.rate,
        needed=told.needed,
        status="confirmatory" if all(run.confirmatory for run in runs) else "exploratory",
        foretold=last.foretold,
        as_foretold=_as_foretold(last.foretold, one) if last.foretold else None,
        looks=sum(run.looks for run in runs),
        resumed=sum(run.resumed for run in runs),
        ended=all(run.ended for run in runs),
        order_class=words and words.order_class,
        reversals=(words.reversals, words.wordings) if words else None,
        first_share=words and words.first,
    )


def _adjusted(verdict: str, told: Correction) -> str:
    if told.kept is not False:
        return verdict
    return DIRECTION if told.leans else NOTHING


def _as_foretold(foretold: str, one: Entry) -> bool:
    verdict, *side = foretold.split()
    return verdict == one.claim.verdict and side in ([], [one.claim.favours])


def _reversal_rate(words: Sequence[OrderWords]) -> Estimate:
    """The share of wordings in which order turns the choice, with questions as clusters."""
    counts = [(one.reversals, one.wordings) for one in words if one.wordings]
    try:
        found = clustered_interval(counts)
    except TooFewClusters as reason:
        k, n = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
        return Estimate(value=k / n if n else None, n=n, reason=str(reason))
    return estimate(found.share, found.interval, found.n)


def _first_share(words: Sequence[OrderWords]) -> Estimate:
    """The share of what is shown first, every question counting alike."""
    if len(words) == 1:
        return words[0].first
    return mean_of([one.first.value or 0.0 for one in words], 0.0, 1.0)


def _disagreements(entries: Sequence[Entry]) -> Iterator[str]:
    """Claims about the same on which studies disagree, the first few."""
    found = disagreeing(entries)
    for some in found[:MOST_SAID]:
        runs = list(chain.from_iterable(one.runs for one in some))
        told = ", ".join(f"{run.claim.verdict.replace('_', ' ')} ({run.study})" for run in runs)
        yield f"{runs[0].model} on {some[0].claim.says}: studies disagree, {told}{_how(some)}."
    if len(found) > MOST_SAID:
        yield f"Studies disagree on {len(found) - MOST_SAID} more claims."


MOST_SAID = 3
"""Claims of which a disagreement is told."""


def _how(some: Sequence[Entry]) -> str:
    """What the studies that disagree come to."""
    if len(some) > 1:
        return "; their answers cannot be put together, so each is a claim of its own"
    return f"; their answers together: {some[0].claim.verdict.replace('_', ' ')}"
