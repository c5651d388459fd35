"""What people, workers, messages and operators may do, at random, to many cases of many models at once."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.errors import Conflict, Invalid, NotFound
from engine.messages import Publication
from engine.process.command import Beside
from engine.service import Engine
from engine.store.schema import CASE, INCIDENT, JOB, MESSAGE_CORRELATION, SUBSCRIPTION, TASK, TIMER
from engine.tasks import TaskChange
from engine.values import Json, Values
from tests.judge.library import models
from tests.judge.model import Model
from tests.models import bpmn as b

ANSWERS = (Conflict, Invalid, NotFound)
"""What an operation may be told: somebody was faster, or it cannot be done"""
KEYS = ("k", "k1", "7")


def _plain(model: Model) -> bool:
    return not model.process_id and not model.start_id and "shipped" not in model.families


MODELS = {f"m{at}": model for at, model in enumerate(filter(_plain, models()))}
"""By process id"""


MODELS_TOP = b.message_top("m") + b.signal_top("s")
STARTERS: dict[str, bytes] = {
    f"by_{kind}": b.model(
        "start -> work -> wait -> end",
        xml=f'<startEvent id="start">{definition}</startEvent>' + b.catch("wait", b.message("m")),
        top=MODELS_TOP,
        process=f"by_{kind}",
    )
    for kind, definition in (("message", b.message("m")), ("signal", b.signal("s")))
}
"""Cases that messages and signals of the other models' names start, and that wait for such messages too"""


def named(process_id: str) -> bytes:
    """The model as a process of that id, so that all stand side by side."""
    if process_id in STARTERS:
        return STARTERS[process_id]
    content = MODELS[process_id].content
    return re.sub(rb'(<process id=")[^"]+"', rb"\g<1>" + process_id.encode() + b'"', content, count=1)


