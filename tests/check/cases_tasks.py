"""Models with one fault each: tasks, extensions, roles, properties, hints. (key, element id, content)."""

from __future__ import annotations

from tests.check.models import END, MESSAGE, START, event, ext, flow, lane, line, message, model, sub, timer, work

_PLAIN = line(START, work(), END)


def _task(kind: str, content: str = "", attributes: str = "", *, inner: str = "") -> bytes:
    body = ext(content) if content else ""
    return model(line(START, f'<{kind} id="t" {attributes}>{body}{inner}</{kind}>', END), MESSAGE)


def _user(content: str = "", lanes: str = "") -> bytes:
    return model(lanes + line(START, f'<userTask id="t">{ext("<zeebe:userTask/>" + content)}</userTask>', END))


def _lane(name: str, content: str = "", *, nodes: str = "start t end") -> str:
    return lane(name, nodes, content)


def _property(name: str, value: str) -> str:
    return f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'


def _public(name: str, value: str) -> bytes:
    return model(_PLAIN, f'<message id="pm" name="said">{ext(_property(name, value))}</message>')


def _loop(inner: str, attributes: str = "") -> bytes:
    node = work().replace(
        "</serviceTask>",
        f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics></serviceTask>",
    )
    return model(line(START, node, END))


def _undo(definition: str, more: str = "") -> bytes:
    return model(line(START, work(), event("intermediateThrowEvent", "undo", definition), END) + more)


_LISTENER = ext(
    "<zeebe:executionListeners><zeebe:executionListener eventType=@start@ type=@x.work@/></zeebe:executionListeners>"
)
_GROUP = '<zeebe:assignmentDefinition candidateGroups="agent"/>'
_EACH = ext('<zeebe:loopCharacteristics inputCollection="=l"/>')

