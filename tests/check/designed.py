"""What designers draw in bpmn.io and Camunda Modeler or bring from other tools, and what becomes of it.

Each row: a name, the file, and either the codes of the errors that refuse it or where the first case then waits
(element ids of tasks, jobs, timers, subscriptions, called cases and incidents). Codes that start with `~` are warnings
or lists of what is ignored, beside which the file runs.
"""

from __future__ import annotations

from tests.check.models import END, MESSAGE, START, event, ext, flow, line, message, model, sub, timer, work

Row = tuple[str, bytes, str]
_ROLE = '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="agent"/>'
_INNER = '<startEvent id="s1"/>' + work("inner") + '<endEvent id="e1"/>' + flow("i1", "s1", "inner")
_INNER += flow("i2", "inner", "e1")


def user(extensions: str = "", inside: str = "", attributes: str = "", node_id: str = "a") -> str:
    """A user task with a role."""
    return f'<userTask id="{node_id}" {attributes}>{ext(_ROLE + extensions)}{inside}</userTask>'


def plain(task: str, more: str = "", roots: str = "") -> bytes:
    """start → task → end."""
    return model(line(START, task, END) + more, roots)


def catching(kind: str, text: str) -> bytes:
    """A case that waits for one timer."""
    return plain(timer("intermediateCatchEvent", "c", text, of=kind))


def reminding(text: str) -> bytes:
    """A task with a cycle beside it."""
    late = timer("boundaryEvent", "late", text, of="timeCycle", attributes='attachedToRef="a" cancelActivity="false"')
    return plain(user(), late + '<endEvent id="e2"/>' + flow("l", "late", "e2"))


def deciding(first: str, attributes: str = 'default="no"') -> bytes:
    """A gateway with `first` (a condition element) and a default flow."""
    yes = f'<sequenceFlow id="yes" sourceRef="g" targetRef="a">{first}</sequenceFlow>'
    gateway = f'<exclusiveGateway id="g" {attributes}/>'
    return model(
        START + gateway + user() + END + flow("f", "start", "g") + yes + flow("no", "g", "end") + flow("z", "a", "end")
    )


def attached(definition: str, host: str = "a", attributes: str = "", more: str = "") -> bytes:
    """A task with a boundary event."""
    late = event("boundaryEvent", "late", definition, f'attachedToRef="{host}" {attributes}')
    return plain(user(), late + more, MESSAGE)


def many(attributes: str, inside: str = "") -> bytes:
    """A multi-instance task."""
    loop = f"<zeebe:loopCharacteristics {attributes}/>" if attributes else ""
    wrapped = ext(loop) if loop else ""
    return plain(user(inside=f"<multiInstanceLoopCharacteristics>{wrapped}{inside}</multiInstanceLoopCharacteristics>"))


def watching(*starts: str) -> bytes:
    """A process with an event sub-process of these start events."""
    inner = "".join(starts) + '<endEvent id="e1"/>'
    inner += "".join(flow(f"w{at}", f"s{at + 1}", "e1") for at in range(len(starts)))
    return plain(user(), sub("watch", inner, 'triggeredByEvent="true"'), MESSAGE)


def two_pools(second: str, flows: str = "") -> bytes:
    """Two executable pools; `second` is the content of the other."""
    pools = '<participant id="PA" name="A" processRef="p"/><participant id="PB" name="B" processRef="q"/>'
    other = f'<process id="q" isExecutable="true">{second}</process>'
    return model(line(START, user(), END), f'{other}{MESSAGE}<collaboration id="C">{pools}{flows}</collaboration>')


def linked(throw: str, catch: str) -> bytes:
    """A link throw and a link catch event of these names."""
    names = [f'<linkEventDefinition name="{name}"/>' if name else "<linkEventDefinition/>" for name in (throw, catch)]
    out, back = event("intermediateThrowEvent", "out", names[0]), event("intermediateCatchEvent", "back", names[1])
    return model(line(START, out) + line(back, user(), END, prefix="g"))


