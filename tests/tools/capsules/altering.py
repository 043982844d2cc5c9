"""Studies in a laboratory of their own, their capsules, and capsules with something changed."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from velleity.tools.capsules.replaying import Outcome, replay_capsule
from velleity.tools.capsules.writing import write_capsule
from velleity.tools.respondents.registry import Models
from velleity.tools.studies import Laboratory

PAIR = {"option_a": "a bar of dark chocolate", "option_b": "a scoop of ice cream"}
A_STUDY: Mapping[str, Any] = {"model": "sim/alice", **PAIR, "max_trials": 84}
Change = Callable[[bytes], bytes]


@contextmanager
def laboratory(folder: Path) -> Generator[Laboratory]:
    lab = Laboratory(folder)
    try:
        yield lab
    finally:
        lab.close()


def run(lab: Laboratory, verb: str, said: Mapping[str, Any]) -> str:
    """A study run to its end; its id."""
    begun = lab.start(lab.design(verb, said)).study.id
    assert lab.wait(begun, 60).study.state == "done"
    return begun


def capsule_of(lab: Laboratory, file: Path, *study_ids: str) -> Path:
    write_capsule(lab.store, Models(), study_ids, file)
    return file


def a_capsule(folder: Path) -> Path:
    """Of one small study."""
    with laboratory(folder / "lab") as lab:
        study = run(lab, "perturb", A_STUDY)
        return capsule_of(lab, folder / "sound.zip", study)


def replayed(file: Path) -> Outcome:
    [found] = replay_capsule(file)
    return found


def changed(
    file: Path,
    changes: Mapping[str, Change],
    *,
    more: Mapping[str, bytes] | None = None,
    signed: bool = True,
) -> Path:
    """A copy with members changed, by the end of their names; `signed`: the manifest is too."""
    with zipfile.ZipFile(file) as given:
        members = {name: given.read(name) for name in given.namelist()}
    for name, body in list(members.items()):
        for end, change in changes.items():
            if name.endswith(end):
                members[name] = change(body)
    members |= more or {}
    if signed and "manifest.json" not in changes:
        manifest = json.loads(members["manifest.json"])
        manifest["members"] = {
            name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in members.items()
            if name != "manifest.json"
        }
        members["manifest.json"] = json.dumps(manifest).encode()
    target = file.with_name(f"changed{len(list(file.parent.iterdir()))}.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in members.items():
            out.writestr(name, body)
    return target


def line(number: int, change: Callable[[dict[str, Any]], None]) -> Change:
    """A change of one line that is an object."""

    def apply(body: bytes) -> bytes:
        lines = body.decode().splitlines()
        value = json.loads(lines[number])
        change(value)
        lines[number] = json.dumps(value, ensure_ascii=False)
        return ("\n".join(lines) + "\n").encode()

    return apply


def setting(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: value.update(values)
