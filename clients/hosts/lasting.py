"""Whether this installation is here to stay, and how to make one that is.

Looks at folders only. A host starts a server for years from what is written once, so it must never
be told a name to look up in an index: anybody may have taken that name. What is written is the path
of this installation; what is advised names where this very version came from.
"""

import json
import os
import shlex
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from platformdirs import user_cache_path

from ...server.refusal import Refused

PACKAGE = "velleity"
TAG = "CACHEDIR.TAG"
"""Marks a cache, which may be emptied at any time; uv marks environments too, beside their bin."""
FOR_GOOD = ("uv-receipt.toml", "pipx_metadata.json")
"""What `uv tool install` and `pipx install` leave in an environment that they keep."""
IN_CACHES = {"archive-v0", "builds-v0", "environments-v2", ".cache"}
"""Folders that environments for one run lie in: uv's, and pipx's wherever its home is."""


class WillVanish(Refused):
    """Raised for an environment that may be deleted; its text says how to make a lasting one."""


def started_by() -> list[str]:
    """The words that start this very installation.

    Raises:
        WillVanish: it is not here to stay, or has no command.
    """
    origin = origin_of()
    prefix = Path(sys.prefix)
    why = None if _is_clones_own(prefix, origin) else why_it_vanishes(prefix)
    script = next((one for one in _scripts() if one.exists()), None)
    if script is not None and why is None:
        return [str(script), "serve"]
    source = shlex.quote(source_of(origin))
    raise WillVanish(
        f"Nothing was written: {why or f'{prefix} has no command {PACKAGE}'}, and a host would "
        f"still look for it. Install it for good with `uv tool install {source}` or "
        f"`pipx install {source}`, then say `{PACKAGE} install` again."
    )


def why_it_vanishes(
    prefix: Path, caches: Sequence[Path] | None = None, temporary: Sequence[Path] | None = None
) -> str | None:
    """Why an environment may not be there tomorrow; None if nothing speaks for it.

    Caches and folders of temporary files are this user's unless they are given.
    """
    caches = _caches() if caches is None else caches
    temporary = _temporary() if temporary is None else temporary
    for place in dict.fromkeys((prefix.absolute(), prefix.resolve())):
        marked = any((above / TAG).is_file() for above in place.parents)
        if marked or _within(place, caches) or IN_CACHES & set(place.parts):
            return f"{place} is in a cache, which may be emptied at any time"
        if any((place / mark).is_file() for mark in FOR_GOOD):
            return None
        if _within(place, temporary):
            return f"{place} is in a folder of temporary files"
    return None


def _within(place: Path, folders: Sequence[Path]) -> bool:
    return any(place.is_relative_to(one) for one in folders)


def source_of(origin: dict[str, Any]) -> str:
    """What an installer must be told to install this very version again."""
    folder = _local(origin)
    if folder is not None:
        return str(folder)
    if "vcs_info" in origin:
        made = origin["vcs_info"]
        return f"{made['vcs']}+{origin['url']}@{made['commit_id']}"
    return f"{PACKAGE}=={distribution(PACKAGE).version}"


def origin_of() -> dict[str, Any]:
    """Where an installer took this version from, as PEP 610 has it; nothing if from an index."""
    text = distribution(PACKAGE).read_text("direct_url.json")
    return json.loads(text) if text else {}


def _is_clones_own(prefix: Path, origin: dict[str, Any]) -> bool:
    """Whether it lies in a clone and runs the clone's files: then it is as lasting as these."""
    folder = _local(origin)
    editable = origin.get("dir_info", {}).get("editable", False)
    return bool(editable and folder and prefix.resolve().is_relative_to(folder))


def _local(origin: dict[str, Any]) -> Path | None:
    """The folder or file of this machine that it was installed from, if that is still there."""
    parts = urlsplit(str(origin.get("url", "")))
    path = Path(url2pathname(parts.path)).resolve()
    return path if parts.scheme == "file" and path.exists() else None


def _scripts() -> Iterator[Path]:
    """Where the command may lie: beside Python, or where pip puts it outside of environments."""
    name = f"{PACKAGE}.exe" if os.name == "nt" else PACKAGE
    yield Path(sys.executable).parent / name
    yield Path(sysconfig.get_path("scripts")) / name
    yield Path(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))) / name


def _caches() -> list[Path]:
    named = [os.environ.get(name) for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME")]
    found = [user_cache_path("uv"), user_cache_path("pipx")]
    if os.name != "nt":  # there, what lasts lies in the same folder
        found.append(user_cache_path())
    return [one.resolve() for one in (*found, *(Path(one).expanduser() for one in named if one))]


def _temporary() -> list[Path]:
    usual = () if os.name == "nt" else (Path("/tmp"),)  # noqa: S108 - looked at, not written to
    return [Path(tempfile.gettempdir()).resolve(), *(one.resolve() for one in usual)]