_LANES = '<laneSet id="L"><lane id="l" name="{}"><flowNodeRef>start</flowNodeRef><flowNodeRef>a</flowNodeRef>'
_LANES += "<flowNodeRef>end</flowNodeRef></lane></laneSet>"
_BARE = '<userTask id="a"><extensionElements><zeebe:userTask/></extensionElements></userTask>'
_UNDONE = event("boundaryEvent", "late", "compensate", 'attachedToRef="a"')
_DATA = '<dataObjectReference id="dor" name="x" dataObjectRef="do"/><dataObject id="do" isCollection="true"/>'
_DATA_FLOWS = (
    '<property id="pr" name="__targetRef_placeholder"/><dataInputAssociation id="dia"><sourceRef>dor</sourceRef>'
    "<targetRef>pr</targetRef></dataInputAssociation>"
)
_NOTES = (
    '<textAnnotation id="ta"><text>hi</text></textAnnotation><association id="as" sourceRef="a" targetRef="ta"/>'
    '<group id="gr" categoryValueRef="cv"/><dataStoreReference id="dsr" name="db"/>'
)
_CATEGORY = '<category id="cat"><categoryValue id="cv" value="v"/></category>'
_DRAWN = (
    '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" id="D{0}"><d:BPMNPlane id="P{0}" '
    'bpmnElement="{1}"><d:BPMNShape id="S{0}" bpmnElement="s" isExpanded="false"/></d:BPMNPlane></d:BPMNDiagram>'
)

_TAGGED = '<zeebe:calledElement processId="q" versionTag="v1"/>'

