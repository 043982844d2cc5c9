"""Options from a file: every shape that is taken, and what is said of the others."""

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest

from velleity.clients.banks import MAX_BYTES, MOST_CHARACTERS, BadFile, read_bank, read_text


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


def test_lines_that_begin_with_a_hash_and_a_space_are_comments(tmp_path: Path) -> None:
    path = written(tmp_path, "bank.txt", "# a title\n#\n  ## more\n#1 in May\nthe 3\u2028a poem")
    assert read_bank(path) == ["#1 in May", "the 3\u2028a poem"]


def test_a_comma_is_the_decimal_point_where_semicolons_part_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "bank.csv", "text;unit;quantity\ntea, black;cups;2,5\nmilk;cups;3.5")
    options = [one for one in read_bank(path) if isinstance(one, dict)]
    assert [(one["text"], one["quantity"]) for one in options] == [
        ("tea, black", 2.5),
        ("milk", 3.5),
    ]


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


CUPS: list[Any] = [
    {"text": "1 cup", "category": "drinks", "unit": "cups", "quantity": 1.0},
    {"text": "2.5 cups", "category": "drinks", "unit": "cups", "quantity": 2.5},
    {"text": 'a "mocha",\nwith; cream', "category": "drinks"},
]


def test_quantities_stand_in_json_lists_and_in_lists_by_category(tmp_path: Path) -> None:
    assert read_bank(written(tmp_path, "bank.json", CUPS)) == CUPS
    bare = [{name: cup[name] for name in cup if name != "category"} for cup in CUPS]
    assert read_bank(written(tmp_path, "bank.json", {"drinks": bare})) == CUPS


def test_what_is_null_is_not_given(tmp_path: Path) -> None:
    given = [{"text": "tea", "category": None, "unit": None, "quantity": None}]
    assert read_bank(written(tmp_path, "b.json", given)) == [{"text": "tea", "category": None}]


