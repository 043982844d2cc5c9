"""Records of every form of file, with the place of each; what cannot be read is handed on."""

import gzip
import json
from pathlib import Path

import pytest

from velleity.store.errors import InputError
from velleity.tools.imports import formats
from velleity.tools.imports.formats import Source

RECORDS = [{"kind": "choice", "n": n, "text": "x\ny, [z]"} for n in range(5)]


def read(source: Source) -> list[tuple[str, object]]:
    return [(one.place, one.wrong or one.value) for one in source.records()]


def test_lines_are_records_and_empty_ones_are_none() -> None:
    text = "\n".join([json.dumps(RECORDS[0]), "", "  ", json.dumps(RECORDS[1])]) + "\n"
    assert read(Source(text)) == [("Line 1", RECORDS[0]), ("Line 4", RECORDS[1])]


@pytest.mark.parametrize("indent", [None, 1])
def test_the_elements_of_an_array_are_records_however_it_is_written(indent: int | None) -> None:
    text = "\n " + json.dumps(RECORDS, indent=indent)
    found = read(Source(text))
    assert [value for _, value in found] == RECORDS
    assert found[0][0] == ("Line 2" if indent is None else "Line 3")


@pytest.mark.parametrize("text", ["[", "[1", '[{"a": 1}', '[{"a": 1}, {"b"', "[{}{]"])
def test_an_array_that_is_broken_off_is_told(text: str) -> None:
    assert "is not JSON" in str(read(Source(text))[-1][1])


def test_an_array_larger_than_what_is_looked_at_at_once_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "LINES", 2)
    text = json.dumps(RECORDS * 50, indent=4)
    assert [value for _, value in read(Source(text))] == RECORDS * 50


def test_a_packed_file_is_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, RECORDS)).encode()))
    assert [value for _, value in read(Source(paths=(path,)))] == RECORDS


def test_a_table_has_the_fields_of_its_header_or_those_that_are_mapped(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text('left,right,count,factors.price,note\n"a, b",c,3,7,\nx,y,three,,z\n')
    columns = {"option_a": "left", "option_b": "right"}
    first, second = (value for _, value in read(Source(paths=(path,), columns=columns)))
    assert first == {
        "kind": "choice",
        "option_a": "a, b",
        "option_b": "c",
        "count": 3,
        "factors": {"price": "7"},
    }
    assert second["count"] == "three"  # type: ignore[index]
    with pytest.raises(InputError, match="no column 'top'"):
        read(Source(paths=(path,), columns={"option_a": "top"}))


def test_semicolons_part_cells_where_the_header_has_them(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("option_a;option_b;count\ntea, black;milk;2\n")
    [row] = (value for _, value in read(Source(paths=(path,))))
    assert row == {"kind": "choice", "option_a": "tea, black", "option_b": "milk", "count": 2}


def test_rows_that_do_not_fit_the_header_are_told(tmp_path: Path) -> None:
    path = tmp_path / "log.tsv"
    path.write_text("option_a\toption_b\nx\ty\tz\nx\ty\n")
    assert read(Source(paths=(path,))) == [
        ("Line 2", " has 3 cells, the header 2."),
        ("Line 3", {"kind": "choice", "option_a": "x", "option_b": "y"}),
    ]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("log.jsonl", b"\xff\xfe", "not UTF-8"),
        ("log.jsonl.gz", b"no gzip", "cannot be read"),
        ("log.jsonl.gz", gzip.compress(b"{}" * 99, mtime=0)[:-9], "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=told):
        read(Source(paths=(tmp_path / name,)))


def test_a_packed_file_that_grows_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MOST_BYTES", 10_000)
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"kind": "choice"}\n' * 1_000, mtime=0))
    with pytest.raises(InputError, match="split it"):
        read(Source(paths=(path,)))


def test_a_packed_file_that_is_damaged_and_a_table_without_a_sound_header_are_refused(
    tmp_path: Path,
) -> None:
    packed = bytearray(gzip.compress(json.dumps(RECORDS).encode()))
    packed[12:16] = b"\xff" * 4
    (tmp_path / "log.jsonl.gz").write_bytes(packed)
    (tmp_path / "log.csv").write_text('"kind"x,y\n1,2\n')
    for name, said in (("log.jsonl.gz", "cannot be read"), ("log.csv", "header of the table")):
        with pytest.raises(InputError, match=said):
            read(Source(paths=(tmp_path / name,)))
