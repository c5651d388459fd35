"""Models with one fault each: files, names, references. (key of the catalogue, element id, content)."""

from __future__ import annotations

from tests.check.models import END, START, ext, flow, line, model, sub, work

_PLAIN = line(START, work(), END)


def _nested(depth: int) -> str:
    inner = line('<startEvent id="s"/>', work(), END)
    for at in range(depth):
        inner = sub(f"sub{at}", inner.replace('id="s"', f'id="s{at}"'))
        inner = f'<startEvent id="x{at}"/>{inner}{flow(f"y{at}", f"x{at}", f"sub{at}")}'
    return inner


_LONG = 'x + "' + "y" * 16_000 + '"'
_MANY_TEXTS = line(START, *[f'<task id="t{at}"/>' for at in range(20)], END) + "".join(
    flow(f"g{at}", f"t{at}", "end", f"={at} + {_LONG}") for at in range(20)
)
_MANY_NODES = "".join(
    f'<process id="p{number}" isExecutable="true">'
    + "".join(f'<task id="t{number}x{at}"/>' for at in range(2_500))
    + "</process>"
    for number in range(5)
)

CASES = [
    ("MODEL_TOO_LARGE.file", "defs", model(_PLAIN, _MANY_NODES)),
    ("MODEL_TOO_LARGE.expressions", "g19", model(_MANY_TEXTS)),
    ("ATTRIBUTE_VALUE", "a b", model(line(START, '<task id="a b"/>', END))),
    ("NO_EXECUTABLE_PROCESS", "defs", model(_PLAIN, executable="false")),
    ("DRAWING_ONLY", "p", model(_PLAIN, executable="false")),
    ("MODEL_TOO_LARGE.nodes", "p", model(line(START, *[f'<task id="t{at}"/>' for at in range(3000)]))),
    ("MODEL_TOO_LARGE.nesting", "sub0", model(_nested(31))),
    ("DUPLICATE_ID", "work", model(_PLAIN + work())),
    (
        "DUPLICATE_ID.pool",
        "b",
        model(
            _PLAIN,
            '<collaboration id="c"><participant id="a" processRef="p"/><participant id="b" processRef="p"/>'
            "</collaboration>",
        ),
    ),
    ("MISSING_ID", "p", model(_PLAIN + '<sequenceFlow sourceRef="work" targetRef="end"/>')),
    ("REFERENCE_UNRESOLVED", "f9", model(_PLAIN + flow("f9", "work", "nowhere"))),
    ("REFERENCE_UNRESOLVED", "as", model(_PLAIN + '<association id="as" sourceRef="work" targetRef="nowhere"/>')),
    ("REFERENCE_UNRESOLVED", "rcv", model(line(START, '<receiveTask id="rcv" messageRef="none"/>', END))),
    (
        "REFERENCE_UNRESOLVED",
        "b",
        model(_PLAIN + '<boundaryEvent id="b" attachedToRef="x"><errorEventDefinition/></boundaryEvent>'),
    ),
    (
        "REFERENCE_UNRESOLVED",
        "l",
        model('<laneSet id="ls"><lane id="l" name="agent"><flowNodeRef>x</flowNodeRef></lane></laneSet>' + _PLAIN),
    ),
    (
        "REFERENCE_UNRESOLVED",
        "a",
        model(_PLAIN, '<collaboration id="c"><participant id="a" processRef="q"/></collaboration>'),
    ),
    ("REFERENCE_UNRESOLVED.default", "work", model(line(START, work(attributes='default="f1"'), END))),
    (
        "FLOW_CROSSES_SCOPE",
        "f9",
        model(
            line(START, sub("s", line('<startEvent id="s2"/>', work(), prefix="g")), END) + flow("f9", "work", "end")
        ),
    ),
    (
        "INCOMING_OUTGOING_MISMATCH",
        "end",
        model(line(START, work(), '<endEvent id="end"><incoming>f1</incoming></endEvent>')),
    ),
    (
        "INCOMING_OUTGOING_MISMATCH.missing",
        "end",
        model(line(START, work(), '<endEvent id="end"><incoming>f2</incoming></endEvent>') + flow("f3", "work", "end")),
    ),
    (
        "INCOMING_OUTGOING_MISMATCH.twice",
        "end",
        model(line(START, work(), '<endEvent id="end"><incoming>f2</incoming><incoming>f2</incoming></endEvent>')),
    ),
    (
        "ATTRIBUTE_VALUE",
        "p",
        model(_PLAIN, '<process id="q" isExecutable="true"/>', process='isClosed="no"', executable="1"),
    ),
    ("ATTRIBUTE_VALUE", "work", model(line(START, work(attributes='startQuantity="0"'), END))),
    (
        "ATTRIBUTE_VALUE",
        "work",
        model(line(START, work("work", '<zeebe:jobPriorityDefinition priority="high"/>'), END)),
    ),
    (
        "ATTRIBUTE_VALUE",
        "work",
        model(
            line(START, work("work", '<zeebe:ioMapping><zeebe:input source="=1" target="a b"/></zeebe:ioMapping>'), END)
        ),
    ),
    (
        "ATTRIBUTE_VALUE.one_form",
        "ask",
        model(
            line(
                START,
                f'<userTask id="ask">{ext("<zeebe:formDefinition formId=@a@ formKey=@b@/>")}</userTask>',
                END,
            )
        ),
    ),
    (
        "ATTRIBUTE_MISSING",
        "work",
        model(line(START, work("work", '<zeebe:ioMapping><zeebe:output source="=1"/></zeebe:ioMapping>'), END)),
    ),
    # names
    ("UNKNOWN_ELEMENT", "work", model(line(START, work("work", "<zeebe:magic/>"), END))),
    ("UNKNOWN_ELEMENT", "p", model(_PLAIN + "<magicTask/>")),
    ("UNKNOWN_ELEMENT", "p", model(_PLAIN + '<x xmlns="">text</x>')),
    ("UNKNOWN_ELEMENT.misplaced", "t", model(line(START, '<task id="t"><timerEventDefinition/></task>', END))),
    ("UNKNOWN_ELEMENT.misplaced", "end", model(line(START, work(), f'<endEvent id="end">{ext("<task/>")}</endEvent>'))),
    (
        "UNKNOWN_ELEMENT.repeated",
        "end",
        model(line(START, work(), '<endEvent id="end"><extensionElements/><extensionElements/></endEvent>')),
    ),
    ("UNKNOWN_ELEMENT.choreography", "ch", model(_PLAIN, '<choreography id="ch"/>')),
    ("UNKNOWN_ELEMENT.global_task", "g", model(_PLAIN, '<globalUserTask id="g"/>')),
    ("UNKNOWN_ELEMENT.performer", "t", model(line(START, '<manualTask id="t"><potentialOwner/></manualTask>', END))),
    ("UNKNOWN_ELEMENT.interface_ref", "p", model("<supportedInterfaceRef>i</supportedInterfaceRef>" + _PLAIN)),
    ("UNKNOWN_ELEMENT.import", "defs", model(_PLAIN, '<import namespace="n" location="l" importType="t"/>')),
    (
        "UNKNOWN_ELEMENT.shared_definition",
        "e",
        model(line(START, '<endEvent id="e"><eventDefinitionRef>t</eventDefinitionRef></endEvent>')),
    ),
    ("UNKNOWN_ELEMENT.abstract", "v", model(_PLAIN + '<event id="v"/>')),
    ("UNKNOWN_ELEMENT.no_meaning", "defs", model(_PLAIN, '<relationship type="a"><source>p</source></relationship>')),
    ("UNKNOWN_ATTRIBUTE", "work", model(line(START, work(attributes='speed="fast"'), END))),
    ("UNKNOWN_ATTRIBUTE", "work", model(line(START, work(attributes='zeebe:speed="fast"'), END))),
    ("UNKNOWN_ATTRIBUTE", "start", model(_PLAIN.replace('"start"/>', '"start" default="f1"/>'))),
    ("UNKNOWN_ATTRIBUTE", "work", model(line(START, work("work", '<zeebe:taskHeaders a="b"/>'), END))),
    (
        "UNKNOWN_ATTRIBUTE.called_element",
        "c",
        model(line(START, '<callActivity id="c" calledElement="q"/>', END)),
    ),
    ("UNKNOWN_ATTRIBUTE.implementation", "work", model(line(START, work(attributes='implementation="http://x"'), END))),
    (
        "UNKNOWN_ATTRIBUTE.no_meaning",
        "l",
        model('<laneSet id="ls"><lane id="l" partitionElementRef="x"/></laneSet>' + _PLAIN),
    ),
    ("FOREIGN_ENGINE_EXTENSION", "work", model(line(START, work(attributes='camunda:topic="x"'), END))),
    ("FOREIGN_ENGINE_EXTENSION", "work", model(line(START, work("work", "<camunda:inputOutput/>"), END))),
    (
        "FOREIGN_ENGINE_EXTENSION.without_counterpart",
        "work",
        model(line(START, work(attributes='camunda:asyncBefore="true"'), END)),
    ),
    ("IGNORED_EXTENSION", "work", model(line(START, work("work", "<acme:note/><acme:note/>"), END))),
    (
        "IGNORED_BY_DESIGN.namespace",
        "p",
        model(_PLAIN, process='xmlns:mo="http://camunda.org/schema/modeler/1.0" mo:x="1"'),
    ),
    ("IGNORED_BY_DESIGN.names", "defs", model(_PLAIN, process='name="Work"')),
    (
        "IGNORED_BY_DESIGN.element",
        "note",
        model(_PLAIN + '<textAnnotation id="note"><text>hello</text></textAnnotation>'),
    ),
    ("IGNORED_BY_DESIGN.attribute", "p", model(_PLAIN, process='processType="Private"')),
    ("IGNORED_BY_DESIGN.black_box", "b", model(_PLAIN, '<collaboration id="c"><participant id="b"/></collaboration>')),
    # expressions and data
    (
        "FEEL_SYNTAX",
        "f9",
        model(line(START, work(), END) + flow("f9", "work", "end", "=1 +")),
    ),
    ("FEEL_SYNTAX.long", "f9", model(_PLAIN + flow("f9", "work", "end", "=1" + "+1" * 9000))),
    ("FEEL_SYNTAX", "f9", model(_PLAIN + flow("f9", "work", "end", "=" + "(" * 3000 + "1" + ")" * 3000))),
    ("EXTERNAL_FUNCTION", "f9", model(_PLAIN + flow("f9", "work", "end", "=(function(a) external {java: {}})(1)"))),
    ("EXPRESSION_REQUIRED", "f9", model(_PLAIN + flow("f9", "work", "end", "amount &gt; 1"))),
    (
        "EXPRESSION_LANGUAGE",
        "defs",
        model(_PLAIN, definitions='id="defs" expressionLanguage="http://www.w3.org/1999/XPath"'),
    ),
    (
        "EXPRESSION_LANGUAGE",
        "f9",
        model(
            _PLAIN
            + flow("f9", "work", "end", "=true").replace(
                "<conditionExpression", '<conditionExpression language="groovy"'
            )
        ),
    ),
    (
        "DATA_FLOW_UNSUPPORTED",
        "t",
        model(line(START, '<task id="t"><ioSpecification><dataInput/></ioSpecification></task>', END)),
    ),
    ("DATA_FLOW_UNSUPPORTED", "t", model(line(START, '<task id="t"><property name="x"/></task>', END))),
    (
        "DATA_FLOW_UNSUPPORTED",
        "t",
        model(
            line(
                START,
                '<task id="t"><dataInputAssociation><transformation>1</transformation></dataInputAssociation></task>',
                END,
            )
        ),
    ),
]
