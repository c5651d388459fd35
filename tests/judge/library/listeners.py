"""Task listeners (A31): each event alone, several, in scopes that end under them, in repetitions."""

from __future__ import annotations

from typing import Any

from tests.judge.model import Model
from tests.models import bpmn as b

LATE = b.boundary("late", "a", b.timer("PT1H"))
REMIND = b.boundary("late", "a", b.timer("PT1H"), interrupting=False)
PAID = b.message_top("paid", key="=order")


WRITTEN = (
    '<zeebe:assignmentDefinition assignee="=who" candidateGroups="=groups" candidateUsers="=users"/>'
    '<zeebe:taskSchedule dueDate="=due" followUpDate="=later"/><zeebe:priorityDefinition priority="=p"/>'
)
GROUPED = '<zeebe:assignmentDefinition candidateGroups="finance, agent" candidateUsers="ann, bob"/>'
LANES = (
    '<laneSet id="lanes"><lane id="lane" name="operator"><flowNodeRef>start</flowNodeRef><flowNodeRef>a</flowNodeRef>'
    "<flowNodeRef>c</flowNodeRef><flowNodeRef>end</flowNodeRef></lane></laneSet>"
)


def _m(name: str, *lines: str, xml: str, top: str = "", inside: str = "", **more: Any) -> Model:
    return Model(name, b.model(*lines, xml=xml, top=top, inside=inside), families=("listeners",), **more)


def _task(*events: str, inside: str = "", after: str = "", id: str = "a") -> str:
    """A user task with a listener for each `event` or `event:type`."""
    pairs = [event.partition(":")[::2] for event in events]
    lines = "".join(
        f'<zeebe:taskListener eventType="{event}" type="{type_ or f"x.{event}.{number}"}"/>'
        for number, (event, type_) in enumerate(pairs)
    )
    extensions = b.extensions(inside, f"<zeebe:taskListeners>{lines}</zeebe:taskListeners>")
    return f'<userTask id="{id}">{extensions}{after}</userTask>'


ALL = ("creating", "assigning", "updating", "completing", "canceling")

MODELS: tuple[Model, ...] = (
    _m("listener_creating", "start -> a -> c -> end", xml=_task("creating", "creating")),
    _m("listener_completing", "start -> a -> c -> end", xml=_task("completing", "completing"), data={"n": [1, 2]}),
    _m("listener_assigning", "start -> a -> c -> end", xml=_task("assigning", "assigning")),
    _m("listener_updating", "start -> a -> c -> end", xml=_task("updating")),
    _m("listener_canceling", "start -> a -> c -> end", "late -> d -> end", xml=_task("canceling", "canceling") + LATE),
    _m("listener_every_event", "start -> a -> c -> end", "late -> d -> end", xml=_task(*ALL) + LATE, length=20),
    _m(
        "listener_beside_a_reminder",
        "start -> a -> c -> end",
        "late -> d -> end",
        xml=_task(*ALL) + REMIND,
        length=20,
    ),
    _m(
        "listener_and_mappings",
        "start -> a -> c -> end",
        xml=_task("creating", "completing", inside=b.io("input: =n -> m", "output: =r -> kept")),
        data={"n": [1, 2], "r": [5, None]},
    ),
    _m(
        "listener_type_by_expression",
        "start -> a -> c -> end",
        xml=_task("creating", "creating:=t", "completing:=t"),
        data={"t": ["x.of.value", 3, None]},
        length=18,
    ),
    _m(
        "listener_assignment_by_expression",
        "start -> a -> c -> end",
        xml=_task(
            "assigning",
            "updating",
            inside='<zeebe:assignmentDefinition assignee="=who"/><zeebe:priorityDefinition priority="=p"/>',
        ),
        data={"who": ["ann", None, 4], "p": [1, 99, 200]},
    ),
    _m(
        "listener_of_what_the_model_assigns",
        "start -> a -> c -> end",
        xml=_task("assigning", "assigning", inside='<zeebe:assignmentDefinition assignee="ann"/>'),
    ),
    _m(
        "listener_everything_by_expression",
        "start -> a -> c -> end",
        "late -> d -> end",
        xml=_task(*ALL, inside=WRITTEN) + LATE,
        data={
            "who": ["ann", "", None],
            "groups": [["agent"], ["finance", "agent"], [], "agent", [1]],
            "users": [["bob"], []],
            "due": ["2026-04-01T08:00:00Z", "2026-04-01T08:00", None, "soon"],
            "later": ["2026-03-20T08:00:00+02:00", None],
            "p": [1, 99],
        },
        start={"groups": ["agent"], "users": [], "p": 50},
        length=20,
    ),
    _m(
        "listener_in_a_lane",
        "start -> a -> c -> end",
        xml=_task("creating", "assigning", "updating", "completing", inside=GROUPED),
        inside=LANES,
        length=16,
    ),
    _m(
        "listener_canceling_by_expression",
        "start -> a -> c -> end",
        "late -> d -> end",
        xml=_task("canceling:=t", "canceling:=u") + LATE,
        data={"t": ["x.of.value", 3, None], "u": ["x.of.other", None]},
        length=16,
    ),
    _m(
        "listener_in_a_scope_that_ends",
        "start -> s1 -> c -> end",
        "stop -> d -> end",
        xml=b.sub("s1", "start_in -> a -> e -> end_in", xml=_task(*ALL)) + b.boundary("stop", "s1", b.message("paid")),
        top=PAID,
        start={"order": "7"},
        length=16,
    ),
    _m(
        "listener_repeated",
        "start -> a -> c -> end",
        "late -> d -> end",
        xml=_task("creating", "completing", "canceling", after=b.many("=items", element="item")) + LATE,
        start={"items": [1, 2]},
        length=20,
    ),
    _m(
        "listener_one_after_the_other",
        "start -> a -> c -> end",
        xml=_task("creating", "completing", after=b.many("=items", element="item", sequential=True)),
        start={"items": [1, 2]},
        length=20,
    ),
    _m(
        "listener_and_errors",
        "start -> a -> c -> end",
        "wrong -> d -> end",
        xml=_task("completing", "canceling") + b.boundary("wrong", "a", b.error("bad")),
        top=b.error_top("bad", code="E1"),
        errors=("E1",),
        length=16,
    ),
    _m(
        "listener_terminated_beside",
        "start -> fork -> a -> c -> end",
        "fork -> e -> stop",
        xml=_task(*ALL) + '<parallelGateway id="fork"/>' + b.end("stop", "<terminateEventDefinition/>"),
        length=16,
    ),
    _m(
        "listener_and_execution_listeners",
        "start -> a -> c -> end",
        xml=_task(
            "creating",
            "completing",
            inside='<zeebe:executionListeners><zeebe:executionListener eventType="start" type="x.start"/>'
            '<zeebe:executionListener eventType="end" type="x.end"/></zeebe:executionListeners>',
        ),
        data={"n": [1, 2]},
        length=18,
    ),
)
