"""Changing one entry in the text of somebody's configuration, and nothing else in it.

A text that cannot be read, or whose change cannot be checked, is left alone. JSON may have comments
and trailing commas (`jsonc.py`); TOML is read and rewritten by tomlkit, which keeps its dress. What
was put in is taken out without a trace. Touches no file.
"""

import json
import re
import tomllib
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table as TomlTable

from ...server.refusal import Refused
from . import jsonc

Table = dict[str, Any]
NEWEST = "{{\n  {}: {{\n    {}: {}\n  }}\n}}"
"""A configuration of nothing but our entry: its key, its name, its value."""


class Untouchable(Refused):
    """Raised when a text cannot be changed safely; its text says why."""


def with_entry(text: str, key: str, name: str, entry: Table, *, toml: bool = False) -> str:
    """The text with the entry `name` under `key`. What an entry of that name has beside is kept.

    Raises:
        Untouchable: it is not what it should be.
    """
    whole = _read(text, toml)
    under = _table(whole, key)
    old = _table(under, name)
    new = {**old, **entry}
    for field, value in entry.items():
        if isinstance(value, dict) and isinstance(old.get(field), dict):
            new[field] = {**old[field], **cast("Table", value)}
    if name in under and new == old:
        return text
    changed = _put_toml(text, key, name, new) if toml else _put_json(text, key, name, new)
    return _checked(changed, {**whole, key: {**under, name: new}}, name, toml)


def without_entry(text: str, key: str, name: str, *, toml: bool = False) -> str:
    """The text without the entry; the text itself if there is none.

    Raises:
        Untouchable: it is not what it should be.
    """
    whole = _read(text, toml)
    under = _table(whole, key)
    if name not in under:
        return text
    _table(under, name)
    rest = {other: value for other, value in under.items() if other != name}
    changed = _take_toml(text, key, name) if toml else _take_json(text, key, name)
    left = {**whole, key: rest}
    if not rest and key not in _read(changed, toml):
        del left[key]
    return _checked(changed, left, name, toml)


def entry_of(text: str, key: str, name: str, *, toml: bool = False) -> Table:
    """The entry as it stands; empty if there is none.

    Raises:
        Untouchable: it is not what it should be.
    """
    return _table(_table(_read(text.removeprefix("\ufeff"), toml), key), name)


def _checked(changed: str, wanted: Table, name: str, toml: bool) -> str:
    """See that the entry is as wanted, and all else as it was."""
    try:
        got = _read(changed, toml)
    except Untouchable:
        got = None
    if got != wanted:
        raise Untouchable(f"its entry {name!r} is written in a way that cannot be changed safely")
    return changed


def _read(text: str, toml: bool) -> Table:
    try:
        return tomllib.loads(text) if toml else _read_json(text)
    except (ValueError, RecursionError) as error:
        kind = "TOML" if toml else "JSON"
        raise Untouchable(f"it is not {kind} that can be read without loss ({error})") from error


def _read_json(text: str) -> Table:
    if not text.strip():
        return {}
    whole = jsonc.read(text).value
    if not isinstance(whole, dict):
        raise ValueError("there is no object at the top")
    return cast("Table", whole)


def _table(within: Table, key: str) -> Table:
    found = within.get(key, {})
    if not isinstance(found, dict):
        raise Untouchable(f"{key!r} in it is no table of names")
    return cast("Table", found)


def _put_json(text: str, key: str, name: str, new: Table) -> str:
    if not text.strip():
        told = json.dumps(new, indent=2).replace("\n", "\n    ")
        return NEWEST.format(json.dumps(key), json.dumps(name), told) + text
    top = jsonc.read(text)
    unit, under = jsonc.unit_of(text, top), top.member(key)
    if under is None:
        return jsonc.inserted(text, top, key, {name: new}, unit)
    own = under.value.member(name)
    if own is None:
        return jsonc.inserted(text, under.value, name, new, unit)
    return jsonc.rewritten(text, own, new, unit)


def _take_json(text: str, key: str, name: str) -> str:
    top = jsonc.read(text)
    under = top.member(key)
    assert under is not None
    own = under.value.member(name)
    assert own is not None
    told = json.dumps(own.value.value, indent=2).replace("\n", "\n    ")
    newest = NEWEST.format(json.dumps(key), json.dumps(name), told)
    if text.startswith(newest) and not text[len(newest) :].strip():
        return text[len(newest) :]
    alone = len(under.value.members or ()) == 1 and jsonc.made_alone(text, under)
    return jsonc.removed(text, top, key) if alone else jsonc.removed(text, under.value, name)


def _put_toml(text: str, key: str, name: str, new: Table) -> str:
    """Rewrite an entry where it stands, or put it behind all else."""
    under = _document(text).get(key)
    if under is not None and name in under:
        document = _document(text)
        if not isinstance(document[key][name], TomlTable):
            raise Untouchable(f"its entry {name!r} is no table of its own")
        _update(document[key][name], new)
        return document.as_string()
    apart, block, end = _block(text, key, name, new)
    return text + apart + block + end


def _block(text: str, key: str, name: str, entry: Table) -> tuple[str, str, str]:
    """Our tables as they stand behind a text, with what goes before and after them.

    A text without an end of its last line gets none after our tables either: that tells later which
    it was.
    """
    line = "\r\n" if "\r\n" in text else "\n"
    block = tomlkit.dumps({key: {name: entry}}).strip("\n").replace("\n", line)
    if not text:
        return "", block, ""
    return (line, block, line) if text.endswith("\n") else (line * 2, block, "")


def _update(table: Any, new: Table) -> None:
    for field, value in new.items():
        if isinstance(value, dict) and isinstance(table.get(field), dict):
            _update(table[field], cast("Table", value))
        elif field not in table or table[field] != value:
            table[field] = value


def _take_toml(text: str, key: str, name: str) -> str:
    """Cut the entry's tables out: exactly what was put in, if nothing was changed since."""
    entry = _document(text)[key][name].unwrap()
    for before in (text, text.rstrip("\r\n"), ""):  # what the text may have ended like
        apart, block, end = _block(before, key, name, entry)
        own = apart + block + end
        if text.endswith(own) and _block(text[: -len(own)], key, name, entry)[::2] == (apart, end):
            return text[: -len(own)]
    return _cut(text, key, name)


def _cut(text: str, key: str, name: str) -> str:
    """The text without the tables of an entry, wherever they are; others' comments stay."""
    header = rf"[ \t]*\[[ \t]*{re.escape(key)}[ \t]*\.[ \t]*{re.escape(name)}[ \t]*[.\]]"
    kept: list[str] = []
    pending: list[str] = []  # comments at the end of our table belong to what follows it
    inside = False
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            inside = re.match(header, line) is not None
            kept += pending
            pending = []
        if not inside:
            kept.append(line)
        elif not line.strip() or line.lstrip().startswith("#"):
            pending.append(line)
        else:
            pending = []
    return "".join(kept + pending)


def _document(text: str) -> Any:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise Untouchable(f"it is not TOML that can be read without loss ({error})") from error