CASES = [
    ("NO_IMPLEMENTATION", "t", _task("serviceTask")),
    ("NO_IMPLEMENTATION.sender", "t", _task("sendTask")),
    ("NO_IMPLEMENTATION.sender", "e", model(line(START, event("endEvent", "e", "message")))),
    ("NO_IMPLEMENTATION.script", "t", _task("scriptTask")),
    ("NO_IMPLEMENTATION.decision", "t", _task("businessRuleTask", '<zeebe:calledDecision decisionId="d"/>')),
    ("NO_IMPLEMENTATION.call", "t", _task("callActivity")),
    ("NO_WORK", "t", _task("manualTask")),
    ("NO_WORK", "t", _task("task")),
    ("USER_TASK_MARKER_MISSING", "t", _task("userTask", _GROUP)),
    ("SCRIPT_LANGUAGE", "t", _task("scriptTask", attributes='scriptFormat="groovy"')),
    ("SCRIPT_LANGUAGE.text", "t", _task("scriptTask", inner="<script>x = 1</script>")),
    ("RECEIVE_INSTANTIATE", "t", _task("receiveTask", attributes='instantiate="true" messageRef="m"')),
    ("OPERATION_REF", "t", _task("sendTask", attributes='operationRef="op" messageRef="m"')),
    ("OPERATION_REF", "i", model(_PLAIN, '<interface id="i" name="i"/>')),
    (
        "TRANSACTION_METHOD",
        "tx",
        model(
            line(
                START,
                sub("tx", line('<startEvent id="s2"/>', work(), prefix="g"), 'method="##Store"', kind="transaction"),
                END,
            )
        ),
    ),
    (
        "CANCEL_UNCAUGHT",
        "tx",
        model(
            line(
                START,
                sub(
                    "tx",
                    line('<startEvent id="s2"/>', event("endEvent", "e2", "cancel"), prefix="g"),
                    kind="transaction",
                ),
                END,
            )
        ),
    ),
    ("COMPENSATION_HANDLER", "b", model(_PLAIN + event("boundaryEvent", "b", "compensate", 'attachedToRef="work"'))),
    ("COMPENSATION_HANDLER.loose", "h", model(_PLAIN + work("h", attributes='isForCompensation="true"'))),
    ("COMPENSATION_REF", "undo", _undo('<compensateEventDefinition activityRef="nothing"/>')),
    ("COMPENSATION_REF.out_of_reach", "undo", _undo('<compensateEventDefinition activityRef="work"/>')),
    (
        "AD_HOC_CONTENT",
        "s2",
        model(line(START, sub("a", '<startEvent id="s2"/>' + work(), kind="adHocSubProcess"), END)),
    ),
    (
        "AD_HOC_CONTENT.empty",
        "a",
        model(line(START, sub("a", '<exclusiveGateway id="g"/>', kind="adHocSubProcess"), END)),
    ),
    ("LOOP_STYLE", "work", _loop(_EACH + "<loopCardinality>3</loopCardinality>")),
    ("LOOP_BEHAVIOR", "work", _loop(_EACH, 'behavior="One"')),
    ("LOOP_BEHAVIOR.event", "work", _loop(_EACH, 'oneBehaviorEventRef="x"')),
    ("LOOP_ENDLESS", "t", _task("task", inner="<standardLoopCharacteristics/>")),
    ("ATTRIBUTE_MISSING", "work", _loop("")),
    # extensions
    ("EXTENSION_NOT_ALLOWED_HERE", "t", _task("userTask", '<zeebe:taskDefinition type="x.work"/>')),
    (
        "EXTENSION_NOT_ALLOWED_HERE",
        "gate",
        model(line(START, f'<exclusiveGateway id="gate">{ext("<zeebe:ioMapping/>")}</exclusiveGateway>', END)),
    ),
    (
        "EXTENSION_NOT_ALLOWED_HERE",
        "e",
        model(line(START, f'<endEvent id="e">{ext("<zeebe:ioMapping/>")}<terminateEventDefinition/></endEvent>')),
    ),
    (
        "EXTENSION_NOT_ALLOWED_HERE",
        "c",
        model(
            line(
                START,
                timer("intermediateCatchEvent", "c", "PT1H").replace(
                    'id="c" >',
                    'id="c">' + ext('<zeebe:ioMapping><zeebe:input source="=1" target="a"/></zeebe:ioMapping>'),
                ),
                END,
            )
        ),
    ),
    (
        "EXTENSION_NOT_ALLOWED_HERE",
        "start",
        model(
            line(
                f'<startEvent id="start">{_LISTENER}</startEvent>',
                work(),
                END,
            )
        ),
    ),
    ("EXTENSION_NOT_ALLOWED_HERE.outside", "t", _task("task", inner="<zeebe:userTask/>")),
    (
        "EXTENSION_NOT_ALLOWED_HERE.filter",
        "s1",
        model(
            line(
                event(
                    "startEvent",
                    "s1",
                    f"<conditionalEventDefinition>{ext('<zeebe:conditionalFilter/>')}<condition>=x</condition></conditionalEventDefinition>",
                ),
                work(),
                END,
            )
        ),
    ),
    ("DUPLICATE_EXTENSION", "t", _user(_GROUP + _GROUP)),
    (
        "DUPLICATE_EXTENSION",
        "work",
        model(
            line(
                START,
                work(
                    "work",
                    "<zeebe:executionListeners>"
                    + '<zeebe:executionListener eventType="end" type="x.work"/>' * 2
                    + "</zeebe:executionListeners>",
                ),
                END,
            )
        ),
    ),
    ("UNSUPPORTED_EXTENSION", "work", model(line(START, work("work", "<zeebe:linkedResources/>"), END))),
    ("UNSUPPORTED_EXTENSION", "work", model(line(START, work(attributes='zeebe:retryCounter="x"'), END))),
    (
        "UNSUPPORTED_EXTENSION",
        "a",
        model(line(START, sub("a", ext('<zeebe:taskDefinition type="x"/>') + work(), kind="adHocSubProcess"), END)),
    ),
    ("UNKNOWN_PROPERTY", "t", _user(_GROUP + _property("sl:colour", "blue"))),
    ("PUBLIC_FORM_UNKNOWN", "pm", _public("sl:public.form", "nowhere")),
    ("ATTRIBUTE_VALUE", "pm", _public("sl:public.action", "shout")),
    ("UNKNOWN_PROPERTY.place", "t", _user(_GROUP + _property("sl:public.form", "f"))),
    ("UNKNOWN_PROPERTY.place", "t", _user(_GROUP + _property("sl:retention", "7"))),
    ("UNKNOWN_ROLE", "t", _user('<zeebe:assignmentDefinition candidateGroups="agent, boss"/>')),
    ("UNKNOWN_ROLE", "lane", _user(lanes=_lane("Agent", ext(_property("sl:role", "boss"))))),
    ("UNKNOWN_ROLE.lane", "lane", _user(lanes=_lane("Boss"))),
    ("NO_ROLE", "t", _user()),
    ("LANE_MISSING", "end", _user(lanes=_lane("agent", nodes="start t"))),
    (
        "LANE_AMBIGUOUS",
        "lane2",
        _user(
            lanes=_lane("agent").replace(
                "</laneSet>", '<lane id="lane2" name="finance"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
            )
        ),
    ),
    ("UNKNOWN_JOB_TYPE", "t", _task("serviceTask", '<zeebe:taskDefinition type="parts.steal"/>')),
    ("WORKER_UNKNOWN", "t", _task("serviceTask", '<zeebe:taskDefinition type="x.other"/>')),
    ("UNKNOWN_CALENDAR", "t", _user(_GROUP + _property("sl:calendar", "moon"))),
    ("ATTRIBUTE_VALUE", "t", _user(_GROUP + _property("sl:sla", "eight hours"))),
    ("ATTRIBUTE_VALUE", "p", model(ext(_property("sl:timeZone", "Mars/Base")) + _PLAIN)),
    ("FEEL_SYNTAX", "t", _user(_GROUP + _property("sl:unit", "=case."))),
    ("FEEL_SYNTAX", "t", _user('<zeebe:assignmentDefinition assignee="=a b c d" candidateGroups="agent"/>')),
    ("BINDING_MISSING", "t", _user(_GROUP + '<zeebe:formDefinition formId="f" bindingType="deployment"/>')),
    (
        "NO_NONE_START_EVENT",
        "t",
        model(
            line(
                message("startEvent", "start"),
                f'<callActivity id="t">{ext("<zeebe:calledElement processId=@p@/>")}</callActivity>',
                END,
            ),
            MESSAGE,
        ),
    ),
    # hints
    (
        "SOUNDNESS_HINT.join",
        "join",
        model(
            line(START, '<exclusiveGateway id="x" default="b"/>')
            + work("a")
            + work("c")
            + '<parallelGateway id="join"/>'
            + END
            + flow("a1", "x", "a", "=y")
            + flow("b", "x", "c")
            + flow("j1", "a", "join")
            + flow("j2", "c", "join")
            + flow("e", "join", "end")
        ),
    ),
    (
        "SOUNDNESS_HINT.no_default",
        "x",
        model(
            line(START, '<exclusiveGateway id="x"/>')
            + work()
            + END
            + flow("a", "x", "work", "=y = 1")
            + flow("b", "x", "end", "=y = 2")
            + flow("w", "work", "end")
        ),
    ),
    (
        "SOUNDNESS_HINT.parallel_write",
        "fork",
        model(
            line(START, '<parallelGateway id="fork"/>')
            + "".join(
                work(node, '<zeebe:ioMapping><zeebe:output source="=1" target="total.net"/></zeebe:ioMapping>')
                + flow(f"f{node}", "fork", node)
                + flow(f"g{node}", node, "end")
                for node in ("a", "b")
            )
            + END
        ),
    ),
    (
        "SOUNDNESS_HINT.endless",
        "x",
        model(line(START, '<exclusiveGateway id="x"/>', '<task id="y"/>') + flow("back", "y", "x")),
    ),
    ("SOUNDNESS_HINT.direction", "x", model(line(START, '<parallelGateway id="x" gatewayDirection="Mixed"/>', END))),
    (
        "SOUNDNESS_HINT.engine_name",
        "work",
        model(
            line(
                START,
                work("work", '<zeebe:ioMapping><zeebe:input source="=1" target="loopCounter"/></zeebe:ioMapping>'),
                END,
            )
        ),
    ),
    (
        "SOUNDNESS_HINT.other_language",
        "t",
        _user('<zeebe:assignmentDefinition assignee="${who}" candidateGroups="agent"/>'),
    ),
]
