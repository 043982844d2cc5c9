"""A number as findings carry it: with its interval and n, or with the reason why there is none."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that is checked once and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Estimate(Frozen):
    """A number with its interval and the n behind it; None with a reason where there is no data."""

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    n: int = 0
    reason: str | None = None
