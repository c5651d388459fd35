"""The kit's level 2 passes whole (dialect N11), and the runner itself tells right from wrong."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from lxml import etree

from engine.feel import FeelValue, parse_duration, parse_temporal
from tests.dmn.drawing import NAMESPACES, a_decision, a_file, a_knowledge, a_service, an_input, context, literal
from tests.tck.__main__ import print_folders, write_csv
from tests.tck.runner import CaseResult, run_tree
from tests.tck.values import is_same, read_value

PROJECT = Path(__file__).parents[2]
LEVEL_2 = PROJECT.parent / "shared" / "conformance" / "dmn-tck-level2"
LEVEL_2_RESULTS = 126
HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)


@pytest.mark.skipif(not LEVEL_2.is_dir(), reason=f"the kit's files are not next to the project: {LEVEL_2.name}")
def test_n11_every_result_of_level_2_passes() -> None:
    results = run_tree(LEVEL_2)

    assert [(each.folder, each.case_id, each.detail) for each in results if not each.is_passed] == []
    assert len(results) == LEVEL_2_RESULTS


def _run(folder: Path, model: bytes, cases: str) -> list[CaseResult]:
    own = folder / "own" / "0001-case"
    own.mkdir(parents=True, exist_ok=True)
    (own / "0001-case.dmn").write_bytes(model)
    text = f"{HEAD}<modelName>0001-case.dmn</modelName>{cases}</testCases>"
    (own / "0001-case-test-01.xml").write_text(text, encoding="utf-8")
    return run_tree(folder / "own")


def _value(inner: str) -> FeelValue:
    return read_value(etree.fromstring(f"{HEAD}{inner}</testCases>")[0])


def test_a_right_result_passes_and_a_wrong_one_fails_with_both_values(tmp_path: Path) -> None:
    model = a_file(a_decision("D", literal("x + 1"), inputs=["x"]), an_input("x"))
    case = (
        '<testCase id="{}"><inputNode name="x"><value xsi:type="xsd:decimal">1</value></inputNode>'
        '<resultNode name="D"><expected><value xsi:type="xsd:{}">2</value></expected></resultNode></testCase>'
    )

    right, wrong = _run(tmp_path, model, case.format("a", "decimal") + case.format("b", "string"))

    assert right.is_passed
    assert wrong.detail == 'expected "2", but found 2'


def test_services_and_knowledge_models_are_asked_directly(tmp_path: Path) -> None:
    model = a_file(
        an_input("x"),
        a_decision("D", literal("x"), inputs=["x"]),
        a_decision("E", literal("x * 2"), inputs=["x"]),
        a_service("one", ["D"], inputs=["x"]),
        a_service("both", ["D", "E"], inputs=["x"]),
        a_knowledge("add", {"a": "number"}, literal("a + 1")),
    )
    given = '<inputNode name="{}"><value xsi:type="xsd:decimal">5</value></inputNode>'
    result = '<resultNode name="{}"><expected><value xsi:type="xsd:decimal">{}</value></expected></resultNode>'
    cases = "".join(
        f'<testCase id="{name}" type="{kind}" invocableName="{name}">{given.format(parameter)}{nodes}</testCase>'
        for name, kind, parameter, nodes in (
            ("one", "decisionService", "x", result.format("D", 5)),
            ("both", "decisionService", "x", result.format("D", 5) + result.format("E", 10)),
            ("add", "bkm", "a", result.format("add", 6)),
        )
    )

    assert [each.detail for each in _run(tmp_path, model, cases)] == [""] * 4


def test_an_expected_error_is_a_failure_or_a_null_with_a_warning(tmp_path: Path) -> None:
    model = a_file(a_decision("bad", literal("1 + null")), a_decision("good", literal("1")))
    node = '<resultNode errorResult="true" name="{}"><expected><value xsi:nil="true"/></expected></resultNode>'

    bad, good = _run(tmp_path, model, f'<testCase id="1">{node.format("bad")}{node.format("good")}</testCase>')

    assert bad.is_passed
    assert good.detail == "expected an error, but found 1"


def test_a_model_that_cannot_be_read_fails_all_its_cases(tmp_path: Path) -> None:
    case = '<testCase id="1"><resultNode name="D"><expected/></resultNode></testCase>'

    (result,) = _run(tmp_path, b"<nothing/>", case)

    assert "DMN_VERSION" in result.detail


def test_contexts_lists_and_nulls_are_compared(tmp_path: Path) -> None:
    model = a_file(a_decision("D", context({"a": literal("[1, null]"), "b c": literal('"x"')})))
    item = '<item><value xsi:type="xsd:decimal">1</value></item><item xsi:nil="true"/>'
    expected = f'<component name="a"><list>{item}</list></component><component name="b c"><value>x</value></component>'
    case = f'<testCase id="1"><resultNode name="D"><expected>{expected}</expected></resultNode></testCase>'

    (result,) = _run(tmp_path, model, case)

    assert result.detail == ""


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("xsd:string", "a", "a"),
        ("xsd:decimal", "1.50", Decimal("1.50")),
        ("xsd:double", "1e3", Decimal(1000)),
        ("xsd:boolean", "true", True),
        ("xsd:date", "2026-07-01", parse_temporal("2026-07-01")),
        ("xsd:time", "10:00:00Z", parse_temporal("10:00:00Z")),
        ("xsd:dateTime", "2026-07-01T10:00:00", parse_temporal("2026-07-01T10:00:00")),
        ("xsd:duration", "P1Y", parse_duration("P1Y")),
        ("xsd:duration", "PT1H", parse_duration("PT1H")),
    ],
)
def test_simple_values_are_read_by_their_type(kind: str, text: str, expected: FeelValue) -> None:
    assert _value(f'<expected><value xsi:type="{kind}">{text}</value></expected>') == expected


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        (Decimal("0.333333333333333"), Decimal("0.3333333333333333333333"), True),
        (Decimal(1), Decimal("1.1"), False),
        (Decimal(1), True, False),
        (Decimal(1), "1", False),
        ([Decimal(1)], Decimal(1), False),
        ({"a": None}, {"a": None}, True),
        ({"a": None}, {}, False),
        (None, None, True),
        (None, False, False),
    ],
)
def test_values_are_compared_as_the_kit_does(expected: FeelValue, actual: FeelValue, same: bool) -> None:
    assert is_same(expected, actual) is same


def test_the_reports_count_and_list() -> None:
    results = [
        CaseResult("f", "t", "1", "D", ""),
        CaseResult("f", "t", "1", "E", "no"),
        CaseResult("f", "t", "2", "D", ""),
    ]
    lines, table = StringIO(), StringIO()

    print_folders(results, lines)
    write_csv(results, table)

    assert "2 of 3 results passed" in lines.getvalue()
    assert table.getvalue() == '"f","t","1","ERROR","E: no"\n"f","t","2","SUCCESS",""\n'


def test_a_folder_may_hold_models_that_import_each_other(tmp_path: Path) -> None:
    imported = f'<import name="lib" namespace="urn:lib" importType="{NAMESPACES["1.5"]}"/>'
    model = a_file(imported, a_decision("D", literal("lib.E + 1"), decisions=["urn:lib#d_E"]))
    case = (
        '<testCase id="1"><resultNode name="D"><expected><value xsi:type="xsd:decimal">3</value></expected>'
        "</resultNode></testCase>"
    )
    (tmp_path / "own" / "0001-case").mkdir(parents=True)
    library = a_file(a_decision("E", literal("2")), namespace="urn:lib")
    (tmp_path / "own" / "0001-case" / "z-library.dmn").write_bytes(library)

    (result,) = _run(tmp_path, model, case)

    assert result.detail == ""
