"""The closed list of BPMN 2.0 names (dialect G3): which attributes and children each element may carry.

After the schema of the standard (Semantic.xsd). A name that is not here is refused as UNKNOWN_ELEMENT or
UNKNOWN_ATTRIBUTE; what is here is executed, or stands in `ignored_names.py` or `refused_names.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.process.check.words import words

EVENT_DEFINITIONS = words(
    "messageEventDefinition timerEventDefinition signalEventDefinition conditionalEventDefinition "
    "errorEventDefinition escalationEventDefinition compensateEventDefinition cancelEventDefinition "
    "terminateEventDefinition linkEventDefinition"
)
TASKS = words("task userTask serviceTask sendTask receiveTask scriptTask businessRuleTask manualTask")
SUB_PROCESSES = words("subProcess transaction adHocSubProcess")
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
EVENTS = words("startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent")
GATEWAYS = words("exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway")
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS
ARTIFACTS = words("association group textAnnotation")
EXPRESSIONS = words(
    "conditionExpression condition timeDate timeDuration timeCycle completionCondition loopCondition "
    "loopCardinality activationCondition from to transformation messagePath dataPath expression "
    "formalExpression"
)
LOOPS = words("multiInstanceLoopCharacteristics standardLoopCharacteristics")
PERFORMERS = words("performer humanPerformer potentialOwner resourceRole")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What an element may carry: attributes without namespace, children of the BPMN namespace."""

    attributes: frozenset[str]
    children: frozenset[str]


_BASE = "documentation extensionElements"
_FLOW_ELEMENTS = " ".join(
    [*FLOW_NODES, "sequenceFlow dataObject dataObjectReference dataStoreReference choreographyTask subChoreography"]
    + ["callChoreography implicitThrowEvent event"]
)
_ARTIFACTS = " ".join(ARTIFACTS)
_DEFINITIONS = " ".join(EVENT_DEFINITIONS) + " eventDefinition"
_GLOBALS = "globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask"
_CONVERSATIONS = "conversation callConversation subConversation"
_ROOTS = (
    "process collaboration message signal error escalation itemDefinition dataStore category resource interface "
    "endPoint correlationProperty partnerEntity partnerRole choreography globalChoreographyTask globalConversation "
    f"{_GLOBALS} {_DEFINITIONS}"
)
_NODE = "auditing monitoring categoryValueRef incoming outgoing"
_ACTIVITY = (
    f"{_NODE} ioSpecification property dataInputAssociation dataOutputAssociation loopCharacteristics "
    f"{' '.join(LOOPS)} {' '.join(PERFORMERS)}"
)
_ACTIVITY_ATTRIBUTES = "name isForCompensation startQuantity completionQuantity default"
_CATCH = f"{_NODE} property dataOutput dataOutputAssociation outputSet eventDefinitionRef {_DEFINITIONS}"
_THROW = f"{_NODE} property dataInput dataInputAssociation inputSet eventDefinitionRef {_DEFINITIONS}"
_CONTENT = f"laneSet {_FLOW_ELEMENTS} {_ARTIFACTS}"
_COLLABORATION = (
    f"participant messageFlow {_ARTIFACTS} {_CONVERSATIONS} conversationAssociation participantAssociation "
    "messageFlowAssociation correlationKey choreographyRef conversationLink"
)
_DATA = "name itemSubjectRef isCollection"
_CALLABLE = "supportedInterfaceRef ioSpecification ioBinding"

