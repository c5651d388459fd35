"""BPMN texts in a few lines: arrows for flows, XML only for what matters to the test.

    model("start -> approve -> is_ok", "is_ok -> end : =ok", "is_ok -> rework", xml='<exclusiveGateway id="is_ok"/>')

Flow ids are `<source>_<target>`. Elements that `xml` does not declare are guessed by their id: `start…` a start event,
`end…` an end event, `fork…`/`join…` parallel gateways, everything else a user task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_ARROW = re.compile(r"\s*->\s*")


def model(*lines: str, xml: str = "", top: str = "", process: str = "p", inside: str = "") -> bytes:
    """A file with one process. `top`: messages, errors …; `inside`: extensionElements of the process."""
    body = inside + content(*lines, xml=xml)
    return (
        f'<definitions {NAMESPACES} targetNamespace="t">{top}'
        f'<process id="{process}" isExecutable="true">{body}</process></definitions>'
    ).encode()


def content(*lines: str, xml: str = "") -> str:
    """The inside of a process or sub-process."""
    known = set(re.findall(r'\bid="([^"]+)"', xml))
    flows, ids = _flows(lines)
    guessed = "".join(_guess(element_id) for element_id in ids if element_id not in known)
    return guessed + xml + flows


def sub(
    element_id: str, *lines: str, xml: str = "", attributes: str = "", inside: str = "", tag: str = "subProcess"
) -> str:
    """An embedded sub-process; `inside` is put first (extensions, loop characteristics)."""
    return f'<{tag} id="{element_id}" {attributes}>{inside}{content(*lines, xml=xml)}</{tag}>'


def event_sub(element_id: str, *lines: str, start: str, interrupting: bool = True, xml: str = "") -> str:
    """An event sub-process whose start event `start_<id>` has the definition `start`."""
    flag = "true" if interrupting else "false"
    event = f'<startEvent id="start_{element_id}" isInterrupting="{flag}">{start}</startEvent>'
    return sub(element_id, *lines, xml=event + xml, attributes='triggeredByEvent="true"')


def boundary(element_id: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    """A boundary event."""
    flag = "true" if interrupting else "false"
    return (
        f'<boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="{flag}">{definition}</boundaryEvent>'
    )


def catch(element_id: str, definition: str) -> str:
    """An intermediate catch event."""
    return f'<intermediateCatchEvent id="{element_id}">{definition}</intermediateCatchEvent>'


def throw(element_id: str, definition: str = "", *, tag: str = "intermediateThrowEvent") -> str:
    """An intermediate throw event."""
    return f'<{tag} id="{element_id}">{definition}</{tag}>'


def end(element_id: str, definition: str) -> str:
    """An end event with a definition."""
    return throw(element_id, definition, tag="endEvent")


def timer(text: str, *, kind: str = "timeDuration") -> str:
    """A timer definition."""
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def message(reference: str) -> str:
    """A message definition; declare it with `message_top`."""
    return f'<messageEventDefinition messageRef="{reference}"/>'


def signal(reference: str) -> str:
    """A signal definition; declare it with `signal_top`."""
    return f'<signalEventDefinition signalRef="{reference}"/>'


def error(reference: str = "") -> str:
    """An error definition; without reference it catches all."""
    return f'<errorEventDefinition errorRef="{reference}"/>' if reference else "<errorEventDefinition/>"


def escalation(reference: str = "") -> str:
    """An escalation definition; without reference it catches all."""
    return f'<escalationEventDefinition escalationRef="{reference}"/>' if reference else "<escalationEventDefinition/>"


def conditional(text: str, *, inside: str = "") -> str:
    """A conditional definition."""
    return f"<conditionalEventDefinition>{inside}<condition>{text}</condition></conditionalEventDefinition>"


def compensate(activity: str = "", *, waits: bool = True) -> str:
    """A compensation definition."""
    reference = f' activityRef="{activity}"' if activity else ""
    waiting = "" if waits else ' waitForCompletion="false"'
    return f"<compensateEventDefinition{reference}{waiting}/>"


def compensation(host: str, handler: str, *, xml: str = "") -> str:
    """A compensation boundary event at `host` with its handler: a user task unless `xml` declares it."""
    declared = xml or f'<userTask id="{handler}" isForCompensation="true"/>'
    line = f'<association id="undo_{host}_line" sourceRef="undo_{host}" targetRef="{handler}"/>'
    return boundary(f"undo_{host}", host, compensate()) + declared + line


def message_top(reference: str, *, name: str = "", key: str = "=id") -> str:
    """A message at the top of the file; its name is the reference unless given."""
    subscription = f'<zeebe:subscription correlationKey="{key}"/>' if key else ""
    return (
        f'<message id="{reference}" name="{name or reference}">'
        f"<extensionElements>{subscription}</extensionElements></message>"
    )


def signal_top(reference: str, *, name: str = "") -> str:
    """A signal at the top of the file."""
    return f'<signal id="{reference}" name="{name or reference}"/>'


def error_top(reference: str, *, code: str = "") -> str:
    """An error at the top of the file; its code is the reference unless given."""
    return f'<error id="{reference}" errorCode="{code or reference}"/>'


def escalation_top(reference: str, *, code: str = "") -> str:
    """An escalation at the top of the file; its code is the reference unless given."""
    return f'<escalation id="{reference}" escalationCode="{code or reference}"/>'


def extensions(*parts: str) -> str:
    """extensionElements around zeebe parts."""
    return f"<extensionElements>{''.join(parts)}</extensionElements>"


def io(*lines: str) -> str:
    """ioMapping from lines like `input: =a -> b` and `output: =a -> b.c`."""
    parts = []
    for line in lines:
        side, rest = line.split(":", 1)
        source, target = rest.rsplit("->", 1)
        parts.append(f'<zeebe:{side.strip()} source="{_escaped(source.strip())}" target="{target.strip()}"/>')
    return f"<zeebe:ioMapping>{''.join(parts)}</zeebe:ioMapping>"


def job(type_: str = "work", *, retries: str = "3") -> str:
    """A taskDefinition."""
    return f'<zeebe:taskDefinition type="{type_}" retries="{retries}"/>'


def prop(name: str, value: str) -> str:
    """Properties with one line."""
    return f'<zeebe:properties><zeebe:property name="{name}" value="{_escaped(value)}"/></zeebe:properties>'


def service(element_id: str, *parts: str, type_: str = "work") -> str:
    """A service task."""
    return f'<serviceTask id="{element_id}">{extensions(job(type_), *parts)}</serviceTask>'


def script(element_id: str, expression: str, *, result: str = "result", parts: str = "") -> str:
    """A script task in FEEL."""
    line = f'<zeebe:script expression="{_escaped(expression)}" resultVariable="{result}"/>'
    return f'<scriptTask id="{element_id}">{extensions(line, parts)}</scriptTask>'


def many(
    collection: str,
    *,
    element: str = "item",
    sequential: bool = False,
    output: tuple[str, str] | None = None,
    until: str = "",
) -> str:
    """multiInstanceLoopCharacteristics; `output` is (collection, element expression)."""
    out = f' outputCollection="{output[0]}" outputElement="{_escaped(output[1])}"' if output else ""
    condition = f"<completionCondition>{_escaped(until)}</completionCondition>" if until else ""
    line = f'<zeebe:loopCharacteristics inputCollection="{_escaped(collection)}" inputElement="{element}"{out}/>'
    flag = "true" if sequential else "false"
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{flag}">'
        f"<extensionElements>{line}</extensionElements>{condition}</multiInstanceLoopCharacteristics>"
    )


def _flows(lines: Sequence[str]) -> tuple[str, list[str]]:
    flows: list[str] = []
    ids: dict[str, None] = {}
    for line in lines:
        path, _, condition = line.partition(" : ")
        steps = _ARROW.split(path.strip())
        ids.update(dict.fromkeys(steps))
        for source, target in zip(steps, steps[1:], strict=False):
            inside = f"<conditionExpression>{_escaped(condition.strip())}</conditionExpression>" if condition else ""
            flows.append(
                f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
                f"{inside}</sequenceFlow>"
            )
    return "".join(flows), list(ids)


def _guess(element_id: str) -> str:
    kinds = {"start": "startEvent", "end": "endEvent", "fork": "parallelGateway", "join": "parallelGateway"}
    kind = next((tag for prefix, tag in kinds.items() if element_id.startswith(prefix)), "userTask")
    return f'<{kind} id="{element_id}"/>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
