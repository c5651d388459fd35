"""Names of BPMN, and of other engines, that are refused with a reason of their own (dialect section 9, G4)."""

from __future__ import annotations

from engine.process.check.words import words

CHOREOGRAPHY = words(
    "choreography globalChoreographyTask choreographyTask subChoreography callChoreography choreographyRef"
)
# BPMN element -> key of the catalogue
REFUSED_ELEMENTS: dict[str, str] = {
    **dict.fromkeys(CHOREOGRAPHY, "UNKNOWN_ELEMENT.choreography"),
    **dict.fromkeys(
        ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"),
        "UNKNOWN_ELEMENT.global_task",
    ),
    **dict.fromkeys(("performer", "humanPerformer", "potentialOwner", "resourceRole"), "UNKNOWN_ELEMENT.performer"),
    **dict.fromkeys(("supportedInterfaceRef", "interfaceRef", "ioBinding"), "UNKNOWN_ELEMENT.interface_ref"),
    **dict.fromkeys(("event", "implicitThrowEvent"), "UNKNOWN_ELEMENT.abstract"),
    **dict.fromkeys(("loopCharacteristics", "eventDefinition"), "UNKNOWN_ELEMENT.abstract"),
    "import": "UNKNOWN_ELEMENT.import",
    "eventDefinitionRef": "UNKNOWN_ELEMENT.shared_definition",
    **dict.fromkeys(("correlationProperty", "correlationKey", "correlationSubscription"), "CORRELATION_STYLE"),
    **dict.fromkeys(("interface", "operationRef"), "OPERATION_REF"),
    **dict.fromkeys(
        ("loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"), "LOOP_STYLE"
    ),
    **dict.fromkeys(
        words(
            "relationship extension partnerEntity partnerRole endPoint endPointRef rendering supports partitionElement"
        ),
        "UNKNOWN_ELEMENT.no_meaning",
    ),
    "complexBehaviorDefinition": "LOOP_BEHAVIOR.event",
    "script": "SCRIPT_LANGUAGE.text",
    **dict.fromkeys(("dataInput", "dataOutput", "assignment", "transformation"), "DATA_FLOW_UNSUPPORTED"),
}
# (BPMN element, attribute) -> key of the catalogue
REFUSED_ATTRIBUTES: dict[tuple[str, str], str] = {
    ("callActivity", "calledElement"): "UNKNOWN_ATTRIBUTE.called_element",
    ("lane", "partitionElementRef"): "UNKNOWN_ATTRIBUTE.no_meaning",
    ("serviceTask", "operationRef"): "OPERATION_REF",
    ("sendTask", "operationRef"): "OPERATION_REF",
    ("receiveTask", "operationRef"): "OPERATION_REF",
    ("scriptTask", "scriptFormat"): "SCRIPT_LANGUAGE",
    ("multiInstanceLoopCharacteristics", "oneBehaviorEventRef"): "LOOP_BEHAVIOR.event",
    ("multiInstanceLoopCharacteristics", "noneBehaviorEventRef"): "LOOP_BEHAVIOR.event",
}
# a mark inside the namespace -> the engine; the drawing tools of the same makers have other namespaces
FOREIGN_ENGINES: dict[str, str] = {
    "camunda.org/schema/1.0/": "camunda",
    "activiti.org": "activiti",
    "flowable.org": "flowable",
    "spiffworkflow.org": "spiffworkflow",
    "jboss.org/drools": "jbpm",
    "jbpm.org": "jbpm",
    "bonitasoft.org": "bonita",
    "bizagi.com/extensions": "bizagi",
    "alfresco.org": "alfresco",
    "operaton.org": "operaton",
    "imixs.org": "imixs",
}
# extension name of the camunda family -> what to use instead
COUNTERPARTS: dict[str, str] = {
    "assignee": "zeebe:assignmentDefinition assignee",
    "candidateUsers": "zeebe:assignmentDefinition candidateUsers",
    "candidateGroups": "zeebe:assignmentDefinition candidateGroups",
    "dueDate": "zeebe:taskSchedule dueDate",
    "followUpDate": "zeebe:taskSchedule followUpDate",
    "priority": "zeebe:priorityDefinition",
    "jobPriority": "zeebe:jobPriorityDefinition",
    "taskPriority": "zeebe:jobPriorityDefinition",
    "formKey": "zeebe:formDefinition formKey",
    "formRef": "zeebe:formDefinition formId",
    "formRefBinding": "zeebe:formDefinition bindingType",
    "formData": "zeebe:formDefinition formId",
    "formProperty": "zeebe:formDefinition formId",
    "topic": "zeebe:taskDefinition type",
    "type": "zeebe:taskDefinition type",
    "class": "zeebe:taskDefinition type",
    "delegateExpression": "zeebe:taskDefinition type",
    "expression": "zeebe:script expression",
    "resultVariable": "zeebe:script resultVariable",
    "decisionRef": "zeebe:calledDecision decisionId",
    "decisionRefBinding": "zeebe:calledDecision bindingType",
    "mapDecisionResult": "zeebe:calledDecision resultVariable",
    "calledElementBinding": "zeebe:calledElement bindingType",
    "calledElementVersionTag": "zeebe:calledElement versionTag",
    "businessKey": "zeebe:calledElement businessId",
    "in": "zeebe:ioMapping input",
    "out": "zeebe:ioMapping output",
    "inputOutput": "zeebe:ioMapping",
    "inputParameter": "zeebe:ioMapping input",
    "outputParameter": "zeebe:ioMapping output",
    "properties": "zeebe:properties",
    "property": "zeebe:property",
    "executionListener": "zeebe:executionListeners",
    "taskListener": "zeebe:taskListeners",
    "versionTag": "zeebe:versionTag",
    "historyTimeToLive": "zeebe:property sl:retention",
    "collection": "zeebe:loopCharacteristics inputCollection",
    "elementVariable": "zeebe:loopCharacteristics inputElement",
    "failedJobRetryTimeCycle": "zeebe:taskDefinition retries",
    "field": "zeebe:taskHeaders",
    "candidateStarterGroups": "zeebe:property sl:role",
    "variableName": "zeebe:conditionalFilter variableNames",
    "variableEvents": "zeebe:conditionalFilter variableEvents",
    "calledDecisionId": "zeebe:calledDecision decisionId",
    "serviceTaskOperator": "zeebe:taskDefinition type",
}


def foreign_engine(namespace: str) -> str | None:
    """The engine whose extension namespace this is, None for any other namespace."""
    return next((engine for mark, engine in FOREIGN_ENGINES.items() if mark in namespace), None)
