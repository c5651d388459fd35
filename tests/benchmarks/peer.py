"""The five-task process of P1 on another engine, by its own HTTP API: the same work, the same load, the same figures.

python -m tests.benchmarks.peer --style camunda7 --url http://127.0.0.1:8080/engine-rest
python -m tests.benchmarks.peer --style camunda8 --url http://127.0.0.1:8080 --user demo:demo

`camunda7` speaks the REST API of Camunda 7 and its forks (Operaton, CIB seven), `camunda8` the API `/v2` of Camunda 8
and of Servicelane. Deploys a process of its own, starts the cases, completes every task, prints rate and times.
"""

from __future__ import annotations

import argparse
import base64
import json
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.benchmarks.machine import machine, spread

TASKS = 5
FORM = {f"field_{number}": "x" * 90 for number in range(10)}
_PATIENCE_SECONDS = 60.0
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    '{more} id="d" targetNamespace="peer"><bpmn:process id="{id}" isExecutable="true"{attributes}>'
)


class Peer(ABC):
    """One engine, by its own names of things."""

    def __init__(self, url: str, user: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._root = parts.path.rstrip("/")
        self._headers = {"Accept": "application/json"}
        if user:
            self._headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()

    def connection(self) -> HTTPConnection:
        """A connection of one client, kept."""
        return HTTPConnection(self._host, self._port, timeout=_PATIENCE_SECONDS)

    def ask(self, connection: HTTPConnection, path: str, body: object, *, method: str = "POST") -> bytes:
        """The body of the answer. Raises RuntimeError with it for any answer but 2xx."""
        headers = {**self._headers, "Content-Type": "application/json"}
        return self._send(connection, method, path, json.dumps(body).encode(), headers)

    def upload(self, connection: HTTPConnection, path: str, field: str, name: str, content: bytes) -> None:
        """Send one file as multipart."""
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        body = head.encode() + b"Content-Type: text/xml\r\n\r\n" + content + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        self._send(connection, "POST", path, body, {**self._headers, "Content-Type": kind})

    def _send(self, connection: HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        connection.request(method, self._root + path, body, headers)
        answer = connection.getresponse()
        found = answer.read()
        if answer.status // 100 != 2:
            raise RuntimeError(f"expected {path} to be carried out, but found {answer.status}: {found[:300]!r}")
        return found

    @abstractmethod
    def deploy(self, connection: HTTPConnection, process_id: str) -> None:
        """Deploy the process."""

    @abstractmethod
    def start(self, connection: HTTPConnection, process_id: str) -> None:
        """Start one case."""

    @abstractmethod
    def open_tasks(self, connection: HTTPConnection, process_id: str) -> list[str]:
        """The ids of its open tasks."""

    @abstractmethod
    def complete(self, connection: HTTPConnection, task: str) -> None:
        """Complete a task with the form's data."""


class Camunda7(Peer):
    """`/engine-rest`."""

    def deploy(self, connection: HTTPConnection, process_id: str) -> None:
        head = _HEAD.format(
            id=process_id,
            more='xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
            attributes=' camunda:historyTimeToLive="P1D"',
        )
        self.upload(connection, "/deployment/create", "data", "peer.bpmn", _model(head, ""))

    def start(self, connection: HTTPConnection, process_id: str) -> None:
        self.ask(connection, f"/process-definition/key/{process_id}/start", {})

    def open_tasks(self, connection: HTTPConnection, process_id: str) -> list[str]:
        found = json.loads(self.ask(connection, "/task?maxResults=10000", {"processDefinitionKey": process_id}))
        return [task["id"] for task in found]

    def complete(self, connection: HTTPConnection, task: str) -> None:
        variables = {name: {"value": value, "type": "String"} for name, value in FORM.items()}
        self.ask(connection, f"/task/{task}/complete", {"variables": variables})


class Camunda8(Peer):
    """`/v2`. Its searches lag behind: tasks are asked for until all are there."""

    def deploy(self, connection: HTTPConnection, process_id: str) -> None:
        more = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
        inside = (
            "<bpmn:extensionElements><zeebe:userTask/>"
            '<zeebe:assignmentDefinition candidateGroups="admin"/></bpmn:extensionElements>'
        )
        content = _model(_HEAD.format(id=process_id, more=more, attributes=""), inside)
        self.upload(connection, "/v2/deployments", "resources", "peer.bpmn", content)

    def start(self, connection: HTTPConnection, process_id: str) -> None:
        self.ask(connection, "/v2/process-instances", {"processDefinitionId": process_id})

    def open_tasks(self, connection: HTTPConnection, process_id: str) -> list[str]:
        wanted = {"filter": {"state": "CREATED", "processDefinitionId": process_id}, "page": {"limit": 10_000}}
        return [
            item["userTaskKey"] for item in json.loads(self.ask(connection, "/v2/user-tasks/search", wanted))["items"]
        ]

    def complete(self, connection: HTTPConnection, task: str) -> None:
        self.ask(connection, f"/v2/user-tasks/{task}/completion", {"variables": FORM})


STYLES: dict[str, type[Peer]] = {"camunda7": Camunda7, "camunda8": Camunda8}


def measure(peer: Peer, *, cases: int, clients: int) -> str:
    """Completions a second and their times. Raises TimeoutError when tasks do not turn up."""
    connections = [peer.connection() for _ in range(clients)]
    try:
        return _measure(peer, connections, cases)
    finally:
        for connection in connections:
            connection.close()


def _measure(peer: Peer, connections: Sequence[HTTPConnection], cases: int) -> str:
    process_id = f"peer_{uuid.uuid4().hex[:8]}"
    peer.deploy(connections[0], process_id)
    for _ in range(cases):
        peer.start(connections[0], process_id)
    times: list[float] = []
    seconds = 0.0
    clients = len(connections)
    for _ in range(TASKS):
        tasks = _all_open(peer, connections[0], process_id, cases)
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            parts = [tasks[number::clients] for number in range(clients)]
            for found in pool.map(lambda pair: _complete(peer, *pair), zip(connections, parts, strict=True)):
                times.extend(found)
        seconds += time.perf_counter() - began
    return f"{len(times) / seconds:.0f}/s, {spread(times)} ({len(times)} completions, {clients} clients)"


def _all_open(peer: Peer, connection: HTTPConnection, process_id: str, count: int) -> list[str]:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        tasks = peer.open_tasks(connection, process_id)
        if len(tasks) == count:
            return tasks
        time.sleep(0.2)
    raise TimeoutError(f"expected {count} open tasks of '{process_id}', but they did not turn up")


def _complete(peer: Peer, connection: HTTPConnection, tasks: Sequence[str]) -> list[float]:
    times = []
    for task in tasks:
        began = time.perf_counter()
        peer.complete(connection, task)
        times.append(time.perf_counter() - began)
    return times


def _model(head: str, inside: str) -> bytes:
    names = ["start", *(f"t{number}" for number in range(TASKS)), "end"]
    tasks = "".join(f'<bpmn:userTask id="{name}" name="{name}">{inside}</bpmn:userTask>' for name in names[1:-1])
    flows = "".join(
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in zip(names, names[1:], strict=False)
    )
    body = f'<bpmn:startEvent id="start"/>{tasks}<bpmn:endEvent id="end"/>{flows}'
    return f"{head}{body}</bpmn:process></bpmn:definitions>".encode()


def main() -> None:
    """Read the command line, measure, print."""
    options = argparse.ArgumentParser(description="the five-task process on another engine")
    options.add_argument("--style", choices=sorted(STYLES), required=True)
    options.add_argument("--url", required=True)
    options.add_argument("--user", default="", metavar="NAME:PASSWORD")
    options.add_argument("--cases", type=int, default=120)
    options.add_argument("--clients", type=int, default=8)
    chosen = options.parse_args()
    print(machine())
    print(f"{chosen.style} at {chosen.url}: ", end="", flush=True)
    print(measure(STYLES[chosen.style](chosen.url, chosen.user), cases=chosen.cases, clients=chosen.clients))


if __name__ == "__main__":
    main()
