"""Task listeners (A31), clocks (S10, S22) and what must never crash a step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Conflict, TooLarge
from engine.process.command import (
    ChangeTask,
    CompleteJob,
    JobExhausted,
    ResolveIncident,
    SetVariables,
    ThrowError,
)
from tests.models.bpmn import (
    boundary,
    catch,
    conditional,
    extensions,
    io,
    many,
    message,
    message_top,
    model,
    prop,
    script,
    service,
    sub,
    throw,
    timer,
)
from tests.process.driver import CASE_KEY, Case


def listened(*events: str) -> str:
    lines = "".join(f'<zeebe:taskListener eventType="{event}" type="x.{event}"/>' for event in events)
    return f'<userTask id="a">{extensions(f"<zeebe:taskListeners>{lines}</zeebe:taskListeners>")}</userTask>'


def test_a31_a_creating_listener_blocks_the_task_and_may_correct_it() -> None:
    case = Case(model("start -> a -> b", xml=listened("creating"))).start()
    assert not case.tasks
    job = next(iter(case.jobs.values()))
    assert (job.kind, job.type, job.listener_event) == ("TASK_LISTENER", "x.creating", "CREATING")

    case.do(CompleteJob(job.job_key, {}, corrections={"assignee": "ada", "priority": 80}))

    task = next(iter(case.tasks.values()))
    assert (task.assignee, task.priority) == ("ada", 80)


def test_a31_a_completing_listener_may_deny() -> None:
    case = Case(model("start -> a -> b", xml=listened("completing"))).start().task("a", n=1)
    with pytest.raises(Conflict):
        case.task("a", n=2)

    step = case.do(CompleteJob(case.job_key("a"), {}, denied=True, denied_reason="no"))

    assert step.tasks_denied == [(next(iter(case.tasks)), "no")]
    assert case.variables == {}
    case.task("a", n=3)
    case.do(CompleteJob(case.job_key("a"), {}))
    assert case.open == ["b"]
    assert case.variables == {"n": 3}


def test_a31_a_change_waits_for_its_listeners_and_carries_their_corrections() -> None:
    case = Case(model("start -> a -> b", xml=listened("assigning", "assigning"))).start()
    key = next(iter(case.tasks))
    case.do(ChangeTask(key, "assigning", {"assignee": "bob"}))
    assert case.steps[-1].tasks_changed == []

    case.do(CompleteJob(case.job_key("a"), {}, corrections={"assignee": "eve"}))
    step = case.do(CompleteJob(case.job_key("a"), {}))

    assert step.tasks_changed == [(key, {"assignee": "eve"})]
    assert case.do(ChangeTask(key, "updating", {"priority": 1})).tasks_changed == [(key, {"priority": 1})]


def test_s10_and_s22_clocks_and_pauses_are_told_when_their_element_is_entered() -> None:
    props = extensions(prop("sl:sla", "=duration(limit)"))
    waiting = catch("wait", extensions(prop("sl:pause", "parts")) + message("paid"))
    inner = sub("s", "start_s -> wait -> x", xml=waiting, inside=props)

    case = Case(model("start -> s", top=message_top("paid", key="=order"), xml=inner)).start(order="1", limit="PT4H")

    told = [(clock.element_id, clock.sla, clock.pause) for step in case.steps for clock in step.clocks]
    assert told == [("s", "PT4H", None), ("wait", None, "parts")]


def test_f30_a_condition_that_fails_hard_is_an_incident_and_is_looked_at_again() -> None:
    xml = '<userTask id="a"/>' + boundary("hot", "a", conditional("=assert(n, n != 1) > 3"))
    case = Case(model("start -> a -> end", "hot -> b", xml=xml)).start(n=0)
    case.set(n=1)
    assert case.incident_types == ["CONDITION_ERROR"]

    case.set(n=5)

    assert case.open == ["b"]
    assert not case.incidents


def test_d4_a_value_that_is_too_large_is_an_incident_and_nothing_is_written() -> None:
    big = script(
        "grow", '=string join(for i in 1..9000 return "0123456789012345678901234567890123456789")', result="big"
    )
    case = Case(model("start -> grow -> a", xml=big)).start()

    assert case.incident_types in (["MESSAGE_SIZE_EXCEEDED"], ["EXTRACT_VALUE_ERROR"])
    assert case.variables == {}


def test_d4_variables_set_from_outside_beyond_the_limit_are_refused() -> None:
    case = Case(model("start -> a -> end")).start()

    with pytest.raises(TooLarge):
        case.do(SetVariables(CASE_KEY, {"big": "x" * 300_000}))

    assert case.task("a").is_completed


def test_d4_a_result_that_is_too_large_is_kept_for_the_repeat() -> None:
    case = Case(model("start -> a -> b")).start().task("a", big="x" * 300_000)

    assert case.incident_types == ["MESSAGE_SIZE_EXCEEDED"]
    assert case.variables == {}


def test_t9_a_calendar_that_is_gone_is_an_incident_that_arms_the_timer_again() -> None:
    cycle = extensions(prop("sl:calendar", "=which")) + timer("R5/PT8H", kind="timeCycle")
    xml = '<userTask id="a"/>' + boundary("again", "a", cycle, interrupting=False)
    case = Case(model("start -> a -> end", "again -> b", xml=xml)).start(which="nowhere")
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]

    case.set(which="office").resolve()

    assert len(case.timers) == 1
    assert case.wait(days=2).open == ["a", "b", "b"]


def test_m5_an_item_beyond_the_limits_stops_only_its_own_instance() -> None:
    task = f'<userTask id="a">{many("=items")}</userTask>'

    case = Case(model("start -> a -> b", xml=task)).start(items=[1, 2])

    assert case.open == ["a", "a"]


def test_e18_a_link_throw_runs_its_end_listener_and_inclusive_joins_see_the_link() -> None:
    listener = (
        '<zeebe:executionListeners><zeebe:executionListener eventType="end" type="x"/></zeebe:executionListeners>'
    )
    link = '<linkEventDefinition name="L"/>'
    xml = throw("out", extensions(listener) + link) + catch("back", link) + '<inclusiveGateway id="ijoin"/>'
    given = model("start -> fork -> a -> out", "fork -> b -> ijoin -> z", "back -> ijoin", xml=xml)
    case = Case(given).start().task("b")
    assert case.open == ["a"]

    assert case.task("a").open == ["out"]
    assert case.job("out").open == ["z"]


def test_a5_a_due_date_of_the_wrong_type_is_an_incident() -> None:
    schedule = extensions('<zeebe:taskSchedule dueDate="=due"/>')
    case = Case(model("start -> a -> end", xml=f'<userTask id="a">{schedule}</userTask>')).start(due="soon")
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]

    case.set(due="2026-03-05T10:00:00Z").resolve()

    assert next(iter(case.tasks.values())).due_at == datetime(2026, 3, 5, 10, tzinfo=UTC)


def test_a31_a_task_that_fails_after_its_listener_is_opened_when_resolved() -> None:
    schedule = '<zeebe:taskSchedule dueDate="=due"/>'
    xml = listened("creating").replace("<extensionElements>", "<extensionElements>" + schedule)
    case = Case(model("start -> a -> b", xml=xml)).start(due="soon")
    case.do(CompleteJob(case.job_key("a"), {}, corrections={"assignee": "ada"}))
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]

    case.set(due="2026-03-05T10:00:00Z").resolve()

    assert [task.assignee for task in case.tasks.values()] == ["ada"]


def test_e14_two_conditions_of_which_one_fails_open_once() -> None:
    xml = (
        '<userTask id="a"/>'
        + boundary("one", "a", conditional("=n > 5"), interrupting=False)
        + boundary("two", "a", conditional("=assert(n, n != 1) > 5"), interrupting=False)
    )
    case = Case(model("start -> a -> end", "one -> b", "two -> c", xml=xml)).start(n=1)
    assert (case.open, case.incident_types) == (["a"], ["CONDITION_ERROR"])

    case.set(n=9)

    assert case.open == ["a", "b", "c"]


def test_a31_canceling_listeners_run_after_the_withdrawal_and_delay_nothing() -> None:
    xml = listened("canceling", "canceling") + boundary("late", "a", timer("PT1H"))
    case = Case(model("start -> a -> end", "late -> b", xml=xml)).start().wait(hours=1)
    assert case.open == ["a", "b"]
    assert not [task for task in case.tasks.values() if task.element_id == "a"]

    case.do(JobExhausted(case.job_key("a"), "TASK_LISTENER_NO_RETRIES", "broken"))
    case.resolve().job("a")
    assert case.open == ["a", "b"]

    assert case.task("b").is_completed
    assert case.steps[-1].jobs_closed[-1][1] == "cancelled"


def test_a31_a_completed_task_runs_no_canceling_listener() -> None:
    case = Case(model("start -> a -> b", xml=listened("canceling"))).start().task("a")

    assert case.open == ["b"]


def test_s10_the_clock_of_the_case_sees_what_its_start_event_mapped() -> None:
    start = f'<startEvent id="start">{extensions(io("output: =days -> limit"))}{message("opened")}</startEvent>'
    own = extensions(prop("sl:sla", "=limit"))
    case = Case(model("start -> a -> end", top=message_top("opened"), xml=start, inside=own))

    case.start("start", days="P2D")

    assert [(clock.element_id, clock.sla) for clock in case.steps[0].clocks] == [("p", "P2D")]


def test_i6_a_single_timer_that_fired_beside_an_entry_incident_is_armed_again_when_it_is_resolved() -> None:
    xml = service("a") + boundary("remind", "a", timer("PT1H"), interrupting=False)
    xml = xml.replace('retries="3"', 'retries="=tries"')
    case = Case(model("start -> a -> end", "remind -> b", xml=xml)).start()
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]
    assert case.wait(hours=1).open == ["b"]

    case.set(tries=2).resolve()

    assert [timer.due_at for timer in case.timers.values()] == [case.now + timedelta(hours=1)]
    assert case.wait(hours=1).open == ["a", "b", "b"]


def test_i6_a_timer_still_running_beside_an_entry_incident_keeps_its_time() -> None:
    xml = service("a") + boundary("remind", "a", timer("PT1H"), interrupting=False)
    xml = xml.replace('retries="3"', 'retries="=tries"')
    case = Case(model("start -> a -> end", "remind -> b", xml=xml)).start()
    due_at = [timer.due_at for timer in case.timers.values()]

    case.sleep(minutes=30).set(tries=2).resolve()

    assert [timer.due_at for timer in case.timers.values()] == due_at


def test_a31_a_listener_that_answers_leaves_the_incident_of_an_uncaught_error_open() -> None:
    case = Case(model("start -> a -> b", xml=listened("assigning"))).start()
    key = next(iter(case.tasks))
    case.do(ThrowError(key, "E1"))
    case.do(ChangeTask(key, "assigning", {"assignee": "bob"}))

    case.do(CompleteJob(case.job_key("a"), {}))

    assert case.incident_types == ["UNHANDLED_ERROR_EVENT"]


def test_a31_a_broken_listener_stands_beside_an_uncaught_error_and_each_is_resolved_by_itself() -> None:
    case = Case(model("start -> a -> b", xml=listened("assigning"))).start()
    key = next(iter(case.tasks))
    case.do(ThrowError(key, "E1"))
    case.do(ChangeTask(key, "assigning", {"assignee": "bob"}))
    job = case.job_key("a")

    case.do(JobExhausted(job, "TASK_LISTENER_NO_RETRIES", "broken"))

    assert sorted(case.incident_types) == ["TASK_LISTENER_NO_RETRIES", "UNHANDLED_ERROR_EVENT"]
    thrown, broken = sorted(
        case.incidents, key=lambda one: case.incidents[one].error_type == "TASK_LISTENER_NO_RETRIES"
    )
    with pytest.raises(Conflict):
        case.do(ResolveIncident(thrown))
    assert case.do(ResolveIncident(broken)).jobs_reopened == [(job, 3)]
    case.do(CompleteJob(job, {}))
    assert case.do(ResolveIncident(thrown)).incidents_opened[0].error_type == "UNHANDLED_ERROR_EVENT"


def test_d25_a_listener_type_that_is_no_text_is_an_incident_and_no_fault_of_who_asked() -> None:
    listener = '<zeebe:taskListeners><zeebe:taskListener eventType="completing" type="=t"/></zeebe:taskListeners>'
    case = Case(model("start -> a -> b", xml=f'<userTask id="a">{extensions(listener)}</userTask>')).start()

    case.task("a", n=1)

    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]
    case.set(t="x.check").resolve()
    case.do(CompleteJob(case.job_key("a"), {}))
    assert (case.open, case.variables) == (["b"], {"t": "x.check", "n": 1})
