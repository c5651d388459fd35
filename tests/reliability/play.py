"""A scenario on the stage: requests with idempotency keys, workers, time, and a ledger of what was acknowledged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url

from api.app import create_app
from api.waiting import DueJobs
from engine.clock import PinnedClock
from engine.errors import Overloaded
from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from tests.reliability.asking import Answer, Asker
from tests.reliability.faults import Faults
from workers import Worker
from workers.contract import BpmnError, Done
from workers.handlers import BUILT_IN

LEASE = timedelta(seconds=31)
_TRIES = 6
Values = Mapping[str, Any]


@dataclass(slots=True)
class Ledger:
    """What outlives a process: the acknowledged answers by key, effects outside, and what was found wrong."""

    acknowledged: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    effects: Counter[str] = field(default_factory=Counter)
    """what left the house, by the key its receiver would tell repetitions by"""
    failures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def acknowledge(self, key: str, answer: Answer) -> None:
        """Note an answer; a second one must be the first again (I1)."""
        told = (answer.status, answer.body)
        if self.acknowledged.setdefault(key, told) != told:
            self.wrong.append(f"I1: '{key}' was answered {self.acknowledged[key]}, and later {told}")


class Theatre:
    """What costs much to build and has no memory of its own: compiled statements and the application's routes.

    Every life is played on it, each on the database of its own URL.
    """

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.faults = Faults(self.database)
        self._target = self.database.url
        event.listen(self.database.sql, "do_connect", self._connect)
        self.app = create_app(Engine(self.database, settings=EngineSettings(is_test_mode=True)), drain=lambda: None)
        self.database.sql.dispose()  # an open connection would keep what was written out of the file

    def engine_on(self, url: str, clock: PinnedClock) -> Engine:
        """A new engine, alone with the database at `url`."""
        self.database.sql.dispose()
        self.faults.forget()
        self._target = make_url(url)
        engine = Engine(self.database, clock=clock, settings=EngineSettings(is_test_mode=True))
        self.app.state.engine = engine
        self.app.state.due_jobs = DueJobs(engine.due_job_types)
        return engine

    def _connect(self, _dialect: object, _record: object, cargs: list[object], cparams: dict[str, object]) -> None:
        if self.database.is_sqlite:
            cargs[0] = self._target.database
        else:
            cparams["dbname"] = self._target.database


class Play:
    """One life of a process on `url`: engine, application and worker. After a death a new one goes on."""

    def __init__(
        self, theatre: Theatre, url: str, *, clock: PinnedClock, begins: datetime, ledger: Ledger, tokens: Values
    ) -> None:
        self.engine = theatre.engine_on(url, clock)
        self.faults, self.clock, self.ledger = theatre.faults, clock, ledger
        self._begins, self._tokens = begins, tokens
        handlers = {**BUILT_IN, "work": self._work, "flaky": self._flaky, "refusing": self._refuse}
        self._worker = Worker(self.engine, handlers=handlers)
        self._asker = Asker(theatre.app)

    def close(self) -> None:
        """End this life."""
        self._asker.close()
        self.engine.database.close()

    def post(self, path: str, body: object = None, *, key: str, user: str = "admin", method: str = "POST") -> Any:
        """A command under an idempotency key; its JSON. It must succeed, at the latest when it is asked again."""
        answer = self._ask(method, path, body, user, {"Idempotency-Key": key.replace(" ", "_")})
        if answer.status >= 300:
            raise AssertionError(f"{method} {path} as '{key}': {answer.status} {answer.body.decode()}")
        self.ledger.acknowledge(key, answer)
        return answer.json

    def deploy(self, name: str, content: bytes, *, key: str) -> None:
        """Deploy one model file."""
        kind = "multipart/form-data; boundary=edge"
        head = f'--edge\r\nContent-Disposition: form-data; name="resources"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + b"\r\n--edge--\r\n"
        answer = self._ask(
            "POST", "/v2/deployments", body, "admin", {"Idempotency-Key": key.replace(" ", "_"), "Content-Type": kind}
        )
        if answer.status != 200:
            raise AssertionError(f"deployment of {name}: {answer.status} {answer.body.decode()}")
        self.ledger.acknowledge(key, answer)

    def refused(self, path: str, body: object = None, *, user: str) -> None:
        """A command that somebody else has won."""
        answer = self._ask("POST", path, body, user, {})
        if answer.status not in (403, 404, 409):
            self.ledger.wrong.append(f"I9: {path} by {user} was expected to be refused, but: {answer.status}")

    def find(self, what: str, **criteria: object) -> list[Any]:
        """The items of a search of `/v2`, oldest first."""
        answer = self._ask("POST", f"/v2/{what}/search", {"filter": criteria}, "admin", {})
        if answer.status != 200:
            raise AssertionError(f"search of {what}: {answer.status} {answer.body.decode()}")
        return list(answer.json["items"])

    def start(self, process: str = "p", *, key: str = "start", **variables: object) -> str:
        """Start a case; its key."""
        body = {"processDefinitionId": process, "variables": variables}
        return str(self.post("/v2/process-instances", body, key=key)["processInstanceKey"])

    def task(self, case: str, element: str, *, nth: int = 0) -> str:
        """The key of the `nth` task ever opened at that element."""
        found = sorted(
            int(one["userTaskKey"]) for one in self.find("user-tasks", processInstanceKey=case, elementId=element)
        )
        return str(found[nth])

    def complete(self, case: str, element: str, *, nth: int = 0, user: str = "operator", **variables: object) -> None:
        """Complete the `nth` task at an element."""
        path = f"/v2/user-tasks/{self.task(case, element, nth=nth)}/completion"
        self.post(path, {"variables": variables}, key=f"complete {case} {element} {nth}", user=user)

    def timers(self, case: str) -> list[Any]:
        """The running timers of a case, by due time."""
        answer = self._ask("GET", f"/api/v1/cases/{case}/timers", None, "admin", {})
        return list(answer.json["items"])

    def child(self, case: str) -> str:
        """The key of the case that this one called."""
        return str(self.find("process-instances", parentProcessInstanceKey=case)[0]["processInstanceKey"])

    def publish(self, name: str, correlation: str, *, key: str, live: int = 0, **variables: object) -> None:
        """Publish a message that lives `live` hours."""
        body = {"name": name, "correlationKey": correlation, "timeToLive": live * 3_600_000, "variables": variables}
        self.post("/v2/messages/publication", body, key=key)

    def work(self) -> None:
        """Let the worker do everything that is due; what a lost life had leased comes back when its lease ends."""
        for _ in range(_TRIES):
            is_done = self._drain()
            if self._is_leased():
                self.clock.move(LEASE)
            elif is_done:
                return

    def _drain(self) -> bool:
        try:
            self._worker.drain()
        except Overloaded as error:  # the worker's own loop would wait a moment and go on
            self.ledger.failures[str(error)] += 1
            return False
        return True

    def insist(self, action: Callable[[], object]) -> None:
        """Do what has no key but may be done twice, until the database lets it through."""
        for _ in range(_TRIES):
            try:
                action()
                return
            except Overloaded as error:
                self.ledger.failures[str(error)] += 1

    def at(self, hours: float) -> None:
        """Let the time come that is `hours` after the beginning, and do what is due then."""
        moment = self._begins + timedelta(hours=hours)
        if self.clock() < moment:
            self.clock.pin(moment)
        self.work()

    def _is_leased(self) -> bool:
        rows = [row for state in ("CREATED", "FAILED") for row in self.find("jobs", state=state)]
        return any(row["deadline"] for row in rows if row["type"] in ("work", "flaky", "refusing", *BUILT_IN))

    def _ask(self, method: str, path: str, body: object, user: str, headers: Values) -> Answer:
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        asked = {"Authorization": f"Bearer {self._tokens[user]}", "Content-Type": "application/json", **headers}
        for _ in range(_TRIES):
            answer = self._asker.ask(method, path, headers=asked, body=content)
            if answer.status < 500 and answer.status != 429:
                break
            self.ledger.failures[str(answer.status)] += 1
        return answer

    def _work(self, _engine: Engine, job: ActivatedJob) -> Done:
        self.ledger.effects[f"{job.element_id} {job.element_instance_key}"] += 1
        return Done({f"{job.element_id}_done": True})

    def _flaky(self, engine: Engine, job: ActivatedJob) -> Done:
        """Fails at first, works when it is tried again."""
        if job.retries > 1:
            raise RuntimeError("not yet")
        return self._work(engine, job)

    def _refuse(self, _engine: Engine, job: ActivatedJob) -> Done:
        raise BpmnError("refused", "no")
