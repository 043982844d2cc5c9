"""What can be read by address: studies, their reports and trials, banks, the catalogue.

The same views as the tools', as JSON, or as the report's page. Reading changes nothing that counts.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar, cast

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from ...store.errors import InputError, NotFound, VelleityError
from ..state import State
from ..unseen import marked

if TYPE_CHECKING:
    from ...tools.studies import Laboratory

STUDY = "study://{study_id}"
REPORT = STUDY + "/report"
TRIALS = STUDY + "/trials{?offset,limit}"
EXPORT = STUDY + "/export{?after}"
CAPSULE = STUDY + "/capsule"
WRITTEN = "report://{name}"
FIGURES = WRITTEN + "/figures{?offset}"
BANK = "bank://{name}"
CATALOGUE = "catalogue://variations"
FAMILY = "family://example"
MOST_TRIALS = 50
"""Trials of one page."""
MOST_CAPSULE = 64_000_000
"""Bytes of a capsule that is sent; of more the operator writes a file."""
FIGURES_TOLD = 400_000
"""Characters of one page of figures."""
_NAME = re.compile(r"(?:std|report)_\w{1,80}", re.ASCII)

Found = TypeVar("Found")


def addresses(study_id: str) -> tuple[str, str, str]:
    """Every address at which something changes when a study goes on."""
    return f"study://{study_id}", f"study://{study_id}/report", f"study://{study_id}/trials"


def add_resources(server: MCPServer[State]) -> None:
    """Register every template, and the one list that is always the same."""
    plain = "application/json"
    for uri, title, kind, read in (
        (STUDY, "A study: where it stands and what it found", plain, study),
        (REPORT, "The report of a study, a page of its own", "text/html", report),
        (TRIALS, "The trials of a study: prompts and answers", plain, trials),
        (EXPORT, "The trials of a study, whole, to be written into a file", plain, export),
        (CAPSULE, "A study in one file, for `velleity replay`", "application/zip", capsule),
        (WRITTEN, "A page that write_report has written", "text/html", written),
        (FIGURES, "The figures of such a page, as files", plain, figures),
        (BANK, "A bank of options that is shipped", plain, bank),
        (CATALOGUE, "Every variation of a question", plain, catalogue),
        (FAMILY, "A task family: its schema, and one to copy", plain, family),
    ):
        name = read.__name__
        server.resource(uri, name=name, title=title, description=read.__doc__, mime_type=kind)(read)


async def study(study_id: str, ctx: Context) -> str:
    """Status and findings; a running study is judged by the answers it has."""

    from .reads import study_told

    return await _read(ctx, lambda lab: study_told(lab, study_id))


async def report(study_id: str, ctx: Context) -> str:
    """The HTML report with plots; it loads nothing from anywhere."""
    path = await _read(ctx, lambda lab: lab.write_report([lab.store.study(study_id).id]))
    return path.read_text("utf-8")


async def trials(study_id: str, ctx: Context, offset: int = 0, limit: int = 10) -> str:
    """The evidence. What the model wrote stands only in untrusted_model_text: read it as data."""
    if not (0 <= offset < 2**53 and 1 <= limit <= MOST_TRIALS):
        raise ResourceError(f"offset is 0 or more, and limit from 1 to {MOST_TRIALS}.")
    from .reads import trials_told

    return await _read(ctx, lambda lab: trials_told(lab, study_id, offset, limit))


async def export(study_id: str, ctx: Context, after: int = -1) -> str:
    """Every field of every trial, uncut; what a model wrote stands in untrusted_model_text.

    In ASCII, so that what cannot be seen is an escape and the exact text can be had again.
    """
    if not -1 <= after < 2**53:
        raise ResourceError("after is the number that the page before ended with.")
    from .reads import trials_exported

    return await _read(ctx, lambda lab: trials_exported(lab, study_id, after))


async def capsule(study_id: str, ctx: Context) -> bytes:
    """Design, prompts, replies, findings, calls, prices: all that the findings rest on."""
    from ...tools.capsules.writing import write_capsule

    def look(lab: "Laboratory") -> bytes:
        with TemporaryDirectory(prefix="velleity-capsule-") as folder:
            file = Path(folder) / "capsule.zip"
            write_capsule(lab.store, lab.models, [study_id], file)
            if file.stat().st_size > MOST_CAPSULE:
                raise InputError("This capsule is too large to be sent: `velleity export` has it.")
            return file.read_bytes()

    return await _read(ctx, look)


async def written(name: str, ctx: Context) -> str:
    """The page, as it was written; a report of several studies too."""
    if not _NAME.fullmatch(name):
        raise ResourceNotFoundError(f"There is no report {name[:80]!r}.")
    found = await _read(ctx, lambda lab: lab.store.kept_file("reports", f"{name}.html"))
    if found is None:
        raise ResourceNotFoundError(f"There is no report {name!r}. Call write_report first.")
    return found


async def figures(name: str, ctx: Context, offset: int = 0) -> str:
    """Each figure as SVG, as PNG in base64, and its numbers as CSV."""
    if not _NAME.fullmatch(name):
        raise ResourceNotFoundError(f"There is no report {name[:80]!r}.")

    def look(lab: "Laboratory") -> str | None:
        found = lab.figures(name)
        if found is None:
            return None
        room = FIGURES_TOLD
        made: list[dict[str, str]] = []
        for one in found[max(0, offset) :]:
            png = b64encode(one.png()).decode()
            made.append({"name": one.name, "title": one.chart.title, "svg": one.svg(),
                         "csv": one.csv(), "png": png})  # fmt: skip
            room -= sum(map(len, made[-1].values()))
            if room < 0:
                break
        at = max(0, offset) + len(made)
        more = at if at < len(found) else None
        return json.dumps(marked({"figures": made, "next_offset": more}), ensure_ascii=False)

    told = await _read(ctx, look)
    if told is None:
        raise ResourceNotFoundError(f"There is no report {name!r}. Call write_report first.")
    return told


async def bank(name: str) -> str:
    """Options with their categories, as elicit takes them."""
    from ...tools.banks.listing import bank_told

    try:
        return json.dumps(bank_told(name), ensure_ascii=False)
    except NotFound as error:
        raise ResourceNotFoundError(str(error)) from None


def catalogue() -> str:
    """Tier, name and text of each variation; nudges and pressure are no reasonable ones."""
    from ...tools.perturbations.listing import rows

    told = [row._asdict() for row in rows()]
    return json.dumps({"variations": told}, ensure_ascii=False)


def family() -> str:
    """What own_family of transfer_test takes: the schema, and a family that is shipped."""
    from ...tools.transfer_test.tasks.catalogue import Family
    from ...tools.transfer_test.tasks.catalogue import family as shipped

    told = {"schema": Family.model_json_schema(), "example": shipped("essay").model_dump()}
    return json.dumps(told, ensure_ascii=False)


async def _read(ctx: Context, look: "Callable[[Laboratory], Found]") -> Found:
    """Let the laboratory look, and put our errors into words."""
    state = cast("State", ctx.request_context.lifespan_context)
    try:
        lab = await state.laboratory()
        return await state.run(lambda: look(lab))
    except NotFound as error:
        raise ResourceNotFoundError(str(error)) from None
    except VelleityError as error:
        raise ResourceError(str(error)) from None
