"""The server's words as whoever sits at a terminal says them: commands for tools, options for
arguments. Applied to what the program says, never to what a model or a person wrote.
"""

import re

from pydantic import ValidationError

COMMANDS = {
    "resume_study": "resume",
    "cancel_study": "cancel",
    "study_status": "status",
    "list_studies": "list",
    "get_trials": "trials",
    "import_choices": "import",
    "write_report": "report",
    "summarize": "summarize",
    "calibrate": "calibrate",
}
"""Commands by the tool that each calls; the others have the tool's name."""
OPTIONS = ("max_cost_usd", "max_tokens", "max_trials", "dry_run", "judge_temperature", "own_family")
_CALLED = re.compile(rf"\b([Cc])all ({'|'.join(COMMANDS)})\b(?: with [a-z_]+=\w+)?")
_NAMED = re.compile(rf"(?<!`velleity )\b({'|'.join(one for one in COMMANDS if '_' in one)})\b")
_OPTION = re.compile(rf"(?<!--)\b({'|'.join(OPTIONS)})\b")


def at_terminal(text: str) -> str:
    """A sentence of the server with the words of the command line."""
    said = _CALLED.sub(lambda one: f"{_say(one[1])} `velleity {COMMANDS[one[2]]}`", text)
    said = _NAMED.sub(lambda one: f"`velleity {COMMANDS[one[1]]}`", said)
    said = _OPTION.sub(lambda one: f"--{one[1].replace('_', '-')}", said)
    return said.replace("fresh=true", "--fresh")


def _say(letter: str) -> str:
    return "Say" if letter == "C" else "say"


def reason_of(error: ValidationError) -> str:
    """The first thing that is wrong with what was given, and where it stands."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