ROWS: tuple[Row, ...] = (
    ("two pools, a message flow between them", two_pools(line(message("startEvent", "s2"), user(node_id="b"),
     '<endEvent id="e2"/>', prefix="q"), '<messageFlow id="mf" sourceRef="a" targetRef="s2"/>'), "a"),
    ("the same ids in two pools", two_pools(line(START, user(), END)), "DUPLICATE_ID"),
    ("a flow from one pool to the other", two_pools(line('<startEvent id="s2"/>', user(node_id="b"), prefix="q")
     + flow("x", "a", "b")), "FLOW_CROSSES_SCOPE"),
    ("a black-box pool", model(line(START, user(), END), '<collaboration id="C"><participant id="P" name="Customer"/>'
     '<participant id="Q" processRef="p"/><messageFlow id="mf" sourceRef="a" targetRef="P"/></collaboration>'), "a"),
    ("a lane named by a role in Chinese", plain(_BARE, _LANES.format("坐席")), "a"),
    ("a lane of nobody", plain(_BARE, _LANES.format("Boss")), "UNKNOWN_ROLE"),
    ("an empty lane", plain(user(), '<laneSet id="L"><lane id="l" name="agent"/></laneSet>'), "a ~LANE_MISSING"),
    ("notes, groups, data", plain(user(inside=_DATA_FLOWS), _NOTES + _DATA, _CATEGORY), "a ~IGNORED_BY_DESIGN"),
    ("a collapsed sub-process on a second diagram", model(line(START, sub("s", _INNER), END),
     _DRAWN.format(1, "p") + _DRAWN.format(2, "s")), "inner ~IGNORED_BY_DESIGN"),
    ("a diagram of something that is not there", model(line(START, user(), END), _DRAWN.format(1, "nothing")), "a"),
    ("Camunda 7's assignee", plain('<userTask id="a" camunda:assignee="demo"/>'), "FOREIGN_ENGINE_EXTENSION"),
    ("Camunda 7's form fields", plain(f'<userTask id="a">{ext("<camunda:formData/>")}</userTask>'),
     "FOREIGN_ENGINE_EXTENSION"),
    ("Signavio's metadata", plain(user('<s:meta xmlns:s="http://www.signavio.com" metaKey="x"/>')),
     "a ~IGNORED_EXTENSION"),
    ("zeebe of another version", plain(work().replace("<zeebe:taskDefinition", '<z:taskDefinition '
     'xmlns:z="http://camunda.org/schema/zeebe/2.0"')), "NO_IMPLEMENTATION"),
    ("zeebe outside of extensionElements", plain('<userTask id="a"><zeebe:userTask/></userTask>'),
     "EXTENSION_NOT_ALLOWED_HERE"),
    ("an element of no namespace", plain(user(), '<foo xmlns="" id="foo"/>'), "UNKNOWN_ELEMENT"),
    ("isExecutable with spaces", model(line(START, user(), END), executable=" true "), "a"),
    ("default flow of another gateway", deciding("<conditionExpression>=x</conditionExpression>", 'default="z"'),
     "CONDITION_MISSING REFERENCE_UNRESOLVED"),
    ("default flow of a parallel gateway", model(START + '<parallelGateway id="g" default="d"/>' + user() + END
     + flow("f", "start", "g") + flow("d", "g", "a") + flow("e", "g", "end")), "UNKNOWN_ATTRIBUTE"),
    ("an empty condition", deciding("<conditionExpression/>"), "EXPRESSION_REQUIRED"),
    ("a condition in JUEL", deciding("<conditionExpression>${x &gt; 1}</conditionExpression>"), "EXPRESSION_REQUIRED"),
    ("a condition in JavaScript", deciding('<conditionExpression language="javascript">x</conditionExpression>'),
     "EXPRESSION_LANGUAGE EXPRESSION_REQUIRED"),
    ("a condition in CDATA", deciding("<conditionExpression><![CDATA[=1 > 0]]></conditionExpression>"), "a"),
    ("a comment within a condition", deciding("<conditionExpression>=1 <!-- x -->= 1</conditionExpression>"), "a"),
    ("an expression language that is not FEEL", model(line(START, user(), END),
     definitions='expressionLanguage="http://www.w3.org/1999/XPath"'), "EXPRESSION_LANGUAGE"),
    ("an assignee in JUEL", plain(work("a", '<zeebe:ioMapping><zeebe:input source="${x}" target="y"/>'
     "</zeebe:ioMapping>")), "a ~SOUNDNESS_HINT"),
    ("two flows to one task", model(START + user() + END + flow("f", "start", "a") + flow("g", "start", "a")
     + flow("z", "a", "end")), "a a"),
    ("boundary event on a gateway", model(line(START, '<exclusiveGateway id="g"/>', END)
     + timer("boundaryEvent", "late", "PT1H", attributes='attachedToRef="g"')), "BOUNDARY_NOT_ALLOWED"),
    ("boundary event on an event", plain(timer("intermediateCatchEvent", "c", "PT1H"),
     timer("boundaryEvent", "late", "PT1H", attributes='attachedToRef="c"')), "BOUNDARY_NOT_ALLOWED"),
    ("boundary event attached to nothing", plain(user(), timer("boundaryEvent", "late", "PT1H")),
     "REFERENCE_UNRESOLVED"),
    ("boundary event of no kind", attached("<documentation/>"), "EVENT_POSITION"),
    ("boundary event without a way on", attached("<timerEventDefinition><timeDuration>PT1H</timeDuration>"
     "</timerEventDefinition>"), "a late"),
    ("an error that does not interrupt", attached("<errorEventDefinition/>", attributes='cancelActivity="false"'),
     "EVENT_POSITION"),
    ("many without collection", many(""), "ATTRIBUTE_MISSING"),
    ("many without element", many('inputCollection="=[1, 2]"'), "a a"),
    ("many over a fixed text", many('inputCollection="items"'), "EXPRESSION_REQUIRED"),
    ("many with an element that is no name", many('inputCollection="=[1]" inputElement="my item"'), "ATTRIBUTE_VALUE"),
    ("many by number", many("", "<loopCardinality>3</loopCardinality>"), "LOOP_STYLE"),
    ("a loop on a gateway", plain('<exclusiveGateway id="g"><standardLoopCharacteristics/></exclusiveGateway>'),
     "LOOP_ENDLESS UNKNOWN_ELEMENT"),
    ("links of two names", linked("A", "B"), "LINK_UNPAIRED UNREACHABLE"),
    ("links of one name", linked("A", "A"), "a"),
    ("links without name", linked("", ""), "LINK_UNPAIRED"),
    ("compensation without handler", plain(user(), _UNDONE), "COMPENSATION_HANDLER"),
    ("compensation joined by a flow", plain(user(), _UNDONE + work("h") + flow("h1", "late", "h")),
     "COMPENSATION_HANDLER FLOW_NOT_ALLOWED"),
    ("a handler that nobody names", plain(user(), work("h", attributes='isForCompensation="true"')),
     "COMPENSATION_HANDLER"),
    ("an association drawn the other way", plain(user(), _UNDONE + work("h", attributes='isForCompensation="true"')
     + '<association id="as" sourceRef="h" targetRef="late"/>'), "COMPENSATION_HANDLER"),
    ("event sub-process with two starts", watching(timer("startEvent", "s1", "PT1H"),
     timer("startEvent", "s2", "PT2H")), "EVENT_POSITION"),
    ("event sub-process with a plain start", watching('<startEvent id="s1"/>'), "EVENT_POSITION"),
    ("event sub-process that interrupts by a cycle", watching(timer("startEvent", "s1", "R/PT1H", of="timeCycle")),
     "TIMER_KIND"),
    ("an hour in words", catching("timeDuration", "1 hour"), "TIMER_KIND"),
    ("weeks and hours", catching("timeDuration", "P1WT1H"), "c"),
    ("the 30th of February", catching("timeDate", "2030-02-30T08:00:00Z"), "TIMER_KIND"),
    ("a date in a zone", catching("timeDate", "2030-01-01T08:00:00+08:00[Asia/Shanghai]"), "c"),
    ("a date in JUEL", catching("timeDate", "${due}"), "TIMER_KIND"),
    ("a comment within a duration", catching("timeDuration", "PT<!-- x -->1H"), "c"),
    ("a cycle with a start", reminding("R3/2030-01-01T00:00:00Z/PT1H"), "a late"),
    ("a cycle with a start and an end", reminding("R3/2030-01-01T00:00:00Z/2030-02-01T00:00:00Z"), "TIMER_KIND"),
    ("a cycle that runs backwards", reminding("R3/-PT1H"), "TIMER_KIND"),
    ("a cycle of no rounds", reminding("R0/PT1H"), "a ~TRIGGER_NEVER"),
    ("cron of five fields", reminding("0 8 * * *"), "TIMER_KIND"),
    ("cron with a year", reminding("0 0 8 * * ? 2030"), "TIMER_KIND"),
    ("cron with a question mark", reminding("0 0 8 ? * MON"), "a late"),
    ("cron on the 31st of February", reminding("0 0 8 31 2 *"), "a ~TRIGGER_NEVER"),
    ("cron around midnight", reminding("0 0 22-6 * * *"), "TIMER_KIND"),
    ("cron each second", reminding("* * * * * *"), "TIMER_TOO_OFTEN"),
    ("a due date that is a duration", plain(user('<zeebe:taskSchedule dueDate="PT8H"/>')), "ATTRIBUTE_VALUE"),
    ("a follow-up date in JUEL", plain(user('<zeebe:taskSchedule followUpDate="${x}"/>')), "ATTRIBUTE_VALUE"),
    ("a header twice", plain(work("a", '<zeebe:taskHeaders><zeebe:header key="k" value="1"/><zeebe:header key="k" '
     'value="2"/></zeebe:taskHeaders>')), "DUPLICATE_EXTENSION"),
    ("a version tag that binds nothing", plain(f'<callActivity id="a">{ext(_TAGGED)}</callActivity>'),
     "a ~IGNORED_BY_DESIGN"),
    ("an error without id", model(line(START, user(), END), '<error name="left" errorCode="X9"/>'), "a"),
)  # fmt: skip
