"""Task listeners: they may deny or correct before a task changes (rule A31)."""

from __future__ import annotations

from datetime import timedelta

from engine.actor import SYSTEM
from engine.jobs import ActivatedJob
from engine.service import Engine
from tests.conftest import ActorOf
from tests.engine import build


def listened(engine: Engine, event: str) -> int:
    """The key of a task whose element has a listener for `event`."""
    extension = f'<zeebe:taskListeners><zeebe:taskListener eventType="{event}" type="x.listen"/></zeebe:taskListeners>'
    task = build.user_task("task", extensions=extension)
    build.deployed(engine, build.process(build.START + task + build.END + build.line("start", "task", "end")))
    case = build.a_case(engine, unit="hq")
    return engine.case_page(case, actor=SYSTEM).tasks[0].task_key


def asked(engine: Engine) -> ActivatedJob:
    """The listener's job."""
    return engine.activate_jobs(["x.listen"], worker="w", limit=1, timeout=timedelta(minutes=1), actor=SYSTEM)[0]


def test_a_claim_waits_for_the_listener_and_takes_effect_with_its_corrections(engine: Engine, actor: ActorOf) -> None:
    key = listened(engine, "assigning")

    engine.claim_task(key, actor=actor("agent"))
    assert engine.task_page(key, actor=actor("agent")).task.assignee is None

    job = asked(engine)
    assert (job.kind, job.listener_event) == ("TASK_LISTENER", "ASSIGNING")
    engine.complete_job(job.job_key, {}, actor=SYSTEM, result={"corrections": {"priority": 90}})

    task = engine.task_page(key, actor=actor("agent")).task
    assert (task.assignee, task.priority) == ("agent", 90)
    told = engine.timeline(task.case_key, actor=SYSTEM)
    assert [line.details["to"] for line in told if line.type == "task.assigned"] == ["agent"]


def test_a_denied_completion_leaves_the_task_open(engine: Engine, actor: ActorOf) -> None:
    key = listened(engine, "completing")
    done = engine.complete_task(key, {"x": 1}, actor=actor("agent"), from_form=False)
    assert not done.is_case_ended

    engine.complete_job(asked(engine).job_key, {}, actor=SYSTEM, result={"denied": True, "deniedReason": "not yet"})

    assert engine.task_page(key, actor=actor("agent")).may_complete


def test_a_listener_that_agrees_lets_the_completion_through(engine: Engine, actor: ActorOf) -> None:
    key = listened(engine, "completing")
    engine.complete_task(key, {"x": 1}, actor=actor("agent"), from_form=False)

    engine.complete_job(asked(engine).job_key, {}, actor=SYSTEM)

    task = engine.task_page(key, actor=actor("operator")).task
    assert task.state == "completed"
