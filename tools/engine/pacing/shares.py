"""How the processes that ask one model share its places: what each says, and what follows from it.

Each has its fair share of the places, and what one does not want the others have. Whoever has more
than its share gives way as its calls end, whoever has less takes what is free, and one place each
has in any case: so nobody starves, and together they exceed the places by one call for each process
that came when none was free, until the others have given way. What the model bears is found
together, and shared as the places are. Knows no file, no clock and no call.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

MOST = 1_000_000
"""No number that another process says may be larger."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process says of one model."""

    most: int
    """Calls at once that all processes together may make, as its settings have it."""
    places: int = 1
    """Those of them that nobody else may take: it makes so many calls at most, or still does."""
    want: int = 0
    """Calls that it has in flight, or that wait."""
    limit: float = 1.0
    """Calls at once that it lets itself make now."""
    borne: float = 0.0
    """Calls at once that the model bears from all together; 0 if it has not seen any answered."""
    was_cut: bool = False
    """Whether more were ever too many."""
    cuts: int = 0
    """How often they were, since the first of those who are there now."""


Shares = Mapping[str, Share]
"""What processes say of one model, by the names of the processes."""


def written(shares: Shares, beat: int) -> str:
    """What a process says of models, by their names; `beat` shows that it is awake."""
    return json.dumps({"beat": beat, "models": {name: asdict(it) for name, it in shares.items()}})


def read(text: str) -> dict[str, Share]:
    """What a process has said of models; what makes no sense is left out."""
    try:
        models = json.loads(text)["models"].items()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    found = ((name, _share(said)) for name, said in models)
    return {name: share for name, share in found if share is not None}


def _share(said: Any) -> Share | None:
    try:
        share = Share(**cast("dict[str, Any]", said))
    except TypeError:
        return None
    whole = (share.most, share.places, share.want, share.cuts)
    numbers = (*whole, share.limit, share.borne)
    sound = (
        all(type(one) is int for one in whole)
        and all(type(one) in (int, float) and 0 <= one <= MOST for one in numbers)  # nor NaN
        and type(share.was_cut) is bool
        and min(share.most, share.places) >= 1
    )
    return share if sound else None


def fair(most: int, wants: Mapping[str, int]) -> dict[str, int]:
    """Share places: nobody gets less than one, or than another who gets more than it wants.

    What nobody wants is spread evenly. All of `most` is given, or one to each if they are too few.
    """
    given: dict[str, int] = {}
    left = most
    for name, want in sorted(wants.items(), key=lambda one: (one[1], one[0])):
        given[name] = max(1, min(want, left // (len(wants) - len(given))))
        left -= given[name]
    each, more = divmod(max(0, left), len(wants))
    return {name: got + each + (n < more) for n, (name, got) in enumerate(given.items())}


def agreed(own: Share, others: Collection[Share]) -> Share:
    """A process's share with what all of them know of how much the model bears.

    That is what the latest cut has left, or more if somebody has made more calls since, or all of
    them together have.
    """
    all_of_them = (own, *others)
    cuts = max(one.cuts for one in all_of_them)
    latest = [one for one in all_of_them if one.cuts == cuts]
    borne = max(one.borne for one in latest)
    if borne and len(latest) == len(all_of_them):
        borne = max(borne, sum(one.limit for one in all_of_them))
    most = min(one.most for one in all_of_them)  # where settings differ, the smaller holds
    was_cut = any(one.was_cut for one in latest)
    return replace(own, most=most, borne=min(borne, float(most)), was_cut=was_cut, cuts=cuts)


def placed(name: str, own: Share, others: Shares) -> int:
    """How many calls at once a process may make, whatever it has in flight."""
    # Of the places, each may use as large a part as the model bears of them.
    scale = own.most / own.borne if own.borne else 1.0
    wants = {one: round(share.want * scale) for one, share in {**others, name: own}.items()}
    free = own.most - sum(one.places for one in others.values())
    return max(1, min(fair(own.most, wants)[name], free))


def limited(own: Share, others: Collection[Share]) -> float:
    """How many calls at once a process lets itself make in its places.

    Its part of what the model bears. Until that was ever too much, what it has reached by itself,
    and what others have left of it.
    """
    part = own.borne * own.places / own.most
    if own.was_cut:
        return part
    left = own.borne - own.limit - sum(one.limit for one in others)
    return max(own.limit, min(part, own.limit + left))
