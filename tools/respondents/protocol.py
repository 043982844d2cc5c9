"""The one seam to whoever is asked. Knows no provider and no profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, runtime_checkable

Messages = tuple[tuple[str, str], ...]
"""Pairs of role and text."""

Finish = Literal["stop", "length", "refusal"]
FaultKind = Literal[
    "rate_limited",  # asked too often: wait, and ask less at once
    "overloaded",  # it is there, and has too much to do
    "unavailable",  # an error of the server's own
    "timeout",  # no answer within the deadline
    "dropped",  # the connection broke
    "lost",  # whoever was to ask is gone: nothing is known of the server
    "malformed",  # an answer that is no answer
    "quota",  # the account is exhausted
    "rejected",  # the request itself is wrong, or the key is
]
NEVER_AGAIN: frozenset[FaultKind] = frozenset({"quota", "rejected"})
"""Asking the same again would end the same."""
THROTTLED: frozenset[FaultKind] = frozenset({"rate_limited", "overloaded"})
"""The provider asks for less at once."""


A_LABEL = 64
"""Tokens for a reply that names an option, with some room for manners."""
TEMPERATURE = 1.0
"""At which everybody is sampled, unless told otherwise."""


AT_FIRST, FEW_AT_FIRST = 32, 4
"""Calls at once to begin with: to a provider, and to a program that answers a few side by side."""


class Repeat(NamedTuple):
    """Which asking of the same this is: the seed of the first one, and how many came before."""

    of: int
    number: int


class Params(NamedTuple):
    """How to ask: the seed makes a respondent that can be seeded answer the same again.

    `repeat` is told to nobody over a wire, where a server may see for itself what it was asked
    before; simulated respondents that depend on that are told, so that they need no memory.
    """

    seed: int
    temperature: float = TEMPERATURE
    max_tokens: int = A_LABEL
    logprobs: bool = False
    """Whether the log-probabilities of the first token are wanted, not only the text."""
    repeat: Repeat | None = None


class Usage(NamedTuple):
    """What a call took, in tokens, as the provider counted them."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was sent beside the messages, and who says to have answered.

    `sent` is a JSON object of the parameters, secrets hidden. `left_out` names those that were
    meant and that the other side does not take. `model`, `fingerprint` and `server` are its own
    words, cut to plain marks. `warnings` are sentences about what was left out.
    """

    sent: str
    left_out: tuple[str, ...] = ()
    model: str = ""
    fingerprint: str = ""
    server: str = ""
    warnings: tuple[str, ...] = ()


class ToolCall(NamedTuple):
    """A tool that a model wants called: its name, and its arguments as JSON text, as written."""

    name: str
    arguments: str


class Reply(NamedTuple):
    """What came back: the text as it was written, why it ended, and what it took if known.

    `logprobs` are the likeliest first tokens with their log-probabilities; None if none were sent.
    `calls` are there only where tools were offered.
    `provenance` is None where nothing was sent over a wire.
    """

    text: str
    finish: Finish = "stop"
    usage: Usage | None = None
    logprobs: tuple[tuple[str, float], ...] | None = None
    provenance: Provenance | None = None
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a token."""

    per_input: float
    per_output: float

    def of(self, usage: Usage) -> float:
        """What some usage costs, in US dollars."""
        return usage.input_tokens * self.per_input + usage.output_tokens * self.per_output


FREE = Price(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms somebody can be asked over a wire; for nobody simulated.

    `price` is None where it is unknown, which is not the same as nothing. `batch_price` is that of
    a call in a batch. `deadline_s` is where a deadline starts from or, if `deadline_fixed`, where
    it ends; `address` is what to call the other side. Who is simulated elsewhere `hears_repeats`.
    """

    most_at_once: int = 512
    deadline_s: float = 120.0
    price: Price | None = None
    max_tokens: int = A_LABEL
    takes_batches: bool = False
    batch_price: Price | None = None
    deadline_fixed: bool = False
    address: str = ""
    hears_repeats: bool = False


class Fault(Exception):
    """Raised when a call brought no reply. Its text names no key, and of an address the origin.

    `maybe_paid` says that the provider may have answered, and billed, all the same; `unreachable`
    that nobody was there at all.
    """

    def __init__(
        self,
        kind: FaultKind,
        reason: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        maybe_paid: bool = False,
        unreachable: bool = False,
    ) -> None:
        """Say what went wrong."""
        super().__init__(reason)
        self.kind: FaultKind = kind
        self.reason = reason
        self.status = status
        self.retry_after_s = retry_after_s
        self.maybe_paid = maybe_paid
        self.unreachable = unreachable


class Respondent(Protocol):
    """Somebody who can be asked. Must be safe to ask many times at once."""

    @property
    def name(self) -> str:
        """The name under which it was opened."""
        ...

    @property
    def terms(self) -> Terms | None:
        """How it is asked over a wire; None if it answers in this process, at no cost."""
        ...

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Answer one conversation.

        Raises:
            Fault: no reply came.
        """
        ...

    async def close(self) -> None:
        """Let go of connections; it is asked nothing more."""
        ...


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is known of the other side before it is asked.

    `refuses` names the parameters that it does not take; `warnings` says so in sentences, with
    what else a caller should know.
    """

    refuses: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()


@runtime_checkable
class Inspectable(Protocol):
    """Somebody of whom can be known, without asking anything, which parameters it takes."""

    @property
    def inspect_s(self) -> float:
        """Seconds that looking may take."""
        ...

    async def inspect(self, params: Params) -> Capabilities:
        """Find out what it takes of these parameters. Costs nothing.

        Raises:
            Fault: it is not there.
        """
        ...


@runtime_checkable
class Preparing(Protocol):
    """Somebody who needs time before the first question, which is no part of answering it."""

    async def prepare(self) -> int:
        """Get ready; at once if it is. How many may be asked at once to begin with.

        Raises:
            Fault: it cannot.
        """
        ...


class Request(NamedTuple):
    """One conversation of a batch, by a name of its own."""

    name: str
    messages: Messages
    params: Params


class BatchState(NamedTuple):
    """How far a batch is; `failed` says why none of it was done."""

    ended: bool
    done: int
    failed: str | None = None


@runtime_checkable
class BatchAPI(Protocol):
    """Somebody who takes many conversations at once and answers within a day, for less.

    Every method raises Fault where the provider does not answer, or declines.
    """

    async def submit(self, tag: str, requests: Sequence[Request]) -> str:
        """Hand in a batch that carries a tag; its number."""
        ...

    async def find(self, tag: str) -> str | None:
        """The number of the batch that carries a tag; None if there is none."""
        ...

    async def look(self, batch: str) -> BatchState:
        """How far a batch is."""
        ...

    async def fetch(self, batch: str) -> dict[str, Reply | Fault]:
        """What a batch that has ended brought; what it did not begin is not there."""
        ...

    async def call_off(self, batch: str) -> None:
        """Ask that what has not begun is not done."""
        ...
