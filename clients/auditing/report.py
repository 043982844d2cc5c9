"""What an audit comes to: its conclusion, what that rests on, and where each number stands."""

import re
from collections.abc import Sequence

from pydantic import BaseModel, Field

from ...server.unseen import visible
from .claims import Claim
from .concluding import MEANS, Conclusion, conclude
from .inquiry import Examined, Inquiry
from .journal import Step
from .purse import Taken
from .tracing import Sources, Traced


class Tried(BaseModel):
    """One study of an audit."""

    how: str
    study_id: str
    state: str
    verdict: str
    sentence: str
    step: int = Field(description="of the journal, where it stands")


class Audit(BaseModel):
    """An audit of one claim about one model."""

    claim: Claim
    model: str
    auditor: str | None = Field(description="the model that chose what to try; None: the protocol")
    conclusion: Conclusion
    sentence: str
    studies: list[Tried]
    ledger: str = Field(default="", description="what stands with all claims tested together")
    said: str = Field(default="", description="the auditor's own words, for what they are worth")
    disagrees: bool = Field(default=False, description="the auditor concluded otherwise")
    numbers: list[Traced] = Field(description="every number of sentences and words above")
    dropped: list[str] = Field(default=[], description="words of the auditor without a source")
    ended: str = Field(default="", description="why it ended before its time, if it did")
    taken: Taken
    steps: list[Step]
    journal: str | None = Field(default=None, description="the file of its steps")

    @property
    def conclusion_in_words(self) -> str:
        """As people read it."""
        return self.conclusion.replace("_", " ")


def report_of(
    inquiry: Inquiry,
    auditor: str | None,
    ledger: str,
    ended: str = "",
    said: str = "",
    own: Conclusion | None = None,
) -> Audit:
    """Put an audit together. What an auditor said stays only as far as its numbers have sources."""
    found = conclude(inquiry.claim, inquiry.found)
    sources = Sources(given(inquiry.claim, inquiry.model))
    for step, answer in inquiry.journal.answers().items():
        sources.add(step, answer)
    kept, dropped = _with_sources(said, sources)
    sentence = f"{_headed(inquiry, found.conclusion)}: {found.because}."
    tried = [_tried(one) for one in inquiry.found]
    texts = [sentence, ledger, kept, *(one.sentence for one in tried)]
    numbers = [one for text in texts for one in sources.of(text)[0]]
    return Audit(
        claim=inquiry.claim,
        model=inquiry.model,
        auditor=auditor,
        conclusion=found.conclusion,
        sentence=sentence,
        studies=tried,
        ledger=ledger,
        said=kept,
        disagrees=own is not None and own != found.conclusion,
        numbers=list({(one.number, one.step, one.path): one for one in numbers}.values()),
        dropped=dropped,
        ended=ended,
        taken=inquiry.purse.taken,
        steps=inquiry.journal.steps,
        journal=None if inquiry.journal.file is None else str(inquiry.journal.file),
    )


def given(claim: Claim, model: str) -> str:
    """What a person gave: numbers in it need no other source."""
    return " ".join((claim.text, claim.a, *claim.over, model))


def _headed(inquiry: Inquiry, conclusion: Conclusion) -> str:
    claim = inquiry.claim
    what = f"“{visible(claim.a)}” rather than “{visible(inquiry.rival)}”"
    word = conclusion.replace("_", " ")
    return f"{word}: {visible(inquiry.model)}, {what}: {MEANS[conclusion]}"


def _tried(one: Examined) -> Tried:
    return Tried(
        how=one.how,
        study_id=one.study_id,
        state=one.state,
        verdict=one.finding.verdict or one.finding.kind,
        sentence=one.finding.sentence,
        step=one.step,
    )


def _with_sources(said: str, sources: Sources) -> tuple[str, list[str]]:
    """The sentences of a text all of whose numbers stand somewhere, and the others."""
    kept: list[str] = []
    dropped: list[str] = []
    for sentence in _sentences(visible(said)):
        (dropped if sources.of(sentence)[1] else kept).append(sentence)
    return " ".join(kept), dropped


def _sentences(text: str) -> Sequence[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+|\n+", text) if one.strip()]
