"""What the schemas of the tools show, held to the whole schemas that pydantic makes."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from velleity.server.tool_set import tool_set
from velleity.server.toolset.schemas import Schema, answer_shown

ANSWERS = {one.answers.__name__: one.answers for one in tool_set() if one.answers}


class Row(BaseModel):
    """A record."""

    name: str
    share: float | None


class Other(BaseModel):
    """Another."""

    count: int = 0


class Answer(BaseModel):
    """Every form that a field may have."""

    said: str
    state: Literal["running", "done"]
    note: str = ""
    left: int | None
    one: Row | None = None
    rows: list[Row] = []
    either: list[Row | Other] = []
    both: Row | Other
    texts: list[str] = []
    named: dict[str, int]
    sure: bool = True


def told(schema: Schema, defined: Mapping[str, Schema]) -> Schema:
    """The type of a field and the fields of its records, off the whole schema."""
    some = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    if len(some) > 1:
        return {"type": "object"}
    if "$ref" in some[0]:
        record = defined[some[0]["$ref"].removeprefix("#/$defs/")]
        return {"propertyNames": {"enum": list(record["properties"])}}
    if some[0]["type"] == "array":
        row = told(some[0]["items"], defined)
        return {"type": "array", **({"items": row} if "propertyNames" in row else {})}
    return {"type": some[0]["type"]}


@pytest.mark.parametrize("answers", [Answer, *ANSWERS.values()])
def test_what_is_shown_of_an_answer_is_what_its_whole_schema_says(answers: type[BaseModel]) -> None:
    whole, shown = answers.model_json_schema(), answer_shown(answers)
    always: list[str] = shown.get("required", [])
    fields: dict[str, Any] = {**shown["properties"], **{one: {"type": "string"} for one in always}}
    defined: dict[str, Schema] = whole.get("$defs", {})
    assert fields == {name: told(one, defined) for name, one in whole["properties"].items()}
    texts = {name for name, one in fields.items() if one == {"type": "string"}}
    assert set(always) == texts & set(whole.get("required", []))


def test_a_kind_of_field_that_no_host_is_told_of_is_refused() -> None:
    class Strange(BaseModel):
        when: tuple[int, int]

    with pytest.raises(TypeError, match="cannot answer with"):
        answer_shown(Strange)
