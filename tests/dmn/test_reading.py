"""The gate for DMN files: versions, safe XML, names, languages, references (dialect G3, G4, G7, N1, N6, N8)."""

from __future__ import annotations

import pytest

from engine.dmn import read_dmn
from engine.dmn.xml import MAXIMUM_BYTES
from engine.feel import Environment
from tests.dmn.drawing import (
    NAMESPACES,
    NOON,
    a_decision,
    a_file,
    a_knowledge,
    an_input,
    an_item,
    codes_of,
    findings_of,
    function,
    literal,
    table,
)


@pytest.mark.parametrize("version", NAMESPACES)
def test_n1_files_of_dmn_1_2_to_1_5_are_read(version: str) -> None:
    content = a_file(a_decision("Answer", literal("42")), version=version)

    model, findings = read_dmn(content)

    assert findings == ()
    assert model is not None
    assert [decision.name for decision in model.decisions.values()] == ["Answer"]


@pytest.mark.parametrize(
    "namespace",
    ["http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20130901", "urn:else"],
)
def test_n1_an_older_or_foreign_file_is_refused_as_dmn_version(namespace: str) -> None:
    content = a_file().replace(NAMESPACES["1.5"].encode(), namespace.encode())

    model, findings = read_dmn(content)

    assert model is None
    assert [finding.code for finding in findings] == ["DMN_VERSION"]
    assert "designer" in findings[0].advice.en
    assert "设计器" in findings[0].advice.zh


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE x [<!ENTITY e "boom">]><definitions>&e;</definitions>', "XML_UNSAFE"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><definitions/>', "XML_UNSAFE"),
        (b"<definitions", "XML_UNSAFE"),
        (b"", "XML_UNSAFE"),
        (b"\x00\xff\xfe", "XML_UNSAFE"),
        (b" " * (MAXIMUM_BYTES + 1), "FILE_TOO_LARGE"),
        (b"<a>" * 101 + b"</a>" * 101, "MODEL_TOO_LARGE"),
        (b"<a>" * 5000 + b"</a>" * 5000, "XML_UNSAFE"),
    ],
)
def test_g7_unsafe_or_too_large_xml_is_refused(content: bytes, code: str) -> None:
    model, findings = read_dmn(content)

    assert model is None
    assert [finding.code for finding in findings] == [code]


def test_g7_a_document_type_in_utf_16_is_refused() -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY e "x">]><d>&e;</d>'.encode("utf-16")

    assert [finding.code for finding in read_dmn(content)[1]] == ["XML_UNSAFE"]


def test_g3_an_unknown_element_is_refused_with_its_line() -> None:
    (finding,) = findings_of('<decision id="d" name="D">', "<surprise/>", "</decision>")

    assert finding.code == "UNKNOWN_ELEMENT"
    assert (finding.element_id, finding.element_name, finding.line) == ("d", "D", 4)
    assert "surprise" in finding.reason.en
    assert "surprise" in finding.reason.zh


def test_g3_an_unknown_attribute_is_refused() -> None:
    assert codes_of('<decision id="d" name="D" mood="good"/>') == ["UNKNOWN_ATTRIBUTE"]


def test_g3_a_known_element_at_a_wrong_place_is_refused() -> None:
    assert codes_of('<decision id="d" name="D"><rule/></decision>') == ["UNKNOWN_ELEMENT"]


def test_g4_an_extension_of_another_engine_is_refused_but_its_appearance_is_not() -> None:
    refused = '<decision id="d" name="D" xmlns:c="http://camunda.org/schema/1.0/dmn" c:historyTimeToLive="5"/>'
    harmless = '<decision id="d" name="D" xmlns:c="http://camunda.org/schema/1.0/dmn" c:width="5"/>'

    assert codes_of(refused) == ["FOREIGN_ENGINE_EXTENSION"]
    assert codes_of(harmless) == []


def test_n1_extensions_of_drawing_tools_are_listed_once_as_ignored() -> None:
    drawn = '<decision id="{}" name="D" xmlns:b="http://bpmn.io/schema/dmn/biodi/2.0" b:width="5"/>'

    ignored = findings_of(drawn.format("d1"), drawn.format("d2"), level="ignored")

    assert [(finding.code, finding.element_id) for finding in ignored] == [("IGNORED", "d1")]
    assert "2 times" in ignored[0].reason.en


