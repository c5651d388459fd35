"""Every task has something to do, and one thing only (dialect A1, A9 to A12, E6, P8, S18, I9)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.expressions import is_expression
from engine.process.check.model import Node, bpmn, extension, is_true
from engine.process.check.vocabulary import RESERVED_AREAS
from engine.process.xml import Element


def check_tasks(context: Context) -> None:
    """Implementation of each task, throw event and call activity."""
    for node in context.model.all_nodes():
        check = _CHECKS.get(node.kind)
        if check is not None:
            check(context, node)
        _check_job_types(context, node)
    for process in context.model.processes:
        _check_listener_types(context, process)


def _has_type(node: Node) -> bool:
    definition = extension(node.element, "taskDefinition")
    return definition is not None and bool((definition.get("type") or "").strip())


def _check_job_task(context: Context, node: Node) -> None:
    if not _has_type(node):
        context.report.add("NO_IMPLEMENTATION", node.element)


def _check_sender(context: Context, node: Node) -> None:
    """Send tasks and message throws: a job, or the built-in publication by `messageRef` (E6)."""
    if _has_type(node):
        return
    reference = node.element.get("messageRef") if node.kind == "sendTask" else None
    for definition in node.definitions():
        reference = definition.get("messageRef") if definition.tag == bpmn("messageEventDefinition") else reference
    if reference is None:
        context.report.add("NO_IMPLEMENTATION.sender", node.element)
        return
    message = context.model.referenced("message", reference)
    if message is not None and not (message.get("name") or "").strip():
        context.report.add("ATTRIBUTE_MISSING", message, name="name", parent="message")


def _check_throw(context: Context, node: Node) -> None:
    if "message" in node.triggers:
        _check_sender(context, node)


def _check_receiver(context: Context, node: Node) -> None:
    if is_true(node.element, "instantiate"):
        context.report.add("RECEIVE_INSTANTIATE", node.element)


def _check_script(context: Context, node: Node) -> None:
    script = extension(node.element, "script")
    has_script = script is not None and bool((script.get("expression") or "").strip())
    if has_script == _has_type(node):
        context.report.add("NO_IMPLEMENTATION.script", node.element)


def _check_decision(context: Context, node: Node) -> None:
    called = extension(node.element, "calledDecision")
    complete = called is not None and all((called.get(each) or "").strip() for each in ("decisionId", "resultVariable"))
    if (called is not None and not complete) or complete == _has_type(node):
        context.report.add("NO_IMPLEMENTATION.decision", node.element)


def _check_call(context: Context, node: Node) -> None:
    called = extension(node.element, "calledElement")
    if called is None or not (called.get("processId") or "").strip():
        context.report.add("NO_IMPLEMENTATION.call", node.element)


def _check_nobody(context: Context, node: Node) -> None:
    """Manual and undefined tasks pass at once (A12)."""
    context.report.add("NO_WORK", node.element)


def _check_user_task(context: Context, node: Node) -> None:
    if extension(node.element, "userTask") is None:
        context.report.add("USER_TASK_MARKER_MISSING", node.element)
    form = extension(node.element, "formDefinition")
    named = [] if form is None else [each for each in ("formId", "formKey", "externalReference") if form.get(each)]
    if len(named) > 1:
        context.report.add("ATTRIBUTE_VALUE.one_form", node.element, found=", ".join(named))


_CHECKS = {
    "serviceTask": _check_job_task,
    "sendTask": _check_sender,
    "intermediateThrowEvent": _check_throw,
    "endEvent": _check_throw,
    "receiveTask": _check_receiver,
    "scriptTask": _check_script,
    "businessRuleTask": _check_decision,
    "callActivity": _check_call,
    "manualTask": _check_nobody,
    "task": _check_nobody,
    "userTask": _check_user_task,
}


def _check_job_types(context: Context, node: Node) -> None:
    definition = extension(node.element, "taskDefinition")
    if definition is not None:
        _check_type(context, node.element, definition.get("type") or "")
    _check_listener_types(context, node.element)


def _check_listener_types(context: Context, element: Element) -> None:
    for name in ("executionListeners", "taskListeners"):
        holder = extension(element, name)
        for listener in holder if holder is not None else ():
            _check_type(context, element, listener.get("type") or "")


def _check_type(context: Context, element: Element, job_type: str) -> None:
    """Static types only: reserved ones must be built in, for others some worker should be known (I9)."""
    job_type = job_type.strip()
    if not job_type or is_expression(job_type) or job_type in context.vocabulary.built_in_job_types:
        return
    area = job_type.partition(".")[0]
    if area in RESERVED_AREAS and "." in job_type:
        known = ", ".join(sorted(each for each in context.vocabulary.built_in_job_types if each.startswith(f"{area}.")))
        context.report.add("UNKNOWN_JOB_TYPE", element, found=job_type, known=known or "–")
    elif job_type not in context.vocabulary.known_workers:
        context.report.add("WORKER_UNKNOWN", element, found=job_type)
