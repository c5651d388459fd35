"""Everybody's way to the server: each act is an HTTP call of the person whose work it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from engine.forms import Form
from engine.values import Values, load
from workers.scenarios import content_of

PASSWORD = "demo"
PAGE = 1000
TRIES = 3
BUFFERED = 3_600_000  # ms: a message that comes an hour too early is kept


class Refused(Exception):
    """The server said no; `status` is that of HTTP."""

    def __init__(self, told: str, status: int) -> None:
        super().__init__(told)
        self.status = status


class Desk:
    """Talks to `/v2` with Basic sign-in; safe to share between threads."""

    def __init__(self, url: str) -> None:
        # Servers hang up on connections that idle for some seconds: ours are dropped before.
        limits = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=2.0)
        self._client = httpx.Client(base_url=url.rstrip("/"), timeout=120.0, trust_env=False, limits=limits)
        self._forms: dict[str, Form | None] = {}
        self.call_count = 0

    def close(self) -> None:
        """Let the server's time follow the machine again."""
        self._client.post("/v2/clock/reset", auth=("operator", PASSWORD))
        self._client.close()

    def pin(self, moment: datetime) -> None:
        """It is `moment`; everything due by then is done before the answer."""
        self.call("operator", "PUT", "/v2/clock", {"timestamp": int(moment.timestamp() * 1000)})

    def start(self, person: str, process_id: str, values: Mapping[str, object]) -> str:
        """Start a case with a form's values; its key."""
        body = {"processDefinitionId": process_id, "variables": values}
        return str(self.call(person, "POST", "/v2/process-instances", body)["processInstanceKey"])

    def publish(self, name: str, key: str, values: Mapping[str, object], *, message_id: str = "") -> None:
        """A message from outside, brought in by the interaction centre."""
        body: dict[str, object] = {"name": name, "correlationKey": key, "variables": values, "timeToLive": BUFFERED}
        if message_id:
            body["messageId"] = message_id
        self.call("agent", "POST", "/v2/messages/publication", body)

    def new_tasks(self, since: datetime) -> Iterator[Mapping[str, Any]]:
        """The open tasks that came up since then."""
        wanted = {"state": "CREATED", "creationDate": {"$gte": _text(since)}}
        return self.search("user-tasks", wanted, sort="creationDate")

    def new_subscriptions(self, names: list[str], since: datetime) -> Iterator[Mapping[str, Any]]:
        """What cases wait for from outside since then, of these messages."""
        wanted = {
            "messageName": {"$in": names},
            "messageSubscriptionType": "PROCESS_EVENT",
            "lastUpdatedDate": {"$gte": _text(since)},
        }
        return self.search("message-subscriptions", wanted, sort="lastUpdatedDate")

    def complete(self, person: str, task_key: str, values: Mapping[str, object]) -> None:
        """Complete a task with a form's values."""
        self.call(person, "POST", f"/v2/user-tasks/{task_key}/completion", {"variables": values})

    def form(self, person: str, task_key: str, form_key: str | None) -> Form | None:
        """The form of a task, asked for once."""
        if form_key is None:
            return None
        if form_key not in self._forms:
            answer = self.call(person, "GET", f"/v2/user-tasks/{task_key}/form")
            self._forms[form_key] = Form.read(str(answer["schema"]))
        return self._forms[form_key]

    def start_form(self, person: str, process_id: str) -> Form | None:
        """The start form of the newest version of a process, asked for once; None without one."""
        name = f"start of {process_id}"
        if name not in self._forms:
            wanted = {"processDefinitionId": process_id, "isLatestVersion": True}
            found = next(self.search("process-definitions", wanted, sort="name"))
            answer = self.call(person, "GET", f"/v2/process-definitions/{found['processDefinitionKey']}/form")
            self._forms[name] = Form.read(str(answer["schema"])) if answer else None
        return self._forms[name]

    def variables(self, person: str, task_key: str) -> Values:
        """What the task sees."""
        path = f"/v2/user-tasks/{task_key}/effective-variables/search?truncateValues=false"
        answer = self.call(person, "POST", path, {"page": {"limit": PAGE}})
        return {str(item["name"]): load(item["value"]) for item in answer["items"]}

    def case_variables(self, case_key: str) -> Values:
        """The variables of a case's root scope."""
        wanted = {"processInstanceKey": case_key, "scopeKey": case_key}
        found = self.search("variables", wanted, sort="name", suffix="?truncateValues=false")
        return {str(item["name"]): load(item["value"]) for item in found}

    def look_up(self, person: str, source: str, filters: Mapping[str, str]) -> list[str]:
        """The keys of the records a look-up field offers."""
        answer = self.call(person, "GET", f"/api/v1/lookups/{source}", query={**filters, "limit": "20"})
        return [str(item["value"]) for item in answer["items"]]

    def upload(self, person: str, name: str) -> str:
        """A small file of the kind that the name's ending says; its id."""
        content, content_type = content_of(name)
        answer = self._client.post(
            "/v2/documents", files={"file": (name, content, content_type)}, auth=(person, PASSWORD)
        )
        return str(_checked(answer, f"POST /v2/documents as {person}")["documentId"])

    def search(
        self, what: str, wanted: Mapping[str, object], *, sort: str, suffix: str = ""
    ) -> Iterator[dict[str, Any]]:
        """Every item that is found, page by page, as the operator sees them."""
        page: dict[str, object] = {"limit": PAGE}
        while True:
            body = {"filter": wanted, "sort": [{"field": sort, "order": "ASC"}], "page": page}
            answer = self.call("operator", "POST", f"/v2/{what}/search{suffix}", body)
            yield from answer["items"]
            if len(answer["items"]) < PAGE:
                return
            page = {"limit": PAGE, "after": answer["page"]["endCursor"]}

    def call(
        self,
        person: str,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """One call as a person; without one as somebody who has no account. Raises Refused, httpx.HTTPError."""
        content = None if body is None else json.dumps(body, ensure_ascii=False, default=str).encode()
        headers = {"Content-Type": "application/json"} if content is not None else {}
        if method == "POST" and not path.partition("?")[0].endswith("/search"):
            headers["Idempotency-Key"] = uuid4().hex
        request = self._client.build_request(method, path, content=content, headers=headers, params=query)
        return _checked(self._sent(request, person), f"{method} {path} as {person}")

    def _sent(self, request: httpx.Request, person: str) -> httpx.Response:
        """The answer; a request whose connection broke is sent again, under the same key."""
        auth = (person, PASSWORD) if person else None
        for left in reversed(range(TRIES)):
            self.call_count += 1
            try:
                return self._client.send(request, auth=auth)
            except httpx.TransportError:
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


def _checked(answer: httpx.Response, what: str) -> dict[str, Any]:
    if answer.status_code >= 400:
        raise Refused(f"{what}: {answer.status_code} {answer.text[:600]}", answer.status_code)
    return dict(answer.json()) if answer.content else {}


def _text(moment: datetime) -> str:
    return (moment.astimezone(UTC) - timedelta(milliseconds=1)).isoformat().replace("+00:00", "Z")
