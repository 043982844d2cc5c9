"""Commands over a file of studies: run all of it, or hold it to what is expected of it.

Exit codes of `check`: 0 as expected, 1 shown otherwise, 2 inconclusive, 3 could not run. Too few
answers are never a failure.
"""

import json
from collections.abc import Sequence
from inspect import signature
from pathlib import Path
from typing import Annotated, Literal
from xml.etree import ElementTree

import typer
from pydantic import BaseModel

from ...server.refusal import Refused
from ...server.toolset.results import ConciseFinding
from ...server.unseen import visible
from ..banks import BadFile
from ..handle import Study
from ..lab import Lab, connect
from ..terminal.envelope import Unfinished
from ..terminal.running import Fresh, Json, do, go_on
from ..terminal.screen import Screen
from .files import StudyFile, Written, read_studies

OPEN = frozenset({"undetermined", "leaning", "unreadable", "insensitive", "no_signal"})
"""Verdicts that say what is not known."""
Came = Literal["as expected", "otherwise", "inconclusive", "could not run"]
CODES: dict[Came, int] = {"as expected": 0, "otherwise": 1, "inconclusive": 2, "could not run": 3}
File = Annotated[Path, typer.Argument(metavar="FILE", help="Studies, as TOML.")]
Schema = Annotated[bool, typer.Option("--schema", help="Print what may stand in it.")]


class Checked(BaseModel):
    """One finding beside what was expected of it."""

    name: str
    study_id: str
    came: Came
    expected: str
    verdict: str
    sentence: str


def run(file: File, schema: Schema = False, fresh: Fresh = False, as_json: Json = False) -> None:
    """Run all studies of a file, side by side, and tell what was found."""
    screen = Screen(as_json)
    if schema:
        _print_schema(screen)
        return
    calls = read_studies(file).calls()

    async def work() -> None:
        async with connect() as lab:
            studies = await _started(lab, [(one, {**said, "fresh": fresh}) for one, said in calls])
            await _followed(screen, lab, studies)
            ids = [study_id for study in studies for study_id in study.ids]
            screen.summary(await lab.summarize_all(ids))
            if left := [one.status.summary for one in studies if one.status.state != "done"]:
                raise Unfinished("\n".join(left))

    do(work())


def check(
    file: File,
    expect: Annotated[
        str | None, typer.Option(help="The verdict of every study that names none.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the results as JUnit XML.")] = None,
    schema: Schema = False,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Hold the studies of a file to their verdicts: 0 as expected, 1 otherwise, 2 inconclusive,
    3 could not run.
    """
    screen, found = Screen(as_json), list[Checked]()
    if schema:
        _print_schema(screen)
        return

    async def work() -> None:
        async with connect() as lab:
            found.extend(await checked(screen, lab, read_studies(file), expect, fresh=fresh))

    try:
        do(work())
    except Refused as error:
        screen.aside(str(error))
        found.append(_not_run(file.stem, "", error))
    if junit is not None:
        junit.write_bytes(junit_of(found))
    if not screen.json({"checks": found}):
        for one in found:
            screen.print(f"{one.came}  {one.name}: {one.verdict or one.sentence}")
    if code := worst(found):
        raise typer.Exit(code)


async def checked(
    screen: Screen, lab: Lab, file: StudyFile, expect: str | None, *, fresh: bool = False
) -> list[Checked]:
    """Run the studies of a file, and hold every finding to what is expected of it.

    Raises:
        BadFile: nothing is expected of a study.
    """
    calls = file.calls()
    for at, (one, _) in enumerate(calls, 1):
        if (one.expect or expect) is None:
            raise BadFile(f"Nothing is expected of study {at}: write expect, or give --expect.")
    studies = await _started(lab, [(one, {**said, "fresh": fresh}) for one, said in calls])
    await _followed(screen, lab, studies)
    found: list[Checked] = []
    for (one, _), study in zip(calls, studies, strict=True):
        expected = one.expect or expect or ""
        try:
            findings = (await study.result()).findings
        except Refused as error:
            found.append(_not_run(one.verb, expected, error))
            continue
        ended = all(status.state == "done" for status in study.statuses.values())
        found += [_held(each, expected, one.favours, ended=ended) for each in findings]
    return found


def came_of(
    finding: ConciseFinding, expected: str, favours: str | None, *, ended: bool = True
) -> Came:
    """Whether a finding is what was expected; what is not known yet is no failure."""
    verdict = (finding.verdict or finding.kind).replace("-", "_")
    if verdict == expected.replace("-", "_").replace(" ", "_"):
        return "as expected" if favours in (None, finding.favours) else "otherwise"
    return "inconclusive" if verdict in OPEN or not ended else "otherwise"


def worst(found: Sequence[Checked]) -> int:
    """The exit code of many: could not run before shown otherwise, and that before what is open."""
    order: tuple[Came, ...] = ("could not run", "otherwise", "inconclusive")
    there = {one.came for one in found}
    return next((CODES[came] for came in order if came in there), 0)


def junit_of(found: Sequence[Checked]) -> bytes:
    """The results as JUnit XML: what is open is skipped, what could not run an error."""
    kinds = {"otherwise": "failure", "could not run": "error", "inconclusive": "skipped"}
    counts = {kind: sum(kinds.get(one.came) == kind for one in found) for kind in kinds.values()}
    root = ElementTree.Element(
        "testsuite",
        name="velleity",
        tests=str(len(found)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
    )
    for one in found:
        case = ElementTree.SubElement(
            root, "testcase", classname="velleity", name=visible(one.name)
        )
        if kind := kinds.get(one.came):
            said = visible(f"expected {one.expected}, found {one.verdict or 'nothing'}")
            ElementTree.SubElement(case, kind, message=said).text = visible(one.sentence)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


async def _started(lab: Lab, calls: Sequence[tuple[Written, dict[str, object]]]) -> list[Study]:
    """Start all of them before any is waited for.

    Raises:
        BadFile: a study has an argument that its tool does not take, or lacks one.
    """
    for at, (one, said) in enumerate(calls, 1):
        try:
            signature(getattr(Lab, one.verb)).bind(lab, **said)
        except TypeError as error:
            raise BadFile(f"Study {at}, {one.verb}: {error}.") from None
    return [await getattr(lab, one.verb)(**said) for one, said in calls]


async def _followed(screen: Screen, lab: Lab, studies: Sequence[Study]) -> None:
    """Wait for all of them, those that were held up before taken up again."""
    for study in studies:
        await go_on(screen, lab, study.ids, (None, None))
    for study in studies:
        screen.warnings(study.status)
        with screen.progress(study.status.summary) as report:
            await study.wait(report, screen.waits)


def _held(finding: ConciseFinding, expected: str, favours: str | None, *, ended: bool) -> Checked:
    options = [one for one in (finding.option_a, finding.option_b) if one]
    name = " | ".join([getattr(finding, "model", None) or finding.kind, *options])
    return Checked(
        name=name,
        study_id=finding.study_id,
        came=came_of(finding, expected, favours, ended=ended),
        expected=expected,
        verdict=finding.verdict or finding.kind,
        sentence=finding.sentence,
    )


def _not_run(name: str, expected: str, error: Refused) -> Checked:
    return Checked(
        name=name,
        study_id="",
        came="could not run",
        expected=expected,
        verdict="",
        sentence=str(error),
    )


def _print_schema(screen: Screen) -> None:
    made = StudyFile.model_json_schema()
    if not screen.json(made):
        typer.echo(json.dumps(made, indent=2))
