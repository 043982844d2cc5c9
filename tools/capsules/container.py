"""The file of a capsule: a zip with members of known names, packed to the same bytes each time.

Whoever reads one believes nothing of it: names, sizes and digests are held to the manifest before a
line is parsed, nothing is ever unpacked by its name, and lines are read one at a time. Knows no
study.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

from ...store.errors import InputError

FORMAT, FORM = "velleity-capsule", 1
"""What the manifest says of itself; FORM is raised when older programs could not read it."""
MANIFEST, ABOUT = "manifest.json", "README.txt"
PARTS = ("study.json", "trials.jsonl", "findings.jsonl", "calls.jsonl", "sampling.jsonl")
"""What there is of each study."""
MOST_PACKED = 50
MOST_BYTES = 8 * 1024**3
"""Unpacked, of all members."""
LONGEST_LINE = 64 * 1024**2
LOOSE, TIGHTEST = 64 * 1024**2, 200
"""A member of more bytes than LOOSE is not packed more tightly than TIGHTEST to one: rows of
trials, however alike, are not.
"""
_STUDY = re.compile(r"studies/(std_[a-z2-7]{26})/([a-z.]+)")
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1024**2


class BadCapsule(InputError):
    """Raised when a file is no capsule, or one that is damaged or altered; its text says which."""


class Packing:
    """A capsule that is being written."""

    def __init__(self, file: IO[bytes], about: str, made_with: Mapping[str, str]) -> None:
        """Begin; `about` tells a person what the file is, `made_with` names programs."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._members: dict[str, dict[str, Any]] = {}
        self._made_with = dict(made_with)
        self._put(ABOUT, [about.encode()])

    def add(self, study_id: str, part: str, lines: Iterable[str]) -> int:
        """Write a part of a study, a line each; how many."""
        encoded = (f"{line}\n".encode() for line in lines)
        return self._put(f"studies/{study_id}/{part}", encoded)

    def sign(self) -> None:
        """Write what holds everything together: without it, it is no capsule."""
        manifest = {
            "format": FORMAT,
            "form": FORM,
            "made_with": self._made_with,
            "members": self._members,
        }
        self._put(MANIFEST, [json.dumps(manifest, indent=1, sort_keys=True).encode()])

    def close(self) -> None:
        """End the file."""
        self._zip.close()

    def _put(self, name: str, pieces: Iterable[bytes]) -> int:
        info = zipfile.ZipInfo(name, _NO_DATE)
        info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
        info.external_attr = 0o600 << 16
        seen, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                seen.update(piece)
                member.write(piece)
                size, count = size + len(piece), count + 1
        self._members[name] = {"sha256": seen.hexdigest(), "bytes": size}
        return count


