"""What is no capsule, or a damaged, hostile or newer one, is refused with a reason."""

import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tools.capsules.altering import Change, a_capsule, changed, line, replayed, setting
from velleity.tools.capsules import container
from velleity.tools.capsules.container import BadCapsule, Packing

STUDY = "studies/std_aaaaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_capsule(tmp_path_factory.mktemp("capsules"))


def reason(file: Path) -> str:
    with pytest.raises(BadCapsule) as caught:
        replayed(file)
    return str(caught.value)


def test_a_file_that_is_no_zip_or_none_of_ours_is_no_capsule(tmp_path: Path) -> None:
    text, empty, other = tmp_path / "a.txt", tmp_path / "b.zip", tmp_path / "c.zip"
    text.write_text("hello")
    empty.write_bytes(b"")
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("word/document.xml", "<a/>")
    assert "is no capsule" in reason(text)
    assert "is no capsule" in reason(empty)
    assert "no capsule: it has no manifest.json" in reason(other)
    assert "cannot be read" in reason(tmp_path / "none.zip")
    assert "cannot be read" in reason(tmp_path)


def test_every_byte_that_is_cut_off_or_flipped_is_noticed_or_harmless(
    sound: Path, tmp_path: Path
) -> None:
    """In data, names and tables alike; what is harmless replays to the same."""
    whole, broken = sound.read_bytes(), tmp_path / "broken.zip"
    for at in range(0, len(whole), len(whole) // 8):
        broken.write_bytes(whole[:at])
        assert reason(broken)
    for at in range(7, len(whole), len(whole) // 20):
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with suppress(BadCapsule):
            assert replayed(broken).identical


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "/etc/evil",
        "studies/../../x/trials.jsonl",
        f"{STUDY}/evil.sh",
        f"{STUDY}/../manifest.json",
        "C:\\evil.txt",
    ],
)
def test_members_that_would_leave_their_folder_are_refused_and_nothing_is_written(
    sound: Path, tmp_path: Path, name: str
) -> None:
    bad = changed(sound, {}, more={name: b"x"})
    there = set(tmp_path.rglob("*"))
    assert "a capsule has no member" in reason(bad)
    assert set(tmp_path.rglob("*")) == there


def test_a_member_that_is_not_what_the_manifest_says_is_told_by_its_name(sound: Path) -> None:
    bad = changed(sound, {"trials.jsonl": lambda body: body[:-2] + b"\n"}, signed=False)
    assert "trials.jsonl is not what the manifest says" in reason(bad)
    more = changed(sound, {}, more={f"{STUDY}/trials.jsonl": b""}, signed=False)
    assert "not in its manifest" in reason(more)
    lacking = changed(sound, {}, more={f"{STUDY}/trials.jsonl": b""})
    assert f"{STUDY}/calls.jsonl is missing" in reason(lacking)


def test_a_bomb_is_refused_before_it_is_unpacked(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = changed(sound, {"trials.jsonl": lambda body: b"\n" * (65 * 1024**2)})
    assert bomb.stat().st_size < 200_000
    assert "packed too tightly" in reason(bomb)
    monkeypatch.setattr(container, "MOST_BYTES", 10_000)
    assert "unpacked it would have more than" in reason(sound)


def test_two_members_of_one_name_are_refused(sound: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.zip"
    twice.write_bytes(sound.read_bytes())
    with zipfile.ZipFile(twice, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("manifest.json", "{}")
    assert "two of one name" in reason(twice)


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (b"{}", "no capsule: see its manifest.json"),
        (b"[" * 100_000, "no capsule: see its manifest.json"),
        (b'{"format": "other"}', "no capsule: see its manifest.json"),
        (b" " * 2_000_000, "manifest is too long"),
        (
            json.dumps(
                {"format": "velleity-capsule", "form": 2, "made_with": {}, "members": {}}
            ).encode(),
            "made by a newer Velleity",
        ),
    ],
)
def test_a_manifest_of_something_else_or_of_a_newer_form_is_told(
    sound: Path, manifest: bytes, told: str
) -> None:
    assert told in reason(changed(sound, {"manifest.json": lambda _: manifest}))


BAD_LINES: list[tuple[str, Change, str]] = [
    ("trials.jsonl", lambda body: b"\xff\n" + body, "is no text"),
    ("trials.jsonl", lambda body: b"{\n" + body, "Line 1 of trials.jsonl"),
    ("trials.jsonl", lambda body: b"[" * 50_000 + b"\n" + body, "Line 1 of trials.jsonl"),
    ("trials.jsonl", line(0, setting(count=-1)), "field count"),
    ("trials.jsonl", line(0, setting(count=10**300)), "field count"),
    ("trials.jsonl", line(0, setting(trial_kind="wish")), "field trial_kind"),
    ("trials.jsonl", line(0, setting(chosen="c")), "field chosen"),
    ("trials.jsonl", line(0, setting(id="x" * 20_000)), "field id"),
    ("trials.jsonl", line(0, setting(code="import os")), "field code"),
    ("trials.jsonl", line(0, setting(messages=[["user"]])), "field messages.0"),
    ("study.json", line(0, setting(id="std_" + "b" * 26)), "not of one study of this id"),
    ("study.json", line(0, setting(id="../../x")), "field id"),
    ("study.json", line(0, setting(verb="elicit")), "another verb or model"),
    ("study.json", lambda body: body + body, "not of one study"),
    ("study.json", lambda body: b"", "not of one study"),
]


@pytest.mark.parametrize(("part", "change", "told"), BAD_LINES)
def test_a_line_that_is_none_is_told_by_place_and_field(
    sound: Path, part: str, change: Change, told: str
) -> None:
    assert told in reason(changed(sound, {part: change}))


def test_a_line_longer_than_a_line_can_be_is_never_held_whole(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "LONGEST_LINE", 100)
    assert "longer than a line can be" in reason(sound)


def test_the_same_lines_are_the_same_bytes_with_no_clock_in_them(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with (tmp_path / name).open("wb") as out:
            packing = Packing(out, "about", {"python": "3"})
            packing.add(STUDY.removeprefix("studies/"), "trials.jsonl", ["a", "é"])
            packing.sign()
            packing.close()
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    with zipfile.ZipFile(tmp_path / "one") as made:
        assert {one.date_time for one in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert made.read(f"{STUDY}/trials.jsonl").decode() == "a\né\n"
