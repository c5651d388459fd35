"""The same thing asked twice at the same moment takes effect once."""

from __future__ import annotations

import threading
from collections import Counter

from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.service import Engine
from tests.api.conftest import AsUser, basic
from tests.engine import build


def at_once(app: FastAPI, count: int, path: str, body: object, headers: dict[str, str]) -> list[tuple[int, bytes]]:
    """(status, body) of `count` equal requests that start together."""
    ready, answers = threading.Barrier(count), []

    def ask() -> None:
        with TestClient(app, headers=basic("admin")) as client:
            ready.wait()
            answer = client.post(path, json=body, headers=headers)
            answers.append((answer.status_code, answer.content))

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twins_with_one_idempotency_key_start_one_case(app: FastAPI, as_user: AsUser, engine: Engine) -> None:
    build.deployed(engine, build.one_task())
    admin = as_user("admin")
    admin.get("/v2/topology")

    answers = at_once(app, 4, "/v2/process-instances", {"processDefinitionId": "p"}, {"Idempotency-Key": "once"})

    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 200
    assert admin.post("/v2/process-instances/search").json()["page"]["totalItems"] == 1


def test_twins_complete_a_task_once(app: FastAPI, as_user: AsUser, engine: Engine) -> None:
    build.deployed(engine, build.process(build.START + build.user_task("t", role="admin") + build.line("start", "t")))
    build.a_case(engine, unit="hq")
    admin = as_user("admin")
    key = admin.post("/v2/user-tasks/search").json()["items"][0]["userTaskKey"]

    answers = at_once(app, 4, f"/v2/user-tasks/{key}/completion", {}, {})

    assert Counter(status for status, _ in answers) == {204: 1, 409: 3}
