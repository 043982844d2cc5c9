"""Where real models are asked: aliases that only the operator writes, in a TOML settings file.

    [models.my-llama]
    base_url = "http://127.0.0.1:8080/v1"    # an OpenAI-compatible server
    model = "llama-3.1-8b-instruct"          # its name there; default: the alias
    api_key_env = "MY_LLAMA_KEY"             # the variable that holds the key; default: no key
    input_usd_per_mtok = 0.1                 # both or neither: an unknown price is not nothing
    output_usd_per_mtok = 0.4
    most_at_once = 512                       # of all programs here, from the first call on; unless
                                             # given it is tried out: 32 or 4 at first, up to 512
    max_tokens = 64                          # more for a model that reasons before it answers
    reasoning_effort = "low"                 # sent as it is, to a server that knows it
    deadline_s = 120                         # a hard bound; unless given it follows the speed seen
    extra = { top_k = 0, min_p = 0 }         # goes into every request as it is

    [models.tape]
    recorded = "replies.jsonl"               # what `velleity export` wrote, beside this file

    [models.mine]
    gguf = "llama-3.2-1b.Q4_K_M.gguf"        # weights on this machine, beside this file or anywhere
    threads = 1                              # of the processor
    slots = 4                                # questions at once
    processes = 1                            # with so many threads and slots each
    context = 512                            # tokens of each: prompt and reply

    [models.sonnet]
    litellm = "anthropic/claude-sonnet-4-5"  # any provider of litellm; base_url only to redirect it
    api_key_env = "ANTHROPIC_API_KEY"        # prices, if not given, are those that litellm lists

    [models.nova]
    litellm = "bedrock/amazon.nova-lite-v1:0"
    environment = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]   # what else its process is given

No tool argument names an address, a header or a key; each alias sends its own key and no other.
Keys stay in the environment: they are read when a call is made, and kept nowhere.
"""

import os
import re
import tomllib
from typing import Annotated, Any, Self, cast
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from .hosts import is_loopback
from .parameters.extra import check, secrets_of
from .prices import BATCHES, price_of
from .protocol import AT_FIRST, FEW_AT_FIRST, FREE, Price, Terms

ALIAS = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@+-]{0,199}")

PROVIDERS = [
    "anthropic",
    "azure",
    "bedrock",
    "cohere_chat",
    "deepseek",
    "fireworks_ai",
    "gemini",
    "groq",
    "hosted_vllm",
    "mistral",
    "ollama_chat",
    "openai",
    "openrouter",
    "perplexity",
    "together_ai",
    "vertex_ai",
    "xai",
]
"""Providers that litellm asks over HTTPS at their own address, without fetching anything else."""


LOCAL_DEADLINE_S = 600.0
"""Seconds for a reply of weights on this machine, unless told: they are loaded in that time too."""
MOST_AT_ONCE, MOST_THROUGH_LITELLM = 512, 64
"""Calls at once unless told: beyond so many litellm's own bookkeeping falls behind."""
QUEUED = 4
"""Questions a place that weights on this machine may choose from: of those that begin alike, the
later ones cost less behind the first."""
LOCAL = {"gguf", "threads", "slots", "processes", "context"}
_WITH_GGUF = LOCAL | {"alias", "max_tokens", "deadline_s"}
WAYS = ("base_url", "litellm", "recorded", "gguf")


class BadSettings(ValueError):
    """Raised when the settings file cannot be read; its text names the field and what to write."""


