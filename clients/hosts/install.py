"""The command that puts the server into a host's configuration, and takes it out again.

What was there is kept in a copy beside the file; the file is replaced whole or not at all.
"""

import difflib
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ...server.refusal import Refused
from ..terminal.envelope import keep
from ..terminal.running import Json
from .configuring import Untouchable, entry_of, with_entry, without_entry
from .known import HOSTS, NAME, Host, entry, place
from .lasting import WillVanish, started_by

BOM = "\ufeff"
PASSED_ON = ("VELLEITY_HOME", "VELLEITY_SETTINGS")
"""Variables that say where data and settings are: a host's servers must find the same."""


class CannotInstall(Refused):
    """Raised when a configuration was left as it is; its text says why and what to do."""


def install(
    host: Annotated[str, typer.Argument(help=f"One of: {', '.join(HOSTS)}.")],
    project: Annotated[
        bool, typer.Option("--project", help="For the project in this folder alone.")
    ] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take it out again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what changes.")] = False,
    show: Annotated[bool, typer.Option("--print", help="Print what to paste instead.")] = False,
    as_json: Json = False,
) -> None:
    """Put the server into the configuration of a host."""
    chosen = _host(host)
    path = _path(chosen, project)
    told = None if uninstall and not show else entry(chosen, _command(), _environment())
    if told is not None and show:
        pasted = snippet(chosen, path, told)
        _say(as_json, f"# {path}\n{pasted}", file=str(path), entry=pasted)
        return
    old = _read(path)
    new = _changed(chosen, path, old, told)
    if dry_run:
        changes = difference(chosen, path, old or "", new)
        _say(as_json, changes.removesuffix("\n"), file=str(path), changes=changes)
    elif new == (old or ""):
        _say(as_json, f"Nothing to do: {path} is so already.", file=str(path), changed=False)
    else:
        _told(chosen, path, _replace(path, old, new), uninstall, as_json)


def _say(as_json: bool, text: str, **facts: object) -> None:
    """Answer with facts for a document, or print a text."""
    if as_json:
        keep(facts)
    elif text:
        typer.echo(text)


def _host(name: str) -> Host:
    if name not in HOSTS:
        near = difflib.get_close_matches(name, HOSTS, 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise CannotInstall(f"No host {name!r} is known.{meant} Known: {', '.join(HOSTS)}.")
    return HOSTS[name]


def _path(host: Host, project: bool) -> Path:
    within = Path.cwd() if project else None
    path = place(host, sys.platform, os.environ, Path.home(), within)
    if path is None:
        raise CannotInstall(f"{host.title} has no configuration for one project.")
    return path.resolve()  # a link to somebody's collection of such files stays a link


def _command() -> list[str]:
    try:
        return started_by()
    except WillVanish as error:
        raise CannotInstall(str(error)) from None


def _environment() -> Mapping[str, str]:
    """The variables that are set, as a host in another folder must be told them."""
    named = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}
    return {name: str(Path(value).expanduser().absolute()) for name, value in named.items()}


def snippet(host: Host, path: Path, told: dict[str, object]) -> str:
    """What to paste where there is no configuration yet."""
    return with_entry("", host.key, NAME, told, toml=path.suffix == ".toml")


def _read(path: Path) -> str | None:
    """A configuration as text; None if there is none yet."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotInstall(f"{path} cannot be read, and was not touched ({error}).") from error


def _changed(host: Host, path: Path, old: str | None, told: dict[str, object] | None) -> str:
    toml = path.suffix == ".toml"
    mark, text = (BOM, old[1:]) if old and old.startswith(BOM) else ("", old or "")
    try:
        if told is None:
            left = mark + without_entry(text, host.key, NAME, toml=toml)
            made = text and not left.strip() and not toml and not _was_so(path, left)
            return "{}\n" if made else left
        return mark + with_entry(text, host.key, NAME, told, toml=toml)
    except Untouchable as error:
        raise CannotInstall(
            f"{path} was not touched: {error}. Change it by hand; --print shows the entry."
        ) from error


def _was_so(path: Path, text: str) -> bool:
    """Whether a copy of the file, from before a change, has this text."""
    return any(one.read_bytes() == text.encode() for one in path.parent.glob(f"{path.name}.*.bak"))


def difference(host: Host, path: Path, old: str, new: str) -> str:
    """How our own entry changes, as it would stand alone: others' secrets may stand beside it."""
    toml = path.suffix == ".toml"
    now, then = (entry_of(text, host.key, NAME, toml=toml) for text in (old, new))
    before, after = (snippet(host, path, one).splitlines() if one else [] for one in (now, then))
    name = str(path)
    found = difflib.unified_diff(before, after, name, name, "now", "then", n=9, lineterm="")
    return "".join(f"{line}\n" for line in found)


def _replace(path: Path, old: str | None, new: str) -> Path | None:
    """Write the new text in the old one's place; where the copy of the old one is."""
    kept = None
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if old is not None:
            kept = path.with_name(f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.bak")
            shutil.copy2(path, kept)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(new.encode())
        if old is not None:
            shutil.copymode(path, draft)
        if _read(path) != old:
            raise CannotInstall(f"{path} changed meanwhile, and was not touched: try again.")
        draft.replace(path)
    except (OSError, UnicodeEncodeError) as error:
        raise CannotInstall(f"{path} cannot be written ({error}).") from error
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _told(host: Host, path: Path, kept: Path | None, uninstall: bool, as_json: bool) -> None:
    said = [f"{f'Took {NAME} out of' if uninstall else f'Put {NAME} into'} {path}"]
    said += [] if kept is None else [f"As it was before: {kept}"]
    copy = None if kept is None else str(kept)
    _say(as_json, "\n".join([*said, host.after]), file=str(path), changed=True, copy=copy)
