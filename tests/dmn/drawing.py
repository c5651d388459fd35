"""Draws small DMN files for tests: each function gives XML of one element; ids derive from names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from engine.dmn import DecisionResult, DmnFinding, DmnModel, read_dmn
from engine.feel import Environment

NAMESPACES = {
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def a_file(*parts: str, namespace: str = "urn:test", version: str = "1.5", attributes: str = "") -> bytes:
    """A DMN file of these elements."""
    head = f'<definitions xmlns="{NAMESPACES[version]}" id="defs" name="test" namespace="{namespace}" {attributes}>'
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{head}\n{chr(10).join(parts)}\n</definitions>".encode()


def a_model(*parts: str, imports: Iterable[DmnModel] = (), namespace: str = "urn:test") -> DmnModel:
    """The model of these elements; it must have no errors."""
    content = a_file(*parts, namespace=namespace)
    model, findings = read_dmn(content, imports={each.namespace: each for each in imports})
    assert model is not None, [(each.code, each.reason.en) for each in findings if each.level == "error"]
    return model


def findings_of(*parts: str, level: str = "error") -> list[DmnFinding]:
    """What the gate says of these elements at one level."""
    return [each for each in read_dmn(a_file(*parts))[1] if each.level == level]


def codes_of(*parts: str, level: str = "error") -> list[str]:
    """The codes of `findings_of`."""
    return [each.code for each in findings_of(*parts, level=level)]


def ask(model: DmnModel, name: str, /, **variables: object) -> DecisionResult:
    """The result of the decision of that name; `_` in names of variables stands for a space."""
    given = {key.replace("_", " "): value for key, value in variables.items()}
    return model.evaluate(_id("d", name), given, Environment(now=NOON))


def output(model: DmnModel, name: str, /, **variables: object) -> object:
    """The output of a decision that must not fail."""
    result = ask(model, name, **variables)
    assert result.failure_message is None, result.failure_message
    return result.output


def an_input(name: str, type_ref: str = "") -> str:
    """Input data."""
    return f"<inputData id={_quoted('i', name)} name={quoteattr(name)}>{_variable(name, type_ref)}</inputData>"


def a_decision(
    name: str,
    logic: str = "",
    *,
    inputs: Sequence[str] = (),
    decisions: Sequence[str] = (),
    knows: Sequence[str] = (),
    type_ref: str = "",
) -> str:
    """A decision; `inputs` and `decisions` are names or hrefs with `#`, `knows` those of knowledge or services."""
    needs = "".join(
        f'<informationRequirement><{kind} href="{_href(prefix, each)}"/></informationRequirement>'
        for kind, prefix, names in (("requiredInput", "i", inputs), ("requiredDecision", "d", decisions))
        for each in names
    )
    inner = f"{_variable(name, type_ref)}{needs}{_knowledge(knows)}{logic}"
    return f"<decision id={_quoted('d', name)} name={quoteattr(name)}>{inner}</decision>"


def a_knowledge(
    name: str, parameters: Mapping[str, str], body: str, *, knows: Sequence[str] = (), type_ref: str = ""
) -> str:
    """A business knowledge model; parameters map names to types."""
    return (
        f"<businessKnowledgeModel id={_quoted('b', name)} name={quoteattr(name)}>{_variable(name, type_ref)}"
        f"<encapsulatedLogic>{_parameters(parameters)}{body}</encapsulatedLogic>{_knowledge(knows)}"
        "</businessKnowledgeModel>"
    )


def a_service(
    name: str,
    outputs: Sequence[str],
    *,
    encapsulated: Sequence[str] = (),
    decisions: Sequence[str] = (),
    inputs: Sequence[str] = (),
) -> str:
    """A decision service."""
    parts = (
        ("outputDecision", "d", outputs),
        ("encapsulatedDecision", "d", encapsulated),
        ("inputDecision", "d", decisions),
        ("inputData", "i", inputs),
    )
    refs = "".join(f'<{kind} href="{_href(prefix, each)}"/>' for kind, prefix, names in parts for each in names)
    return (
        f"<decisionService id={_quoted('s', name)} name={quoteattr(name)}>{_variable(name, '')}{refs}</decisionService>"
    )


def literal(text: str, type_ref: str = "") -> str:
    """A boxed literal expression."""
    return f"<literalExpression{_type(type_ref)}><text>{escape(text)}</text></literalExpression>"


def context(entries: Mapping[str, str], result: str = "") -> str:
    """A boxed context of names and boxed expressions, with an optional result cell."""
    lines = "".join(f"<contextEntry>{_variable(name, '')}{value}</contextEntry>" for name, value in entries.items())
    return f"<context>{lines}{f'<contextEntry>{result}</contextEntry>' if result else ''}</context>"


def function(parameters: Mapping[str, str], body: str, *, kind: str = "FEEL") -> str:
    """A boxed function definition."""
    return f'<functionDefinition kind="{kind}">{_parameters(parameters)}{body}</functionDefinition>'


def invocation(called: str, arguments: Mapping[str, str]) -> str:
    """A boxed invocation of a FEEL text with boxed arguments by name."""
    bound = "".join(
        f"<binding><parameter name={quoteattr(name)}/>{value}</binding>" for name, value in arguments.items()
    )
    return f"<invocation>{literal(called)}{bound}</invocation>"


def table(
    inputs: Sequence[tuple[str, str] | tuple[str, str, str]],
    outputs: Sequence[Mapping[str, str]],
    rules: Sequence[Sequence[str]],
    *,
    hit_policy: str = "UNIQUE",
    aggregation: str = "",
) -> str:
    """A decision table. Inputs: text, type, allowed values. Outputs: name, type, values, default. Rules: all cells."""
    columns = "".join(_input_column(index, *each) for index, each in enumerate(inputs, start=1))
    columns += "".join(_output_column(index, each) for index, each in enumerate(outputs, start=1))
    lines = "".join(_rule(index, cells, len(inputs)) for index, cells in enumerate(rules, start=1))
    joined = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="t" hitPolicy="{hit_policy}"{joined}>{columns}{lines}</decisionTable>'


def an_item(
    name: str, type_ref: str = "", *, inner: str = "", is_collection: bool = False, tag: str = "itemDefinition"
) -> str:
    """An item definition; `inner` is XML after the type: components, allowed values, a constraint."""
    base = f"<typeRef>{type_ref}</typeRef>" if type_ref else ""
    return f'<{tag} name={quoteattr(name)} isCollection="{str(is_collection).lower()}">{base}{inner}</{tag}>'


def allowed(text: str, tag: str = "allowedValues") -> str:
    """Allowed values, or another element of unary tests."""
    return f"<{tag}><text>{escape(text)}</text></{tag}>"


def _input_column(index: int, text: str, type_ref: str, values: str = "") -> str:
    declared = allowed(values, "inputValues") if values else ""
    expression = f"<inputExpression{_type(type_ref)}><text>{escape(text)}</text></inputExpression>"
    return f'<input id="in{index}">{expression}{declared}</input>'


def _output_column(index: int, column: Mapping[str, str]) -> str:
    declared = allowed(column["values"], "outputValues") if "values" in column else ""
    default = allowed(column["default"], "defaultOutputEntry") if "default" in column else ""
    name = f" name={quoteattr(column['name'])}" if "name" in column else ""
    return f'<output id="out{index}"{name}{_type(column.get("type", ""))}>{declared}{default}</output>'


def _rule(index: int, cells: Sequence[str], input_count: int) -> str:
    kinds = ["inputEntry"] * input_count + ["outputEntry"] * (len(cells) - input_count)
    return (
        f'<rule id="r{index}">'
        + "".join(allowed(cell, kind) for cell, kind in zip(cells, kinds, strict=True))
        + "</rule>"
    )


def _knowledge(names: Sequence[str]) -> str:
    return "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href("b", each)}"/></knowledgeRequirement>' for each in names
    )


def _parameters(parameters: Mapping[str, str]) -> str:
    return "".join(f"<formalParameter name={quoteattr(name)}{_type(kind)}/>" for name, kind in parameters.items())


def _variable(name: str, type_ref: str) -> str:
    return f"<variable name={quoteattr(name)}{_type(type_ref)}/>"


def _type(type_ref: str) -> str:
    return f" typeRef={quoteattr(type_ref)}" if type_ref else ""


def _href(prefix: str, name: str) -> str:
    return name if "#" in name else f"#{_id(prefix, name)}"


def _quoted(prefix: str, name: str) -> str:
    return quoteattr(_id(prefix, name))


def _id(prefix: str, name: str) -> str:
    return f"{prefix}_{name.replace(' ', '_')}"
