"""Makers of what tests need; defaults fill what a test does not care about."""

from __future__ import annotations

from engine.actor import SYSTEM, Actor
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.inbox import InboxQuery, TaskRow
from engine.service import Engine
from engine.values import Values

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="test">'
)


def process(body: str, *, process_id: str = "p", extra: str = "", extensions: str = "") -> bytes:
    """A BPMN file with one executable process of that body; `extra` stands beside it (messages, signals)."""
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return (
        f'{HEAD}{extra}<bpmn:process id="{process_id}" name="Test" isExecutable="true">{inner}{body}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def user_task(element_id: str, *, role: str = "agent", extensions: str = "", inside: str = "") -> str:
    """A user task for a role."""
    return (
        f'<bpmn:userTask id="{element_id}" name="{element_id}"><bpmn:extensionElements><zeebe:userTask/>'
        f'<zeebe:assignmentDefinition candidateGroups="{role}"/>{extensions}</bpmn:extensionElements>{inside}'
        "</bpmn:userTask>"
    )


def service_task(element_id: str, *, job_type: str = "x.work", retries: str = "3") -> str:
    """A service task for an outside worker."""
    return (
        f'<bpmn:serviceTask id="{element_id}"><bpmn:extensionElements><zeebe:taskDefinition type="{job_type}" '
        f'retries="{retries}"/></bpmn:extensionElements></bpmn:serviceTask>'
    )


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow `source_target`."""
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{source}_{target}" {ends}>{inner}</bpmn:sequenceFlow>'


def line(*ids: str) -> str:
    """Flows along these elements."""
    return "".join(flow(source, target) for source, target in zip(ids, ids[1:], strict=False))


START, END = '<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>'


def one_task(*, role: str = "agent") -> bytes:
    """start → task → end."""
    return process(START + user_task("task", role=role) + END + line("start", "task", "end"))


def deployed(engine: Engine, content: bytes, *, name: str = "p.bpmn", more: tuple[ModelFile, ...] = ()) -> None:
    """Deploy a model as the system."""
    engine.deploy([ModelFile(name, content), *more], actor=SYSTEM)


def a_case(
    engine: Engine,
    *,
    actor: Actor = SYSTEM,
    process_id: str = "p",
    unit: str | None = None,
    variables: Values | None = None,
    business_key: str | None = None,
) -> int:
    """Start a case; its key."""
    request = StartRequest(process_id=process_id, variables=variables or {}, unit_code=unit, business_key=business_key)
    return engine.start_case(request, actor=actor).case_key


def tasks(engine: Engine, actor: Actor) -> tuple[TaskRow, ...]:
    """The open tasks in the actor's inbox."""
    return engine.inbox(InboxQuery(queue="team", sort="created"), actor=actor).items


def a_task(engine: Engine, actor: Actor, *, held_by: Actor | None = None) -> int:
    """The only task in the actor's inbox, after deploying and starting a one-task process when there is none."""
    if not tasks(engine, actor):
        deployed(engine, one_task())
        a_case(engine, unit="hq")
    key = tasks(engine, actor)[0].task_key
    if held_by is not None:
        engine.claim_task(key, actor=held_by)
    return key