def test_documentation_is_listed_as_ignored() -> None:
    ignored = findings_of('<decision id="d" name="D"><description>why</description></decision>', level="ignored")

    assert [finding.reason.en.split()[0] for finding in ignored] == ["description"]


def test_v4_the_version_tag_is_read() -> None:
    tag = '<z:versionTag xmlns:z="http://camunda.org/schema/zeebe/1.0" value="v7"/>'
    model, findings = read_dmn(
        a_file(f'<decision id="d" name="D"><extensionElements>{tag}</extensionElements></decision>')
    )

    assert model is not None
    assert not [finding for finding in findings if finding.level == "error"]
    assert model.decisions["d"].version_tag == "v7"
    assert model.version_tag == "v7"


def test_another_zeebe_extension_is_not_allowed_here() -> None:
    wrong = '<extensionElements><z:script xmlns:z="http://camunda.org/schema/zeebe/1.0"/></extensionElements>'

    assert codes_of(f'<decision id="d" name="D">{wrong}</decision>') == ["EXTENSION_NOT_ALLOWED_HERE"]


@pytest.mark.parametrize("language", ["javascript", "http://www.java.com", "urn:python"])
def test_n1_another_expression_language_is_refused(language: str) -> None:
    logic = f'<literalExpression expressionLanguage="{language}"><text>1</text></literalExpression>'

    assert codes_of(a_decision("D", logic)) == ["DMN_LANGUAGE"]


@pytest.mark.parametrize("language", ["feel", "FEEL", "https://www.omg.org/spec/DMN/20191111/FEEL/"])
def test_n1_feel_may_be_named_as_the_language(language: str) -> None:
    logic = f'<literalExpression expressionLanguage="{language}"><text>1</text></literalExpression>'

    assert codes_of(a_decision("D", logic)) == []


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_f14_an_external_function_is_refused(kind: str) -> None:
    assert codes_of(a_decision("D", function({"x": ""}, "", kind=kind))) == ["EXTERNAL_FUNCTION"]


def test_f14_an_external_function_in_feel_text_is_refused() -> None:
    text = 'function(x) external {java: {class: "java.lang.Math", method signature: "abs(int)"}}'

    assert codes_of(a_decision("D", literal(text))) == ["EXTERNAL_FUNCTION"]


def test_a_tolerated_error_lets_the_other_decisions_be_asked() -> None:
    broken = table([], [{}], [("1",)]).replace("<outputEntry>", "<inputEntry><text>)</text></inputEntry><outputEntry>")
    broken = broken.replace("<output id", "<input><inputExpression><text>1</text></inputExpression></input><output id")
    content = a_file(a_decision("good", literal("1")), a_decision("bad", literal("1 +")), a_decision("worse", broken))

    model, findings = read_dmn(content, tolerated=frozenset({"FEEL_SYNTAX"}))

    assert [finding.code for finding in findings if finding.level == "error"] == ["FEEL_SYNTAX"] * 2
    assert model is not None
    assert model.evaluate("d_good", {}, Environment(now=NOON)).output == 1
    assert model.evaluate("d_bad", {}, Environment(now=NOON)).failed_decision_id == "d_bad"
    assert model.evaluate("d_worse", {}, Environment(now=NOON)).failed_decision_id == "d_worse"


def test_n6_a_cycle_of_decisions_is_refused_with_its_names() -> None:
    (finding,) = findings_of(
        a_decision("A", literal("B"), decisions=["B"]), a_decision("B", literal("A"), decisions=["A"])
    )

    assert finding.code == "DMN_CYCLE"
    assert "A → B → A" in finding.reason.en or "B → A → B" in finding.reason.en


def test_n6_a_decision_that_requires_itself_is_refused() -> None:
    assert codes_of(a_decision("A", literal("1"), decisions=["A"])) == ["DMN_CYCLE"]


