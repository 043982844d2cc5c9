"""How a study was done, for the page about it: who was asked how, within what, and how to repeat.

Reads the design and what the calls left; knows no verb but its command. What a server's answer says
of itself is as untrusted as a model's text.
"""

import json
import shlex
from collections.abc import Callable, Sequence
from importlib.metadata import version

from ..store.records import Calls, ServedRecord, StudyRecord
from .reports.page import Fact, Method
from .respondents.registry import SIMULATED

WAYS = 4
"""Ways of being answered that are told of a study."""
MOST_DESIGN = 12_000
"""Characters of a design that a page shows; the export of a study has all of it."""
Served = Callable[[str], Sequence[ServedRecord]]
"""What was sent in a study and who answered, by its id."""
Called = Callable[[str], Calls]
"""What the calls of a study came to, by its id."""
ASKS_NOBODY = ("import", "calibrate")
"""Verbs whose answers cannot be asked for again."""


def method(study: StudyRecord, served: Served, called: Called) -> Method:
    """One study: facts, commands and the frozen design."""
    facts = (*_what(study), *_ways(study, served), *_spent(study, called))
    return Method(
        title=f"{study.verb} · {study.model} · {study.id}",
        facts=tuple(one for one in facts if one.value),
        commands=_commands(study),
        design=_design(study),
    )


def _what(study: StudyRecord) -> list[Fact]:
    design = study.design
    asked = str(design.get("readout", ""))
    return [
        Fact("Study", study.id, f"{study.verb}, {study.state}, begun {study.created_at[:10]}"),
        Fact("Model", study.model, _kind(study.model)),
        Fact("Read out as", asked, "" if asked != "label" else "the label that it names"),
        Fact("Temperature", _number(design.get("temperature"))),
        Fact("Of judges", _number(design.get("judge_temperature")) if _judged(study) else ""),
        Fact("Seed", _number(design.get("seed", 0)), "every random draw comes from it"),
        Fact("Velleity", version("velleity"), "the version that wrote this page"),
    ]


def _kind(model: str) -> str:
    if not model.startswith(SIMULATED):
        return ""
    return "a simulated respondent: its truth is documented, it is no language model"


def _judged(study: StudyRecord) -> bool:
    return bool(study.design.get("judge") or study.design.get("judges"))


def _number(value: object) -> str:
    return "" if value is None else f"{value}"


def _ways(study: StudyRecord, served: Served) -> list[Fact]:
    """Which server answered as which model, and what it was sent besides the prompt."""
    found = served(study.id)
    facts: list[Fact] = []
    for one in found[:WAYS]:
        named = [part for part in (one.model, one.fingerprint, one.server) if part]
        sent = json.loads(one.sent)
        told = ", ".join(f"{name} {json.dumps(value)}" for name, value in sent.items())
        left = f"; left out: {', '.join(one.left_out)}" if one.left_out else ""
        who = one.participant or study.model
        answered = ", ".join(named) or "nobody named"
        facts.append(Fact(f"{who} answered as", answered, f"sent: {told}{left}"))
    if len(found) > WAYS:
        facts.append(Fact("Answered besides", f"in {len(found) - WAYS} more ways"))
    return facts


def _spent(study: StudyRecord, called: Called) -> list[Fact]:
    """The budget, and what calls came to."""
    limits = [
        f"at most {study.design['max_trials']:,} answers" if study.design.get("max_trials") else "",
        "" if study.max_cost_usd is None else f"at most ${study.max_cost_usd:g}",
        "" if study.max_tokens is None else f"at most {study.max_tokens:,} tokens",
    ]
    facts = [Fact("Budget", "; ".join(one for one in limits if one))]
    calls = called(study.id)
    if calls.made:
        cost = "" if calls.cost_usd is None else f", ${calls.cost_usd:.4f}"
        failed = ", ".join(f"{n} {what}" for what, n in sorted(calls.failed.items()))
        told = f"{calls.answered:,} answered" + (f"; failed: {failed}" if failed else "")
        facts.append(Fact("Calls", f"{calls.made:,}, {calls.tokens:,} tokens{cost}", told))
    return facts


def _commands(study: StudyRecord) -> tuple[str, ...]:
    """What shows the evidence, makes the findings again from it elsewhere, and asks anew."""
    own = shlex.quote(study.id)
    again = int(study.design.get("seed", 0)) + 1
    anew = (f"velleity ask-again {own} --seed {again}",) if study.verb not in ASKS_NOBODY else ()
    file = shlex.quote(f"{study.id}.capsule")
    taken = f"velleity export {own} {file} --capsule", f"velleity replay {file}"
    return (f"velleity trials {own}", *taken, *anew)


def _design(study: StudyRecord) -> str:
    """The design as it was frozen; its digest is what "the same study" means."""
    text = json.dumps(study.design, ensure_ascii=False, indent=1)
    if len(text) > MOST_DESIGN:
        text = f"{text[:MOST_DESIGN]}\n[{len(text) - MOST_DESIGN:,} characters more]"
    return f"{text}\nSHA-256 of it: {study.digest}"
