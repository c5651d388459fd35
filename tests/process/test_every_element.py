"""Every element, loop and feature that the gate lets pass is run here to the end of a case, as it is drawn (G3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from engine.process.capabilities import (
    EXECUTED_ELEMENTS,
    EXECUTED_FEATURES,
    EXECUTION_LISTENER_EVENTS,
    TASK_LISTENER_EVENTS,
)
from engine.process.check import DeploymentSet, Vocabulary, check_bpmn
from engine.process.command import ChangeTask
from tests.models.bpmn import (
    boundary,
    catch,
    compensate,
    compensation,
    end,
    event_sub,
    extensions,
    many,
    message,
    message_top,
    model,
    script,
    service,
    signal,
    signal_top,
    sub,
    throw,
    timer,
)
from tests.process.driver import Case


@dataclass(frozen=True)
class Shown:
    """A model, what is done with a case of it, and the flows that show the element at work."""

    content: bytes
    act: Callable[[Case], object]
    flows: tuple[str, ...]


def _done(*tasks: str) -> Callable[[Case], object]:
    def act(case: Case) -> None:
        for name in tasks:
            case.task(name)

    return act


def _gateway(tag: str, attributes: str = "", inside: str = "") -> str:
    return f'<{tag} id="g" {attributes}>{inside}</{tag}>'


SEND = '<sendTask id="s" messageRef="m"/>'
DECIDE = '<businessRuleTask id="d">' + extensions('<zeebe:calledDecision decisionId="rule" resultVariable="r"/>')
CALL = '<callActivity id="c">' + extensions('<zeebe:calledElement processId="child"/>') + "</callActivity>"
RACE = catch("by_message", message("m")) + catch("by_time", timer("PT1H")) + _gateway("eventBasedGateway")
TWO_OF_THREE = _gateway("complexGateway", "", "<activationCondition>=activationCount = 2</activationCondition>")
CANCEL = "<cancelEventDefinition/>"
BOTH = message("m") + signal("s")
LISTENED = (
    '<userTask id="a">'
    + extensions(
        '<zeebe:executionListeners><zeebe:executionListener eventType="{event}" type="x.l"/></zeebe:executionListeners>'
    )
    + "</userTask>"
)
TASK_LISTENED = (
    '<userTask id="a">'
    + extensions(
        '<zeebe:userTask/><zeebe:taskListeners><zeebe:taskListener eventType="{event}" type="x.l"/>'
        "</zeebe:taskListeners>"
    )
    + "</userTask>"
)

SHOWN: dict[str, Shown] = {
    "process": Shown(model("start -> a -> end"), _done("a"), ("a_end",)),
    "startEvent": Shown(model("start -> a"), _done("a"), ("start_a",)),
    "endEvent": Shown(model("start -> a -> end"), _done("a"), ("a_end",)),
    "intermediateCatchEvent": Shown(
        model("start -> c -> end", xml=catch("c", timer("PT1H"))), lambda case: case.wait(hours=1), ("c_end",)
    ),
    "intermediateThrowEvent": Shown(model("start -> t -> a", xml=throw("t")), _done("a"), ("t_a",)),
    "boundaryEvent": Shown(
        model("start -> a -> end", "late -> b", xml='<userTask id="a"/>' + boundary("late", "a", timer("PT1H"))),
        lambda case: case.wait(hours=1).task("b"),
        ("late_b",),
    ),
    "task": Shown(model("start -> t -> end", xml='<task id="t"/>'), _done(), ("t_end",)),
    "userTask": Shown(model("start -> a -> end", xml='<userTask id="a"/>'), _done("a"), ("a_end",)),
    "manualTask": Shown(model("start -> t -> end", xml='<manualTask id="t"/>'), _done(), ("t_end",)),
    "scriptTask": Shown(
        model(
            "start -> t -> x",
            "x -> a : =result = 3",
            "x -> b",
            xml=script("t", "=1 + 2") + '<exclusiveGateway id="x" default="x_b"/>',
        ),
        _done("a"),
        ("x_a",),
    ),
    "serviceTask": Shown(model("start -> j -> end", xml=service("j")), lambda case: case.job("j"), ("j_end",)),
    "businessRuleTask": Shown(model("start -> d -> end", xml=DECIDE + "</businessRuleTask>"), _done(), ("d_end",)),
    "sendTask": Shown(model("start -> s -> end", top=message_top("m"), xml=SEND), _done(), ("s_end",)),
    "receiveTask": Shown(
        model("start -> r -> end", top=message_top("m"), xml='<receiveTask id="r" messageRef="m"/>'),
        lambda case: case.message("m"),
        ("r_end",),
    ),
    "callActivity": Shown(model("start -> c -> end", xml=CALL), lambda case: case.child("c"), ("c_end",)),
    "subProcess": Shown(model("start -> s -> end", xml=sub("s", "start_in -> a -> end_in")), _done("a"), ("s_end",)),
    "transaction": Shown(
        model(
            "start -> s -> end",
            "off -> b",
            xml=sub("s", "start_in -> a -> stop", xml=end("stop", CANCEL), tag="transaction")
            + boundary("off", "s", CANCEL),
        ),
        _done("a", "b"),
        ("off_b",),
    ),
    "adHocSubProcess": Shown(
        model(
            "start -> s -> end",
            xml='<adHocSubProcess id="s">'
            + extensions('<zeebe:adHoc activeElementsCollection="=[&#34;x&#34;]"/>')
            + '<userTask id="x"/></adHocSubProcess>',
        ),
        _done("x"),
        ("s_end",),
    ),
    "exclusiveGateway": Shown(
        model("start -> g", "g -> a : =false", "g -> b", xml=_gateway("exclusiveGateway", 'default="g_b"')),
        _done("b"),
        ("g_b",),
    ),
    "parallelGateway": Shown(
        model(
            "start -> g -> a -> j -> end", "g -> b -> j", xml=_gateway("parallelGateway") + '<parallelGateway id="j"/>'
        ),
        _done("a", "b"),
        ("j_end",),
    ),
    "inclusiveGateway": Shown(
        model(
            "start -> g",
            "g -> a : =true",
            "g -> b : =true",
            "g -> c : =false",
            "a -> j -> end",
            "b -> j",
            "c -> j",
            xml=_gateway("inclusiveGateway") + '<inclusiveGateway id="j"/>',
        ),
        _done("a", "b"),
        ("j_end",),
    ),
    "complexGateway": Shown(
        model(
            "start -> f -> a -> g -> end",
            "f -> b -> g",
            "f -> c -> g",
            xml='<parallelGateway id="f"/>' + TWO_OF_THREE,
        ),
        _done("a", "b", "c"),
        ("g_end",),
    ),
    "eventBasedGateway": Shown(
        model("start -> g -> by_message -> a", "g -> by_time -> b", top=message_top("m"), xml=RACE),
        lambda case: case.message("m").task("a"),
        ("by_message_a",),
    ),
    "multiInstanceLoopCharacteristics": Shown(
        model("start -> a -> end", xml=f'<userTask id="a">{many("=[1, 2]")}</userTask>'), _done("a", "a"), ("a_end",)
    ),
    "standardLoopCharacteristics": Shown(
        model("start -> a -> end", xml='<userTask id="a"><standardLoopCharacteristics loopMaximum="2"/></userTask>'),
        _done("a", "a"),
        ("a_end",),
    ),
    "eventSubProcess": Shown(
        model(
            "start -> a -> end", top=message_top("m"), xml=event_sub("e", "start_e -> x -> end_e", start=message("m"))
        ),
        lambda case: case.message("m").task("x"),
        ("x_end_e",),
    ),
    "multipleEvent": Shown(
        model("start -> c -> end", top=message_top("m") + signal_top("s"), xml=catch("c", BOTH)),
        lambda case: case.signal("s"),
        ("c_end",),
    ),
    "startQuantity": Shown(
        model(
            "start -> f -> a -> end",
            "f -> a2 -> a",
            xml='<parallelGateway id="f"/><userTask id="a" startQuantity="2"/>',
        ),
        _done("a2", "a"),
        ("a_end",),
    ),
    "completionQuantity": Shown(
        model("start -> a -> b", xml='<userTask id="a" completionQuantity="2"/>'), _done("a", "b", "b"), ("a_b", "a_b")
    ),
    "isForCompensation": Shown(
        model(
            "start -> a -> back -> end",
            xml='<userTask id="a"/>' + compensation("a", "undo") + throw("back", compensate()),
        ),
        _done("a", "undo"),
        ("back_end",),
    ),
}


def _change(event: str) -> Callable[[Case], object]:
    """Change the task, let its listener agree, complete it."""

    def act(case: Case) -> None:
        case.do(ChangeTask(next(iter(case.tasks)), event, {"priority": 60}))
        case.job("a").task("a")

    return act


def _listening(xml: str, event: str, act: Callable[[Case], object], flow: str = "a_end") -> Shown:
    late = boundary("late", "a", timer("PT1H"))
    return Shown(model("start -> a -> end", "late -> b", xml=xml.replace("{event}", event) + late), act, (flow,))


SHOWN |= {
    "execution listener start": _listening(LISTENED, "start", lambda case: case.job("a").task("a")),
    "execution listener end": _listening(LISTENED, "end", lambda case: case.task("a").job("a")),
    "task listener creating": _listening(TASK_LISTENED, "creating", lambda case: case.job("a").task("a")),
    "task listener assigning": _listening(TASK_LISTENED, "assigning", _change("assigning")),
    "task listener updating": _listening(TASK_LISTENED, "updating", _change("updating")),
    "task listener completing": _listening(TASK_LISTENED, "completing", lambda case: case.task("a").job("a")),
    "task listener canceling": _listening(
        TASK_LISTENED, "canceling", lambda case: case.wait(hours=1).job("a").task("b"), "late_b"
    ),
}


def test_g3_everything_the_gate_lets_pass_is_shown_here() -> None:
    listeners = {f"execution listener {event}" for event in EXECUTION_LISTENER_EVENTS}
    listeners |= {f"task listener {event}" for event in TASK_LISTENER_EVENTS}

    assert set(SHOWN) == EXECUTED_ELEMENTS | EXECUTED_FEATURES | listeners


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_g3_it_is_accepted_and_runs_to_the_end_as_it_is_drawn(name: str) -> None:
    shown = SHOWN[name]
    found = check_bpmn(shown.content, file="m.bpmn", vocabulary=Vocabulary(), in_set=DeploymentSet())
    assert [finding.code for finding in found if finding.level == "error"] == []
    case = Case(shown.content, decisions={"rule": {"ok": True}}).start(id="1")

    shown.act(case)

    assert case.is_completed
    assert not case.happened("incident.opened")
    assert [case.flows.count(flow) for flow in shown.flows] == [shown.flows.count(flow) for flow in shown.flows]
