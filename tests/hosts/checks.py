"""What is checked of a served list, by anybody who can only ask: each check names what is wrong.

`make hosts` lets the official programs look; these look for what those let pass.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError, validate  # pyright: ignore[reportUnknownVariableType]
from jsonschema.exceptions import SchemaError

from tests.hosts.providers import gemini_offences, openai_offences

Served = dict[str, Any]
"""What a server told: tools, answers by tool, the skill and its text, errors, states, hosts."""
READS = {
    *("study_status", "list_studies", "summarize", "get_trials", "catalogue", "models"),
}
ASKS = {
    *("perturb", "elicit", "transfer_test", "stated_revealed", "dissect"),
    *("ask_again", "resume_study", "follow_up"),
}
TASK_STATES = {"working", "input_required", "completed", "cancelled", "failed"}
NOT_FOUND = -32602
OPEN = {"verdicts", "full"}
"""Fields of answers whose records have names of their own: verdicts, findings of any kind."""
TOLD = 60
"""Characters that say at least what a tool is for."""


def annotations(served: Served) -> list[str]:
    """Each tool says whether it only reads, and whether it asks anybody outside; truly."""
    found: list[str] = []
    for tool in served["tools"]:
        told: dict[str, bool] = tool.get("annotations") or {}
        reads, outside = told.get("readOnlyHint", False), told.get("openWorldHint", True)
        if reads != (tool["name"] in READS):
            found.append(f"{tool['name']}: readOnlyHint {reads}")
        if outside != (tool["name"] in ASKS):
            found.append(f"{tool['name']}: openWorldHint {outside}")
        if not reads and told.get("destructiveHint", True):
            found.append(f"{tool['name']}: destructiveHint")
    return found


def schemas(served: Served) -> list[str]:
    """Providers take the arguments, and an answer is described by a schema."""
    found: list[str] = []
    for tool in served["tools"]:
        told = (tool["name"], tool.get("description") or "", tool["inputSchema"])
        found += openai_offences(*told) + gemini_offences(*told)
        try:
            Draft202012Validator.check_schema(tool["outputSchema"])
        except SchemaError as error:
            found.append(f"{tool['name']}: {error.message}")
    return found


def descriptions(served: Served) -> list[str]:
    """A tool and each of its arguments are explained, with an example."""
    found: list[str] = []
    for tool in served["tools"]:
        told = tool.get("description") or ""
        if len(told) < TOLD:
            found.append(f"{tool['name']}: no description")
        easy = set(tool["inputSchema"].get("required", ())) <= {"study_id"}
        if not easy and "Example: {" not in told:
            found.append(f"{tool['name']}: no example")
        for name, field in tool["inputSchema"]["properties"].items():
            if not (field.get("description") or field.get("anyOf")):
                found.append(f"{tool['name']}.{name}: no description")
    return found


def answers(served: Served) -> list[str]:
    """An answer is as its schema says, and has no field that the schema does not name."""
    found: list[str] = []
    schemas_of = {tool["name"]: tool["outputSchema"] for tool in served["tools"]}
    for name, answer in served["answers"]:
        schema = schemas_of[name]
        try:
            validate(answer, schema)
        except (ValidationError, SchemaError) as error:
            found.append(f"{name}: {error}")
        found += [f"{name}: {one}" for one in unnamed(answer, schema)]
    return found


def unnamed(answer: dict[str, Any], schema: Served) -> Iterator[str]:
    """Fields of an answer, and of the records in it, that its schema does not name."""
    fields = cast("dict[str, Any]", schema.get("properties", {}))
    for name, value in answer.items():
        if name not in fields and name not in schema.get("required", ()):
            yield name
        rows = cast("list[Any]", value if isinstance(value, list) else [value])
        own = fields.get(name, {})
        known = own.get("items", own).get("propertyNames")
        open_ended = name in OPEN or known is not None
        yield from (f"{name}: a record" for row in rows if isinstance(row, dict) and not open_ended)


def not_found(served: Served) -> list[str]:
    """What is not there is refused with the code for it."""
    codes: dict[str, int] = served["not_found"]
    return [f"{what}: {code}" for what, code in codes.items() if code != NOT_FOUND]


def tasks(served: Served) -> list[str]:
    """A task is in one of the states that the extension knows."""
    return [one for one in served["task_states"] if one not in TASK_STATES]


def skill(served: Served) -> list[str]:
    """The digest of a skill is that of its text."""
    [told] = served["skill"]["resources"]
    own = hashlib.sha256(served["skill_text"].encode()).hexdigest()
    return [] if told["digest"] == f"sha256:{own}" else ["digest"]


def hosts(served: Served) -> list[str]:
    """A request that names another host is refused before anything else is looked at."""
    codes: dict[str, int] = served["hosts"]
    return [f"{host}: {code}" for host, code in codes.items() if (code == 421) != ("evil" in host)]


CHECKS: tuple[Callable[[Served], list[str]], ...] = (
    annotations,
    schemas,
    descriptions,
    answers,
    not_found,
    tasks,
    skill,
    hosts,
)


def offences(served: Served) -> list[str]:
    """All that is wrong."""
    return [f"{check.__name__}: {one}" for check in CHECKS for one in check(served)]
