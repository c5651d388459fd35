"""Asking an application without a network: one request at a time, what it raises rises here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; None when there is none."""
        return json.loads(self.body) if self.body else None


class Asker:
    """Sends requests to `app` in an event loop and a thread of its own: in this thread others may have theirs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="asker")

    def close(self) -> None:
        """Give the loop back."""
        self._thread.shutdown()
        self._loop.close()

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b"", seconds: float | None = None
    ) -> Answer:
        """One request. Raises TimeoutError when it takes longer than `seconds`."""
        asked = self._ask(method, path, headers, body)
        waited = asyncio.wait_for(asked, timeout=seconds) if seconds else asked
        return self._thread.submit(self._loop.run_until_complete, waited).result()

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        path, _, query = path.partition("?")
        named = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", b"test"), (b"content-length", str(len(body)).encode()), *named],
            "client": ("127.0.0.1", 1), "server": ("test", 80),
        }  # fmt: skip
        sent: list[Message] = []
        is_asked = False

        async def receive() -> Message:
            nonlocal is_asked
            if is_asked:
                await asyncio.Event().wait()
            is_asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        content = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
        return Answer(sent[0]["status"], content)
