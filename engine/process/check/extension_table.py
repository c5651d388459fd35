"""The zeebe elements Servicelane reads: attributes and places (dialect section 0, D21 to D23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from engine.process.check.names import ACTIVITIES, EVENT_DEFINITIONS, EVENTS, GATEWAYS
from engine.process.check.report import local_name
from engine.process.check.words import words
from engine.process.xml import Element

_JOB_TASKS = words("serviceTask sendTask businessRuleTask scriptTask")
_NO_OUTPUT = words("terminate cancel compensate link")


class Kind(Enum):
    """What an attribute may hold."""

    STATIC = "static"
    EITHER = "static or expression"
    FEEL = "expression"
    NAME = "name"
    PATH = "path"
    FLAG = "flag"
    BINDING = "binding"


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """One zeebe element: attributes with their kind, those that must be there, its place, its children."""

    attributes: dict[str, Kind]
    place: Callable[[Element], bool]
    required: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


def triggers(element: Element) -> frozenset[str]:
    """The event kinds of an event element, without `EventDefinition`."""
    names = (local_name(child) for child in element if isinstance(child.tag, str))
    return frozenset(name.removesuffix("EventDefinition") for name in names if name in EVENT_DEFINITIONS)


def _on(*names: str) -> Callable[[Element], bool]:
    return lambda element: local_name(element) in names


def _anywhere(element: Element) -> bool:
    return True


def _makes_job(element: Element) -> bool:
    name = local_name(element)
    return name in _JOB_TASKS or (name in ("intermediateThrowEvent", "endEvent") and "message" in triggers(element))


def _takes_headers(element: Element) -> bool:
    return _makes_job(element) or local_name(element) == "userTask"


def _none_start(element: Element) -> bool:
    parent = element.getparent()
    in_process = parent is not None and local_name(parent) == "process"
    return local_name(element) == "startEvent" and in_process and not triggers(element)


def takes_inputs(element: Element) -> bool:
    """Activities, and throw and end events with a payload (D21, D23)."""
    name = local_name(element)
    if name in ACTIVITIES:
        return True
    found = triggers(element)
    return (
        name in ("intermediateThrowEvent", "endEvent")
        and bool(found & {"message", "signal"})
        and not found & _NO_OUTPUT
    )


def takes_outputs(element: Element) -> bool:
    """Activities and all events but error ends, terminate, compensation, cancel and link events (D22, D23)."""
    name, found = local_name(element), triggers(element)
    if name in EVENTS:
        return not found & _NO_OUTPUT and not (name == "endEvent" and "error" in found)
    return name in ACTIVITIES


def _takes_mappings(element: Element) -> bool:
    return takes_inputs(element) or takes_outputs(element)


def _takes_listeners(element: Element) -> bool:
    name = local_name(element)
    compensation_boundary = name == "boundaryEvent" and "compensate" in triggers(element)
    return name in ACTIVITIES | EVENTS | GATEWAYS | {"process"} and not compensation_boundary


_LISTENER = {"eventType": Kind.STATIC, "type": Kind.EITHER, "retries": Kind.EITHER}

RULES: dict[str, ExtensionRule] = {
    "taskDefinition": ExtensionRule({"type": Kind.EITHER, "retries": Kind.EITHER}, _makes_job, frozenset({"type"})),
    "taskHeaders": ExtensionRule({}, _takes_headers, children=frozenset({"header"})),
    "ioMapping": ExtensionRule({}, _takes_mappings, children=frozenset({"input", "output"})),
    "userTask": ExtensionRule({}, _on("userTask")),
    "formDefinition": ExtensionRule(
        {
            "formId": Kind.STATIC,
            "formKey": Kind.STATIC,
            "externalReference": Kind.EITHER,
            "bindingType": Kind.BINDING,
            "versionTag": Kind.STATIC,
        },
        lambda element: local_name(element) == "userTask" or _none_start(element),
    ),
    "userTaskForm": ExtensionRule({"id": Kind.STATIC}, _on("process"), frozenset({"id"})),
    "assignmentDefinition": ExtensionRule(
        {"assignee": Kind.EITHER, "candidateGroups": Kind.EITHER, "candidateUsers": Kind.EITHER}, _on("userTask")
    ),
    "taskSchedule": ExtensionRule({"dueDate": Kind.EITHER, "followUpDate": Kind.EITHER}, _on("userTask")),
    "priorityDefinition": ExtensionRule({"priority": Kind.EITHER}, _on("userTask"), frozenset({"priority"})),
    "jobPriorityDefinition": ExtensionRule(
        {"priority": Kind.EITHER}, _on("process", *_JOB_TASKS), frozenset({"priority"})
    ),
    "calledElement": ExtensionRule(
        {
            "processId": Kind.EITHER,
            "propagateAllChildVariables": Kind.FLAG,
            "propagateAllParentVariables": Kind.FLAG,
            "bindingType": Kind.BINDING,
            "versionTag": Kind.EITHER,
            "businessId": Kind.EITHER,
        },
        _on("callActivity"),
        frozenset({"processId"}),
    ),
    "calledDecision": ExtensionRule(
        {
            "decisionId": Kind.EITHER,
            "resultVariable": Kind.NAME,
            "bindingType": Kind.BINDING,
            "versionTag": Kind.EITHER,
        },
        _on("businessRuleTask"),
        frozenset({"decisionId", "resultVariable"}),
    ),
    "script": ExtensionRule(
        {"expression": Kind.FEEL, "resultVariable": Kind.NAME},
        _on("scriptTask"),
        frozenset({"expression", "resultVariable"}),
    ),
    "subscription": ExtensionRule({"correlationKey": Kind.FEEL}, _on("message"), frozenset({"correlationKey"})),
    "loopCharacteristics": ExtensionRule(
        {
            "inputCollection": Kind.FEEL,
            "inputElement": Kind.NAME,
            "outputCollection": Kind.NAME,
            "outputElement": Kind.FEEL,
        },
        _on("multiInstanceLoopCharacteristics"),
        frozenset({"inputCollection"}),
    ),
    "adHoc": ExtensionRule(
        {"activeElementsCollection": Kind.FEEL, "outputCollection": Kind.NAME, "outputElement": Kind.FEEL},
        _on("adHocSubProcess"),
    ),
    "conditionalFilter": ExtensionRule(
        {"variableNames": Kind.STATIC, "variableEvents": Kind.STATIC}, _on("conditionalEventDefinition")
    ),
    "executionListeners": ExtensionRule({}, _takes_listeners, children=frozenset({"executionListener"})),
    "taskListeners": ExtensionRule({}, _on("userTask"), children=frozenset({"taskListener"})),
    "properties": ExtensionRule({}, _anywhere, children=frozenset({"property"})),
    "versionTag": ExtensionRule({"value": Kind.STATIC}, _on("process"), frozenset({"value"})),
}
# what stands inside the elements above
INNER_RULES: dict[str, ExtensionRule] = {
    "header": ExtensionRule(
        {"key": Kind.STATIC, "value": Kind.STATIC, "id": Kind.STATIC}, _anywhere, frozenset({"key"})
    ),
    "input": ExtensionRule({"source": Kind.EITHER, "target": Kind.PATH}, _anywhere, frozenset({"target"})),
    "output": ExtensionRule({"source": Kind.EITHER, "target": Kind.PATH}, _anywhere, frozenset({"target"})),
    "executionListener": ExtensionRule(
        _LISTENER, _anywhere, frozenset({"eventType", "type"}), frozenset({"taskHeaders"})
    ),
    "taskListener": ExtensionRule(_LISTENER, _anywhere, frozenset({"eventType", "type"}), frozenset({"taskHeaders"})),
    "taskHeaders": ExtensionRule({}, _anywhere, children=frozenset({"header"})),
    "property": ExtensionRule(
        {"name": Kind.STATIC, "value": Kind.STATIC, "id": Kind.STATIC}, _anywhere, frozenset({"name"})
    ),
}
UNSUPPORTED = frozenset({"linkedResources", "linkedResource", "agentDefinition", "agent"})