# element: attributes (besides id) | children (besides documentation and extensionElements); deeper lines continue
_ROWS = f"""
definitions: name targetNamespace expressionLanguage typeLanguage exporter exporterVersion | import extension
  relationship {_ROOTS}
import: namespace location importType |
extension: definition mustUnderstand |
relationship: type direction | source target
process: name processType isClosed isExecutable definitionalCollaborationRef | {_CALLABLE} auditing monitoring
  property {_CONTENT} {" ".join(PERFORMERS)} correlationSubscription supports
collaboration: name isClosed | {_COLLABORATION}
participant: name processRef | interfaceRef endPointRef participantMultiplicity
participantMultiplicity: minimum maximum |
laneSet: name | lane
childLaneSet: name | lane
lane: name partitionElementRef | partitionElement flowNodeRef childLaneSet
sequenceFlow: name sourceRef targetRef isImmediate | auditing monitoring categoryValueRef conditionExpression
startEvent: name parallelMultiple isInterrupting | {_CATCH}
intermediateCatchEvent: name parallelMultiple | {_CATCH}
boundaryEvent: name parallelMultiple cancelActivity attachedToRef | {_CATCH}
intermediateThrowEvent: name | {_THROW}
endEvent: name | {_THROW}
messageEventDefinition: messageRef | operationRef
timerEventDefinition: | timeDate timeDuration timeCycle
signalEventDefinition: signalRef |
conditionalEventDefinition: | condition
errorEventDefinition: errorRef |
escalationEventDefinition: escalationRef |
compensateEventDefinition: waitForCompletion activityRef |
cancelEventDefinition: |
terminateEventDefinition: |
linkEventDefinition: name | source target
task: {_ACTIVITY_ATTRIBUTES} | {_ACTIVITY}
userTask: {_ACTIVITY_ATTRIBUTES} implementation | {_ACTIVITY} rendering
serviceTask: {_ACTIVITY_ATTRIBUTES} implementation operationRef | {_ACTIVITY}
sendTask: {_ACTIVITY_ATTRIBUTES} implementation messageRef operationRef | {_ACTIVITY}
receiveTask: {_ACTIVITY_ATTRIBUTES} implementation instantiate messageRef operationRef | {_ACTIVITY}
scriptTask: {_ACTIVITY_ATTRIBUTES} scriptFormat | {_ACTIVITY} script
businessRuleTask: {_ACTIVITY_ATTRIBUTES} implementation | {_ACTIVITY}
manualTask: {_ACTIVITY_ATTRIBUTES} | {_ACTIVITY}
callActivity: {_ACTIVITY_ATTRIBUTES} calledElement | {_ACTIVITY}
subProcess: {_ACTIVITY_ATTRIBUTES} triggeredByEvent | {_ACTIVITY} {_CONTENT}
transaction: {_ACTIVITY_ATTRIBUTES} triggeredByEvent method | {_ACTIVITY} {_CONTENT}
adHocSubProcess: {_ACTIVITY_ATTRIBUTES} triggeredByEvent cancelRemainingInstances ordering | {_ACTIVITY}
  {_CONTENT} completionCondition
exclusiveGateway: name gatewayDirection default | {_NODE}
inclusiveGateway: name gatewayDirection default | {_NODE}
parallelGateway: name gatewayDirection | {_NODE}
eventBasedGateway: name gatewayDirection instantiate eventGatewayType | {_NODE}
complexGateway: name gatewayDirection default | {_NODE} activationCondition
multiInstanceLoopCharacteristics: isSequential behavior oneBehaviorEventRef noneBehaviorEventRef |
  loopCardinality loopDataInputRef loopDataOutputRef inputDataItem outputDataItem complexBehaviorDefinition
  completionCondition
standardLoopCharacteristics: testBefore loopMaximum | loopCondition
complexBehaviorDefinition: | condition event
message: name itemRef |
signal: name structureRef |
error: name errorCode structureRef |
escalation: name escalationCode structureRef |
itemDefinition: structureRef isCollection itemKind |
association: sourceRef targetRef associationDirection |
group: categoryValueRef |
textAnnotation: textFormat | text
category: name | categoryValue
categoryValue: value |
messageFlow: name sourceRef targetRef messageRef |
messageFlowAssociation: innerMessageFlowRef outerMessageFlowRef |
participantAssociation: | innerParticipantRef outerParticipantRef
conversation: name | participantRef messageFlowRef correlationKey
callConversation: name calledCollaborationRef | participantRef messageFlowRef correlationKey participantAssociation
subConversation: name | participantRef messageFlowRef correlationKey {_CONVERSATIONS}
conversationAssociation: innerConversationNodeRef outerConversationNodeRef |
conversationLink: name sourceRef targetRef |
globalConversation: name isClosed | {_COLLABORATION}
dataObject: {_DATA} | auditing monitoring categoryValueRef dataState
dataObjectReference: name itemSubjectRef dataObjectRef | auditing monitoring categoryValueRef dataState
dataStore: name capacity isUnlimited itemSubjectRef | dataState
dataStoreReference: name itemSubjectRef dataStoreRef | auditing monitoring categoryValueRef dataState
dataState: name |
property: name itemSubjectRef | dataState
ioSpecification: | dataInput dataOutput inputSet outputSet
ioBinding: operationRef inputDataRef outputDataRef |
dataInput: {_DATA} | dataState
dataOutput: {_DATA} | dataState
inputDataItem: {_DATA} | dataState
outputDataItem: {_DATA} | dataState
inputSet: name | dataInputRefs optionalInputRefs whileExecutingInputRefs outputSetRefs
outputSet: name | dataOutputRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs
dataInputAssociation: | sourceRef targetRef transformation assignment
dataOutputAssociation: | sourceRef targetRef transformation assignment
assignment: | from to
resource: name | resourceParameter
resourceParameter: name type isRequired |
performer: name | resourceRef resourceParameterBinding resourceAssignmentExpression
humanPerformer: name | resourceRef resourceParameterBinding resourceAssignmentExpression
potentialOwner: name | resourceRef resourceParameterBinding resourceAssignmentExpression
resourceRole: name | resourceRef resourceParameterBinding resourceAssignmentExpression
resourceParameterBinding: parameterRef | expression formalExpression
resourceAssignmentExpression: | expression formalExpression
rendering: |
auditing: |
monitoring: |
partnerEntity: name | participantRef
partnerRole: name | participantRef
endPoint: |
interface: name implementationRef | operation
operation: name implementationRef | inMessageRef outMessageRef errorRef
correlationProperty: name type | correlationPropertyRetrievalExpression
correlationPropertyRetrievalExpression: messageRef | messagePath
correlationKey: name | correlationPropertyRef
correlationSubscription: correlationKeyRef | correlationPropertyBinding
correlationPropertyBinding: correlationPropertyRef | dataPath
documentation: textFormat |
extensionElements: |
script: |
text: |
"""
_EXPRESSION = Grammar(frozenset({"id", "language", "evaluatesToTypeRef"}), frozenset(_BASE.split()))
_BARE = Grammar(frozenset(), frozenset())
_WITHOUT_BASE = words("import extensionElements script text documentation")


