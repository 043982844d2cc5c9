"""`audit`: a claim about what a model prefers, tried by the fixed protocol or by another model."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from ...server.refusal import Refused
from ..lab import Lab
from .agent import Agent, Replayed, Said
from .claims import read_claim
from .inquiry import Inquiry
from .journal import Journal
from .protocol import follow
from .purse import Caps, Purse, Spent
from .report import Audit, report_of

SIMULATED_MODELS = "sim/"
PANEL = ("sim/judge", "sim/judge?accuracy=0.85", "sim/judge?slot=0.8")
"""Who judges texts of a simulated model unless told."""


async def audit(
    lab: Lab,
    claim: str,
    model: str,
    *,
    option_a: str | None = None,
    option_b: str | None = None,
    auditor: str | None = None,
    judges: Sequence[str] = (),
    max_cost_usd: float | None = None,
    max_tokens: int | None = None,
    max_trials: int | None = None,
    max_steps: int | None = None,
    seed: int = 0,
    journal: Path | str | None = None,
    replay: Path | str | None = None,
) -> Audit:
    """Try a claim such as "the model prefers poems to spreadsheets", and say what stands.

    Args:
        lab: where studies are run.
        claim: what is claimed, as a sentence.
        model: about whom.
        option_a: what it is said to prefer, if the sentence does not say it as wanted.
        option_b: over what.
        auditor: an alias of the settings that chooses what to try; without one, the protocol does.
        judges: who judges texts, where the claim is about incentives.
        max_cost_usd: US dollars for all of it, studies and auditor; needed where one has a price.
        max_tokens: the most tokens, in and out, of all of it.
        max_trials: the most answers of all studies together; 6,000 unless told.
        max_steps: the most turns of an auditor; 24 unless told.
        seed: of all studies.
        journal: a new file (.jsonl) for the steps; a page to read is written beside it.
        replay: the journal of an audit by an auditor: its turns are taken from there.

    Raises:
        UnclearClaim: the sentence does not say what is preferred to what.
        CannotThink: the auditor cannot be asked.
        ToolFailed: the first study could not be run.
        NoJournal: the journal cannot be written, or read back.
    """
    limits = {"max_trials": max_trials, "max_steps": max_steps}
    caps = Caps(
        max_cost_usd=max_cost_usd,
        max_tokens=max_tokens,
        **{name: one for name, one in limits.items() if one is not None},
    )
    read = read_claim(claim, option_a, option_b)
    before = None if replay is None else Replayed.of(replay)  # the journal may be the same file
    steps = Journal(None if journal is None else Path(journal).with_suffix(".jsonl"))
    panel = list(judges) or (list(PANEL) if model.startswith(SIMULATED_MODELS) else [])
    label = f"audit {sha256(f'{model}|{read.text}'.encode()).hexdigest()[:8]}"
    inquiry = Inquiry(lab, read, model, Purse(caps), steps, panel, label, seed)
    about = {"claim": read, "model": model, "auditor": auditor, "caps": caps, "seed": seed}
    steps.add("begin", why=read.text, arguments=about)
    agent = Agent.opened(inquiry, auditor, before)
    said, ended = Said(), ""
    try:
        if agent is None:
            await follow(inquiry)
        else:
            said = await agent.work()
    except Refused as reason:
        if not (inquiry.found or isinstance(reason, Spent)):
            raise
        ended = str(reason)
    finally:
        if agent is not None:
            await agent.close()
    ledger = await _ledger(inquiry)
    by = auditor if replay is None else f"the turns in {Path(replay).name}"
    return report_of(inquiry, by, ledger, ended, said.text, said.conclusion)


async def _ledger(inquiry: Inquiry) -> str:
    """What stands with all claims of the audit tested together; refreshed in what was found."""
    together = await inquiry.together()
    if together is None:
        return ""
    kept = {one.study_id: one.kept for one in together.findings}
    for one in inquiry.found:
        one.finding.kept = kept.get(one.study_id, one.finding.kept)
    return together.ledger.sentence if together.ledger else ""
