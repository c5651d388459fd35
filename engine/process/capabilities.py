"""By name, what the token machine executes. The gate refuses everything else, so that nothing is half-executed.

A test holds this list against the machine: every name here has a behaviour there.
"""

from __future__ import annotations

EXECUTED_ELEMENTS = frozenset(
    [
        "process",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "eventBasedGateway",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
    ]
)
"""BPMN names of what tokens pass"""

EXECUTED_EVENTS: dict[str, frozenset[str]] = {
    "start": frozenset(("none", "message", "timer", "signal", "conditional")),
    "event sub-process": frozenset(
        ("message", "timer", "signal", "conditional", "error", "escalation", "compensation")
    ),
    "catch": frozenset(("message", "timer", "signal", "conditional", "link")),
    "boundary": frozenset(
        ("message", "timer", "signal", "conditional", "error", "escalation", "compensation", "cancel")
    ),
    "throw": frozenset(("none", "message", "signal", "escalation", "compensation", "link")),
    "end": frozenset(("none", "message", "signal", "error", "escalation", "compensation", "cancel", "terminate")),
}
"""Event kinds by position (table of 1.2); also several in one event, but for error, cancel, compensation, terminate"""

EXECUTION_LISTENER_EVENTS = frozenset(("start", "end"))
TASK_LISTENER_EVENTS = frozenset(("creating", "assigning", "updating", "completing", "canceling"))

EXECUTED_FEATURES = frozenset(
    ("eventSubProcess", "multipleEvent", "startQuantity", "completionQuantity", "isForCompensation")
)
"""What the gate calls a way of using an element that the element's name does not tell"""


def definition_name(kind: str) -> str:
    """The BPMN event definition without its ending: `compensate` for compensation, else the kind itself."""
    return "compensate" if kind == "compensation" else kind


def executed_names() -> frozenset[str]:
    """Every name the gate lets pass to the machine: elements, event definitions, features."""
    kinds = frozenset[str]().union(*EXECUTED_EVENTS.values()) - {"none"}
    definitions = {f"{definition_name(kind)}EventDefinition" for kind in kinds}
    return (EXECUTED_ELEMENTS - {"process"}) | definitions | EXECUTED_FEATURES


def event_definitions(place: str) -> frozenset[str]:
    """The event definitions (as `definition_name`) that are executed at a place of `EXECUTED_EVENTS`."""
    return frozenset(definition_name(kind) for kind in EXECUTED_EVENTS[place] - {"none"})
