"""Commands that hand studies on in files, and make their findings again from such a file.

Exit codes of `replay`: 0 identical, 1 something differs, 3 it could not be made again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...server.refusal import Refused
from ..banks import BadFile
from ..terminal.naming import HELP, named
from ..terminal.running import Json
from ..terminal.screen import Screen

if TYPE_CHECKING:
    from ...server.upkeep.replay import Outcome

DIFFERS, COULD_NOT = 1, 3
STUDY_OR_FILE = f"{HELP} Left out: the newest."


def export(
    words: Annotated[
        list[str], typer.Argument(metavar="[STUDY] FILE", help=f"{STUDY_OR_FILE} Then a new file.")
    ],
    kind: Annotated[str | None, typer.Option(help="Only these, such as choice.")] = None,
    table: Annotated[
        str | None,
        typer.Option(help="This table instead, as CSV: findings, or such as pair_wins."),
    ] = None,
    capsule: Annotated[
        bool,
        typer.Option("--capsule", help="All of it in one file, that `velleity replay` takes."),
    ] = False,
    label: Annotated[
        str | None, typer.Option(help="With --capsule: all studies of an investigation.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a study's trials: JSON Lines, or by the file's name .csv or .parquet; or a capsule."""
    from ...server.settings import Settings
    from ...server.upkeep.export import export as write
    from ...server.upkeep.export import export_capsule, export_table, labelled

    settings, screen = Settings(), Screen(as_json)
    study, file = _study_and_file(words, whole=label is not None)
    if (label is not None or kind or table) and capsule == bool(kind or table):
        raise BadFile("--label goes with --capsule, --kind and --table go without it.")
    unit = "trials" if table is None else "rows"
    if capsule:
        studies = [study] if label is None else labelled(settings, label)
        count = export_capsule(settings, studies, file)
    elif table is None:
        count = write(settings, study, file, kind)
    else:
        count = export_table(settings, study, file, table)
    if not screen.json({"file": str(file), unit: count}):
        screen.print(f"Wrote {count:,} {unit} to {file}")
        if capsule:
            screen.note(f"`velleity replay {file}` makes the findings again, anywhere.")


def replay(
    file: Annotated[Path, typer.Argument(help="What `velleity export --capsule` wrote.")],
    keep: Annotated[
        bool, typer.Option("--keep", help="Put what is identical into the database here.")
    ] = False,
    label: Annotated[str | None, typer.Option(help="With --keep: under this label.")] = None,
    as_json: Json = False,
) -> None:
    """Make the findings of a capsule again from its answers, and compare; asks nobody."""
    from ...server.settings import Settings
    from ...server.upkeep.replay import replay as again
    from ...server.upkeep.replay import replay_and_keep

    if label is not None and not keep:
        raise BadFile("--label goes with --keep.")
    screen = Screen(as_json)
    try:
        found = replay_and_keep(Settings(), file, label) if keep else again(file)
    except Refused as error:
        screen.aside(str(error))
        screen.json({"came": "could not", "reason": str(error), "studies": []})
        raise typer.Exit(COULD_NOT) from None
    same = all(one.identical for one in found)
    came = "identical" if same else "differs"
    told = [{"came": _came(one), **_plain(one)} for one in found]
    if not screen.json({"came": came, "reason": None, "studies": told}):
        _tell(screen, found)
    if not same:
        raise typer.Exit(DIFFERS)


def _study_and_file(words: Sequence[str], *, whole: bool) -> tuple[str, Path]:
    """The study that is meant, and the file to write."""
    if len(words) > 2 or (whole and len(words) > 1):
        raise BadFile("Give a study and a file, or a file alone; of a label a file alone.")
    file = words[-1]
    if file == "last" or (file.startswith("std_") and "." not in file):
        raise BadFile(f"{file} names a study: name the file to write after it.")
    study = "" if whole else named(words[0] if len(words) == 2 else "last")
    return study or "", Path(file)


def _came(one: "Outcome") -> str:
    return "identical" if one.identical else "differs"


def _plain(one: "Outcome") -> dict[str, object]:
    return {
        "study_id": one.study_id,
        "verb": one.verb,
        "model": one.model,
        "trials": one.trials,
        "findings": one.findings,
        "faults": list(one.faults),
        "differ": one.differ,
        "differences": [difference._asdict() for difference in one.differences],
        "rounding": one.rounding,
        "programs": list(one.programs),
        "kept": one.kept,
    }


def _tell(screen: Screen, found: "Sequence[Outcome]") -> None:
    for one in found:
        kept = "; kept" if one.kept else ""
        screen.print(
            f"{_came(one)}  {one.study_id}  {one.verb} of {one.model}; trials: {one.trials:,}, "
            f"findings: {one.findings:,}{kept}"
        )
        for fault in one.faults:
            screen.print(f"  {fault}")
        for at in one.differences:
            screen.print(f"  {at.where}: {at.kept or 'nothing'} in the capsule, here {at.made}")
        if (more := one.differ - len(one.differences)) > 0:
            screen.print(f"  and {more:,} more places")
        if one.rounding:
            screen.print("  All of these are last digits of numbers, as of another machine.")
        if one.programs:
            screen.print(f"  It was made with {'; '.join(one.programs)}.")


HANDING_ON: tuple[Callable[..., None], ...] = (export, replay)
