"""Task listeners: they may deny or correct before a task changes (rule A31)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.actor import SYSTEM
from engine.errors import Invalid, NotFound
from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.tasks import TaskChange
from tests.conftest import ActorOf
from tests.engine import build


def listened(engine: Engine, event: str, *, more: str = "") -> int:
    """The key of a task whose element has a listener for `event`, and `more` extensions."""
    case = a_listened_case(engine, event, more=more)
    return engine.case_page(case, actor=SYSTEM).tasks[0].task_key


def a_listened_case(engine: Engine, event: str, *, more: str = "") -> int:
    """A case at such a task."""
    listener = f'<zeebe:taskListeners><zeebe:taskListener eventType="{event}" type="x.listen"/></zeebe:taskListeners>'
    extension = listener + more
    task = build.user_task("task", extensions=extension)
    build.deployed(engine, build.process(build.START + task + build.END + build.line("start", "task", "end")))
    return build.a_case(engine, unit="hq")


def asked(engine: Engine, job_type: str = "x.listen") -> ActivatedJob:
    """The listener's job."""
    return engine.activate_jobs([job_type], worker="w", limit=1, timeout=timedelta(minutes=1), actor=SYSTEM)[0]


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


def test_a31_a_person_named_by_the_model_holds_the_task_only_when_its_assigning_listener_agrees(
    engine: Engine, actor: ActorOf
) -> None:
    named = '<zeebe:assignmentDefinition assignee="agent"/>'
    listener = '<zeebe:taskListeners><zeebe:taskListener eventType="assigning" type="x.listen"/></zeebe:taskListeners>'
    task = (
        f'<bpmn:userTask id="task"><bpmn:extensionElements>{named}{listener}</bpmn:extensionElements></bpmn:userTask>'
    )
    build.deployed(engine, build.process(build.START + task + build.END + build.line("start", "task", "end")))
    agreed, denied = (build.a_case(engine, unit="hq") for _ in range(2))
    held = [engine.case_page(case, actor=SYSTEM).tasks[0].assignee for case in (agreed, denied)]
    assert held == [None, None]

    jobs = engine.activate_jobs(["x.listen"], worker="w", limit=2, timeout=timedelta(minutes=1), actor=SYSTEM)
    results: dict[int, dict[str, object]] = {agreed: {}, denied: {"denied": True}}
    for job in jobs:
        engine.complete_job(job.job_key, {}, actor=SYSTEM, result=results[job.case_key])

    held = [engine.case_page(case, actor=SYSTEM).tasks[0].assignee for case in (agreed, denied)]
    assert held == ["agent", None]
    told = [line.details["to"] for line in engine.timeline(agreed, actor=SYSTEM) if line.type == "task.assigned"]
    assert told == ["agent"]


def test_s6_a_person_whom_the_model_names_in_vain_is_an_incident_and_no_listener_is_asked(engine: Engine) -> None:
    named = '<zeebe:assignmentDefinition assignee="=who"/>'
    listener = '<zeebe:taskListeners><zeebe:taskListener eventType="assigning" type="x.listen"/></zeebe:taskListeners>'
    task = (
        f'<bpmn:userTask id="task"><bpmn:extensionElements>{named}{listener}</bpmn:extensionElements></bpmn:userTask>'
    )
    build.deployed(engine, build.process(build.START + task + build.END + build.line("start", "task", "end")))
    case = build.a_case(engine, unit="hq", variables={"who": "nobody"})

    incident = engine.case_page(case, actor=SYSTEM).incidents[0]
    assert incident.error_type == "EXTRACT_VALUE_ERROR"
    assert not engine.activate_jobs(["x.listen"], worker="w", limit=1, timeout=timedelta(minutes=1), actor=SYSTEM)

    engine.set_variables(case, {"who": "agent"}, local=False, actor=SYSTEM)
    engine.resolve_incident(incident.incident_key, reason="put right", actor=SYSTEM)
    engine.complete_job(asked(engine).job_key, {}, actor=SYSTEM)
    assert engine.case_page(case, actor=SYSTEM).tasks[0].assignee == "agent"


def test_a31_dates_groups_and_users_are_corrected_and_an_empty_list_gives_the_task_back_to_its_role(
    engine: Engine, actor: ActorOf
) -> None:
    key = listened(engine, "assigning")
    engine.claim_task(key, actor=actor("agent"))
    corrections = {
        "assignee": "",
        "dueDate": "2026-05-01T08:00:00+02:00",
        "followUpDate": "2026-04-01T08:00:00Z",
        "candidateGroups": ["finance"],
        "candidateUsers": ["agent"],
        "priority": None,
    }

    engine.complete_job(asked(engine).job_key, {}, actor=SYSTEM, result={"corrections": corrections})

    task = engine.task_page(key, actor=SYSTEM).task
    assert (task.role, task.assignee, task.priority) == ("finance", None, 50)
    assert task.due_at == datetime(2026, 5, 1, 6, tzinfo=UTC)
    assert task.follow_up_at == datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert engine.task_page(key, actor=actor("agent")).may_complete  # as a candidate user
    engine.claim_task(key, actor=actor("agent"))
    cleared = {"candidateGroups": [], "candidateUsers": [], "dueDate": "", "assignee": ""}
    engine.complete_job(asked(engine).job_key, {}, actor=SYSTEM, result={"corrections": cleared})
    task = engine.task_page(key, actor=SYSTEM).task
    assert (task.role, task.due_at) == ("operator", None)
    with pytest.raises(NotFound):
        engine.task_page(key, actor=actor("agent"))


