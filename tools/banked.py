"""The shipped banks as options of a design. Reads nothing before it is asked to."""

from ..store.errors import NotFound
from .banks.shipped import UnknownBank, bank
from .designs import TaggedOption


def banked(name: str) -> list[TaggedOption]:
    """The options of a shipped bank.

    Raises:
        NotFound: there is no such bank; the message names those there are.
    """
    try:
        return [TaggedOption.model_validate(option.fields()) for option in bank(name).options]
    except UnknownBank as error:
        raise NotFound(str(error)) from None
