"""Event definitions: the library's, with names, keys and due dates read as the dialect says."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.task import Task

from engine.feel import to_json
from tests.judge_spiff.scopes import Trouble, evaluate, required
from tests.judge_spiff.throwing import throw

ZONE = ZoneInfo("Asia/Shanghai")
_HAS_OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)\Z")


class Trigger:
    """Mixin: waits until `event_fired` is set; `waits` says what for, in the words of the view."""

    def waits(self, task: Task) -> list[tuple[Any, ...]]:
        """(kind, name, …) of each thing it waits for, fixed on entry (E5)."""
        return []

    def has_fired(self, task: Task) -> bool:
        """True once somebody fired it."""
        return bool(task.internal_data.get("event_fired"))

    def catch(self, task: Task, event: Any) -> None:
        """The library's event manager brings an event."""
        task.internal_data.update(event_fired=True, payload=dict(event.payload or {}))

    def update_task_data(self, task: Task) -> None:
        """Payloads go to scopes, not into the task's data."""

    def update_task(self, task: Task) -> None:
        """Nothing to keep up to date."""

    def reset(self, task: Task) -> None:
        """A task of the tree fires once; a next firing is a new task."""

    def throw(self, task: Task) -> None:
        """Nothing."""


class Nothing(Trigger, NoneEventDefinition):
    """A none event."""


class Terminate(Trigger, TerminateEventDefinition):
    """The library's end event does the work."""


class Message(Trigger, MessageEventDefinition):
    """C1: name and key are taken on entry."""

    key = ""

    def waits(self, task: Task) -> list[tuple[Any, ...]]:
        """Raises Trouble for a key that is neither text nor number."""
        key = required(task, self.key, (str, int, float))
        return [("message", str(required(task, self.name, (str,))), str(key))]

    def throw(self, task: Task) -> None:
        """E6: out to the application."""
        task.workflow.top_workflow.thrown.append(("message", evaluate(task, self.name)))


class Signal(Trigger, SignalEventDefinition):
    """E7: a throw always goes out; the broadcast comes back as a move of its own (C15)."""

    def waits(self, task: Task) -> list[tuple[Any, ...]]:
        """By name only."""
        return [("signal", self.name, "")]

    def throw(self, task: Task) -> None:
        """Out to the application."""
        task.workflow.top_workflow.thrown.append(("signal", self.name))


class Timer(Trigger, TimerEventDefinition):
    """T1 to T5: the library reads the ISO text; `remaining` counts the rounds of a cycle, -1 = endless, 1 = single."""

    kind = "timeDuration"

    def waits(self, task: Task) -> list[tuple[Any, ...]]:
        """The due date; the next round of a cycle counts from the last one."""
        state = task.internal_data.setdefault("cycle", {})
        if not state:
            state.update(self.first(task))
        return [("timer", state["due"].isoformat())] if state["remaining"] else []

    def first(self, task: Task) -> dict[str, Any]:
        """due, every and remaining of the first round. Raises Trouble for anything but a time."""
        now, value = task.workflow.top_workflow.now, evaluate(task, self.expression)
        text = str(to_json(value))
        try:
            if self.kind == "timeDate":
                if not _HAS_OFFSET.search(text):  # T3: local time of the process
                    text = datetime.fromisoformat(text).replace(tzinfo=ZONE).isoformat()
                return {"due": max(self.get_datetime(text), now), "every": None, "remaining": 1}
            count, _, duration = text.rpartition("/") if self.kind == "timeCycle" else ("R1", "", text)
            every = self.get_timedelta_from_start(self.parse_iso_duration(duration), now)
        except Exception as problem:
            raise Trouble(f"expected a time, but found {text}: {problem}", task.task_spec.name) from None
        return {"due": now + every, "every": every, "remaining": int(count[1:] or -1)}

    def next_round(self, task: Task) -> dict[str, Any] | None:
        """What the next firing starts from; None after the last one."""
        state = task.internal_data["cycle"]
        if state["remaining"] == 1:
            return None
        return {**state, "due": state["due"] + state["every"], "remaining": max(state["remaining"] - 1, -1)}


class Condition(Trigger, ConditionalEventDefinition):
    """E14, E15: fires when its condition becomes true."""

    def has_fired(self, task: Task) -> bool:
        """Edge triggered: a new firing needs a look at something else than true before it."""
        try:
            is_true = evaluate(task, self.expression) is True
        except Trouble:
            is_true = False
        if not is_true:
            task.internal_data["is_spent"] = False
        return is_true and not task.internal_data.get("is_spent")


class Error(Trigger, ErrorEventDefinition):
    """E8: a code, or all."""

    def throw(self, task: Task) -> None:
        """Raises Trouble when nobody catches it."""
        if not throw(task, "error", evaluate(task, self.code or ""), {}):
            raise Trouble(f"nobody catches {self.code}", task.task_spec.name)


class Escalation(Trigger, EscalationEventDefinition):
    """E12: like an error, but nobody need catch it."""

    def throw(self, task: Task) -> None:
        """Passes on when nobody catches it."""
        throw(task, "escalation", evaluate(task, self.code or ""), {})


class AnyOf(Trigger, EventDefinition):
    """E20: several definitions; the first one to fire wins."""

    def __init__(self, definitions: list[Any]) -> None:
        super().__init__()
        self.definitions = definitions

    def waits(self, task: Task) -> list[tuple[Any, ...]]:
        """Those of each."""
        return [wait for definition in self.definitions for wait in definition.waits(task)]

    def throw(self, task: Task) -> None:
        """Each, in XML order."""
        for definition in self.definitions:
            definition.throw(task)

    def catches(self, task: Task, event: Any) -> bool:
        """Any of them."""
        return any(definition.catches(task, event) for definition in self.definitions)
