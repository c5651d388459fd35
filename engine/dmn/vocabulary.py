"""Every name the DMN schema knows, by element: its attributes and its children (DMN 1.2 to 1.5; dialect G3, N1)."""

from __future__ import annotations

from dataclasses import dataclass

MODEL_NAMESPACES: dict[str, str] = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
OLDER_NAMESPACES: dict[str, str] = {
    "http://www.omg.org/spec/DMN/20130901": "1.0",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151130": "1.1",
    "http://www.omg.org/spec/DMN/20151101": "1.1",
}
DIAGRAM_MARKS = ("/DMNDI/", "/spec/DMN/20180521/DI/", "/spec/DMN/20180521/DC/")
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
FOREIGN_ENGINES: dict[str, str] = {
    "http://camunda.org/schema/1.0/dmn": "camunda",
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://activiti.org/dmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://flowable.org/dmn": "flowable",
    "http://www.flowable.org/dmn": "flowable",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
}
APPEARANCE_MARKS = ("name", "color", "colour", "width", "height", "fill", "stroke", "background", "font")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What one element may carry: attributes in no namespace, and children in the model namespace."""

    attributes: frozenset[str]
    children: frozenset[str]


_EXPRESSION_NAMES = (
    "literalExpression invocation decisionTable context functionDefinition relation list for every some "
    "conditional filter"
)
_DOCUMENTATION_NAMES = (
    "description question allowedAnswers authorityRequirement supportedObjective impactedPerformanceIndicator "
    "decisionMaker decisionOwner usingProcess usingTask knowledgeSource performanceIndicator organizationUnit "
    "elementCollection group textAnnotation association annotation annotationEntry"
)
_TEXT_NAMES = "description question allowedAnswers type text typeRef importedElement"
EXPRESSIONS = frozenset(_EXPRESSION_NAMES.split())
DOCUMENTATION_ONLY = frozenset(_DOCUMENTATION_NAMES.split())
_ROOTS = "decision businessKnowledgeModel inputData knowledgeSource decisionService"
_ARTIFACTS = "group textAnnotation association"
_EXPRESSION = "@EXPRESSION"


def _named(attributes: str = "", children: str = "") -> Grammar:
    return _element("name " + attributes, children)


def _element(attributes: str = "", children: str = "") -> Grammar:
    return _bare("id label " + attributes, "description extensionElements " + children)


def _bare(attributes: str = "", children: str = "") -> Grammar:
    names = frozenset(children.split())
    expanded = (names - {_EXPRESSION}) | EXPRESSIONS if _EXPRESSION in names else names
    return Grammar(frozenset(attributes.split()), expanded)


def _expression(attributes: str = "", children: str = "") -> Grammar:
    return _element("typeRef " + attributes, children)


_REFERENCE = _bare("href")
_TEXT = _bare()
_CHILD = _bare("id", _EXPRESSION)
_UNARY_TESTS = _expression("expressionLanguage", "text")
_LITERAL = _expression("expressionLanguage", "text importedValues")
_ITEM = _named("typeLanguage isCollection", "typeRef allowedValues typeConstraint itemComponent functionItem")
_VARIABLE = _named("typeRef")
_FUNCTION = _expression("kind", "formalParameter " + _EXPRESSION)
_IMPORT_ATTRIBUTES = "namespace locationURI importType"
_QUANTIFIED = _expression("iteratorVariable", "in satisfies")
_REQUIREMENT_REFERENCES = (
    "requiredDecision requiredInput requiredKnowledge requiredAuthority outputDecision encapsulatedDecision "
    "inputDecision supportedObjective impactedPerformanceIndicator decisionMaker decisionOwner usingProcess usingTask "
    "owner impactingDecision decisionMade decisionOwned sourceRef targetRef drgElement"
)

GRAMMAR: dict[str, Grammar] = {
    "definitions": _named(
        "expressionLanguage typeLanguage namespace exporter exporterVersion",
        f"import itemDefinition {_ROOTS} {_ARTIFACTS} elementCollection performanceIndicator organizationUnit",
    ),
    "import": _named(_IMPORT_ATTRIBUTES),
    "importedValues": _named(_IMPORT_ATTRIBUTES + " expressionLanguage", "importedElement"),
    "elementCollection": _named(children="drgElement"),
    "decision": _named(
        children="question allowedAnswers variable informationRequirement knowledgeRequirement authorityRequirement "
        "supportedObjective impactedPerformanceIndicator decisionMaker decisionOwner usingProcess usingTask "
        + _EXPRESSION
    ),
    "performanceIndicator": _named("URI", "impactingDecision"),
    "organizationUnit": _named("URI", "decisionMade decisionOwned"),
    "businessKnowledgeModel": _named(children="variable encapsulatedLogic knowledgeRequirement authorityRequirement"),
    "inputData": _named(children="variable"),
    "knowledgeSource": _named("locationURI", "authorityRequirement type owner"),
    "informationRequirement": _element(children="requiredDecision requiredInput"),
    "knowledgeRequirement": _element(children="requiredKnowledge"),
    "authorityRequirement": _element(children="requiredDecision requiredInput requiredAuthority"),
    "itemDefinition": _ITEM,
    "itemComponent": _ITEM,
    "functionItem": _element("outputTypeRef", "parameters"),
    "parameters": _VARIABLE,
    "allowedValues": _UNARY_TESTS,
    "typeConstraint": _UNARY_TESTS,
    "literalExpression": _LITERAL,
    "inputExpression": _LITERAL,
    "outputEntry": _LITERAL,
    "defaultOutputEntry": _LITERAL,
    "inputEntry": _UNARY_TESTS,
    "inputValues": _UNARY_TESTS,
    "outputValues": _UNARY_TESTS,
    "invocation": _expression(children="binding " + _EXPRESSION),
    "binding": _bare(children="parameter " + _EXPRESSION),
    "parameter": _VARIABLE,
    "formalParameter": _VARIABLE,
    "variable": _VARIABLE,
    "column": _VARIABLE,
    "decisionTable": _expression(
        "hitPolicy aggregation preferredOrientation outputLabel", "input output annotation rule"
    ),
    "input": _element(children="inputExpression inputValues"),
    "output": _element("name typeRef", "outputValues defaultOutputEntry"),
    "annotation": _bare("name"),
    "rule": _element(children="inputEntry outputEntry annotationEntry"),
    "annotationEntry": _bare(children="text"),
    "group": _named(),
    "textAnnotation": _element("textFormat", "text"),
    "association": _element("associationDirection", "sourceRef targetRef"),
    "context": _expression(children="contextEntry"),
    "contextEntry": _element(children="variable " + _EXPRESSION),
    "functionDefinition": _FUNCTION,
    "encapsulatedLogic": _FUNCTION,
    "relation": _expression(children="column row"),
    "row": _expression(children=_EXPRESSION),
    "list": _expression(children=_EXPRESSION),
    "decisionService": _named(children="variable outputDecision encapsulatedDecision inputDecision inputData"),
    "for": _expression("iteratorVariable", "in return"),
    "every": _QUANTIFIED,
    "some": _QUANTIFIED,
    "conditional": _expression(children="if then else"),
    "filter": _expression(children="in match"),
    "in": _bare("id typeRef", _EXPRESSION),
    "return": _CHILD,
    "satisfies": _CHILD,
    "if": _CHILD,
    "then": _CHILD,
    "else": _CHILD,
    "match": _CHILD,
    **dict.fromkeys(_REQUIREMENT_REFERENCES.split(), _REFERENCE),
    **dict.fromkeys(_TEXT_NAMES.split(), _TEXT),
}


def grammar_of(name: str, *, parent: str) -> Grammar | None:
    """The grammar of element `name` inside `parent`; None for a name DMN does not know."""
    if parent == "decisionService" and name == "inputData":
        return _REFERENCE
    return GRAMMAR.get(name)
