"""The script that measures other engines: against our own `/v2`, and against a small engine with the older API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.benchmarks.bench_http import prepared, servers
from tests.benchmarks.peer import TASKS, Camunda7, Camunda8, measure


def test_the_newer_api_is_measured_on_our_own_server(sqlite_url: str) -> None:
    prepared(sqlite_url).close()

    with servers([sqlite_url]) as (address,):
        told = measure(Camunda8(address, "admin:demo"), cases=3, clients=2)

    assert "(15 completions, 2 clients)" in told


def test_the_older_api_is_asked_for_what_it_offers(older_engine: tuple[str, list[str]]) -> None:
    # Given an engine that knows deployment, start, task query and completion, and nothing else
    address, seen = older_engine

    told = measure(Camunda7(f"{address}/engine-rest", ""), cases=2, clients=2)

    assert "(10 completions, 2 clients)" in told
    assert sum(path.endswith("/complete") for path in seen) == 2 * TASKS
    assert "camunda:historyTimeToLive" in seen[0]


def test_a_refusal_is_told_with_the_words_of_the_engine(older_engine: tuple[str, list[str]]) -> None:
    address, _ = older_engine

    with pytest.raises(RuntimeError, match="expected /v2/deployments to be carried out, but found 404"):
        measure(Camunda8(address, ""), cases=1, clients=1)


class _OlderEngine(BaseHTTPRequestHandler):
    """Keeps, for each case, how many tasks were completed: enough to hand out the next one."""

    protocol_version = "HTTP/1.1"
    done: dict[str, int]
    seen: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        path = self.path.removeprefix("/engine-rest")
        self.seen.append(body if path == "/deployment/create" else path)
        if path == "/deployment/create":
            self._answer({"id": "d1"})
        elif path.endswith("/start"):
            self.done[f"case{len(self.done)}"] = 0
            self._answer({"id": "c"})
        elif path.startswith("/task?"):
            self._answer([{"id": f"{case}-{count}"} for case, count in self.done.items() if count < TASKS])
        elif path.endswith("/complete") and json.loads(body)["variables"]["field_0"]["type"] == "String":
            case, count = path.split("/")[2].split("-")
            assert self.done[case] == int(count)
            self.done[case] += 1
            self._answer({})
        else:
            self._answer({"type": "NotFound"}, status=404)

    def _answer(self, body: object, *, status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def older_engine() -> Iterator[tuple[str, list[str]]]:
    """Its address, and what it was asked: paths, and the body of the deployment."""
    seen: list[str] = []
    handler = type("Handler", (_OlderEngine,), {"done": {}, "seen": seen})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    thread.join()
    server.server_close()
