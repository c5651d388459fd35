"""From XML to decision tables: width, hit policy and what it needs (dialect N2 to N4)."""

from __future__ import annotations

from lxml import etree

from engine.dmn.elements import Aggregation, DecisionTable, HitPolicy, InputClause, Literal, OutputClause, Rule
from engine.dmn.findings import FindingList, Place, Text
from engine.dmn.names import local_name, place_of
from engine.dmn.reading_text import is_feel, one, read_literal, read_optional, text_of, tidy_name

_DRAW_AGAIN = Text("Correct the table in the designer", "请在设计器中修正决策表")


def read_table(node: etree._Element, findings: FindingList) -> DecisionTable:
    """The decision table `node`; what it lacks is reported as `DMN_TABLE`."""
    place = place_of(node)
    inputs = tuple(_input(child, findings) for child in node if local_name(child) == "input")
    outputs = tuple(_output(child, findings) for child in node if local_name(child) == "output")
    rules = tuple(
        _rule(child, index, findings)
        for index, child in enumerate((child for child in node if local_name(child) == "rule"), start=1)
    )
    table = DecisionTable(
        place=place,
        type_ref=node.get("typeRef", ""),
        hit_policy=_hit_policy(node, place, findings),
        aggregation=_aggregation(node, place, findings),
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )
    _check_width(table, findings)
    _check_policy(table, findings)
    return table


def _input(node: etree._Element, findings: FindingList) -> InputClause:
    place = place_of(node)
    expression = one(node, "inputExpression")
    if expression is None:
        _refuse(place, findings, "expected an input expression, but found none", "输入列缺少表达式")
        literal = Literal(place, "null")
    else:
        is_feel(expression, findings)
        literal = read_literal(expression)
    label = node.get("label") or literal.text
    return InputClause(node.get("id", ""), label, literal, read_optional(node, "inputValues", findings))


def _output(node: etree._Element, findings: FindingList) -> OutputClause:
    name = tidy_name(node.get("name", ""))
    return OutputClause(
        id=node.get("id", ""),
        name=name,
        label=node.get("label") or name,
        type_ref=node.get("typeRef", ""),
        allowed=read_optional(node, "outputValues", findings),
        default=read_optional(node, "defaultOutputEntry", findings),
    )


def _rule(node: etree._Element, index: int, findings: FindingList) -> Rule:
    tests = tuple(_cell(child, findings) for child in node if local_name(child) == "inputEntry")
    outputs = tuple(_cell(child, findings) for child in node if local_name(child) == "outputEntry")
    place = place_of(node)
    identity = node.get("id", f"rule {index}")
    return Rule(identity, Place(identity, text_of(one(node, "description")), place.line), tests, outputs)


def _cell(node: etree._Element, findings: FindingList) -> Literal:
    is_feel(node, findings)
    return read_literal(node)


def _hit_policy(node: etree._Element, place: Place, findings: FindingList) -> HitPolicy:
    written = node.get("hitPolicy", "UNIQUE")
    try:
        return HitPolicy(written)
    except ValueError:
        choices = ", ".join(HitPolicy)
        _refuse(
            place, findings, f"expected one of {choices}, but found hit policy {written}", f"未知的命中策略 {written}"
        )
        return HitPolicy.UNIQUE


def _aggregation(node: etree._Element, place: Place, findings: FindingList) -> Aggregation | None:
    written = node.get("aggregation")
    if written is None:
        return None
    try:
        return Aggregation(written)
    except ValueError:
        choices = ", ".join(Aggregation)
        _refuse(place, findings, f"expected one of {choices}, but found aggregation {written}", f"未知的聚合 {written}")
        return None


def _check_width(table: DecisionTable, findings: FindingList) -> None:
    if not table.outputs:
        _refuse(table.place, findings, "expected at least one output, but found none", "决策表至少需要一个输出列")
    for rule in table.rules:
        for kind, chinese, expected, found in (
            ("input", "输入", len(table.inputs), len(rule.tests)),
            ("output", "输出", len(table.outputs), len(rule.outputs)),
        ):
            if expected != found:
                _refuse(
                    rule.place,
                    findings,
                    f"expected {expected} {kind} entries in the rule, but found {found}",
                    f"规则应有 {expected} 个{chinese}单元格，实际 {found} 个",
                )


def _check_policy(table: DecisionTable, findings: FindingList) -> None:
    if table.aggregation is not None and table.hit_policy is not HitPolicy.COLLECT:
        english = f"expected hit policy COLLECT with an aggregation, but found {table.hit_policy}"
        _refuse(table.place, findings, english, f"只有 COLLECT 可以使用聚合，实际为 {table.hit_policy}")
    if table.aggregation is not None and len(table.outputs) > 1 and table.aggregation is not Aggregation.COUNT:
        english = f"expected one output with {table.aggregation}, but found {len(table.outputs)}"
        _refuse(table.place, findings, english, f"{table.aggregation} 聚合只能有一个输出列")
    names = [output.name for output in table.outputs]
    if len(names) > 1 and (not all(names) or len(set(names)) < len(names)):
        _refuse(
            table.place, findings, f"expected different output names, but found {names}", "多个输出列必须有不同的名称"
        )


def _refuse(place: Place, findings: FindingList, english: str, chinese: str) -> None:
    findings.add("DMN_TABLE", place, Text(english, chinese), _DRAW_AGAIN)
