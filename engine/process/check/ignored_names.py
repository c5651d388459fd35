"""What is drawn or noted in a model and has no effect on execution, by design (dialect G6)."""

from __future__ import annotations

from engine.process.check.words import words

IGNORED_ELEMENTS = words(
    "documentation textAnnotation group category dataObject dataObjectReference dataStore dataStoreReference "
    "dataInputAssociation dataOutputAssociation property ioSpecification inputSet outputSet itemDefinition "
    "resource auditing monitoring messageFlow participantMultiplicity participantAssociation "
    "messageFlowAssociation conversation callConversation subConversation conversationAssociation "
    "conversationLink globalConversation categoryValueRef association source target"
)
IGNORED_ATTRIBUTES = words(
    "processType isClosed isImmediate itemRef structureRef evaluatesToTypeRef exporter exporterVersion "
    "targetNamespace gatewayDirection typeLanguage definitionalCollaborationRef"
)
DIAGRAM_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://camunda.org/schema/modeler/1.0",
        "http://www.w3.org/XML/1998/namespace",
    }
)
TEMPLATE_ATTRIBUTES = ("modelerTemplate", "modelerConfiguration")