class Endpoint(BaseModel):
    """One model, and the one way in which it is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alias: str
    base_url: str = ""
    model: str = ""
    litellm: str = ""
    recorded: str = ""
    gguf: str = ""
    threads: Annotated[int, Field(ge=1, le=256)] = 1
    slots: Annotated[int, Field(ge=1, le=64)] = 4
    processes: Annotated[int, Field(ge=1, le=64)] = 1
    context: Annotated[int, Field(ge=64, le=2**20)] = 512
    reasoning_effort: Annotated[str, Field(pattern="^[a-z]{1,20}$")] | None = None
    api_key_env: str | None = None
    input_usd_per_mtok: Annotated[float, Field(ge=0, le=1e6)] | None = None
    output_usd_per_mtok: Annotated[float, Field(ge=0, le=1e6)] | None = None
    most_at_once: Annotated[int, Field(ge=1, le=4_096)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=100_000)] = 64
    deadline_s: Annotated[float, Field(gt=0, le=3_600)] = 120.0
    environment: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    extra: dict[str, Any] = Field(default={}, repr=False)

    @field_validator("extra", mode="before")
    @classmethod
    def _can_be_sent(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("write a table, such as { top_k = 0, min_p = 0 }")
        check(cast("dict[str, Any]", value))
        return cast("dict[str, Any]", value)

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write an address such as http://127.0.0.1:8080/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("write no user, password or query into an address")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError("http is for this machine only: write https")
        if not _has_port(parts):
            raise ValueError("write a port between 1 and 65535, or none")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _names_are_plain(self) -> Self:
        if not ALIAS.fullmatch(self.alias):
            raise ValueError(f"{self.alias[:80]!r} is no alias: use a-z, 0-9 and _ . -")
        if not any(getattr(self, way) for way in WAYS):
            raise ValueError(
                "give base_url, the address of a server, litellm, a provider/model, or gguf, a file"
            )
        for name in (self.model, self.litellm):
            if name and not _MODEL.fullmatch(name):
                raise ValueError("name a model with letters, digits and _ . : / @ + -")
        if self.litellm and self.litellm.partition("/")[0] not in PROVIDERS:
            raise ValueError(f"litellm: begin with one of {', '.join(PROVIDERS)}, then a slash")
        if self.api_key_env is not None and not _VARIABLE.fullmatch(self.api_key_env):
            raise ValueError("api_key_env: name a variable such as MY_LLAMA_KEY, never the key")
        if self.environment and not self.litellm:
            raise ValueError("environment goes with litellm: it is what its process is given")
        if wrong := [one for one in self.environment if not _VARIABLE.fullmatch(one)]:
            raise ValueError(f"environment: {wrong[0][:80]!r} is no name of a variable")
        if (self.input_usd_per_mtok is None) != (self.output_usd_per_mtok is None):
            raise ValueError("give both prices or neither: half a price is not known")
        return self

    @model_validator(mode="after")
    def _weights_are_run_here_and_nothing_else(self) -> Self:
        if self.gguf and (others := sorted(self.model_fields_set - _WITH_GGUF)):
            raise ValueError(f"{others[0]} does not go with gguf, which runs on this machine")
        if not self.gguf and (alone := sorted(self.model_fields_set & LOCAL)):
            raise ValueError(f"{alone[0]} goes with gguf, a file of weights")
        return self

    @property
    def terms(self) -> Terms:
        """On which terms it is asked."""
        if self.gguf:
            given = "deadline_s" in self.model_fields_set
            deadline_s = self.deadline_s if given else LOCAL_DEADLINE_S
            # Whoever waits does so within the deadline: nobody is let wait for one that was given.
            most = self.processes * self.slots * (1 if given else QUEUED)
            return Terms(most, deadline_s, FREE, self.max_tokens, deadline_fixed=given)
        price = price_of(self.litellm) if self.litellm else None
        batch = price_of(self.litellm, batch=True) if self.litellm else None
        if self.input_usd_per_mtok is not None and self.output_usd_per_mtok is not None:
            price = batch = Price(self.input_usd_per_mtok / 1e6, self.output_usd_per_mtok / 1e6)
        return Terms(
            self.most_at_once or (MOST_THROUGH_LITELLM if self.litellm else MOST_AT_ONCE),
            self.deadline_s,
            price,
            self.max_tokens,
            takes_batches=self.litellm.partition("/")[0] in BATCHES,
            batch_price=batch,
            deadline_fixed="deadline_s" in self.model_fields_set,
            address=self.address,
        )

    def at_first(self, *, few_slots: bool = False) -> int:
        """How many calls at once to begin with: as many as the operator allows, if that was said.

        A program of `few_slots` lets more than that wait in line, however many are allowed.
        """
        if few_slots:
            return FEW_AT_FIRST
        return self.most_at_once or AT_FIRST

    @property
    def address(self) -> str:
        """What to call the other side: scheme, host and port of its address, or its provider."""
        if not self.base_url:
            return self.litellm.partition("/")[0]
        parts = urlsplit(self.base_url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"

    def secrets(self) -> frozenset[str]:
        """What no text may hold: the key, if it is there, and what is secret of `extra`."""
        key = os.environ.get(self.api_key_env or "", "").strip()
        return secrets_of(self.extra) | secrets_of(self.given()) | ({key} if key else set[str]())

    def given(self) -> dict[str, str]:
        """What litellm's process is given beside plain variables, as far as it is set."""
        there = {name: os.environ.get(name, "").strip() for name in self.environment}
        return {name: value for name, value in there.items() if value}

    def key(self) -> str | None:
        """The key, from the environment; None if it needs none.

        Raises:
            BadSettings: the variable is not set, or holds what no header can.
        """
        if self.api_key_env is None:
            return None
        if not (key := os.environ.get(self.api_key_env, "").strip()):
            raise BadSettings(f"{self.alias} needs the variable {self.api_key_env}: set it first.")
        if not key.isprintable():
            raise BadSettings(
                f"{self.api_key_env} holds more than one line: set it to the key alone."
            )
        return key


def read_endpoints(toml: str) -> dict[str, Endpoint]:
    """Read the aliases of a settings file.

    Raises:
        BadSettings: it is not TOML, or an alias is wrong.
    """
    try:
        models: Any = tomllib.loads(toml).get("models", {})
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"It is not TOML: {error}.") from None
    if not isinstance(models, dict):
        raise BadSettings("Write each model as a table: [models.my-llama].")
    tables = cast("dict[str, Any]", models)
    return {name: _endpoint(name, given) for name, given in tables.items()}


def _endpoint(name: str, given: object) -> Endpoint:
    if not isinstance(given, dict):
        raise BadSettings(f"models.{name[:80]}: write it as a table: [models.{name[:80]}].")
    try:
        return Endpoint.model_validate({**given, "alias": name})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"models.{name[:80]}{f'.{where}' if where else ''}: {reason}.") from None


def _has_port(parts: SplitResult) -> bool:
    """Whether the port, if there is one, can be one: reading it raises otherwise."""
    try:
        return parts.port != 0
    except ValueError:
        return False
