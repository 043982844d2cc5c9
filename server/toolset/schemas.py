"""What a tool's schemas show, in the part of JSON Schema that every provider takes.

No references, no defaults, no bounds that nobody meets by accident: a host hands these schemas on
to OpenAI or Gemini, whose function calling knows less than pydantic says. Only what is shown is
cut. What is accepted and what is answered stay checked against the whole.
"""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel

Schema = dict[str, Any]

OBVIOUS_LOW = 2
OBVIOUS_HIGH = 10_000
"""Bounds outside of these nobody meets by accident; who does is told by the refusal."""
_KEPT = ("type", "description", "properties", "required", "items", "enum", "anyOf")
_BOUNDS = ("minimum", "maximum")
FURTHER = "further"
"""Marks an argument that is taken though not listed: it is sent in MORE."""
MORE = "more"
_MORE: Schema = {"type": "string", "description": "See catalogue."}
_TEXT: Schema = {"type": "string"}
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def arguments_shown(schema: Schema) -> Schema:
    """A schema of arguments: every property with its description, every array with its items."""
    defined = cast("dict[str, Schema]", schema.get("$defs", {}))
    return _argument(schema, defined)


def explained(schema: Schema) -> dict[str, Schema]:
    """Every argument that is taken, listed or not."""
    defined = cast("dict[str, Schema]", schema.get("$defs", {}))
    own = cast("dict[str, Schema]", schema["properties"])
    return {name: _argument(one, defined) for name, one in own.items()}


def answer_shown(model: type[BaseModel]) -> Schema:
    """The fields of an answer by name and type, and those of the records in it by name.

    A text that is always there stands in `required` alone, which takes half the room. Read off the
    fields: the whole schema of all findings takes longer than all other schemas together.

    Raises:
        TypeError: a field is of a kind that no host is told of.
    """
    own = {name: _field(one.annotation) for name, one in model.model_fields.items()}
    needed = {name for name, one in model.model_fields.items() if one.is_required()}
    always = [name for name in own if name in needed and own[name] == _TEXT]
    shown = {name: one for name, one in own.items() if name not in always}
    required = {"required": always} if always else {}
    return {"type": "object", "properties": shown, **required}


def _argument(given: Schema, defined: dict[str, Schema]) -> Schema:
    schema = _resolved(given, defined)
    some = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(some) == 1:
        own = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return _argument({**_resolved(some[0], defined), **own}, defined)
    shown = {key: schema[key] for key in _KEPT if key in schema}
    if some:  # beside it nothing else may stand, for Gemini
        return {"anyOf": [_argument(one, defined) for one in some]}
    shown |= {key: schema[key] for key in _BOUNDS if _is_telling(key, schema.get(key))}
    if "items" in shown:
        shown["items"] = _argument(shown["items"], defined)
    if "properties" in shown:
        own = cast("dict[str, Schema]", shown["properties"])
        listed = {name: one for name, one in own.items() if FURTHER not in one}
        shown["properties"] = {name: _argument(one, defined) for name, one in listed.items()}
        if len(listed) < len(own):
            shown["properties"][MORE] = dict(_MORE)
        shown["additionalProperties"] = False
    return shown


def _field(given: Any) -> Schema:
    """A field of an answer: its type, and the names in the record or the rows that it holds."""
    some = [one for one in _parts(given) if one is not NoneType]
    if len(some) > 1:
        return {"type": "object"} if all(map(_is_record, some)) else dict(_TEXT)
    (kind,) = some
    if _is_record(kind):
        return {"propertyNames": {"enum": [*kind.model_fields]}}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if get_origin(kind) is list:
        row = _field(get_args(kind)[0])
        return {"type": "array", "items": row} if "propertyNames" in row else {"type": "array"}
    if get_origin(kind) is dict:
        return {"type": "object"}
    if get_origin(kind) is Literal:
        return dict(_TEXT)
    raise TypeError(f"a tool cannot answer with {kind}")


def _parts(given: Any) -> tuple[Any, ...]:
    """The members of a union; of anything else that alone, without what is annotated."""
    if get_origin(given) is Annotated:
        return _parts(get_args(given)[0])
    return get_args(given) if get_origin(given) in (Union, UnionType) else (given,)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _resolved(given: Schema, defined: dict[str, Schema]) -> Schema:
    """Put a definition where it is referred to: several hosts do not follow references."""
    if "$ref" not in given:
        return given
    meant = defined[cast("str", given["$ref"]).rpartition("/")[2]]
    bare = {key: value for key, value in meant.items() if key != "description"}
    return {**bare, **{key: value for key, value in given.items() if key != "$ref"}}


def _is_telling(key: str, value: Any) -> bool:
    if value is None:
        return False
    return value > OBVIOUS_LOW if key == "minimum" else value <= OBVIOUS_HIGH
