"""What no text may hold: configured keys and secrets, as they are and as they are commonly written.

Knows nothing of where they come from. What a provider or a model says may hold what was sent to it;
it loses that here, before anybody stores or shows it.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from urllib.parse import quote, quote_plus

from ..protocol import Fault, Reply

HIDDEN = "(hidden)"
SHORTEST = 6
"""Characters; what is shorter is too common to be searched for in a text."""
BASE64_STEP = 3
"""Bytes that base64 writes together: a secret inside a longer text has as many beginnings."""


class Secrets:
    """Some secrets, and texts without them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Remember how each may be written; what is too short is not searched for."""
        self._secrets = tuple(sorted({one for one in secrets if len(one) >= SHORTEST}))
        forms = {form for one in self._secrets for form in _forms(one) if len(form) >= SHORTEST}
        self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))

    def out_of(self, text: str) -> str:
        """A text without the secrets; of one that is itself a part of a secret nothing is left."""
        if len(text) >= SHORTEST and any(text in secret for secret in self._secrets):
            return HIDDEN
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text

    def out_of_reply(self, reply: Reply) -> Reply:
        """A reply without the secrets: its text, its tokens, and what its provider calls itself."""
        if not self._forms:
            return reply
        who, odds = reply.provenance, reply.logprobs
        if who is not None:
            names = (self.out_of(one) for one in (who.model, who.fingerprint, who.server))
            model, fingerprint, server = names
            who = replace(who, model=model, fingerprint=fingerprint, server=server)
        if odds is not None:
            odds = tuple((self.out_of(token), value) for token, value in odds)
        calls = tuple(one._replace(arguments=self.out_of(one.arguments)) for one in reply.calls)
        text = self.out_of(reply.text)
        return reply._replace(text=text, logprobs=odds, provenance=who, calls=calls)

    def out_of_fault(self, fault: Fault) -> Fault:
        """A fault whose reason is without the secrets; it is the same object."""
        fault.reason = self.out_of(fault.reason)
        fault.args = (fault.reason,)
        return fault


def _forms(secret: str) -> Iterator[str]:
    """A secret as it is, and in the encodings in which texts and bodies carry it."""
    raw = secret.encode()
    yield secret
    yield from (quote(secret, safe=""), quote_plus(secret), escape(secret))
    yield json.dumps(secret)[1:-1]
    yield from (raw.hex(), raw.hex().upper(), secret[::-1])
    for before in range(BASE64_STEP):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield _inside(encode(bytes(before) + raw).decode(), before)


def _inside(encoded: str, before: int) -> str:
    """Those letters of a base64 text that do not depend on what stands around its secret."""
    first = -(-before * 4 // BASE64_STEP)
    bare = encoded.rstrip("=")
    return bare[first : -1 if len(bare) < len(encoded) else None]