@pytest.mark.parametrize("name", ["bank.jsonl", "bank.ndjson"])
def test_a_file_of_json_lines_holds_a_text_or_an_object_a_line(name: str, tmp_path: Path) -> None:
    lines = [*(json.dumps(cup) for cup in CUPS), "", '"tea\\nwith milk"', "\r"]
    assert read_bank(written(tmp_path, name, "\n".join(lines))) == [*CUPS, "tea\nwith milk"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["bank.csv", "bank.tsv"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_a_table_is_read_between_commas_semicolons_or_tabs(
    delimiter: str, name: str, mark: bytes, tmp_path: Path
) -> None:
    out = io.StringIO()
    table = csv.DictWriter(out, ["unit", "text", "quantity", "category"], delimiter=delimiter)
    table.writeheader()
    table.writerows(CUPS)
    path = written(tmp_path, name, mark + out.getvalue().encode())
    assert b"\r\n" in path.read_bytes()
    assert read_bank(path) == CUPS


@pytest.mark.parametrize(
    "content",
    [
        "text\ntea\nmocha\n",
        "option\n tea \n\nmocha",
        '\n"Text"\n"tea"\n"mocha"\n',
        "TEXT,category\ntea,\nmocha,\n",
        "category, option\n,tea\n,  mocha\n,\n",
    ],
)
def test_a_table_needs_a_column_of_texts_alone(content: str, tmp_path: Path) -> None:
    assert read_bank(written(tmp_path, "bank.csv", content)) == [
        {"text": "tea", "category": None},
        {"text": "mocha", "category": None},
    ]


def test_a_delimiter_in_quotes_is_part_of_its_text(tmp_path: Path) -> None:
    path = written(tmp_path, "bank.csv", 'text, category\n"tea, with ""milk""", "hot, sweet"\n')
    assert read_bank(path) == [{"text": 'tea, with "milk"', "category": "hot, sweet"}]


@pytest.mark.parametrize(
    ("written_as", "quantity"),
    [("1", 1.0), ("1000", 1000.0), ("2.5", 2.5), (".5", 0.5), ("3.", 3.0), ("1e3", 1e3), ("+7", 7)],
)
def test_a_table_writes_quantities_as_plain_numbers(
    written_as: str, quantity: float, tmp_path: Path
) -> None:
    path = written(tmp_path, "bank.csv", f"text,unit,quantity\ntea,cups, {written_as} \n")
    assert read_bank(path) == [
        {"text": "tea", "category": None, "unit": "cups", "quantity": quantity}
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.txt", ""),
        ("b.txt", "\n \n"),
        ("b.json", "[]"),
        ("b.json", " {\n} "),
        ("b.jsonl", ""),
        ("b.csv", "text,category\n"),
    ],
)
def test_a_file_without_options_is_an_empty_bank(name: str, content: str, tmp_path: Path) -> None:
    assert read_bank(written(tmp_path, name, content)) == []


def csv_of(quantity: str) -> str:
    return f"text,unit,quantity\nmocha,cups,1\ntea,cups,{quantity}\n"


NO_NUMBER = "not a number. Write a number above zero, without unit or thousands separators"
BAD: dict[str, tuple[str, str | bytes | object, str]] = {
    # JSON as a whole
    "half a list": (".json", "[\n", ", line 2: this is not JSON (Expecting value, column 1). Mend"),
    "a comma too many": (".json", '["tea",\n]', "this is not JSON"),
    "two lists": (".json", '["tea"]\n["mocha"]', ", line 2: this is not JSON (Extra data"),
    "nesting without end": (".json", "[" * 100_000, "line 1: the JSON is nested too deeply"),
    "empty": (".json", "", "line 1: this is not JSON (Expecting value, column 1)"),
    "a word": (".json", '"tea"', "line 1: the file holds the text 'tea', not options. Give a list"),
    "a number": (".json", "3", "the file holds the number '3', not options"),
    "nothing": (".json", "null", "the file holds null, not options"),
    "thousands of digits": (".json", f"[{'9' * 5_000}]", "line 1: Exceeds the limit"),
    "another encoding": (".json", b"\xff\xfet\x00", "is not UTF-8 text. Save it as UTF-8."),
    "a category that is no list": (
        ".json",
        '{"hot": ["tea"],\n"drinks": "tea"}',
        "line 2: the category 'drinks' holds no list of options. Write it as",
    ),
    "a category twice": (
        ".json",
        '{"drinks": ["tea"],\n\n"drinks": ["mocha"]}',
        "line 3: the category 'drinks' stands twice. Join the two lists.",
    ),
    # options in JSON
    "a number among options": (
        ".json",
        '["tea",\n 1]',
        "line 2: an option is the number '1', not a text. An option is a text, or an object with",
    ),
    "a list among options": (".json", '[["tea"]]', "line 1: an option is a list, not a text"),
    "a truth among options": (".json", "[\n\ntrue]", "line 3: an option is true, not a text"),
    "a number in a category": (".json", '{"drinks": [1]}', "an option is the number '1', not a"),
    "another field": (
        ".json",
        '[{"text": "tea", "price": null}]',
        "line 1, field 'price': there is no such field. An option is",
    ),
    "no text": (".json", '["a",\n{"category": "drinks"}]', "line 2, field text: the option has no"),
    "a null for a text": (".json", [{"text": None}], "field text: the option has none"),
    "a text that is a number": (".json", '[{"text": 1}]', "field text: it is the number '1', not"),
    "an empty text": (".json", '["tea",\n" "]', "line 2, field text: it is empty. Write something"),
    "a text without end": (
        ".json",
        ["x" * 4_001],
        "field text: it has 4,001 characters, and 4,000 are taken at most. Shorten it.",
    ),
    "a field twice": (
        ".json",
        '["tea",\n{"text": "a",\n"text": "b"}]',
        "line 2: an object has the same field twice",
    ),
    "a category in its category": (
        ".json",
        '{"hot": [\n{"text": "tea", "category": "cold"}]}',
        "line 2, field category: the option stands under 'hot' and names a category too",
    ),
    "a category that is a list": (".json", '[{"text": "a", "category": []}]', "it is a list, not"),
    "a long category": (".json", {"c" * 201: ["tea"]}, "field category: it has 201 characters"),
    "half a character": (".json", r'["\ud83d"]', "field text: it holds the character U+D83D"),
    "a bell": (".json", r'["\u0007 tea"]', "it holds the character U+0007, which is no part"),
    "a unit alone": (
        ".json",
        [{"text": "tea", "unit": "cups"}],
        "field quantity: there is a unit without it. Give both or neither.",
    ),
    "a quantity alone": (
        ".json",
        [{"text": "tea", "quantity": 1}],
        "field unit: there is a quantity without it. Give both or neither.",
    ),
    "a quantity in words": (
        ".json",
        [{"text": "tea", "unit": "cups", "quantity": "3"}],
        f"field quantity: it is the text '3', {NO_NUMBER}",
    ),
    "a true quantity": (".json", [{"text": "t", "unit": "c", "quantity": True}], "it is true, not"),
    "no quantity": (
        ".json",
        [{"text": "t", "unit": "c", "quantity": 0}],
        "field quantity: 0 is not a positive, finite number. Write a number above zero",
    ),
    "less than nothing": (".json", [{"text": "t", "unit": "c", "quantity": -2.5}], ": -2.5 is not"),
    "no number": (".json", [{"text": "t", "unit": "c", "quantity": float("nan")}], ": nan is not"),
    "beyond numbers": (".json", [{"text": "t", "unit": "c", "quantity": 10**400}], ": inf is not"),
    "the same text twice": (
        ".json",
        '["tea", "mocha",\n"tea "]',
        "line 2, field text: the option 'tea' stands in line 1 already. Keep one of the two.",
    ),
    # other forms
    "the same line twice": (".txt", "tea\n\nmocha\ntea", "line 4, field text: the option 'tea'"),
    "a picture": (
        ".txt",
        b"a walk\n\x00\x01\x02",
        "line 2, field text: it holds the character U+0",
    ),
    "a list of JSON lines": (
        ".jsonl",
        '["tea",\n"mocha"]',
        "line 1: this is not JSON (Expecting value, column 8). Write one text or one object a line",
    ),
    "a list on a line": (".jsonl", '"tea"\n["mocha"]', "line 2: an option is a list, not a text"),
    "half a line": (".jsonl", '"tea"\n\n{"text": "mo', "line 3: this is not JSON (Unterminated"),
    "a field twice on a line": (
        ".jsonl",
        '{"text": "a", "text": "b"}',
        "line 1: an object has the",
    ),
    "a line nested without end": (
        ".jsonl",
        '"tea"\n' + "[" * 100_000,
        "line 2: the JSON is nested",
    ),
    "an empty table": (".csv", "", "line 1: no column is named text or option, but []. Name the"),
    "a table without a header": (".csv", "tea,drinks\nmocha,drinks\n", "but ['tea', 'drinks']"),
    "another column": (".csv", "text,price\ntea,3\n", "line 1: the column 'price' is not known"),
    "a column without a name": (".csv", "text,\ntea,3\n", "line 1: the column '' is not known"),
    "a column twice": (".csv", "\nText,option\na,b\n", "line 2: the column 'text' stands twice"),
    "a cell too many": (
        ".csv",
        "text\na walk\ntea, with milk\n",
        "line 3: there are 2 cells, and 1 columns in the header. Put a text that holds a delimiter",
    ),
    "a cell too few": (".csv", "text,category\ntea\n", "line 2: there are 1 cells, and 2 columns"),
    "an open quote": (
        ".csv",
        'text,category\n"a\nb",drinks\n"tea,drinks\nmocha,drinks\n',
        "line 4: the row is not CSV (unexpected end of data). Close every double quote",
    ),
    "a word behind a quote and a tab": (".tsv", 'text\tunit\n"a"b\tc\n', "(a tab expected after"),
    "a word behind a quote": (".csv", 'text\n"tea" hot\n', "line 2: the row is not CSV"),
    "a cell without end": (".csv", f"text\n{'x' * 200_000}\n", "line 2: the row is not CSV (field"),
    "a row without a text": (
        ".csv",
        "text,category\na,b\n,drinks\n",
        "line 3, field text: it is em",
    ),
    "a row with a unit alone": (
        ".csv",
        "text,unit,quantity\na,b,\n",
        "line 2, field quantity: ther",
    ),
    "a thousands separator": (".csv", csv_of('"1,000"'), f"the text '1,000', {NO_NUMBER}"),
    "digits of Python": (".csv", csv_of("1_000"), "line 3, field quantity: it is the text '1_000'"),
    "other digits": (".csv", csv_of("٣"), NO_NUMBER),
    "no end of cups": (".csv", csv_of("inf"), NO_NUMBER),
    "too many cups": (".csv", csv_of("1e999"), "line 3, field quantity: inf is not a positive"),
    "no cups": (".csv", csv_of("0.0"), "line 3, field quantity: 0 is not a positive"),
    "fewer cups": (".csv", csv_of("-1"), "line 3, field quantity: -1 is not a positive"),
    "digits for ever": (".csv", csv_of("9" * 100_000 + "x"), NO_NUMBER),
}


@pytest.mark.parametrize(("ending", "content", "reason"), BAD.values(), ids=BAD)
def test_another_shape_is_refused_with_its_place_the_reason_and_what_to_do(
    ending: str, content: str | bytes | object, reason: str, tmp_path: Path
) -> None:
    path = written(tmp_path, f"bank{ending}", content)
    with pytest.raises(BadFile) as caught:
        read_bank(path)
    said = str(caught.value)
    assert said.startswith(str(path))
    assert reason in said
    assert said.isprintable()
    assert len(said) < len(str(path)) + 300


@pytest.mark.parametrize("name", ["no.txt", ".", "a/b/c", "x\x00y"])
def test_what_is_no_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="There is no file"):
        read_text(tmp_path / name)


