"""T1: what would hide, reorder or break text leaves no channel unmarked."""

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.clients.commands import said
from tests.provider.provider import Provider, completion
from tests.server.asking import call, client_of, done
from velleity.server.unseen import visible

HIDING = [
    *("\x1b[31m", "\x1b]8;;http://x\x07", "\x07", "\x9b31m", "\r", "\u2028", "\u2029", "\x85"),
    *("\u202e", "\u2066", "\u200e", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"),
    *("\U000e0041", "\U000e0100", "\u3164", "\u115f", "\ufdd0", "\U0010ffff", "\x00", "\x7f"),
]
"""Terminal sequences, separators, directions, zero widths, tags, blanks that are letters."""
TEXT = "tea" + "".join(f"{mark}x" for mark in HIDING)


SIGNS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Format characters that are seen: signs written before numbers."""


def unseen(text: str) -> list[str]:
    """The characters of a text that no reader sees, line ends and tabs apart."""
    return [
        f"U+{ord(mark):04X}"
        for mark in text
        if mark not in "\n\t" and unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
    ]


@pytest.fixture
def settings(home: Path) -> Path:
    return home.parent / "settings.toml"


async def everything(home: Path, model: str) -> list[str]:
    """All that every reading tool and resource says of a study with hostile words in it."""
    async with client_of(home) as client:
        words: dict[str, Any] = {"option_a": TEXT, "option_b": "coffee", "label": TEXT[:150]}
        study = await done(client, "perturb", model=model, max_trials=300, **words)
        found: list[Any] = [
            await call(client, "study_status", study_id=study),
            await call(client, "list_studies"),
            await call(client, "get_trials", study_id=study, limit=3),
            await call(client, "get_trials", study_id=study, detail="table"),
        ]
        for detail in ("concise", "full", "cells"):
            result = await client.call_tool("summarize", {"study_ids": [study], "detail": detail})
            found.append(result.model_dump(mode="json"))
        addresses = [f"study://{study}{kind}" for kind in ("", "/trials", "/report", "/export")]
        for address in (*addresses, f"report://{study}"):
            contents = (await client.read_resource(address)).contents
            found += [getattr(one, "text", "") for one in contents]
        wrong = await client.call_tool("get_trials", {"study_id": study, "variation": TEXT})
        found.append(wrong.model_dump(mode="json"))
    return [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in found]


async def test_no_tool_and_no_resource_lets_unseen_characters_out(
    home: Path, settings: Path
) -> None:
    async with Provider() as provider:
        toml = f'[models.mine]\nbase_url = "{provider.url}"\n'
        settings.write_text(toml)  # noqa: ASYNC240
        provider.next_bodies = [completion(f"A {TEXT}") for _ in range(400)]
        for text in await everything(home, "mine"):
            assert unseen(text) == [], text[:200]


def test_no_command_prints_them(home: Path) -> None:
    assert not unseen(said("perturb", TEXT.replace("\x00", ""), "coffee", "--model", "sim/bob"))
    assert not unseen(said("status"))
    assert not unseen(said("summarize"))


def test_every_character_is_visible_or_marked() -> None:
    for start in range(0, sys.maxunicode + 1, 0x4000):
        text = "".join(map(chr, range(start, min(start + 0x4000, sys.maxunicode + 1))))
        found = [int(one[2:], 16) for one in unseen(visible(text))]
        hidden = [one for one in found if unicodedata.category(chr(one)) != "Cn"]
        assert set(hidden) <= SIGNS, list(map(hex, hidden))[:5]
