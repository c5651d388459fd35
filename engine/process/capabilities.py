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
