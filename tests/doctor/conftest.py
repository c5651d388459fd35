"""A small busy database: cases at a task with a timer, at a job, one over, one with a called case, and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.documents import NewDocument
from engine.service import Engine
from engine.service.transaction import Once
from tests.engine import build

TIMER = (
    '<bpmn:boundaryEvent id="late" attachedToRef="task" cancelActivity="false"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:boundaryEvent>"
)
GUARDED = """DROP TRIGGER event_no_delete; DROP TRIGGER event_no_update; DROP TRIGGER event_vault_only_erased"""
GUARDED_POSTGRES = "ALTER TABLE event DISABLE TRIGGER ALL"


@dataclass(frozen=True)
class Ward:
    """The engine and the keys of its cases: at a task, over (its task was claimed and completed)."""

    engine: Engine
    waiting: int
    over: int

    def sql(self, statement: str, **values: Any) -> None:
        """Change the database behind the engine's back."""
        with self.engine.database.sql.begin() as connection:
            for part in filter(None, map(str.strip, statement.split(";"))):
                connection.execute(text(part), values)

    def unguard(self) -> None:
        """Take the guards of history away, as somebody with the owner's rights could."""
        self.sql(GUARDED if self.engine.database.is_sqlite else GUARDED_POSTGRES)

    def found(self, *rules: str) -> list[tuple[int | None, str, str]]:
        """(case, code, message) of what the doctor says about these rules."""
        told = self.engine.examine_all(actor=SYSTEM)
        return [(one.case_key, one.code, one.message) for one in told if one.rule in rules]


@pytest.fixture
def ward(engine: Engine) -> Ward:
    """Two cases of one process; the second is over. Deployed, started and completed under idempotency keys."""
    body = build.START + build.user_task("task") + TIMER + build.service_task("work") + build.END
    flows = build.line("start", "task", "work", "end") + build.line("late", "end")
    build.deployed(engine, build.process(body + flows))
    agent = engine.actor_of_basic("agent", "demo", address="test")
    over = build.a_case(engine, unit="hq", variables={"amount": 12})
    task = build.tasks(engine, agent)[0].task_key
    engine.claim_task(task, actor=agent)
    engine.complete_task(task, {"ok": True}, actor=agent, from_form=False)
    _work(engine)
    request = build.StartRequest(process_id="p", variables={"amount": 13}, unit_code="hq")
    started = engine.start_case(request, actor=SYSTEM, once=_once(lambda case: case.case_key))
    engine.add_document(NewDocument(b"%PDF-1", "a.pdf", "application/pdf", case_key=started.case_key), actor=SYSTEM)
    return Ward(engine, started.case_key, over)


def _once(key_of: Callable[[Any], int]) -> Once[Any]:
    return Once("system", "start-1", "0" * 64, lambda result: (200, f'{{"processInstanceKey":"{key_of(result)}"}}'))


def _work(engine: Engine) -> None:
    for job in engine.activate_jobs(["x.work"], worker="w", limit=9, timeout=timedelta(minutes=1), actor=SYSTEM):
        engine.complete_job(job.job_key, {"done": 1}, actor=SYSTEM, lease_token=job.lease_token)
