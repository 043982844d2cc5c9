"""The story of strong and weak preferences, told with simulated models over the real tools."""

from pathlib import Path

from pydantic import BaseModel

from ...server.toolset.results import ConciseFinding
from ..lab import Lab, connect
from ..terminal.screen import Screen
from .second_act import OFFER

A, B = "a bar of dark chocolate", "a scoop of ice cream"
ROSTER = (
    ("sim/bob", "Bob says he prefers chocolate. Does it hold whatever we change?"),
    ("sim/alice", "Alice says so too. On a cool day, at the same distance, unasked by friends."),
    ("sim/first", "This one always answers “chocolate” when chocolate is shown first."),
    ("sim/coin", "And this one does not care."),
)


class Scene(BaseModel):
    """One simulated model's part, as JSON prints it."""

    model: str
    study_id: str
    finding: ConciseFinding


class Story(BaseModel):
    """The whole demo, as JSON prints it."""

    question: str
    scenes: list[Scene]
    report_path: str


async def demo(screen: Screen, seed: int) -> Path:
    """Ask everybody, print the verdicts, and return the path of the report."""
    screen.print(f"Do they prefer {A} to {B}?\n", "bold")
    async with connect() as lab:
        scenes = [await _play(screen, lab, model, line, seed) for model, line in ROSTER]
        ids = [scene.study_id for scene in scenes]
        path = Path((await lab.write_report(ids, picture=False)).report_path)
    story = Story(question=f"{A} or {B}?", scenes=scenes, report_path=str(path))
    if not screen.json(story):
        screen.print(
            "A strong preference survives every reasonable variation; a weak one exists on average "
            "and flips under some. Both look alike in a single question."
        )
        screen.note(
            f"See any prompt and answer: velleity trials {ids[1]} --variation circumstance=hot"
        )
        screen.note(OFFER)
        screen.print(f"\nReport: {path}", "bold")
    return path


async def _play(screen: Screen, lab: Lab, model: str, line: str, seed: int) -> Scene:
    screen.print(line)
    study = await lab.perturb(model, A, B, seed=seed, label="demo", fresh=True)
    with screen.progress(model) as report:
        summary = await study.result(report)
    [finding] = summary.findings
    screen.finding(finding)
    if finding.flip is not None:
        for role, text in finding.flip.prompt:
            screen.note("\n".join(f"  │ {row}" for row in f"[{role}] {text}".splitlines()))
    screen.print("")
    return Scene(model=model, study_id=study.id, finding=finding)
