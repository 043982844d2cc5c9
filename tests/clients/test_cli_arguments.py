"""Whatever a tool takes, its command takes too."""

from inspect import signature

import pytest
from typer.main import get_command

from velleity.clients.cli import app
from velleity.clients.lab import Lab

COMMANDS = {
    "perturb": "perturb",
    "elicit": "elicit",
    "transfer_test": "transfer-test",
    "stated_revealed": "stated-revealed",
    "dissect": "dissect",
    "calibrate": "calibrate",
    "ask_again": "ask-again",
    "follow_up": "follow-up",
    "import_choices": "import",
    "studies": "list",
    "cancel": "cancel",
    "resume": "resume",
    "summarize": "summarize",
    "write_report": "report",
    "trials": "trials",
    "catalogue": "catalogue",
}
"""Methods, which have the arguments of their tools, and commands."""
CALLED = {
    "study_id": "study",
    "study_ids": "studies",
    "models": "model",
    "judges": "judge",
    "others": "other",
    "annotators": "annotator",
    "properties": "prop",
    "own_properties": "own_property",
    "scenarios": "scenario",
    "families": "family",
    "variations": "variation",
    "factors": "factor",
    "cues": "cue",
    "idempotency_key": "key",
    "columns": "mapping",
}
"""What an argument is called at a terminal, where one at a time is given there."""
ELSEWHERE = {
    ("import_choices", "jsonl"): "records in the call itself: a terminal has files",
    ("ask_again", "fraction"): "a command of its own: rerun",
    ("summarize", "detail"): "--full, and tables by export",
    ("summarize", "offset"): "the command goes through the pages itself",
    ("summarize", "page_bytes"): "the command goes through the pages itself",
    ("catalogue", "offset"): "the command goes through the pages itself",
    ("write_report", "picture"): "a terminal has --figures",
    ("trials", "detail"): "a terminal shows whole texts",
}


@pytest.mark.parametrize("method", COMMANDS)
def test_a_command_takes_what_its_tool_takes(method: str) -> None:
    commands = vars(get_command(app))["commands"]
    taken = {one.name for one in commands[COMMANDS[method]].params}
    wanted = [
        name
        for name in signature(getattr(Lab, method)).parameters
        if name != "self" and (method, name) not in ELSEWHERE
    ]
    assert not [name for name in wanted if not {name, CALLED.get(name)} & taken]