class Packed:
    """A capsule that is read; close it when done."""

    def __init__(self, path: Path) -> None:
        """Open it, and hold all of it to its manifest.

        Raises:
            BadCapsule: it is none, or is damaged, altered, too large or of a newer form.
        """
        self._path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise BadCapsule(f"{path} cannot be read ({error.strerror or error}).") from None
        try:
            self._zip = self._opened()
            self._sizes = self._looked_at()
            self._manifest = self._read_manifest()
            self._hold()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file, whoever still holds lines of it."""
        self._file.close()

    @property
    def made_with(self) -> Mapping[str, str]:
        """The programs that it was made with, by what it says of itself."""
        return self._manifest["made_with"]

    @property
    def studies(self) -> Sequence[str]:
        """The ids of its studies, in their order in the file."""
        found = (_STUDY.fullmatch(name) for name in self._zip.namelist())
        return list(dict.fromkeys(one[1] for one in found if one))

    def lines(self, study_id: str, part: str) -> Iterator[str]:
        """The lines of a part of a study, one at a time.

        Raises:
            BadCapsule: one is too long, or no text.
        """
        name = f"studies/{study_id}/{part}"
        with self._zip.open(name) as member:
            number = 0
            while line := member.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise self._bad(f"line {number} of {name} is longer than a line can be")
                try:
                    yield line.decode().removesuffix("\n")
                except UnicodeDecodeError:
                    raise self._bad(f"line {number} of {name} is no text") from None

    def _opened(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
            raise BadCapsule(
                f"{self._path} is no capsule: give a file that `velleity export --capsule` wrote."
            ) from None

    def _looked_at(self) -> Mapping[str, int]:
        """The members with their sizes, if they are such as a capsule has."""
        members = self._zip.infolist()
        names = {one.filename for one in members}
        if MANIFEST not in names:
            raise BadCapsule(f"{self._path} is a zip file, but no capsule: it has no {MANIFEST}.")
        if len(members) > 2 + len(PARTS) * MOST_PACKED or len(names) < len(members):
            raise self._bad("it has too many members, or two of one name")
        for one in members:
            found = _STUDY.fullmatch(one.filename)
            if one.filename not in (MANIFEST, ABOUT) and not (found and found[2] in PARTS):
                raise self._bad(f"a capsule has no member {one.filename!r:.80}")
            if one.flag_bits & 1 or one.compress_type not in (0, zipfile.ZIP_DEFLATED):
                raise self._bad(f"{one.filename} is locked, or packed in an unknown way")
            tight = one.file_size > TIGHTEST * max(1, one.compress_size)
            if one.file_size > LOOSE and tight:
                raise self._bad(f"{one.filename} is packed too tightly to be of a study")
        sizes = {one.filename: one.file_size for one in members}
        if sum(sizes.values()) > MOST_BYTES:
            raise self._bad(f"unpacked it would have more than {MOST_BYTES // 1024**3} GB")
        return sizes

    def _read_manifest(self) -> dict[str, Any]:
        if self._sizes[MANIFEST] > _CHUNK:
            raise self._bad("its manifest is too long")
        try:
            made = json.loads(self._whole(MANIFEST))
            known = made["format"] == FORMAT and isinstance(made["form"], int)
            texts = [*made["made_with"], *made["made_with"].values()]
            known = known and all(isinstance(one, str) and len(one) < 100 for one in texts)
            hashes = [(one["sha256"], one["bytes"]) for one in made["members"].values()]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            known, made, hashes = False, {}, []
        if not known or not all(isinstance(a, str) and isinstance(b, int) for a, b in hashes):
            raise BadCapsule(f"{self._path} is a zip file, but no capsule: see its {MANIFEST}.")
        if made["form"] > FORM:
            raise BadCapsule(f"{self._path} was made by a newer Velleity: update this one first.")
        return cast("dict[str, Any]", made)

    def _hold(self) -> None:
        """See that every member is there, and is what the manifest says."""
        members = cast("Mapping[str, Mapping[str, Any]]", self._manifest["members"])
        if there := members.keys() ^ (self._sizes.keys() - {MANIFEST}):
            raise self._bad(f"{min(there)!r:.80} is missing, or is not in its manifest")
        wanted = {f"studies/{one}/{part}" for one in self.studies for part in PARTS}
        if lacking := wanted - members.keys():
            raise self._bad(f"{min(lacking)} is missing")
        if not self.studies:
            raise self._bad("it holds no study")
        for name, said in members.items():
            if self._digest(name) != (said["sha256"], said["bytes"]):
                raise self._bad(f"{name} is not what the manifest says: it was damaged or changed")

    def _digest(self, name: str) -> tuple[str, int]:
        seen, size = hashlib.sha256(), 0
        for piece in self._pieces(name):
            seen.update(piece)
            size += len(piece)
        return seen.hexdigest(), size

    def _whole(self, name: str) -> bytes:
        return b"".join(self._pieces(name))

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while piece := member.read(_CHUNK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise self._bad(f"{name} is damaged") from None
        except RuntimeError:
            raise self._bad(f"{name} is locked") from None

    def _bad(self, what: str) -> BadCapsule:
        return BadCapsule(f"The capsule {self._path} is refused: {what}. Have it sent once more.")
