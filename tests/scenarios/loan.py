"""A small process with one of everything that scenarios talk about: an item is lent, brought back or written off."""

from __future__ import annotations

import json

from tests.engine.build import HEAD, flow

FORM = json.dumps(
    {
        "id": "loan_decision",
        "type": "default",
        "schemaVersion": 19,
        "components": [
            {"type": "checkbox", "id": "c1", "key": "is_lent", "label": "借出"},
            {"type": "number", "id": "c2", "key": "days", "label": "天数", "validate": {"required": True, "min": 1}},
            {"type": "filepicker", "id": "c3", "key": "photo", "label": "照片", "accept": "image/*"},
        ],
    }
).encode()

_ROLE = '<zeebe:assignmentDefinition candidateGroups="agent"/>'
_TASK = f"<bpmn:extensionElements><zeebe:userTask/>{_ROLE}"
_DECIDE = f'{_TASK}<zeebe:formDefinition formId="loan_decision"/></bpmn:extensionElements>'
_OPEN = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="sl:role" value="agent"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)
_JOB = (
    '<bpmn:extensionElements><zeebe:taskDefinition type="loan.book" retries="3"/><zeebe:ioMapping>'
    '<zeebe:output source="=booking" target="booking"/></zeebe:ioMapping></bpmn:extensionElements>'
)
_MESSAGE = '<bpmn:messageEventDefinition id="m_{0}" messageRef="message_{0}"/>'
_KEY = '<bpmn:extensionElements><zeebe:subscription correlationKey="=item"/></bpmn:extensionElements>'

LOAN = (
    f'{HEAD}<bpmn:message id="message_brought_back" name="brought_back">{_KEY}</bpmn:message>'
    '<bpmn:message id="message_loan_wanted" name="loan_wanted"/>'
    '<bpmn:error id="error_booked" name="booked" errorCode="BOOKED"/>'
    '<bpmn:process id="loan" name="借用" isExecutable="true">'
    f'<bpmn:startEvent id="start" name="想借">{_OPEN}</bpmn:startEvent>'
    '<bpmn:startEvent id="wanted" name="来信想借">' + _MESSAGE.format("loan_wanted") + "</bpmn:startEvent>"
    f'<bpmn:userTask id="decide" name="决定">{_DECIDE}</bpmn:userTask>'
    '<bpmn:exclusiveGateway id="is_lent_out" name="借出吗?" default="no"/>'
    f'<bpmn:serviceTask id="book" name="登记">{_JOB}</bpmn:serviceTask>'
    '<bpmn:boundaryEvent id="is_booked_out" name="已被预订" attachedToRef="book">'
    '<bpmn:errorEventDefinition id="e1" errorRef="error_booked"/></bpmn:boundaryEvent>'
    '<bpmn:eventBasedGateway id="what_comes" name="先发生什么?"/>'
    '<bpmn:intermediateCatchEvent id="is_back" name="归还">'
    + _MESSAGE.format("brought_back")
    + "</bpmn:intermediateCatchEvent>"
    '<bpmn:intermediateCatchEvent id="is_overdue" name="逾期"><bpmn:timerEventDefinition id="t1">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">=duration("P" + string(days) + "D")</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    '<bpmn:endEvent id="returned" name="已还"/><bpmn:endEvent id="lost" name="丢失"/>'
    '<bpmn:endEvent id="kept" name="不借"/>'
    + flow("start", "decide")
    + flow("wanted", "decide")
    + flow("decide", "is_lent_out")
    + '<bpmn:sequenceFlow id="yes" name="是" sourceRef="is_lent_out" targetRef="book">'
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=get or else(is_lent, false)'
    "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    '<bpmn:sequenceFlow id="no" name="否" sourceRef="is_lent_out" targetRef="kept"/>'
    + flow("book", "what_comes")
    + flow("is_booked_out", "kept")
    + flow("what_comes", "is_back")
    + flow("what_comes", "is_overdue")
    + flow("is_back", "returned")
    + flow("is_overdue", "lost")
    + "</bpmn:process></bpmn:definitions>"
).encode()
