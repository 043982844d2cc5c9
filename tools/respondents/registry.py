"""Who goes by a model's name: a simulated respondent, weights that can be had by name, or an alias
of the operator's settings file.

The file is read whenever a real model is opened, so that a change needs no restart, and a mistake
in it keeps nobody from asking simulated models.
"""

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from ...store.errors import InputError
from .endpoints import BadSettings, Endpoint, read_endpoints
from .local.weights import LOCAL, WEIGHTS, Weights, is_gguf, is_there
from .parameters.secrets import Secrets
from .protocol import Respondent
from .recorded import BadLog, Recorded, read_log
from .simulated.roster import ROSTER, simulated

MOST_PROCESSES = 4
SIMULATED = "sim/"
PANEL = 3
"""Judges of a panel."""
TAKES_TOOLS = "name an alias of your settings file that has base_url or litellm."
SIMULATED_PANEL = ("sim/judge", "sim/judge?accuracy=0.85", "sim/judge?slot=0.8")


class Models:
    """The models that can be asked here."""

    def __init__(self, settings_file: Path | None = None, weights: Path | None = None) -> None:
        """Remember where the settings are, and the folder of weights; read nothing yet."""
        self._file = settings_file
        self._weights = weights

    def open(self, name: str) -> Respondent:
        """Find whoever goes by a name, to be asked in the way that is meant for all.

        Raises:
            InputError: nobody does, the settings are wrong, or something is missing.
        """
        return self.open_here(name)

    def open_here(self, name: str) -> Respondent:
        """Find whoever goes by a name, to be asked from this process.

        Raises:
            InputError: nobody does, the settings are wrong, or something is missing.
        """
        if name.partition("?")[0] in ROSTER or name.startswith(SIMULATED):
            return self._simulated(name)
        return self.open_endpoint(name, self.endpoint(name))

    def open_endpoint(self, name: str, endpoint: Endpoint) -> Respondent:
        """Find whoever is asked in a given way, under a name.

        Raises:
            InputError: something is missing.
        """
        if endpoint.recorded:
            return self._recorded(endpoint)
        if endpoint.gguf:
            return self._local(name, endpoint)
        return self._over_a_wire(endpoint)

    def _over_a_wire(self, endpoint: Endpoint) -> Respondent:
        """Whoever is asked over HTTP.

        Raises:
            InputError: its key is not set, or litellm is not installed.
        """
        try:
            endpoint.key()
        except BadSettings as error:
            raise InputError(str(error)) from None
        if endpoint.litellm:
            return self._through_litellm(endpoint, self.secrets())
        from .direct import Direct  # aiohttp, for those who ask a real model

        return Direct(endpoint, self.secrets())

    def open_with_tools(self, name: str, tools: Sequence[Mapping[str, Any]]) -> Respondent:
        """Find whoever goes by a name, and offer it tools in every question, as OpenAI writes them.

        Raises:
            InputError: nobody does, or it is asked in a way that takes no tools.
        """
        if name.partition("?")[0] in ROSTER or name.startswith(SIMULATED):
            raise InputError(f"{name[:80]} is simulated, and calls no tools: {TAKES_TOOLS}")
        endpoint = self.endpoint(name)
        if not (endpoint.base_url or endpoint.litellm):
            raise InputError(f"{name} calls no tools: {TAKES_TOOLS}")
        offering = {"extra": {**endpoint.extra, "tools": list(tools)}}
        return self._over_a_wire(endpoint.model_copy(update=offering))

    def default_readout(self, name: str) -> Literal["label", "logprob"]:
        """How the choices of a model are read unless told: weights on this machine tell all.

        Raises:
            InputError: as `open`.
        """
        if name.startswith(SIMULATED):
            return "label"
        return "logprob" if self.endpoint(name).gguf else "label"

    def judges_for(self, name: str) -> tuple[str, ...]:
        """Others who could judge what a model writes: for a simulated one simulated judges, else
        the first aliases of the settings; none if there are no others.
        """
        if name.startswith(SIMULATED):
            return SIMULATED_PANEL
        try:
            return tuple(one for one in self.endpoints() if one != name)[:PANEL]
        except InputError:
            return ()

    def endpoint(self, name: str) -> Endpoint:
        """How a model is asked that is not simulated.

        Raises:
            InputError: there is none of this name, or the settings are wrong.
        """
        if name.startswith(LOCAL) and (known := WEIGHTS.get(name.removeprefix(LOCAL))):
            return shipped(known)
        endpoints = self.endpoints()
        if name not in endpoints:
            raise InputError(self._unknown(name, list(endpoints)))
        return endpoints[name]

    def endpoints(self) -> dict[str, Endpoint]:
        """The aliases of the settings file; none if there is no file.

        Raises:
            InputError: the file cannot be read or is wrong.
        """
        if self._file is None or not self._file.exists():
            return {}
        try:
            return read_endpoints(self._file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"The settings file {self._file} cannot be read ({error}).") from None
        except BadSettings as error:
            raise InputError(f"The settings file {self._file}: {error}") from None

    def variables(self) -> list[str]:
        """The variables of the environment that hold what is secret of the aliases.

        Raises:
            InputError: the settings are wrong.
        """
        named = (
            name
            for endpoint in self.endpoints().values()
            for name in (endpoint.api_key_env, *endpoint.environment)
        )
        return sorted({name for name in named if name})

    def secrets(self) -> Secrets:
        """What no reply of any model may hold.

        Raises:
            InputError: the settings are wrong.
        """
        own = (endpoint.secrets() for endpoint in self.endpoints().values())
        return Secrets(frozenset[str]().union(*own))

    def _recorded(self, endpoint: Endpoint) -> Respondent:
        assert self._file is not None
        try:
            return Recorded(endpoint.alias, read_log(self._file.parent / endpoint.recorded))
        except BadLog as error:
            raise InputError(f"{endpoint.alias}: {error}") from None

    def _local(self, name: str, endpoint: Endpoint) -> Respondent:
        missing = [] if find_spec("xllamacpp") else ['pip install "velleity[local]"']
        known = WEIGHTS.get(endpoint.gguf)
        if known and (self._weights is None or not is_there(known, self._weights)):
            missing.append(f"velleity models get {known.name}")
        if missing:
            raise InputError(f"To ask {name} on this machine, run: {' && '.join(missing)}")
        path = self.weights_of(endpoint)
        if not is_gguf(path):
            what = "is no GGUF file" if path.is_file() else "is not there"
            raise InputError(f"{name}: {path} {what}. Name a file of weights for llama.cpp.")
        from .local.model import LocalModel

        return LocalModel(name, path, endpoint)

    def weights_of(self, endpoint: Endpoint) -> Path:
        """Where the weights of a model are, or would be: `gguf` is a name or a path."""
        if known := WEIGHTS.get(endpoint.gguf):
            return (self._weights or Path()) / known.file
        beside = self._file.parent if self._file else Path()
        return beside / Path(endpoint.gguf).expanduser()

    @staticmethod
    def _through_litellm(endpoint: Endpoint, secrets: Secrets) -> Respondent:
        if find_spec("litellm") is None:
            raise InputError(
                f"{endpoint.alias} is asked through litellm, which is not installed: "
                "pip install 'velleity[litellm]'."
            )
        from .litellm.model import LiteLLM

        return LiteLLM(endpoint, secrets)

    @staticmethod
    def _simulated(name: str) -> Respondent:
        try:
            return simulated(name)
        except ValueError as error:
            raise InputError(str(error)) from None

    def _unknown(self, name: str, aliases: list[str]) -> str:
        known = f"Models of your settings: {', '.join(aliases)}. " if aliases else ""
        where = f" in {self._file}" if self._file else ""
        return (
            f"There is no model {name[:80]!r} here. {known}Simulated respondents: "
            f"{', '.join(ROSTER)}. Weights that run on this machine: "
            f"{', '.join(LOCAL + one for one in WEIGHTS)}. To ask a model of your own, give it an "
            f"alias{where}; choices that a model has made already can be imported with "
            "import_choices."
        )


def shipped(weights: Weights) -> Endpoint:
    """How weights are asked that can be had by name: a process a processor, a question each.

    Questions that share a process round each other's numbers; alone, each has its own.
    """
    processes = min(MOST_PROCESSES, _processors())
    return Endpoint(alias=weights.name, gguf=weights.name, slots=1, processes=processes)


def _processors() -> int:
    """How many this process may use, as far as the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def model_names(settings_file: Path) -> list[str]:
    """The aliases of the settings file, if it can be read, local and simulated models."""
    try:
        own = list(Models(settings_file).endpoints())
    except InputError:
        own = []  # the call that uses one says what is wrong with the settings
    return [*own, *(LOCAL + name for name in WEIGHTS), *ROSTER]