def test_a_cycle_of_knowledge_models_is_refused_but_recursion_is_not() -> None:
    first = a_knowledge("f", {"n": ""}, literal("g(n)"), knows=["g"])
    second = a_knowledge("g", {"n": ""}, literal("f(n)"), knows=["f"])
    recursive = a_knowledge("f", {"n": ""}, literal("if n < 2 then 1 else f(n - 1)"), knows=["f"])

    assert codes_of(first, second) == ["DMN_CYCLE"]
    assert codes_of(recursive) == []


def test_a_type_that_is_itself_is_refused_but_a_tree_is_not() -> None:
    alias = an_item("a", "b") + an_item("b", "a")
    tree = an_item("node", inner=an_item("children", "node", tag="itemComponent", is_collection=True))

    assert codes_of(alias) == ["DMN_CYCLE"]
    assert codes_of(tree) == []


def test_g8_a_reference_to_nothing_is_refused() -> None:
    assert codes_of(a_decision("A", literal("1"), inputs=["gone"])) == ["REFERENCE_UNRESOLVED"]
    assert codes_of(an_input("x", "tGone")) == ["REFERENCE_UNRESOLVED"]


def test_g8_an_id_used_twice_is_refused() -> None:
    assert codes_of(an_input("x"), an_input("x")) == ["DUPLICATE_ID"]


def test_n8_an_import_that_is_not_there_is_refused() -> None:
    imported = f'<import name="other" namespace="urn:other" importType="{NAMESPACES["1.5"]}"/>'

    assert codes_of(imported) == ["DMN_IMPORT"]


def test_an_import_of_another_kind_is_refused() -> None:
    assert "DMN_IMPORT" in codes_of('<import name="p" namespace="urn:p" importType="http://www.dmg.org/PMML-4_3"/>')


def test_g9_a_syntax_error_names_element_line_and_column() -> None:
    (finding,) = findings_of(a_decision("D", literal("1 +\n  )")))

    assert finding.code == "FEEL_SYNTAX"
    assert finding.element_id == "d_D"
    assert "line 2, column 3" in finding.reason.en


def test_n2_a_rule_of_the_wrong_width_is_refused() -> None:
    narrow = (
        table([("x", "number")], [{}], [("1",)])
        .replace("<inputEntry>", "<outputEntry>")
        .replace("</inputEntry>", "</outputEntry>")
    )

    assert codes_of(a_decision("D", narrow, inputs=["x"]), an_input("x")) == ["DMN_TABLE"]


def test_n2_priority_without_declared_values_is_refused() -> None:
    for policy in ("PRIORITY", "OUTPUT ORDER"):
        drawn = table([("x", "number")], [{}], [("1", "2")], hit_policy=policy)
        assert codes_of(a_decision("D", drawn, inputs=["x"]), an_input("x")) == ["DMN_TABLE"]


@pytest.mark.parametrize(
    ("policy", "aggregation", "outputs"),
    [
        ("SOMETIMES", "", [{}]),
        ("COLLECT", "MEAN", [{}]),
        ("UNIQUE", "SUM", [{}]),
        ("COLLECT", "SUM", [{"name": "a"}, {"name": "b"}]),
        ("UNIQUE", "", [{"name": "a"}, {"name": "a"}]),
        ("UNIQUE", "", [{"name": "a"}, {}]),
    ],
)
def test_n3_a_table_that_cannot_be_decided_is_refused(
    policy: str, aggregation: str, outputs: list[dict[str, str]]
) -> None:
    cells = ("-", *("1" for _ in outputs))
    drawn = table([("x", "number")], outputs, [cells], hit_policy=policy, aggregation=aggregation)

    assert set(codes_of(a_decision("D", drawn, inputs=["x"]), an_input("x"))) == {"DMN_TABLE"}


def test_n6_a_name_that_is_not_required_is_a_warning_at_deployment() -> None:
    warnings = findings_of(a_decision("D", literal("x + 1")), an_input("x"), level="warning")

    assert [finding.code for finding in warnings] == ["DMN_NAME_UNKNOWN"]
    assert "x" in warnings[0].reason.en


def test_g1_findings_are_sorted_by_line() -> None:
    found = findings_of(an_input("b", "tGone"), an_input("a", "tGone"), '<decision id="d" name="D" mood="x"/>')

    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    assert len(found) == 3
