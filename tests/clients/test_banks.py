"""Options from a file: every shape that is taken, and what is said of the others."""

import json
from pathlib import Path
from typing import Any

import pytest

from holdfast.clients.banks import MAX_BYTES, BadFile, read_bank, read_text


def written(folder: Path, name: str, content: str | bytes | object) -> Path:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", ["bank.txt", "bank", "bank.md", "bank.json.txt"])
def test_a_text_file_holds_one_option_a_line(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, "a walk\r\n\n  a book \n\t\ntea, with milk")
    assert read_bank(path) == ["a walk", "a book", "tea, with milk"]


@pytest.mark.parametrize("name", ["bank.json", "BANK.JSON"])
def test_a_json_list_holds_texts_and_options_with_a_category(name: str, tmp_path: Path) -> None:
    given: list[Any] = ["tea", {"text": "a walk", "category": "outdoors"}, {"text": "a book"}]
    assert read_bank(written(tmp_path, name, given)) == [
        "tea",
        {"text": "a walk", "category": "outdoors"},
        {"text": "a book", "category": None},
    ]


def test_a_json_object_holds_lists_by_category(tmp_path: Path) -> None:
    path = written(tmp_path, "bank.json", {"drinks": ["tea", "mocha"], "none": [], "out": ["run"]})
    assert read_bank(path) == [
        {"text": "tea", "category": "drinks"},
        {"text": "mocha", "category": "drinks"},
        {"text": "run", "category": "out"},
    ]


@pytest.mark.parametrize(
    ("name", "content"), [("b.txt", ""), ("b.txt", "\n \n"), ("b.json", "[]"), ("b.json", "{}")]
)
def test_a_file_without_options_is_an_empty_bank(name: str, content: str, tmp_path: Path) -> None:
    assert read_bank(written(tmp_path, name, content)) == []


BAD: dict[str, tuple[str | bytes | object, str]] = {
    "half a list": ("[", "is not JSON"),
    "nesting without end": ("[" * 100_000, "is not JSON"),
    "empty": ("", "is not JSON"),
    "a word": ('"tea"', "found str"),
    "a number": ("3", "found int"),
    "nothing": ("null", "found NoneType"),
    "a number among options": ("[1]", "not a text: '1'"),
    "a list among options": ('[["tea"]]', "not a text"),
    "a category that is no list": ('{"drinks": "tea"}', "found str"),
    "a number in a category": ('{"drinks": [1]}', "not a text: '1'"),
    "another field": ('[{"text": "tea", "price": 1}]', "other fields than text and category"),
    "no text": ('[{"category": "drinks"}]', "other fields than text and category"),
    "a text that is a number": ('[{"text": 1}]', "not a text: '1'"),
    "a category twice": ('{"drinks": ["tea"], "drinks": ["mocha"]}', "the same key twice"),
    "another encoding": (b"\xff\xfet\x00", "is not UTF-8 text"),
}


@pytest.mark.parametrize(("content", "reason"), BAD.values(), ids=BAD)
def test_another_shape_is_refused_with_its_file_and_the_reason(
    content: str | bytes, reason: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "bank.json", content)
    with pytest.raises(BadFile) as caught:
        read_bank(path)
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


def test_a_long_wrong_option_is_not_repeated_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "bank.json", [["x" * 10_000]])
    with pytest.raises(BadFile) as caught:
        read_bank(path)
    assert len(str(caught.value)) < len(str(path)) + 150


@pytest.mark.parametrize("name", ["no.txt", ".", "a/b/c", "x\x00y"])
def test_what_is_no_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="There is no file"):
        read_text(tmp_path / name)


def test_a_file_beyond_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadFile, match="larger than 20 MB"):
        read_text(path)


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    assert read_bank(written(tmp_path, "bank.txt", b"\xef\xbb\xbftea\nmocha")) == ["tea", "mocha"]
    assert read_bank(written(tmp_path, "bank.json", b'\xef\xbb\xbf["tea"]')) == ["tea"]
