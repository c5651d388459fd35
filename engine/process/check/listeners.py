"""Execution and task listeners (dialect A30, A31)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.model import extension
from engine.process.check.names import GATEWAYS
from engine.process.check.report import local_name
from engine.process.xml import Element

_TASK_EVENTS = ("creating", "assigning", "updating", "completing", "canceling")


def check_listeners(context: Context) -> None:
    """The listeners of every process and flow node."""
    for process in context.model.processes:
        _check_execution(context, process, frozenset({"start", "end"}))
    for node in context.model.all_nodes():
        allowed = {"start", "end"}
        if node.kind in ("startEvent", "boundaryEvent"):
            allowed.discard("start")
        if node.kind in GATEWAYS or (node.kind == "endEvent" and "error" in node.triggers):
            allowed.discard("end")
        _check_execution(context, node.element, frozenset(allowed))
        if node.kind == "userTask":
            _check_task(context, node.element)


def _check_execution(context: Context, element: Element, allowed: frozenset[str]) -> None:
    for listener, event in _listeners(element, "executionListeners"):
        if event in ("start", "end") and event not in allowed:
            name = f"zeebe:executionListener {event}"
            context.report.add("EXTENSION_NOT_ALLOWED_HERE", listener, name=name, place=local_name(element))
        elif event not in ("start", "end", ""):
            context.report.add("ATTRIBUTE_VALUE", listener, name="eventType", found=event, expected="start | end")
    _check_twice(context, element, "executionListeners")


def _check_task(context: Context, element: Element) -> None:
    for listener, event in _listeners(element, "taskListeners"):
        if event and event not in _TASK_EVENTS:
            expected = " | ".join(_TASK_EVENTS)
            context.report.add("ATTRIBUTE_VALUE", listener, name="eventType", found=event, expected=expected)
    _check_twice(context, element, "taskListeners")


def _check_twice(context: Context, element: Element, holder: str) -> None:
    seen: set[tuple[str, str]] = set()
    for listener, event in _listeners(element, holder):
        key = (event, (listener.get("type") or "").strip())
        if key in seen and key[1]:
            name = f"zeebe:{local_name(listener)} {event} {key[1]}"
            context.report.add("DUPLICATE_EXTENSION", listener, name=name, count=2)
        seen.add(key)


def _listeners(element: Element, holder: str) -> list[tuple[Element, str]]:
    found = extension(element, holder)
    return [] if found is None else [(each, (each.get("eventType") or "").strip()) for each in found]
