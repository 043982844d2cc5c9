"""Calls and frames that are nearly right, from a seed: what a broken or hostile client sends.

Calls stay frames with an id of their own, so that each must be answered once; frames are spoilt
byte by byte, and only whoever sends them must survive. Whatever a mutation makes, no call starts
more work than a few hundred simulated answers.
"""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

from tests.security.hostile_texts import TEXTS

ENTRY: dict[str, Any] = {"kind": "choice", "model": "m", "option_a": "x", "option_b": "y"}
PAIR = {"option_a": "tea", "option_b": "coffee"}
SOUND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("perturb", {"model": "sim/bob", **PAIR, "max_trials": 60, "dry_run": True}),
    ("elicit", {"model": "sim/bob", "options": ["a", "b", "c"], "replicates": 1, "dry_run": True}),
    ("transfer_test", {"model": "sim/bob", "judges": ["sim/alice"], "items": 2, "dry_run": True}),
    ("stated_revealed", {"model": "sim/bob", "families": ["lying"], "dry_run": True}),
    ("dissect", {"model": "sim/bob", "annotators": ["sim/alice"], "pairs": 2, "dry_run": True}),
    ("calibrate", {"verb": "perturb", "max_trials": 60, "runs": 1, "more": "{}"}),
    ("follow_up", {"study_id": "std_x", "ask": "Why?", "limit": 3, "dry_run": True}),
    ("ask_again", {"study_id": "std_x", "models": ["sim/bob"], "dry_run": True}),
    ("import_choices", {"jsonl": json.dumps({**ENTRY, "first": "a", "chosen": "a"})}),
    ("study_status", {"study_id": "std_x", "wait_s": 0}),
    ("list_studies", {"label": "x", "offset": 0, "limit": 5}),
    ("cancel_study", {"study_id": "std_x"}),
    ("resume_study", {"study_id": "std_x", "max_cost_usd": 1.0, "max_tokens": 100}),
    ("summarize", {"label": "x", "detail": "concise", "offset": 0, "limit": 5}),
    ("write_report", {"study_ids": ["std_x"]}),
    ("get_trials", {"study_id": "std_x", "outcome": "chose", "limit": 3, "detail": "table"}),
    ("catalogue", {"tier": "surface", "tool": "perturb", "offset": 0}),
    ("models", {"kind": "simulated", "offset": 0}),
)
DEEP = json.loads("[" * 60 + "]" * 60)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 3, 2**31, 2**63, -(2**63), 10**400, 1e308, -1e-308, 0.5),
    *([], {}, [[]], [None], [1, "a", {}], {"a": {"b": []}}, DEEP, ["x"] * 6_000, "x" * 100_000),
    *("", " ", "null", "true", "0", "1e999", "NaN", "[]", "{}", '{"seed": 1}', '{"models": []}'),
    *("\ud800", "a\udfff", "\x00", "\x1b[2J", "\u2028", "tea\u202e", "std_" + "a" * 26, "sim/bob"),
)
HARMLESS = ("wait_s", "runs", "max_trials", "dry_run")


_HEAVY = ("calibrate", "write_report")
LIGHT = tuple(one for one in SOUND if "dry_run" not in one[1] and one[0] not in _HEAVY)
"""Those for which a server imports little."""


def sound_call(
    draw: random.Random, study: str, sound: Sequence[tuple[str, dict[str, Any]]]
) -> tuple[str, dict[str, Any]]:
    """A call that would be answered, about a study that there is."""
    name, given = draw.choice(sound)
    arguments = json.loads(json.dumps(given).replace("std_x", study))
    return name, arguments


def mutated_call(
    draw: random.Random,
    number: int | str,
    study: str,
    sound: Sequence[tuple[str, dict[str, Any]]] = SOUND,
) -> dict[str, Any]:
    """A request with one to three things wrong in its arguments, seldom in its name."""
    name, arguments = sound_call(draw, study, sound)
    kept = {key: value for key, value in arguments.items() if key in HARMLESS}
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        spoil(draw, arguments)
    for key, value in kept.items():  # so that nothing large is begun
        if key != "dry_run" or name not in ("perturb", "elicit") or draw.random() < 0.98:
            arguments[key] = value
    if draw.random() < 0.02:
        name = draw.choice(TEXTS)
    params: dict[str, Any] = {"name": name, "arguments": arguments}
    if draw.random() < 0.02:
        params[draw.choice(("name", "arguments", "_meta", "x"))] = draw.choice(ODD)
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def spoil(draw: random.Random, arguments: dict[str, Any]) -> None:
    """Put one thing wrong in some arguments, or in the fields of a record."""
    key = draw.choice([*arguments, "more", "label", "unknown"])
    what = draw.random()
    if what < 0.1:
        arguments.pop(key, None)
    elif what < 0.2:
        arguments[draw.choice(TEXTS)] = arguments.get(key)
    elif what < 0.3:
        arguments[key] = [arguments.get(key)] * draw.randint(0, 3)
    elif what < 0.4:
        arguments[key] = json.dumps({draw.choice(("seed", "x", "label")): draw.choice(ODD)})
    elif what < 0.7:
        arguments[key] = draw.choice(TEXTS)
    else:
        arguments[key] = draw.choice(ODD)


OTHERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("tools/list", {}),
    ("ping", {}),
    ("prompts/list", {}),
    ("prompts/get", {"name": "x", "arguments": {"model": "sim/bob"}}),
    ("resources/list", {}),
    ("resources/templates/list", {}),
    ("resources/read", {"uri": "study://std_x/trials"}),
    ("completion/complete", {"ref": {"type": "ref/prompt", "name": "x"}, "argument": {}}),
    ("notifications/cancelled", {"requestId": 3, "reason": "x"}),
    ("notifications/initialized", {}),
    ("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {}}),
    ("server/discover", {}),
    ("subscriptions/listen", {"notifications": {"toolsListChanged": True}}),
    ("logging/setLevel", {"level": "debug"}),
    ("tasks/get", {"taskId": "x"}),
)
BITS = (b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u", b"\\ud800", b"\xff", b"\xc3\x28")
MORE_BITS = (
    b"\x00",
    b"\r",
    b"\n",
    b"1e999",
    b"-",
    b"null",
    b"9" * 300,
    b"[" * 300,
    b"\xef\xbb\xbf",
)


def mutated_frame(draw: random.Random, number: int, meta: Mapping[str, Any] | None = None) -> bytes:
    """A frame without its end of line, spoilt in one to four places; its params hold `meta`."""
    method, params = draw.choice((*OTHERS, ("tools/call", {"name": "models", "arguments": {}})))
    if meta is not None:
        params = {**params, "_meta": meta}
    frame: dict[str, Any] = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    if draw.random() < 0.2:
        frame[draw.choice(("id", "method", "params", "jsonrpc", "result"))] = draw.choice(ODD)
    return spoilt(draw, json.dumps(frame).encode())


def spoilt(draw: random.Random, whole: bytes) -> bytes:
    """Some bytes with one to four pieces lost, changed, doubled or put in."""
    said = bytearray(whole)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(said) + 1)
        what = draw.random()
        if what < 0.3:
            said[at : at + draw.randint(1, 9)] = b""
        elif what < 0.6:
            said[at:at] = draw.choice((*BITS, *MORE_BITS))
        elif what < 0.8:
            said[at : at + 1] = bytes([draw.randrange(256)])
        else:
            piece = said[at : at + draw.randint(1, 40)]
            said[at:at] = piece * draw.randint(1, 5)
    return bytes(said)
