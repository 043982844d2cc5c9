"""Studies of every kind that a page is looked at for, with simulated models, and their pages.

Options and questions are long and begin alike, as in real banks: what fits short ones fits nobody.
"""

import json
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from velleity.clients import Lab
from velleity.clients.handle import Study

CHOCOLATE, ICE_CREAM = "a bar of dark chocolate", "a scoop of ice cream"
JUDGES = ["sim/judge", "sim/judge?accuracy=0.85", "sim/judge?slot=0.8"]
PLACES = ("the harbour", "the station", "the library", "the river", "the square")
KINDS = ("health", "climate", "work", "family", "animals", "science", "culture", "money")
LONG = (
    "A small town that you have never been to gets so much for {} that everybody there can use it"
)
MODELS = ("sim/alice", "sim/bob", "sim/layout", "sim/first")
HOSTILE = "<img src=x onerror=alert(1)> & \"'</script> or tea"

Made = list[Study]


async def perturbed(lab: Lab) -> Made:
    """One preference that flips."""
    return [await lab.perturb("sim/alice", CHOCOLATE, ICE_CREAM)]


async def flips(lab: Lab) -> Made:
    """A flip that was searched for, factors crossed."""
    more: dict[str, Any] = {"find_flip": True, "factors": ["layout", "wording"], "placebo": True}
    return [await lab.perturb("sim/layout", CHOCOLATE, ICE_CREAM, **more)]


async def elicited(lab: Lab) -> Made:
    """510 options in categories, by few answers each."""
    options = [
        {
            "text": f"{LONG.format(PLACES[at % 5])} in {1900 + at}",
            "category": KINDS[at % len(KINDS)],
        }
        for at in range(510)
    ]
    return [await lab.elicit("sim/bob", options, max_trials=5_000)]


async def transferred(lab: Lab) -> Made:
    """Incentives, with texts and votes."""
    high, low = [f"{PLACES[0]} gets a new pier"], [f"{PLACES[0]} gets a new crane"]
    return [await lab.transfer_test("sim/stoic", JUDGES, high=high, low=low, replicates=4)]


async def contrasted(lab: Lab) -> Made:
    """Two categories of requests."""
    pair = ("list of options", "career help")
    more: dict[str, Any] = {"source": "requests", "unit": "categories", "max_trials": 600}
    return [await lab.perturb("sim/coin", *pair, **more)]


async def imported(lab: Lab) -> Made:
    """A log of 300 questions."""
    found = await lab.import_choices(jsonl=log_of(300))
    return [await lab.study(one.study_id) for one in found.studies]


async def compared(lab: Lab) -> Made:
    """Four models, one of two options being markup."""
    pairs = ((CHOCOLATE, ICE_CREAM), ("a kayak", HOSTILE))
    return [await lab.perturb(model, *pair, fresh=True) for model in MODELS for pair in pairs]


PAGES: dict[str, Callable[[Lab], Awaitable[Made]]] = {
    "perturb": perturbed,
    "flips": flips,
    "elicit-510": elicited,
    "transfer": transferred,
    "categories": contrasted,
    "import-300": imported,
    "four-models": compared,
}


def log_of(questions: int) -> str:
    """Choices of somebody else's model, a record a line."""
    rng = random.Random(1)
    lines: list[str] = []
    for at in range(questions):
        chance = rng.choice((0.5, 0.95, 0.8, 0.05))
        named = {"option_a": f"{LONG.format(PLACES[at % 5])} ({at})", "option_b": f"a walk {at}"}
        for wording in ("plain", "layout=xml", "labels=numbers"):
            for first in "ab":
                chose = sum(rng.random() < chance for _ in range(10))
                told = {"kind": "choice", "model": "theirs", "first": first, "variation": wording}
                for side, count in (("a", chose), ("b", 10 - chose)):
                    if count:
                        record = {**told, **named, "chosen": side, "count": count}
                        lines.append(json.dumps(record))
    return "\n".join(lines)


async def write_all(lab: Lab, folder: Path) -> list[str]:
    """Run every study and write its page; the names of the files. And what a view is told."""
    names: list[str] = []
    ids: list[str] = []
    for name, make in PAGES.items():
        studies = await make(lab)
        for one in studies:
            await one.wait()
        ids = [handle for one in studies for handle in one.ids]
        (await lab.report(ids)).save(folder / f"{name}.html")
        names.append(f"{name}.html")
    told = await lab.summarize(ids, page_bytes=60_000)  # with ladders, and what all say together
    (folder / "answer.json").write_text(told.model_dump_json(exclude_none=True), "utf-8")
    (folder / "view.html").write_text(await lab.read("ui://velleity/findings"), "utf-8")
    return names