class Operator:
    """Random operations on the cases of `processes`, all by the system; what was done stands in `done`."""

    def __init__(self, engine: Engine, clock: PinnedClock, processes: Sequence[str], seed: int) -> None:
        self.engine, self.clock, self.processes = engine, clock, processes
        self.rng = random.Random(seed)
        self.cases: list[int] = []
        """its own, and those that messages, signals and callers started"""
        self._newest = max((row.case_key for row in self._rows(select(CASE.c.case_key))), default=0)
        self.done: list[tuple[object, ...]] = []

    def play(self, length: int) -> None:
        """That many operations; each is answered properly, or done wholly."""
        for _ in range(2):
            self.do("start")
        for _ in range(length):
            self.do(self.rng.choices(_NAMES, _WEIGHTS)[0])
        while self.engine.deliver_due():
            pass

    def do(self, name: str) -> None:
        """One operation. What it may be told is fine; anything else is raised, with what led to it."""
        self.done.append((name,))
        self.cases = [row.case_key for row in self._rows(select(CASE.c.case_key).where(CASE.c.case_key > self._newest))]
        try:
            getattr(self, f"_{name}")()
        except ANSWERS as answer:
            self.done[-1] += (type(answer).__name__,)
        except Exception as problem:
            problem.add_note(f"{self.processes}: {self.done}")
            raise

    def _rows(self, query: Select[Any]) -> list[Any]:
        return self.engine._read(lambda tx: tx.execute(query).all())

    def _one(self, table: Any, *conditions: Any) -> Any:
        rows = self._rows(
            select(table).where(table.c.case_key.in_(self.cases), *conditions).order_by(*table.primary_key)
        )
        if not rows:
            raise NotFound("row", 0)
        return self.rng.choice(rows)

    def _values(self) -> Values:
        data = MODELS[self.rng.choice(self.processes)].data
        found: dict[str, Json] = {
            name: self.rng.choice(choices) for name, choices in data.items() if self.rng.random() < 0.6
        }
        for name in ("order", "id", "key"):
            if self.rng.random() < 0.4:
                found[name] = self.rng.choice(KEYS)
        return found

    def _start(self) -> None:
        process_id = self.rng.choice(self.processes)
        begin = {**MODELS[process_id].start, **self._values()}
        self.engine.start_case(StartRequest(process_id, variables=begin), actor=SYSTEM)

    def _complete_task(self) -> None:
        task = self._one(TASK, TASK.c.state == "open")
        self.engine.complete_task(task.task_key, self._values(), actor=SYSTEM, from_form=False)

    def _change_task(self) -> None:
        task = self._one(TASK, TASK.c.state == "open")
        due = self.clock() + timedelta(hours=self.rng.randint(-5, 50))
        groups, users = self.rng.choice((None, [], ["agent", "finance"])), self.rng.choice((None, [], ["agent"]))
        change = TaskChange(due, self.rng.choice((None, "")), users, groups, self.rng.choice((None, 0, 99)))
        self.engine.update_task(task.task_key, change, actor=SYSTEM)

    def _assign_task(self) -> None:
        task = self._one(TASK, TASK.c.state == "open")
        if self.rng.random() < 0.3:
            self.engine.release_task(task.task_key, actor=SYSTEM)
        else:
            self.engine.assign_task(task.task_key, assignee=self.rng.choice(("agent", "operator")), actor=SYSTEM)

    def _throw_at_task(self) -> None:
        task = self._one(TASK, TASK.c.state == "open")
        code = self.rng.choice(("E1", "X2", "nobody knows it"))
        self.engine.throw_task_error(task.task_key, error_code=code, message="", variables=self._values(), actor=SYSTEM)

    def _complete_job(self) -> None:
        job = self._one(JOB, JOB.c.ended_at.is_(None))
        result: dict[str, object] = {}
        if job.kind == "TASK_LISTENER":
            denied = job.listener_event not in ("CREATING", "CANCELING") and self.rng.random() < 0.3
            groups = self.rng.choice((None, [], ["agent"]))
            corrections = {} if job.listener_event == "CANCELING" else {"priority": 7, "candidateGroups": groups}
            result = {"denied": denied, "corrections": corrections}
        values = {} if job.kind == "TASK_LISTENER" else self._values()
        self.engine.complete_job(job.job_key, values, actor=SYSTEM, result=result)

    def _fail_job(self) -> None:
        job = self._one(JOB, JOB.c.ended_at.is_(None))
        left = self.rng.choice((0, 0, 1, None))
        self.engine.fail_job(job.job_key, message="broken", variables=self._values(), retries=left, actor=SYSTEM)

    def _throw_at_job(self) -> None:
        job = self._one(JOB, JOB.c.ended_at.is_(None))
        code = self.rng.choice(("E1", "X2", "nobody knows it"))
        self.engine.throw_job_error(job.job_key, error_code=code, message="", variables=self._values(), actor=SYSTEM)

    def _retry_job(self) -> None:
        job = self._one(JOB, JOB.c.ended_at.is_(None))
        self.engine.update_job(
            job.job_key, retries=self.rng.randint(1, 5), priority=self.rng.randint(0, 9), actor=SYSTEM
        )

    def _set_variables(self) -> None:
        scope, local = self.rng.choice(self.cases), False
        if self.rng.random() < 0.5:
            scope, local = self._one(TASK, TASK.c.state == "open").element_instance_key, self.rng.random() < 0.5
        self.engine.set_variables(scope, self._values(), local=local, actor=SYSTEM)

    def _resolve(self) -> None:
        incident = self._one(INCIDENT, INCIDENT.c.resolved_at.is_(None))
        self.engine.resolve_incident(incident.incident_key, reason="tried", actor=SYSTEM)

    def _change_timer(self) -> None:
        timer = self._one(TIMER)
        due = self.clock() + timedelta(minutes=self.rng.randint(-60, 600))
        self.engine.change_timer(timer.case_key, timer.timer_key, due, reason="asked", actor=SYSTEM)

    def _move(self) -> None:
        task = self._one(TASK, TASK.c.state == "open")
        others = re.findall(rb'<(?:userTask|serviceTask|subProcess|callActivity) id="([^"]+)"', named(task.process_id))
        target = self.rng.choice(others).decode()
        ended = [task.element_instance_key] if self.rng.random() < 0.8 else []
        place = self.rng.choice((Beside.PARENT, Beside.NEAREST))
        beside = {0: (place, task.element_instance_key)} if self.rng.random() < 0.7 else {}
        self.engine.modify_case(
            task.case_key, activate=[(target, self._values())], terminate=ended, beside=beside, actor=SYSTEM
        )

    def _cancel(self) -> None:
        self.engine.cancel_case(self.rng.choice(self.cases), actor=SYSTEM, reason="asked")

    def _message(self) -> None:
        waiting = self._rows(select(SUBSCRIPTION).where(SUBSCRIPTION.c.kind == "message"))
        known = [(row.name, row.correlation_key) for row in waiting] + [("m", self.rng.choice(KEYS))]
        name, key = self.rng.choice(known)
        key = self.rng.choice((key, self.rng.choice(KEYS)))
        lives = timedelta(hours=self.rng.choice((0, 1, 100)))
        publication = Publication(name, key, self._values(), lives, self.rng.choice((None, None, "once")))
        if self.rng.random() < 0.3:
            self.engine.correlate_message(publication, actor=SYSTEM)
        else:
            self.engine.publish_message(publication, actor=SYSTEM)

    def _signal(self) -> None:
        waiting = self._rows(select(SUBSCRIPTION.c.name).where(SUBSCRIPTION.c.kind == "signal"))
        self.engine.broadcast_signal(self.rng.choice([*waiting, ("s",)])[0], self._values(), actor=SYSTEM)

    def _wait(self) -> None:
        self.clock.move(timedelta(minutes=self.rng.choice((1, 30, 90, 1500))))
        self.engine.fire_due_timers()

    def _deliver(self) -> None:
        self.engine.deliver_due()

    def twice_delivered(self) -> list[Any]:
        """C4: messages that one process took more than once (the key of the table forbids it)."""
        counted = MESSAGE_CORRELATION.c.message_key, MESSAGE_CORRELATION.c.process_id
        return self._rows(select(*counted).group_by(*counted).having(func.count() > 1))

    def running_twice(self) -> list[Any]:
        """C9: processes of which a message started two cases of one key that both run."""
        counted = CASE.c.process_id, CASE.c.start_correlation_key
        is_started = (CASE.c.state == "active") & (CASE.c.start_correlation_key != "")
        return self._rows(select(*counted).where(is_started).group_by(*counted).having(func.count() > 1))

    def left_behind(self) -> list[str]:
        """Work and waits of cases that have ended, and active cases of ended families."""
        ended = select(CASE.c.case_key).where(CASE.c.state != "active")
        open_rows = {
            "tasks": select(TASK.c.task_key).where(TASK.c.state == "open", TASK.c.case_key.in_(ended)),
            "jobs": select(JOB.c.job_key).where(JOB.c.ended_at.is_(None), JOB.c.case_key.in_(ended)),
            "timers": select(TIMER.c.timer_key).where(TIMER.c.case_key.in_(ended)),
            "subscriptions": select(SUBSCRIPTION.c.subscription_key).where(SUBSCRIPTION.c.case_key.in_(ended)),
            "incidents": select(INCIDENT.c.incident_key).where(
                INCIDENT.c.resolved_at.is_(None), INCIDENT.c.case_key.in_(ended)
            ),
        }
        return [f"{name}: {rows}" for name, query in open_rows.items() if (rows := self._rows(query))]


_WEIGHTED = {
    "start": 1, "complete_task": 6, "change_task": 1, "assign_task": 1, "throw_at_task": 1, "complete_job": 5,
    "fail_job": 2, "throw_at_job": 1, "retry_job": 1, "set_variables": 2, "resolve": 3, "change_timer": 1, "move": 1.5,
    "cancel": 0.3, "message": 4, "signal": 1.5, "wait": 2, "deliver": 1,
}  # fmt: skip
_NAMES, _WEIGHTS = list(_WEIGHTED), list(_WEIGHTED.values())