@pytest.mark.parametrize("ending", [".txt", ".json", ".jsonl", ".csv"])
def test_a_file_beyond_the_limit_is_refused_without_being_read(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"large{ending}"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadFile, match="larger than 20 MB"):
        read_bank(path)


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    assert read_bank(written(tmp_path, "bank.txt", b"\xef\xbb\xbftea\nmocha")) == ["tea", "mocha"]
    assert read_bank(written(tmp_path, "bank.json", b'\xef\xbb\xbf["tea"]')) == ["tea"]


PIECES = [
    *'[]{},;:"\\\n\t #\r',
    *("null", "true", "NaN", "-1", "0", "1e9", "10", "tea", "é", "\u2028", "\x00", "\\ud800"),
    *('"text"', '"category"', '"unit"', '"quantity"', '{"text": "', "text", "option", "quantity"),
    *("text,category\n", "option;unit;quantity\n", '["', '",\n"', '"]', '": ["', '""', "unit"),
]
MILD = ["", " ", "é", "7", "tea"]


@pytest.mark.parametrize("ending", [".json", ".jsonl", ".csv", ".tsv", ".txt"])
def test_whatever_a_file_holds_there_are_options_or_a_reason(
    ending: str, runs: int, tmp_path: Path
) -> None:
    draw = random.Random(f"bank{ending}")
    good = {
        ".json": json.dumps(CUPS, indent=1),
        ".jsonl": "\n".join(map(json.dumps, CUPS)),
        ".csv": "text,unit,quantity\na,cups,1\nb,cups,2\n",
        ".tsv": "option\tcategory\na\tx\nb\ty\n",
        ".txt": "a walk\na book\n",
    }[ending]
    taken = refused = 0
    for _ in range(runs):
        if draw.random() < 0.5:
            content = "".join(draw.choices(PIECES, k=draw.randrange(1, 12)))
        else:
            content = good
            pieces = draw.choice((MILD, MILD, PIECES))
            for _ in range(draw.randrange(1, 4)):
                at = draw.randrange(len(content) + 1)
                cut = at + draw.choice((0, 0, 1, 5))
                content = content[:at] + draw.choice(pieces) + content[cut:]
        path = written(tmp_path, f"bank{ending}", content)
        try:
            bank = read_bank(path)
        except BadFile as error:
            refused += str(error).startswith(f"{path}, line ")
        else:
            taken += 1
            assert all(usable(option) for option in bank), content
    assert taken + refused == runs
    assert min(taken, refused) > runs / 40


def usable(option: Any) -> bool:
    """Whether an option is of the shape that is promised."""
    if isinstance(option, str):
        return 0 < len(option.strip()) <= MOST_CHARACTERS["text"]
    tagged = {"unit", "quantity"} <= set(option)
    return (
        set(option) == {"text", "category"} | ({"unit", "quantity"} if tagged else set[str]())
        and usable(option["text"])
        and (option["category"] is None or usable(option["category"]))
        and (not tagged or (usable(option["unit"]) and 0 < option["quantity"] < float("inf")))
    )
