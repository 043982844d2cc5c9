"""Hold what is pinned against stored advisories, without a network.

    python .ci/audit.py [FOLDER ...]

Advisories are files of JSON as OSV writes them, one record each; those of .ci/advisories are looked
at always: what is known to have been malicious. FOLDER is where a whole set is kept, such as OSV's
records of PyPI, unpacked. Without one it is said aloud that nothing but the known bad was looked
for. Ends with 1 if a pinned version is affected.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version
from pins import FOLDER, Pin, files, pins

OWN = FOLDER / "advisories"
UNAUDITED = (
    "\n*** NOT AUDITED: only what is known to be malicious was looked for. Keep OSV's records of\n"
    "*** PyPI in a folder and name it: python .ci/audit.py FOLDER\n"
)


def records(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Every advisory of some folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*.json")):
            yield json.loads(path.read_text("utf-8"))


def affects(record: dict[str, Any], pin: Pin) -> bool:
    """Whether an advisory is about a version that is pinned."""
    if record.get("withdrawn"):
        return False
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        named = str(package.get("name", "")).lower().replace("_", "-").replace(".", "-")
        if package.get("ecosystem") != "PyPI" or named != pin.name:
            continue
        ranges = [one for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM"]
        within = any(_within(one.get("events", ()), pin.version) for one in ranges)
        if pin.version in affected.get("versions", ()) or within:
            return True
    return False


def _within(events: Iterable[dict[str, str]], version: str) -> bool:
    """Whether a version lies behind an `introduced` and before the `fixed` after it."""
    inside, at = False, Version(version)
    for event in events:
        for kind, said in event.items():
            try:
                bound = Version("0" if said == "0" else said)
            except InvalidVersion:
                continue
            if kind == "introduced":
                inside = inside or at >= bound
            elif (kind == "fixed" and at >= bound) or (kind == "last_affected" and at > bound):
                inside = False
    return inside


def main(folders: list[str]) -> int:
    """Say what is affected."""
    given = [Path(one) for one in folders]
    if missing := [str(one) for one in given if not one.is_dir()]:
        print(f"There is no folder {missing[0]}.", file=sys.stderr)
        return 1
    every = list(records([OWN, *given]))
    pinned = {(pin.name, pin.version): pin for file in files() for pin in pins(file)}
    found = [(one["id"], pin) for one in every for pin in pinned.values() if affects(one, pin)]
    for advisory, pin in found:
        print(f"{pin.name} {pin.version} is affected by {advisory}", file=sys.stderr)
    print(f"{len(pinned)} pinned packages, {len(every)} advisories, {len(found)} affected.")
    if not given:
        print(UNAUDITED, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
