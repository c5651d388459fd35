"""A server in test mode as the stage of the demo: every act is an HTTP call of the person whose work it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from api.cli.demo_moves import Values
from api.cli.demo_player import PROCESS, OpenTask
from engine.clock import system_clock

PASSWORD = "demo"
PAGE = 1000


class ServerRefused(Exception):
    """The server said no to something the demo needs."""


class ServerStage:
    """Talks to `/v2` with Basic sign-in, one connection for all people."""

    def __init__(self, url: str, people: Mapping[tuple[str, str], str], *, client: httpx.Client | None = None) -> None:
        self._people = people
        self._client = client or httpx.Client(base_url=url.rstrip("/"), timeout=60.0, trust_env=False)
        self._now = system_clock().replace(microsecond=0)
        self._starts = 0

    def __enter__(self) -> ServerStage:
        self.settle()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the server's time follow the machine again."""
        self._client.post("/v2/clock/reset", auth=("operator", PASSWORD))
        self._client.close()

    def start(self, variables: Values, *, is_message: bool) -> str:
        """Open a repair as the agent, or by message as a channel would."""
        if not is_message:
            body = {"processDefinitionId": PROCESS, "variables": variables}
            return str(self._call("agent", "POST", "/v2/process-instances", body)["processInstanceKey"])
        self._starts += 1
        number = f"WEB-{int(self._now.timestamp())}-{self._starts}"
        values = {**variables, "repair_number": number}
        self._call("agent", "POST", "/v2/messages/publication", {"name": "repair_requested", "variables": values})
        self.settle()
        found = self._search("process-instances", {"businessId": number})
        if not found:
            raise ServerRefused(f"expected a case for the message with number {number}, but found none")
        return str(found[0]["processInstanceKey"])

    def publish(self, message: str, key: str, values: Values) -> None:
        """Publish as the agent, buffered for an hour."""
        body = {"name": message, "correlationKey": key, "variables": values, "timeToLive": 3_600_000}
        self._call("agent", "POST", "/v2/messages/publication", body)

    def open_tasks(self, case_key: str) -> Sequence[OpenTask]:
        """The open tasks of the case, as the operator sees them."""
        items = self._search("user-tasks", {"processInstanceKey": case_key, "state": "CREATED"})
        return [_task(item) for item in items]

    def complete(self, task: OpenTask, values: Values) -> None:
        """Claim the task when it is free, then complete it."""
        person = task.assignee or self._people.get((task.role, task.unit)) or task.role
        if task.assignee is None:
            path = f"/v2/user-tasks/{task.task_key}/assignment"
            self._call(person, "POST", path, {"assignee": person, "allowOverride": False})
        self._call(person, "POST", f"/v2/user-tasks/{task.task_key}/completion", {"variables": values})

    def variables(self, case_key: str) -> Mapping[str, Any]:
        """The variables of the case's root scope."""
        path = "/v2/variables/search?truncateValues=false"
        items = self._items(path, {"processInstanceKey": case_key, "scopeKey": case_key})
        return {item["name"]: json.loads(item["value"]) for item in items}

    def is_active(self, case_key: str) -> bool:
        """Whether the case goes on."""
        return bool(self._call("operator", "GET", f"/v2/process-instances/{case_key}")["state"] == "ACTIVE")

    def passed(self, case_key: str) -> frozenset[str]:
        """The elements that were completed, by the case's history."""
        items = self._search("element-instances", {"processInstanceKey": case_key, "state": "COMPLETED"})
        return frozenset(item["elementId"] for item in items)

    def now(self) -> datetime:
        """The pinned time."""
        return self._now

    def move_clock(self, moment: datetime) -> None:
        """Pin the server's clock; due work is done before the answer."""
        self._now = moment
        self._call("operator", "PUT", "/v2/clock", {"timestamp": int(moment.timestamp() * 1000)})

    def settle(self) -> None:
        """A second passes: what is due is done before the answer."""
        self.move_clock(self._now + timedelta(seconds=1))

    def _search(self, what: str, filter_: Mapping[str, object]) -> list[dict[str, Any]]:
        return self._items(f"/v2/{what}/search", filter_)

    def _items(self, path: str, filter_: Mapping[str, object]) -> list[dict[str, Any]]:
        answer = self._call("operator", "POST", path, {"filter": filter_, "page": {"limit": PAGE}})
        return list(answer["items"])

    def _call(self, person: str, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        answer = self._client.request(method, path, json=body, auth=(person, PASSWORD))
        if answer.status_code >= 400:
            reason = answer.text[:500]
            raise ServerRefused(f"{method} {path} as {person}: {answer.status_code} {reason}")
        return dict(answer.json()) if answer.content else {}


def _task(item: Mapping[str, Any]) -> OpenTask:
    groups = [group for group in item["candidateGroups"] if "@" in group]
    role, _, unit = groups[0].partition("@") if groups else ("operator", "", "hq")
    return OpenTask(item["userTaskKey"], item["elementId"], role, unit, item["assignee"])
