"""Tiny models for the gate: BPMN text from a few words."""

from __future__ import annotations

import re

from engine.findings import Finding
from engine.process.check import DeploymentSet, Vocabulary, check_bpmn

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_HEAD = (
    f'<definitions xmlns="{BPMN}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:acme="http://acme.example/x" {attributes}>'
)
ROLES = {"agent": ("坐席", "Agent"), "finance": ("财务", "Finance")}
VOCABULARY = Vocabulary(roles=ROLES, calendars=frozenset({"standard"}), known_workers=frozenset({"x.work"}))

START = '<startEvent id="start"/>'
END = '<endEvent id="end"/>'
MESSAGE = (
    '<message id="m" name="go"><extensionElements><zeebe:subscription correlationKey="=k"/></extensionElements>'
    "</message>"
)


def ext(content: str) -> str:
    """Extension elements; @ stands for a double quote."""
    return f"<extensionElements>{content}</extensionElements>".replace("@", '"')


def flow(flow_id: str, source: str, target: str, condition: str = "") -> str:
    """A sequence flow, with a condition when one is given."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def line(*nodes: str, prefix: str = "f") -> str:
    """The nodes joined one after the other by flows f1, f2 …"""
    ids = [re.search(r' id="([^"]+)"', node)[1] for node in nodes]
    flows = [
        flow(f"{prefix}{at + 1}", source, target) for at, (source, target) in enumerate(zip(ids, ids[1:], strict=False))
    ]
    return "".join([*nodes, *flows])


def work(node_id: str = "work", content: str = "", attributes: str = "") -> str:
    """A service task with a known worker."""
    inner = ext(f'<zeebe:taskDefinition type="x.work"/>{content}')
    return f'<serviceTask id="{node_id}" {attributes}>{inner}</serviceTask>'


def event(kind: str, node_id: str, definition: str, attributes: str = "") -> str:
    """An event with one definition, given as `timer` or as XML."""
    inner = definition if definition.startswith("<") else f"<{definition}EventDefinition/>"
    return f'<{kind} id="{node_id}" {attributes}>{inner}</{kind}>'


def message(kind: str, node_id: str, attributes: str = "") -> str:
    """A message event of the message `m`."""
    return event(kind, node_id, '<messageEventDefinition messageRef="m"/>', attributes)


def timer(kind: str, node_id: str, value: str, *, of: str = "timeDuration", attributes: str = "") -> str:
    """A timer event."""
    return event(kind, node_id, f"<timerEventDefinition><{of}>{value}</{of}></timerEventDefinition>", attributes)


def sub(node_id: str, content: str, attributes: str = "", *, kind: str = "subProcess") -> str:
    """A sub-process."""
    return f'<{kind} id="{node_id}" {attributes}>{content}</{kind}>'


def lane(name: str, nodes: str, content: str = "") -> str:
    """A lane set with the one lane `lane` that lists `nodes`."""
    inside = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes.split())
    return f'<laneSet id="ls"><lane id="lane" name="{name}">{content}{inside}</lane></laneSet>'


def model(
    body: str, roots: str = "", *, process: str = "", definitions: str = 'id="defs"', executable: str = "true"
) -> bytes:
    """A file with one process `p`."""
    head = _HEAD.format(attributes=definitions)
    return f'{head}<process id="p" isExecutable="{executable}" {process}>{body}</process>{roots}</definitions>'.encode()


def findings(
    content: bytes, *, strict: bool = False, vocabulary: Vocabulary = VOCABULARY, **in_set: frozenset[str]
) -> list[Finding]:
    """What the gate says of `content`."""
    return list(
        check_bpmn(content, file="a.bpmn", vocabulary=vocabulary, in_set=DeploymentSet(**in_set), strict=strict)
    )


def said(content: bytes, level: str = "error", **options: object) -> set[tuple[str, str]]:
    """(code, element id) of each finding of `level`."""
    return {(found.code, found.element_id) for found in findings(content, **options) if found.level == level}
