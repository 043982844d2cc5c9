"""Options from a file that the user names: every one checked, or none taken.

What is wrong is said with its file, line and field. How files are written `bank_files.py` knows;
what makes a good set of options the server knows.
"""

import math
import re
from pathlib import Path
from typing import Any, cast

from .bank_files import AN_OPTION, FIELDS, MAX_BYTES, BadFile, Place, entries, kind_of, read_text

__all__ = ["MAX_BYTES", "BadFile", "Bank", "read_bank", "read_text"]

Bank = list[str | dict[str, Any]]
"""Options: a text, or text and category, with unit and quantity where they are given."""
MOST_CHARACTERS = {"text": 4_000, "category": 200, "unit": 200}
"""Most characters of each field, as the server takes them."""
# Control characters but tab and line ends; halves of a character, which UTF-8 cannot carry.
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def read_bank(path: Path) -> Bank:
    """Read options from a file; the end of its name says what it holds.

    .json: a list of texts or of {text, category, unit, quantity}, or an object of such lists by
    category. .jsonl or .ndjson: one of these a line. .csv or .tsv: a header with text (or option)
    and, if wanted, category, unit, quantity; between commas, semicolons or tabs. Any other name:
    one option a line, but for lines that begin with `#` and a space.

    Raises:
        BadFile: the file cannot be read, or something in it is not an option.
    """
    bank: Bank = []
    lines: dict[str, int] = {}
    for place, value in entries(path):
        option = _option(value, place)
        text = (option if isinstance(option, str) else cast("str", option["text"])).strip()
        if text in lines:
            reason = f"the option {text[:60]!r} stands in line {lines[text]} already"
            raise place.fault(reason, "Keep one of the two.", "text")
        lines[text] = place.line
        bank.append(option)
    return bank


def _option(value: Any, place: Place) -> str | dict[str, Any]:
    """Check one option and leave out what it does not say."""
    if isinstance(value, str):
        return _text(value, "text", place)
    if not isinstance(value, dict):
        raise place.fault(f"an option is {kind_of(value)}, not a text", AN_OPTION)
    given = cast("dict[str, Any]", value)
    for name in given:
        if name not in FIELDS:
            raise place.fault("there is no such field", AN_OPTION, repr(name[:60]))
    fields = {name: one for name, one in given.items() if one is not None}
    if "text" not in fields:
        raise place.fault("the option has none", AN_OPTION, "text")
    category = fields.get("category")
    option: dict[str, Any] = {
        "text": _text(fields["text"], "text", place),
        "category": None if category in (None, "") else _text(category, "category", place),
    }
    if "unit" in fields or "quantity" in fields:
        for name, other in (("unit", "quantity"), ("quantity", "unit")):
            if name not in fields:
                raise place.fault(f"there is a {other} without it", "Give both or neither.", name)
        option["unit"] = _text(fields["unit"], "unit", place)
        option["quantity"] = _quantity(fields["quantity"], place)
    return option


def _text(value: Any, field: str, place: Place) -> str:
    if not isinstance(value, str):
        raise place.fault(f"it is {kind_of(value)}, not a text", "Write it in quotes.", field)
    if not value.strip():
        raise place.fault("it is empty", "Write something, or leave it out.", field)
    if len(value) > MOST_CHARACTERS[field]:
        most = MOST_CHARACTERS[field]
        reason = f"it has {len(value):,} characters, and {most:,} are taken at most"
        raise place.fault(reason, "Shorten it.", field)
    stray = _UNSENDABLE.search(value)
    if stray:
        reason = f"it holds the character U+{ord(stray[0]):04X}, which is no part of a text"
        raise place.fault(reason, "Remove it.", field)
    return value


def _quantity(value: Any, place: Place) -> float:
    advice = "Write a number above zero, without unit or thousands separators, such as 1000 or 2.5."
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise place.fault(f"it is {kind_of(value)}, not a number", advice, "quantity")
    try:
        quantity = float(value)
    except OverflowError:
        quantity = math.inf
    if not (0 < quantity < math.inf):
        raise place.fault(f"{quantity:g} is not a positive, finite number", advice, "quantity")
    return quantity
