"""A lean HTTP client for load: it shares two cores with what it measures, so it may not cost what a request costs."""

from __future__ import annotations

import base64
import json
from http.client import HTTPConnection
from urllib.parse import urlsplit


class Client:
    """One kept connection of one person. Raises AssertionError for any answer but 2xx."""

    def __init__(self, address: str, *, username: str = "agent", password: str = "demo") -> None:
        parts = urlsplit(address)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._connection.connect()
        secret = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}

    def get(self, path: str) -> bytes:
        """The body of the answer."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: object) -> bytes:
        """The body of the answer; `body` is JSON, or bytes that are JSON already."""
        return self._ask("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode())

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        found = answer.read()
        assert answer.status // 100 == 2, (answer.status, found[:400])
        return found
