"""Which software serves a model, how it samples unless told, and how to tell it.

Many servers leave unlikely tokens out, or make repeated ones less likely, by default: what comes
back is then not drawn from the model's distribution. The values here switch each of these off. They
follow the documentation and the source of each: llama.cpp (tools/server/README.md: top_k 40,
top_p .95, min_p .05), llama-cpp-python (server/types.py: the same), vLLM and SGLang (defaults from
the model's own generation_config.json; -1 is "all tokens" in every version), LM Studio (documented
fields of its OpenAI interface), Ollama (api/types.go: top_k 40, repeat_penalty 1.1; its OpenAI
interface reads none of them).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

PLAIN = re.compile(r"[A-Za-z0-9_.:/@+=,-]*")
"""The marks that names of models and servers are made of: no sentence is."""
LONGEST_NAME = 120
_PATH = re.compile(r"[/\\~]|[A-Za-z]:[/\\]")
Value = float | int


@dataclass(frozen=True, slots=True)
class Software:
    """One kind of server. `neutral` switches off what it does to a distribution by itself.

    `few_slots`: it answers a few questions side by side, as a program on a machine of one's own.
    """

    name: str
    neutral: Mapping[str, Value] = field(default_factory=dict[str, Value])
    remark: str = ""
    few_slots: bool = False


LLAMA_CPP = Software(
    "llama.cpp",
    {
        "top_k": 0,
        "min_p": 0,
        "typical_p": 1,
        "top_n_sigma": -1,
        "repeat_penalty": 1,
        "presence_penalty": 0,
        "frequency_penalty": 0,
        "dry_multiplier": 0,
        "xtc_probability": 0,
        "dynatemp_range": 0,
        "mirostat": 0,
    },
    few_slots=True,
)
LLAMA_CPP_PYTHON = Software(
    "llama-cpp-python", {"top_k": 0, "min_p": 0, "repeat_penalty": 1}, few_slots=True
)
_FROM_THE_MODEL = {
    "top_k": -1,
    "min_p": 0,
    "repetition_penalty": 1,
    "presence_penalty": 0,
    "frequency_penalty": 0,
}
VLLM = Software("vLLM", _FROM_THE_MODEL)
SGLANG = Software("SGLang", _FROM_THE_MODEL)
LM_STUDIO = Software(
    "LM Studio",
    {"top_k": 0, "repeat_penalty": 1},
    "LM Studio adds its own settings of the model: switch min-p sampling off there",
    few_slots=True,
)
OLLAMA = Software(
    "Ollama",
    {},
    "Ollama's OpenAI interface takes no top_k, min_p or repeat_penalty: unless the model was made "
    "with PARAMETER top_k 0, min_p 0 and repeat_penalty 1, only its 40 likeliest tokens are drawn",
    few_slots=True,
)
_THROUGH = {
    "hosted_vllm": VLLM,
    "ollama_chat": Software(
        "Ollama", {"top_k": 0, "min_p": 0, "repeat_penalty": 1}, few_slots=True
    ),
    "cohere_chat": Software("Cohere", {"top_p": 0.99}),  # the most it takes; .75 unless told
}
"""By the provider that litellm asks: its own interfaces take what OpenAI's does not."""
_BY_OWNER = {
    "llamacpp": LLAMA_CPP,
    "me": LLAMA_CPP_PYTHON,
    "vllm": VLLM,
    "sglang": SGLANG,
    "organization_owner": LM_STUDIO,
    "library": OLLAMA,
}
"""What each says of itself as `owned_by` of the models that it lists."""
_OF_OURS = frozenset({"temperature", "top_p", "seed", "logprobs"})


@dataclass(frozen=True, slots=True)
class Listed:
    """What a server's list of models tells."""

    software: Software | None = None
    refuses: frozenset[str] = frozenset()


def read_models(body: bytes, server: str, model: str) -> Listed:
    """Read the answer to GET /models: who serves, and what it says that a model takes.

    A list of another shape tells nothing, which is no fault.
    """
    software = LLAMA_CPP if server.startswith("llama.cpp") else None
    entries = _entries(body)
    own = [one for one in entries if one.get("id") == model]
    for one in own or entries:
        owner = one.get("owned_by")
        if software is None and isinstance(owner, str):
            software = _BY_OWNER.get(owner)
    return Listed(software, _refused(own[0]) if own else frozenset())


def by_fingerprint(fingerprint: str) -> Software | None:
    """Who serves, by the system_fingerprint of an answer."""
    return OLLAMA if fingerprint == "fp_ollama" else None


def served_through(model: str) -> Software | None:
    """Who serves a model of litellm, by its provider."""
    return _THROUGH.get(model.partition("/")[0])


def takes_one_of_two(model: str) -> bool:
    """Whether a model is known to refuse top_p beside temperature. Its default leaves none out."""
    return "claude" in model.lower()


def plain(value: object) -> str:
    """A name that somebody else gave, up to the first mark that names are not made of.

    Of a path on their machine only the last part: a report is made to be shown.
    """
    if not isinstance(value, str):
        return ""
    return _remembered(value) if len(value) <= LONGEST_NAME else _plain(value)


def _plain(value: str) -> str:
    name = value.strip()
    if _PATH.match(name):
        name = re.split(r"[/\\]", name)[-1]
    found = PLAIN.match(name[:LONGEST_NAME])
    return found[0] if found else ""


_remembered = lru_cache(maxsize=256)(_plain)  # the same few stand in every answer


def _entries(body: bytes) -> list[dict[str, Any]]:
    try:
        data = json.loads(body)["data"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []
    some = cast("list[object]", data) if isinstance(data, list) else []
    return [cast("dict[str, Any]", one) for one in some if isinstance(one, dict)]


def _refused(entry: dict[str, Any]) -> frozenset[str]:
    """The parameters that are missing where a list names those that a model takes."""
    taken = entry.get("supported_parameters")
    if not isinstance(taken, list) or not taken:
        return frozenset()
    return _OF_OURS - {str(one) for one in cast("list[object]", taken)}
