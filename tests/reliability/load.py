"""Clients that work through cases over HTTP while servers die, with a journal of what was acknowledged.

Each case is a task, a job, a task. Every command carries a key of its own and is asked again under it until it is
answered; some are sent twice on purpose, and two clients race for every task.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from tests.models import bpmn
from tests.reliability.scenarios import machine, people

MODEL = bpmn.model("start -> a -> m -> b -> end", xml=people("a", "b") + machine("m"))
_PATIENCE_SECONDS = 90.0


@dataclass(slots=True)
class Operation:
    """A command with its key; the answer once it was acknowledged, and how often nobody knew whether it happened."""

    key: str
    path: str
    body: object
    status: int = 0
    answer: str = ""
    ambiguous_count: int = 0


@dataclass(slots=True)
class Journal:
    """What the clients saw: every command, who won which task, the cases they started."""

    operations: list[Operation] = field(default_factory=list)
    winners: dict[str, list[str]] = field(default_factory=dict)
    served: Counter[str] = field(default_factory=Counter)
    """answers of each server"""
    statuses: Counter[int] = field(default_factory=Counter)
    turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged(self) -> list[Operation]:
        """Those that succeeded."""
        return [one for one in self.operations if 200 <= one.status < 300]

    @property
    def ambiguous_count(self) -> int:
        """How often a connection ended without an answer."""
        return sum(one.ambiguous_count for one in self.operations)


class Load:
    """Runs clients until told to stop; then every case that was begun is brought to its end."""

    def __init__(self, addresses: Sequence[str], token: str, *, seed: int, clients: int = 4, ballast: int = 0) -> None:
        self.journal = Journal()
        self._addresses, self._token, self._ballast = list(addresses), token, ballast
        self._stop = threading.Event()
        self.faults: list[str] = []
        self._threads = [
            threading.Thread(target=self._run, args=(random.Random(seed * 100 + number), number), daemon=True)
            for number in range(clients)
        ]
        for thread in self._threads:
            thread.start()

    def go_to(self, addresses: Sequence[str]) -> None:
        """From now on ask these servers."""
        self._addresses = list(addresses)

    def finish(self) -> None:
        """No new cases; wait until those begun are over."""
        self._stop.set()
        for thread in self._threads:
            thread.join(_PATIENCE_SECONDS)
        self.faults += [f"{thread.name} is stuck" for thread in self._threads if thread.is_alive()]

    def replay(self) -> list[str]:
        """Ask every acknowledged command again under its key: the answer must be the same (I1)."""
        wrong = []
        with self._client() as client:
            for operation in self.journal.acknowledged:
                again = self._send(client, random.Random(1), operation)
                if again is None or (again.status_code, again.text) != (operation.status, operation.answer):
                    told = None if again is None else (again.status_code, again.text)
                    wrong.append(f"I1: {operation.key} was answered {operation.status}, and later {told}")
        return wrong

    def _run(self, dice: random.Random, number: int) -> None:
        count = 0
        try:
            with self._client() as client:
                while not self._stop.is_set():
                    count += 1
                    self._one_case(client, dice, f"{number}-{count}")
        except Exception as error:
            self.faults.append(f"client {number}: {type(error).__name__}: {error}")

    def _one_case(self, client: httpx.Client, dice: random.Random, name: str) -> None:
        body = {"processDefinitionId": "p", "variables": {"name": name, **self._weight(dice)}}
        started = self._do(client, dice, f"start-{name}", "/v2/process-instances", body)
        case = started.json()["processInstanceKey"]
        for element in ("a", "b"):
            task = self._task(client, dice, case, element)
            path = f"/v2/user-tasks/{task}/completion"
            rivals = [f"{element}-{name}-{rival}" for rival in range(1 + (dice.random() < 0.3))]
            won = [
                key
                for key in rivals
                if self._do(client, dice, key, path, {"variables": {element: 1}}).status_code == 204
            ]
            with self.journal.turn:
                self.journal.winners[task] = won

    def _weight(self, dice: random.Random) -> dict[str, str]:
        """A value that takes room and cannot be made smaller."""
        return {"ballast": dice.randbytes(self._ballast // 2).hex()} if self._ballast else {}

    def _task(self, client: httpx.Client, dice: random.Random, case: str, element: str) -> str:
        end = time.monotonic() + _PATIENCE_SECONDS
        body = {"filter": {"processInstanceKey": case, "elementId": element}}
        while time.monotonic() < end:
            answer = self._send(client, dice, Operation("", "/v2/user-tasks/search", body))
            if answer is not None and answer.status_code == 200 and answer.json()["items"]:
                return str(answer.json()["items"][0]["userTaskKey"])
            time.sleep(0.05)
        raise TimeoutError(f"expected a task at {element} of case {case}")

    def _do(self, client: httpx.Client, dice: random.Random, key: str, path: str, body: object) -> httpx.Response:
        """One command, asked until it is answered."""
        operation = Operation(key, path, body)
        with self.journal.turn:
            self.journal.operations.append(operation)
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            answer = self._send(client, dice, operation)
            if answer is None:
                operation.ambiguous_count += 1
            elif answer.status_code not in (429, 503, 507):
                operation.status, operation.answer = answer.status_code, answer.text
                if answer.status_code >= 500:
                    raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
                if dice.random() < 0.1:
                    self._send(client, dice, operation)  # delivered twice
                return answer
            time.sleep(0.02)
        raise TimeoutError(f"expected an answer to {key}")

    def _send(self, client: httpx.Client, dice: random.Random, operation: Operation) -> httpx.Response | None:
        headers = {"Idempotency-Key": operation.key} if operation.key else {}
        try:
            address = dice.choice(self._addresses)
            answer = client.post(address + operation.path, json=operation.body, headers=headers)
        except httpx.TransportError:
            return None
        with self.journal.turn:
            self.journal.served[address] += 1
            self.journal.statuses[answer.status_code] += 1
        return answer

    def _client(self) -> httpx.Client:
        return httpx.Client(headers={"Authorization": f"Bearer {self._token}"}, trust_env=False, timeout=5)
