"""Reading `expect`: one mapping or a list of them, each about one case."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from engine.values import Values
from workers.scenarios.notation import Located, WrongScenario
from workers.scenarios.scenario import (
    Expectation,
    ExpectedIncident,
    ExpectedNotification,
    ExpectedRecords,
    ExpectedTask,
)

T = TypeVar("T")
_STATES = ("active", "completed", "terminated")
_KEYS = frozenset(Expectation.__dataclass_fields__) - {"line"}


def read_expectations(step: Located) -> tuple[Expectation, ...]:
    """What a step (or start) expects. Raises WrongScenario."""
    value = step.mapping("a step").get("expect")
    return tuple(_expectation(item) for item in value.items()) if value is not None else ()


def _expectation(value: Located) -> Expectation:
    given = value.mapping("an expectation with case, tasks, variables …")
    _known(value, _KEYS, "in an expectation")
    state = _text(given, "state")
    if state is not None and state not in _STATES:
        raise given["state"].wrong(f"one of {', '.join(_STATES)}")
    return Expectation(
        line=value.line,
        case=_text(given, "case") or "main",
        tasks=_each(given, "tasks", _task),
        variables=_values(given, "variables"),
        conditions=_each(given, "conditions", _condition) or (),
        notifications=_each(given, "notifications", _notification) or (),
        incidents=_each(given, "incidents", _incident),
        jobs=_each(given, "jobs", lambda item: item.text("a job type or element id")),
        reached=_each(given, "reached", lambda item: item.text("an element or flow id")) or (),
        not_reached=_each(given, "not_reached", lambda item: item.text("an element or flow id")) or (),
        ended=_text(given, "ended"),
        state=state,
        cases=_counts(given),
        records=_each(given, "records", _records) or (),
    )


def _task(value: Located) -> ExpectedTask:
    if not isinstance(value.content, dict):
        return ExpectedTask(value.text("the id of a user task"))
    given = value.content
    _known(value, ("task", "role", "unit", "by", "due", "name", "count"), "in an expected task")
    if "task" not in given:
        raise value.wrong("'task', the id of a user task")
    due = given.get("due")
    return ExpectedTask(
        given["task"].text("the id of a user task"),
        role=_text(given, "role"),
        unit=_text(given, "unit"),
        assignee=_text(given, "by"),
        due=None if due is None else "" if due.content is None else due.text("a moment, or nothing"),
        name=_text(given, "name"),
        count=given["count"].whole("how many") if "count" in given else 1,
    )


def _notification(value: Located) -> ExpectedNotification:
    if not isinstance(value.content, dict):
        return ExpectedNotification(value.text("the name of a template"))
    given = value.content
    _known(value, ("template", "to", "role", "unit", "text", "count"), "in an expected notification")
    return ExpectedNotification(
        template=_text(given, "template"),
        to=_text(given, "to"),
        role=_text(given, "role"),
        unit=_text(given, "unit"),
        text=_text(given, "text"),
        count=given["count"].whole("how many") if "count" in given else None,
    )


def _incident(value: Located) -> ExpectedIncident:
    if not isinstance(value.content, dict):
        return ExpectedIncident(value.text("an element id"))
    given = value.content
    _known(value, ("at", "type", "text"), "in an expected incident")
    if "at" not in given:
        raise value.wrong("'at', the id of an element")
    return ExpectedIncident(given["at"].text("an element id"), _text(given, "type"), _text(given, "text"))


def _records(value: Located) -> ExpectedRecords:
    given = value.mapping("a table with where, values and count")
    _known(value, ("table", "where", "values", "count"), "in expected records")
    if "table" not in given:
        raise value.wrong("'table', the name of a table")
    return ExpectedRecords(
        given["table"].text("the name of a table"),
        where=_values(given, "where"),
        values=_values(given, "values"),
        count=given["count"].whole("how many") if "count" in given else None,
    )


def _condition(value: Located) -> str:
    text = value.text("a FEEL condition")
    if not text.startswith("="):
        raise value.wrong("a FEEL condition beginning with '='")
    return text


def _counts(given: dict[str, Located]) -> dict[str, int]:
    if "cases" not in given:
        return {}
    return {name: item.whole("how many cases") for name, item in given["cases"].mapping("process ids").items()}


def _each(given: dict[str, Located], name: str, read: Callable[[Located], T]) -> tuple[T, ...] | None:
    return tuple(read(item) for item in given[name].items()) if name in given else None


def _text(given: dict[str, Located], name: str) -> str | None:
    return given[name].text(f"a text for '{name}'") if name in given else None


def _values(given: dict[str, Located], name: str) -> Values:
    if name not in given:
        return {}
    plain = given[name].plain()
    if not isinstance(plain, dict):
        raise given[name].wrong("names with values")
    return plain


def _known(value: Located, known: Collection[str], where: str) -> None:
    for name, item in value.mapping("a mapping").items():
        if name not in known:
            shown = ", ".join(sorted(known))
            raise WrongScenario(value.file, item.line, f"expected one of {shown} {where}, but found '{name}'")
