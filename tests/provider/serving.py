"""What kind of server the provider is: whose software, how fast, what it takes, and where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.provider.http import response


@dataclass(frozen=True)
class Serving:
    """One kind of server. Without words it is any: no list of models, no name, as fast as can be.

    `refuses` are the parameters that are answered by an error, which names them in the style
    "param" (as OpenAI does), "message" or "detail" (as pydantic does). `slots` work side by side,
    at so many seconds a token, each answer as if it had `tokens`. More than `at_once` under way are
    told that they are too many. One that `is_silent` takes connections and says nothing.
    """

    owned_by: str = ""
    name: str = "m"
    server: str = ""
    fingerprint: str = ""
    supported: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    style: str = "param"
    seconds_a_token: float = 0.0
    tokens: int = 2
    slots: int = 1
    sends_logprobs: bool = True
    at_once: int = 0
    is_silent: bool = False
    port: int = 0
    odd: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def headers(self) -> dict[str, str]:
        """What each response carries besides."""
        return {"Server": self.server} if self.server else {}

    def models(self) -> bytes:
        """The answer to a look at the models."""
        if not self.owned_by and not self.supported:
            return response(404, b"{}", **self.headers)
        entry: dict[str, Any] = {"id": self.name, "object": "model", "owned_by": self.owned_by}
        if self.supported:
            entry["supported_parameters"] = list(self.supported)
        body = json.dumps({"object": "list", "data": [entry]}).encode()
        return response(200, body, **self.headers)

    def refusal(self, asked: dict[str, Any]) -> bytes | None:
        """The error for a request that holds what is refused; None if it does not."""
        for name in self.refuses:
            if name not in asked:
                continue
            said = f"Unsupported parameter: '{name}' is not supported with this model."
            if name == "max_tokens":
                said += " Use 'max_completion_tokens' instead."
            error: dict[str, Any] = {"message": said, "type": "invalid_request_error"}
            if self.style == "param":
                error |= {"param": name, "code": "unsupported_parameter"}
            body: dict[str, Any] = {"error": error}
            if self.style == "detail":
                where = {"type": "extra_forbidden", "loc": ["body", name], "input": asked}
                body = {"detail": [{**where, "msg": "Extra inputs are not permitted"}]}
            return response(422 if self.style == "detail" else 400, json.dumps(body).encode())
        return None

    def marked(self, whole: dict[str, Any]) -> dict[str, Any]:
        """An answer with the marks of its server."""
        marks = {"system_fingerprint": self.fingerprint} if self.fingerprint else {}
        return {**whole, **marks, **self.odd}
