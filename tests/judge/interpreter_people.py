"""What is written at user tasks (A4 to A6, S6 to S12), read out of the XML; people themselves are not judged."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.feel import FeelFailure, parse_timer_date
from tests.judge import interpreter_life as life
from tests.judge import interpreter_listeners as listeners
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import BPMN, Element, extension
from tests.judge.interpreter_state import Case, Failure, Instance, Wait


def user_task(case: Case, instance: Instance) -> None:
    """A2: waits for a person. Its creating listeners run first (A31)."""
    task = Wait("task", instance, instance.element)
    listeners.run(case, task, "creating", {}, lambda: life.attempt(case, instance, lambda: _open(case, task)))


def _open(case: Case, task: Wait) -> None:
    """A4, S8: its expressions are evaluated once, when it is made; corrections come after. Raises Failure."""
    instance, element = task.owner, task.event
    priority = _priority(case, instance, _written(element, "priorityDefinition", "priority"))
    groups = _texts(case, instance, _written(element, "assignmentDefinition", "candidateGroups"))
    _unit(case, instance)
    users = _texts(case, instance, _written(element, "assignmentDefinition", "candidateUsers"))
    assignee = text_or_null(case, instance, _written(element, "assignmentDefinition", "assignee"))
    dates = {
        name: _date(case, instance, _written(element, "taskSchedule", name)) for name in ("dueDate", "followUpDate")
    }
    for name in ("sla", "sla.response"):
        text_or_null(case, instance, properties(element.xml).get(name, ""))
    text_or_null(case, instance, next(nearest(element, "calendar"), ""))
    written = {"assignee": assignee, "priority": priority, "candidateGroups": groups, "candidateUsers": users, **dates}
    task.facts = {**written, **task.facts}
    case.waits.append(task)
    if holder := task.facts["assignee"]:  # A31: who is named by the model is assigned when the listeners let it
        task.facts["assignee"] = None
        listeners.run(case, task, "assigning", {"assignee": holder}, lambda: None)


def facts(task: Wait, zone: Any) -> tuple[Any, ...]:
    """Holder, priority, dates, roles and users of a task as they stand. What is empty is not there (A31)."""
    dates = [parse_timer_date(task.facts[name], zone=zone) for name in ("dueDate", "followUpDate")]
    roles = task.facts["candidateGroups"] or _role(task.event)  # S6
    return (task.facts["assignee"] or None, task.facts["priority"], *dates, roles, task.facts["candidateUsers"])


def _role(element: Element) -> list[str]:
    """S1, S2: the role of the lane."""
    places = [element]
    while places[-1].parent is not None:
        places.append(places[-1].parent)
    *inner, process = places
    return [properties(lane).get("role") or lane.get("name").strip() for lane in _lanes(process, inner)]


def _written(element: Element, extension_name: str, attribute: str) -> str:
    found = element.extension(extension_name)
    return "" if found is None else found.get(attribute, "")


def text_or_null(case: Case, instance: Instance, text: str) -> str | None:
    """D25: a string or null, where something is written."""
    found = values.required(case, instance, text, (str, type(None)), "a string or null") if text else None
    assert found is None or isinstance(found, str)
    return found


def _texts(case: Case, instance: Instance, text: str) -> list[str]:
    """A5: a list of strings, or a static comma list."""
    if not text.strip().startswith("="):
        return [part.strip() for part in text.split(",") if part.strip()]
    found = values.required(case, instance, text, (list,), "a list of strings")
    if not all(isinstance(item, str) for item in found):
        raise Failure("EXTRACT_VALUE_ERROR", f"expected a list of strings, but found {found!r}")
    return list(found)


def _date(case: Case, instance: Instance, text: str) -> Any:
    date = _value(case, instance, text, "EXTRACT_VALUE_ERROR") if text else None
    if date is not None and parse_timer_date(date, zone=case.zone) is None:
        raise Failure("EXTRACT_VALUE_ERROR", f"expected a date and time, but found {date!r}")
    return date


def _priority(case: Case, instance: Instance, text: str) -> int:
    if text:
        found = values.required(case, instance, text, (int, Decimal, str), "a priority")
        if isinstance(found, str) and not found.isdigit() or not 0 <= Decimal(found) <= 100:
            raise Failure("EXTRACT_VALUE_ERROR", f"expected 0 to 100, but found {found!r}")
        return int(found)
    return 50


def _unit(case: Case, instance: Instance) -> None:
    """S7, S8: the nearest one written must give a code."""
    text = next(nearest(instance.element, "unit"), "")
    if text:
        found = _value(case, instance, text, "NO_UNIT")
        if not isinstance(found, str) or not found:
            raise Failure("NO_UNIT", f"expected the code of a unit, but found {found!r}")


def _value(case: Case, instance: Instance, text: str, error_type: str) -> Any:
    try:
        return values.evaluate(case, instance, text)
    except FeelFailure as failure:
        raise Failure(error_type, str(failure)) from None


def nearest(element: Element, name: str) -> Iterator[str]:
    """S7, S12: our property at the element, the sub-processes around it, its lane, the process."""
    places = [element]
    while places[-1].parent is not None:
        places.append(places[-1].parent)
    *inner, process = places
    yield from (found for place in inner if (found := properties(place.xml).get(name)))
    yield from (found for lane in _lanes(process, inner) if (found := properties(lane).get(name)))
    if found := properties(process.xml).get(name):
        yield found


def properties(xml: Any) -> dict[str, str]:
    """Our properties of an XML element, without their prefix."""
    found = extension(xml, "properties")
    lines = [] if found is None else list(found)
    return {line.get("name")[3:]: line.get("value", "") for line in lines if line.get("name", "").startswith("sl:")}


def _lanes(process: Element, inner: list[Element]) -> list[Any]:
    """S2: the innermost lane of the element, else of the outermost node around it that stands in one."""
    for place in (inner[0], *reversed(inner)):
        holding = [
            lane
            for lane in process.xml.iter(f"{BPMN}lane")
            if any((line.text or "").strip() == place.id for line in lane.iterfind(f"{BPMN}flowNodeRef"))
        ]
        if holding:
            return holding[-1:]
    return []
