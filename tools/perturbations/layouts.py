"""How two labelled options are set. An option is escaped only where the layout is a markup."""

import json
from collections.abc import Callable
from html import escape

Pair = tuple[str, str]


def _lines(labels: Pair, texts: Pair, form: str, between: str = "\n") -> str:
    """Fill a form with each label and text; what a text holds is never read as a form."""
    before, middle, after = form.split("|")
    return between.join(
        f"{before}{label}{middle}{text}{after}" for label, text in zip(labels, texts, strict=True)
    )


def _xml(labels: Pair, texts: Pair) -> str:
    one, two = (escape(text, quote=False) for text in texts)
    return _lines(labels, (one, two), '<option label="|">|</option>')


def _json(labels: Pair, texts: Pair) -> str:
    return json.dumps(dict(zip(labels, texts, strict=True)), ensure_ascii=False, indent=2)


def _yaml(labels: Pair, texts: Pair) -> str:
    """A JSON string is a YAML string too."""
    one, two = (json.dumps(text, ensure_ascii=False) for text in texts)
    return "options:\n" + _lines(labels, (one, two), "  |: |")


def _table(labels: Pair, texts: Pair) -> str:
    one, two = (text.replace("|", "\\|").replace("\n", "<br>") for text in texts)
    rows = [f"| {label} | {text} |" for label, text in zip(labels, (one, two), strict=True)]
    return "\n".join(["| label | option |", "|---|---|", *rows])


LAYOUTS: dict[str, Callable[[Pair, Pair], str]] = {
    "plain": lambda labels, texts: _lines(labels, texts, "|: |"),
    "xml": _xml,
    "markdown": lambda labels, texts: _lines(labels, texts, "### |\n|", "\n\n"),
    "json": _json,
    "yaml": _yaml,
    "table": _table,
    "bullets": lambda labels, texts: _lines(labels, texts, "- |: |"),
    "quotes": lambda labels, texts: _lines(labels, texts, "|: “|”"),
    "spaced": lambda labels, texts: _lines(labels, texts, "|: |", "\n\n\n"),
    "bold": lambda labels, texts: _lines(labels, texts, "**|** |"),
}
