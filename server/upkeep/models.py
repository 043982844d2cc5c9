"""What `velleity models` shows and fetches. Not tools yet: they are about the machine."""

from collections.abc import Callable
from pathlib import Path

from ...store.errors import InputError
from ...tools.respondents.listing import Known, known_models
from ...tools.respondents.local.fetching import FetchFailed, fetch
from ...tools.respondents.local.weights import LOCAL, WEIGHTS, Weights
from ..refusal import Refused
from ..settings import Settings

__all__ = ["Known", "Unavailable", "Weights", "get_weights", "list_models", "weights_named"]


class Unavailable(Refused):
    """Raised when models cannot be listed or weights not fetched; its text says what to do."""


def list_models(settings: Settings) -> list[Known]:
    """Everybody who can be asked here.

    Raises:
        Unavailable: the settings file is wrong.
    """
    try:
        return known_models(settings.file, settings.models)
    except InputError as error:
        raise Unavailable(str(error)) from None


def weights_named(name: str) -> Weights:
    """The weights of a name, with or without `local/` before it.

    Raises:
        Unavailable: there are none.
    """
    found = WEIGHTS.get(name.removeprefix(LOCAL))
    if found is None:
        raise Unavailable(
            f"There are no weights {name[:80]!r} to get. There are: {', '.join(WEIGHTS)}. Others "
            "can be named in the settings file: [models.mine] gguf = …"
        )
    return found


def get_weights(settings: Settings, weights: Weights, tell: Callable[[int, int], None]) -> Path:
    """Fetch weights unless they are there; where they are.

    Raises:
        Unavailable: they could not be had.
    """
    try:
        return fetch(weights, settings.models, tell)
    except FetchFailed as error:
        raise Unavailable(str(error)) from None