def test_a31_what_a_completing_listener_corrects_stands_at_the_completed_task(engine: Engine, actor: ActorOf) -> None:
    key = listened(engine, "completing")
    engine.complete_task(key, {}, actor=actor("agent"), from_form=False)

    engine.complete_job(asked(engine).job_key, {}, actor=SYSTEM, result={"corrections": {"priority": 3}})

    task = engine.task_page(key, actor=SYSTEM).task
    assert (task.state, task.priority) == ("completed", 3)


@pytest.mark.parametrize(
    ("result", "variables"),
    [
        ({"corrections": {"candidateGroups": ["no such role"]}}, {}),
        ({"corrections": {"assignee": "nobody"}}, {}),
        ({"corrections": {"candidateUsers": ["nobody"]}}, {}),
        ({}, {"x": 1}),
    ],
)
def test_a31_a_listener_that_says_what_cannot_be_is_refused_and_its_job_stays_open(
    engine: Engine, actor: ActorOf, result: dict[str, object], variables: dict[str, int]
) -> None:
    key = listened(engine, "assigning")
    engine.claim_task(key, actor=actor("agent"))
    job = asked(engine)

    with pytest.raises(Invalid):
        engine.complete_job(job.job_key, {**variables}, actor=SYSTEM, result=result)

    engine.complete_job(job.job_key, {}, actor=SYSTEM)
    assert engine.task_page(key, actor=SYSTEM).task.assignee == "agent"


def test_a31_what_is_created_cannot_be_denied(engine: Engine) -> None:
    case = a_listened_case(engine, "creating")
    job = asked(engine)

    with pytest.raises(Invalid):
        engine.complete_job(job.job_key, {}, actor=SYSTEM, result={"denied": True})

    engine.complete_job(job.job_key, {}, actor=SYSTEM)
    assert engine.case_page(case, actor=SYSTEM).tasks


def test_a31_only_task_listeners_deny_and_correct(engine: Engine) -> None:
    body = build.START + build.service_task("work", job_type="x.listen") + build.END
    build.deployed(engine, build.process(body + build.line("start", "work", "end")))
    build.a_case(engine)
    job = asked(engine)

    for result in ({"denied": True}, {"corrections": {"priority": 1}}):
        with pytest.raises(Invalid):
            engine.complete_job(job.job_key, {}, actor=SYSTEM, result=result)

    engine.complete_job(job.job_key, {}, actor=SYSTEM, result={"type": "userTask", "denied": False})


def test_a31_an_assigning_listener_is_told_of_the_task_as_it_would_be(engine: Engine, actor: ActorOf) -> None:
    key = listened(engine, "assigning")
    engine.claim_task(key, actor=actor("agent"))

    told = {name.removeprefix("io.camunda.zeebe:"): value for name, value in asked(engine).headers.items()}

    assert told == {
        "action": "assign",
        "assignee": "agent",
        "candidateGroups": '["agent"]',
        "changedAttributes": '["assignee"]',
        "priority": "50",
        "userTaskKey": str(key),
    }


def test_a31_a_completing_listener_sees_what_is_to_complete_the_task_and_the_case_does_not_yet(
    engine: Engine, actor: ActorOf
) -> None:
    key = listened(engine, "completing")
    engine.complete_task(key, {"x": 1}, actor=actor("agent"), from_form=False)

    job = asked(engine)

    assert (job.variables, job.headers["io.camunda.zeebe:action"]) == ({"x": 1}, "complete")
    engine.complete_job(job.job_key, {}, actor=SYSTEM, result={"denied": True})
    engine.complete_task(key, {"y": 2}, actor=actor("agent"), from_form=False)
    assert asked(engine).variables == {"y": 2}


def test_a31_the_next_listener_is_told_what_the_one_before_corrected(engine: Engine, actor: ActorOf) -> None:
    second = '<zeebe:taskListeners><zeebe:taskListener eventType="updating" type="x.listen"/>'
    second += '<zeebe:taskListener eventType="updating" type="x.listen.then"/></zeebe:taskListeners>'
    body = build.START + build.user_task("task", extensions=second) + build.END
    build.deployed(engine, build.process(body + build.line("start", "task", "end")))
    task = engine.case_page(build.a_case(engine, unit="hq"), actor=SYSTEM).tasks[0]
    engine.update_task(task.task_key, TaskChange(priority=10), actor=SYSTEM)

    first = asked(engine)
    engine.complete_job(first.job_key, {}, actor=SYSTEM, result={"corrections": {"priority": 20, "dueDate": ""}})

    told = asked(engine, "x.listen.then").headers
    assert (told["io.camunda.zeebe:priority"], told["io.camunda.zeebe:changedAttributes"]) == (
        "20",
        '["dueDate","priority"]',
    )
