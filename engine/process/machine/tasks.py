"""Tasks for people, machines, scripts and decisions (1.3, S1 to S12)."""

from __future__ import annotations

from engine.feel import parse_timer_date
from engine.process.graph import UserWork
from engine.process.machine import clocks, evaluation, jobs, lifecycle, task_listeners, throwing
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.process.step import DecisionEvaluated, TaskOpened
from engine.process.surroundings import DecisionFailed, DecisionUnavailable
from engine.values import Json, Values

_DEFAULT_PRIORITY = 50


@lifecycle.behaves("user")
def user_task(run: Run, instance: Instance) -> bool:
    """Open a task, after its `creating` listeners; everything written at it is evaluated once (A4)."""
    corrections = instance.data.get("created_with")
    if corrections is None and task_listeners.begin(run, instance, "creating", {}):
        return False
    task = _task(run, instance, instance.node.user or UserWork())
    if isinstance(corrections, dict):
        _correct(run, instance, task, corrections)
        del instance.data["created_with"]
    instance.data["task"] = 1
    run.step.tasks_opened.append(task)
    if task.assignee is not None and task_listeners.begin(run, instance, "assigning", {"assignee": task.assignee}):
        task.meant_for, task.assignee = task.assignee, None
    roles: list[Json] = list(task.roles)
    run.happened("task.created", instance, roles=roles, unit=task.unit, assignee=task.assignee)
    return False


def _correct(run: Run, instance: Instance, task: TaskOpened, corrections: Values) -> None:
    zone = run.environment.zone
    for name, value in corrections.items():
        if name == "assignee" and (value is None or isinstance(value, str)):
            task.assignee = value or None
        elif name == "candidateGroups" and isinstance(value, list):
            task.roles = tuple(map(str, value)) or _lane_role(instance)
        elif name == "candidateUsers" and isinstance(value, list):
            task.candidate_users = tuple(map(str, value))
        elif name == "dueDate":
            task.due_at = parse_timer_date(value, zone=zone)
        elif name == "followUpDate":
            task.follow_up_at = parse_timer_date(value, zone=zone)
        elif name == "priority" and isinstance(value, int):
            task.priority = value


def _task(run: Run, instance: Instance, work: UserWork) -> TaskOpened:
    node, key = instance.node, instance.key
    priority = _DEFAULT_PRIORITY
    if work.priority is not None:
        priority = evaluation.whole_number(run, work.priority, key, what="the priority", least=0, most=100)
    form = None if work.form is None else (work.form.form_id, work.form.binding, work.form.version_tag)
    return TaskOpened(
        element_instance_key=key,
        element_id=node.id,
        name=node.name or node.id,
        roles=_roles(run, instance, work),
        unit=_unit(run, instance),
        candidate_users=evaluation.texts(run, work.candidate_users, key, what="candidateUsers"),
        assignee=evaluation.text_or_null(run, work.assignee, key, what="the assignee") or None,
        priority=priority,
        due_at=evaluation.moment(run, work.due_date, key, what="the due date"),
        follow_up_at=evaluation.moment(run, work.follow_up_date, key, what="the follow-up date"),
        form=form,
        external_form=evaluation.text_or_null(run, work.external_form, key, what="the form key"),
        headers=work.headers,
        sla=clocks.duration(run, instance, "sla"),
        sla_response=clocks.duration(run, instance, "sla.response"),
        calendar=clocks.nearest_text(run, instance, "calendar"),
    )


def _roles(run: Run, instance: Instance, work: UserWork) -> tuple[str, ...]:
    """S6: candidate groups replace the lane's role."""
    groups = evaluation.texts(run, work.candidate_groups, instance.key, what="candidateGroups")
    return groups or _lane_role(instance)


def _lane_role(instance: Instance) -> tuple[str, ...]:
    return (instance.node.lane_role,) if instance.node.lane_role else ()


def _unit(run: Run, instance: Instance) -> str | None:
    """S7, S8: the nearest `unit`; None when none is written: the case's own."""
    value = next(clocks.nearest_own(instance.node, "unit"), None)
    if value is None:
        return None
    found = evaluation.evaluate(run, value, instance.key, error="NO_UNIT").value
    if isinstance(found, str) and found:
        return found
    raise Fault("NO_UNIT", f"expected the unit of '{instance.node.id}' to be a code, but '{value.text}' gave none")


@lifecycle.behaves("job")
def service_task(run: Run, instance: Instance) -> bool:
    """Make a job and wait for it (A8)."""
    assert instance.node.job is not None
    if instance.node.kind.endswith("Event") and not throwing.perform_beside_job(run, instance):
        return False
    jobs.open_job(run, instance, instance.node.job)
    return False


@lifecycle.behaves("script")
def script_task(run: Run, instance: Instance) -> bool:
    """A10: the result goes to `resultVariable`, local first, then merged as D7 says."""
    script = instance.node.script
    assert script is not None
    value = evaluation.json_value(run, script.expression, instance.key, what="the script's result")
    if script.result_variable:
        instance.data["results"] = {script.result_variable: value}
    return True


@lifecycle.behaves("decision")
def business_rule_task(run: Run, instance: Instance) -> bool:
    """A11, N9: evaluate the decision; its result goes to `resultVariable`."""
    call = instance.node.decision
    assert call is not None
    decision_id = evaluation.text(
        run, call.decision_id, instance.key, what="the decision id", error="CALLED_DECISION_ERROR"
    )
    tag = evaluation.text_or_null(run, call.version_tag, instance.key, what="the version tag")
    variables = run.variables.all_visible(instance.key)
    try:
        output, report = run.around.decide(decision_id, binding=call.binding, version_tag=tag, variables=variables)
    except DecisionUnavailable as error:
        raise Fault("CALLED_DECISION_ERROR", str(error)) from None
    except DecisionFailed as error:
        run.step.decisions.append(DecisionEvaluated(instance.key, instance.node.id, decision_id, error.report))
        raise Fault("DECISION_EVALUATION_ERROR", str(error)) from None
    run.step.decisions.append(DecisionEvaluated(instance.key, instance.node.id, decision_id, report))
    run.happened("decision.evaluated", instance, decision_id=decision_id)
    if call.result_variable:
        result = evaluation.as_json(output, what="the decision's result")
        instance.data["results"] = {call.result_variable: result}
    return True
