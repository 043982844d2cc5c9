"""The second act of the demo: a real model on this machine, whose preferences are a place.

Fetches the weights where they are missing; asks each prompt once for its exact probabilities.
"""

from pathlib import Path

from pydantic import BaseModel

from ...server.settings import Settings
from ...server.toolset.results import ConciseFinding
from ...server.upkeep.models import get_weights, weights_named
from ..lab import Lab, connect
from ..terminal.screen import Screen

NAME = "smollm2"
PAIRS = (
    ("a bar of dark chocolate", "a scoop of ice cream"),
    ("a cup of tea", "a cup of coffee"),
    ("a walk in the park", "an evening at the cinema"),
    ("a week by the sea", "a week in the mountains"),
    ("a kitten", "a puppy"),
    ("a thick novel", "a book of puzzles"),
)
OFFER = (
    "These were simulated. `velleity demo --real` asks a real model the same: it fetches 98 MB "
    "once, and needs no key."
)


class Act(BaseModel):
    """The whole act, as JSON prints it."""

    model: str
    findings: list[ConciseFinding]
    report_path: str


async def second_act(screen: Screen, seed: int) -> Path:
    """Ask the real model about every pair, print what it was, and return the report's path.

    Raises:
        Unavailable: the weights cannot be had; the message says why.
        ToolFailed: what runs them is not installed; the message says how to get it.
    """
    weights, settings = weights_named(NAME), Settings()
    with screen.download(weights.title) as tell:
        get_weights(settings, weights, tell)
    model = f"local/{NAME}"
    screen.print(f"{weights.title}, a real model, is asked about {len(PAIRS)} everyday pairs.\n")
    async with connect() as lab:
        findings = [await _ask(screen, lab, model, pair, seed) for pair in PAIRS]
        studies = [finding.study_id for finding in findings]
        path = Path((await lab.write_report(studies, picture=False)).report_path)
    if not screen.json(Act(model=model, findings=findings, report_path=str(path))):
        _tell(screen, findings)
        screen.print(f"\nReport: {path}", "bold")
    return path


async def _ask(
    screen: Screen, lab: Lab, model: str, pair: tuple[str, str], seed: int
) -> ConciseFinding:
    """Ask about one pair in every reasonable variation, and print its verdict."""
    study = await lab.perturb(
        model, *pair, readout="logprob", ladder=False, seed=seed, label="demo --real", fresh=True
    )
    with screen.progress(f"{pair[0]} or {pair[1]}") as report:
        [finding] = (await study.result(report)).findings
    word = (finding.verdict or finding.kind).replace("_", " ")
    screen.print(f"{word}  {pair[0]} or {pair[1]}?")
    screen.note(f"    {_of_labels(finding)}")
    return finding


def _of_labels(finding: ConciseFinding) -> str:
    """Where the probability of the two labels goes, and over how many prompts that is known."""
    first, own = finding.share_first_decided, finding.share_a_decided
    if first is None or first.value is None or own is None or own.value is None:
        return "the labels were never among its likeliest words"
    return (
        f"P(the first) = {first.value:.2f}, P({finding.option_a}) = {own.value:.2f} of what the "
        f"two labels have: exact, the mean of {first.n} prompts"
    )


def _tell(screen: Screen, findings: list[ConciseFinding]) -> None:
    """What the act has shown, by its verdicts."""
    driven = sum(finding.verdict == "position_driven" for finding in findings)
    screen.print(
        f"\nAsked once, it names an option each time and sounds as if it had a taste. In {driven} "
        f"of {len(findings)} pairs it takes what is shown first, whatever that is."
    )