def _grammars() -> Iterator[tuple[str, Grammar]]:
    for row in _ROWS.strip().replace("\n  ", " ").splitlines():
        name, _, rest = row.partition(":")
        attributes, _, children = rest.partition("|")
        base = "" if name in _WITHOUT_BASE else _BASE
        yield name, Grammar(frozenset(["id", *attributes.split()]), frozenset(f"{base} {children}".split()))
    for name in EXPRESSIONS:
        yield name, _EXPRESSION


GRAMMARS: dict[str, Grammar] = dict(_grammars())
REFERENCES = words(
    "incoming outgoing flowNodeRef sourceRef targetRef source target categoryValueRef participantRef "
    "messageFlowRef supports supportedInterfaceRef interfaceRef endPointRef operationRef eventDefinitionRef "
    "loopDataInputRef loopDataOutputRef dataInputRefs optionalInputRefs whileExecutingInputRefs outputSetRefs "
    "dataOutputRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs innerParticipantRef "
    "outerParticipantRef correlationPropertyRef resourceRef inMessageRef outMessageRef errorRef "
    "choreographyRef partitionElement event"
)
ONCE = words(
    "extensionElements conditionExpression condition timeDate timeDuration timeCycle completionCondition "
    "loopCondition activationCondition loopCardinality ioSpecification childLaneSet script"
)


def grammar_of(name: str) -> Grammar | None:
    """The grammar of the BPMN element `name`; a bare one for references; None for a name that is not BPMN."""
    return _BARE if name in REFERENCES and name not in GRAMMARS else GRAMMARS.get(name)
