"""Studies written down in a file: TOML with several questions, models and a label.

    label = "sweets"
    model = ["sim/bob", "sim/alice"]

    [[study]]
    verb = "perturb"
    option_a = "a bar of dark chocolate"
    option_b = "a scoop of ice cream"
    expect = "strong"

Knows the shape of the file; what a verb takes, its tool knows.
"""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..banks import BadFile, read_text
from ..terminal.running import new_purse
from ..terminal.wording import reason_of

Verb = Literal["perturb", "elicit", "transfer_test", "stated_revealed", "dissect", "calibrate"]
LIMITS = ("max_cost_usd", "max_tokens")
OF_ALL = "of all studies together that name no limit of their own"
FOR_ALL = ("label", "seed", "max_trials", *LIMITS)


class Written(BaseModel):
    """One study: its verb, what is expected of it, and the arguments of its tool beside them."""

    model_config = ConfigDict(extra="allow")

    verb: Verb
    expect: str | None = Field(default=None, description="the verdict that `check` holds it to")
    favours: Literal["a", "b"] | None = Field(default=None, description="and the option")
    model: str | list[str] | None = Field(default=None, description="who is asked, if others")


class StudyFile(BaseModel):
    """A file of studies; what stands at its top is for all that do not say otherwise."""

    model_config = ConfigDict(extra="forbid")

    study: list[Written] = Field(min_length=1, max_length=100)
    model: str | list[str] = []
    label: str = ""
    seed: int | None = None
    max_trials: int | None = None
    max_cost_usd: float | None = Field(default=None, description=OF_ALL)
    max_tokens: int | None = Field(default=None, description=OF_ALL)

    @field_validator("study", mode="before")
    @classmethod
    def one_is_a_list(cls, given: Any) -> Any:
        """A single [study] is a list of one."""
        return [given] if isinstance(given, dict) else given

    def calls(self) -> list[tuple[Written, dict[str, Any]]]:
        """Each study with the arguments of its tool; what limits all is one purse.

        Raises:
            BadFile: it names nobody to ask.
        """
        purse = new_purse()
        return [(one, self._arguments(at, one, purse)) for at, one in enumerate(self.study, 1)]

    def _arguments(self, at: int, one: Written, purse: str) -> dict[str, Any]:
        shared = {name: value for name in FOR_ALL if (value := getattr(self, name)) is not None}
        asked = one.model if one.model is not None else self.model
        models = [asked] if isinstance(asked, str) else asked
        written = one.model_extra or {}
        if any(name in written for name in LIMITS):
            shared = {name: value for name, value in shared.items() if name not in LIMITS}
        elif any(name in shared for name in LIMITS):
            shared["purse"] = purse
        own = {**shared, **written}
        if one.verb == "calibrate":
            unpaid = {name: own[name] for name in own if name not in (*LIMITS, "purse")}
            return {"verb": unpaid.pop("design", "perturb"), **unpaid}
        if not models:
            raise BadFile(f'Study {at} of the file names no model: write model = "…".')
        return {"model": models[0], "models": models[1:] or None, **own}


def read_studies(path: Path) -> StudyFile:
    """Read a file of studies.

    Raises:
        BadFile: it cannot be read, is no TOML, or is not what it should be.
    """
    try:
        return StudyFile.model_validate(tomllib.loads(read_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        raise BadFile(f"{path}, {reason_of(error)}. --schema shows what may stand.") from None
