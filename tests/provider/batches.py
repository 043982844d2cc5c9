"""The batch side of the provider: files, and batches that are done after they were looked at."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from tests.provider.http import Request, Step, response

Answer = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]
"""From the body of one request to its status and its answer."""


@dataclass
class Batch:
    """One batch that was handed in."""

    number: str
    file: str
    metadata: dict[str, str]
    looks_left: int
    status: str = "in_progress"
    results: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    errors: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


class Batches:
    """Files and batches by number. `expires_after` leaves out all later requests of a batch."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._files: dict[str, bytes] = {}
        self.batches: list[Batch] = []
        self.looks = 2
        self.expires_after: int | None = None
        self.fails = False
        self.next_statuses: list[int] = []
        self.loses_next_number = False
        self.loses_answers = self.repeats_answers = 0
        self.authorizations: set[str] = set()

    def handles(self, path: str) -> bool:
        return path.startswith(("/v1/files", "/v1/batches"))

    def handle(self, request: Request) -> list[Step]:
        if self.next_statuses and (status := self.next_statuses.pop(0)) != 200:
            return [response(status, b'{"error": {"code": "server_error"}}')]
        self.authorizations.add(request.headers.get("authorization", ""))
        path, _, query = request.path.partition("?")
        parts = path.removeprefix("/v1/").split("/")
        if request.method == "POST" and parts == ["files"]:
            return [self._upload(request)]
        if request.method == "POST" and parts == ["batches"]:
            return self._hand_in(json.loads(request.body))
        if parts == ["batches"]:
            return [self._list(query)]
        if parts[0] == "files" and parts[-1] == "content":
            return [response(200, self._files[parts[1]])]
        [batch] = [one for one in self.batches if one.number == parts[1]]
        if parts[-1] == "cancel":
            batch.status, batch.looks_left = "cancelling", 0
        elif batch.status in ("in_progress", "cancelling"):
            self._go_on(batch)
        return [response(200, json.dumps(self._shown(batch)).encode())]

    def _upload(self, request: Request) -> bytes:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        parts: Any = message_from_bytes(head + request.body).get_payload()
        file: Message = next(one for one in parts if one.get_filename())
        number = f"file-{len(self._files)}"
        content = file.get_payload(decode=True)
        assert isinstance(content, bytes)
        self._files[number] = content
        shown = {"id": number, "object": "file", "bytes": len(content), "created_at": 0}
        shown |= {"filename": "b.jsonl", "purpose": "batch", "status": "processed"}
        return response(200, json.dumps(shown).encode())

    def _hand_in(self, asked: dict[str, Any]) -> list[Step]:
        number = f"batch_{len(self.batches)}"
        batch = Batch(number, asked["input_file_id"], asked.get("metadata") or {}, self.looks)
        self.batches.append(batch)
        if self.loses_next_number:
            self.loses_next_number = False
            return ["close"]
        return [response(200, json.dumps(self._shown(batch)).encode())]

    def _go_on(self, batch: Batch) -> None:
        if self.fails:
            batch.status = "failed"
            return
        if batch.looks_left > 0:
            batch.looks_left -= 1
            return
        requests = [json.loads(line) for line in self._files[batch.file].splitlines()]
        most = len(requests) if self.expires_after is None else self.expires_after
        if batch.status == "cancelling":
            most = len(requests) // 2
        for one in requests[:most]:
            status, body = self._answer(one["body"])
            line = {"id": "r", "custom_id": one["custom_id"], "error": None}
            line["response"] = {"status_code": status, "request_id": "q", "body": body}
            (batch.results if status == 200 else batch.errors).append(line)
        code = f"batch_{'cancelled' if batch.status == 'cancelling' else 'expired'}"
        for one in requests[most:]:
            error = {"code": code, "message": "This request was not made in time."}
            line = {"id": "r", "custom_id": one["custom_id"], "response": None, "error": error}
            batch.errors.append(line)
        self._muddle(batch)
        whole = "completed" if most >= len(requests) else "expired"
        batch.status = "cancelled" if batch.status == "cancelling" else whole
        for name, lines in (("out", batch.results), ("err", batch.errors)):
            content = "\n".join(json.dumps(line) for line in lines)
            self._files[f"{batch.number}-{name}"] = content.encode()

    def _muddle(self, batch: Batch) -> None:
        """Lose the first answers, repeat the next, and put an error beside each of those."""
        del batch.results[: self.loses_answers]
        for line in batch.results[: self.repeats_answers]:
            answer: dict[str, Any] = json.loads(json.dumps(line))
            answer["response"]["body"]["choices"][0]["message"]["content"] = "neither"
            batch.results.append(answer)
            error = {"code": "server_error", "message": "Too late."}
            batch.errors.append({**line, "response": None, "error": error})
        self.loses_answers = self.repeats_answers = 0

    def _list(self, query: str) -> bytes:
        wanted = dict(part.split("=") for part in query.split("&") if "=" in part)
        newest = self.batches[::-1]
        numbers = [one.number for one in newest]
        start = numbers.index(wanted["after"]) + 1 if "after" in wanted else 0
        page = newest[start : start + int(wanted.get("limit", "20"))]
        shown = {"object": "list", "data": [self._shown(one) for one in page], "has_more": False}
        return response(200, json.dumps(shown).encode())

    def _shown(self, batch: Batch) -> dict[str, Any]:
        ended = batch.status in ("completed", "expired", "cancelled")
        data = [{"code": "invalid_model", "message": "no", "line": 1, "param": None}]
        return {
            "id": batch.number,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "input_file_id": batch.file,
            "completion_window": "24h",
            "created_at": 0,
            "status": batch.status,
            "metadata": batch.metadata,
            "output_file_id": f"{batch.number}-out" if ended and batch.results else None,
            "error_file_id": f"{batch.number}-err" if ended and batch.errors else None,
            "errors": {"object": "list", "data": data} if batch.status == "failed" else None,
            "request_counts": {
                "total": len(batch.results) + len(batch.errors),
                "completed": len(batch.results),
                "failed": len(batch.errors),
            },
        }
