"""Every boxed expression (dialect N7)."""

from __future__ import annotations

import pytest

from tests.dmn.drawing import (
    a_decision,
    a_knowledge,
    a_model,
    an_input,
    an_item,
    ask,
    codes_of,
    context,
    function,
    invocation,
    literal,
    output,
    table,
)

X = an_input("x")


def _value(logic: str, **variables: object) -> object:
    names = list(variables)
    return output(a_model(*map(an_input, names), a_decision("D", logic, inputs=names)), "D", **variables)


def test_a_decision_without_logic_is_null_with_a_warning() -> None:
    result = ask(a_model(a_decision("D")), "D")

    assert result.output is None
    assert [warning.code for warning in result.warnings] == ["NO_DECISION_LOGIC"]


def test_a_context_shows_earlier_entries_to_later_ones() -> None:
    logic = context({"net price": literal("x * 2"), "gross": literal("net price + 1")})

    assert _value(logic, x=5) == {"net price": 10, "gross": 11}


def test_the_result_cell_of_a_context_is_its_value() -> None:
    assert _value(context({"a": literal("x"), "b": literal("a + 1")}, result=literal("a * b")), x=3) == 12


def test_entries_of_an_earlier_context_can_be_reached_by_names_with_spaces() -> None:
    inner = context({"unit price": literal("x")})

    assert _value(context({"line": inner, "total": literal("line.unit price * 3")}), x=2) == {
        "line": {"unit price": 2},
        "total": 6,
    }


def test_an_entry_of_another_type_is_null_with_a_warning() -> None:
    logic = context({"a": literal('"text"')}).replace('<variable name="a"/>', '<variable name="a" typeRef="number"/>')
    result = ask(a_model(a_decision("D", logic)), "D")

    assert result.output == {"a": None}
    assert [warning.code for warning in result.warnings] == ["TYPE_MISMATCH"]


def test_a_list_holds_its_items() -> None:
    assert _value(f"<list>{literal('x')}{literal('x + 1')}{context({'k': literal('x')})}</list>", x=1) == [
        1,
        2,
        {"k": 1},
    ]


def test_a_relation_is_a_list_of_contexts() -> None:
    ada, bob, old = literal('"Ada"'), literal('"Bob"'), literal('"old"')
    columns = '<column name="the name"/><column name="age" typeRef="number"/>'
    logic = f"<relation>{columns}<row>{ada}{literal('x')}</row><row>{bob}{old}</row></relation>"

    assert _value(logic, x=36) == [{"the name": "Ada", "age": 36}, {"the name": "Bob", "age": None}]


def test_a_relation_row_of_the_wrong_width_is_refused() -> None:
    logic = f'<relation><column name="a"/><column name="b"/><row>{literal("1")}</row></relation>'

    assert codes_of(a_decision("D", logic)) == ["DMN_TABLE"]


def test_a_function_definition_is_a_closure_over_its_context() -> None:
    logic = context(
        {"factor": literal("x"), "times": function({"n": "number"}, literal("n * factor"))}, literal("times(7)")
    )

    assert _value(logic, x=6) == 42


def test_an_invocation_binds_by_name_and_leaves_the_rest_null() -> None:
    logic = context(
        {"f": function({"a": "number", "b": "number"}, literal("if b = null then a else a - b"))},
        f"<list>{invocation('f', {'b': literal('1'), 'a': literal('x')})}{invocation('f', {'a': literal('x')})}</list>",
    )

    assert _value(logic, x=10) == [9, 10]


def test_an_invocation_of_no_function_or_an_unknown_parameter_is_null_with_a_warning() -> None:
    for logic in (
        invocation("x", {"a": literal("1")}),
        context({"f": function({"a": ""}, literal("a"))}, invocation("f", {"z": literal("1")})),
    ):
        result = ask(a_model(X, a_decision("D", logic, inputs=["x"])), "D", x=1)
        assert result.output is None
        assert result.warnings


def test_an_invocation_can_call_a_built_in_function() -> None:
    assert _value(invocation("sum", {"list": literal("[1, 2, x]")}), x=3) == 6


@pytest.mark.parametrize(("given", "expected"), [(5, "big"), (1, "small"), (None, "small"), ("a", "small")])
def test_a_conditional_takes_else_for_anything_but_true(given: object, expected: str) -> None:
    big, small = literal('"big"'), literal('"small"')
    logic = f"<conditional><if>{literal('x > 3')}</if><then>{big}</then><else>{small}</else></conditional>"

    assert _value(logic, x=given) == expected


@pytest.mark.parametrize(
    ("match", "given", "expected"),
    [
        ("item > 2", [1, 3, 5], [3, 5]),
        ("age > 2", [{"age": 1}, {"age": 3}], [{"age": 3}]),
        ("item.age > 2", [{"age": 1}, {"age": 3}], [{"age": 3}]),
        ("item > 2", 3, [3]),
        ("2", [7, 8, 9], 8),
        ("-1", [7, 8, 9], 9),
        ("4", [7, 8, 9], None),
        ("null", [7], []),
        ("true", None, None),
    ],
)
def test_a_filter_keeps_what_matches_or_picks_by_position(match: str, given: object, expected: object) -> None:
    assert _value(f"<filter><in>{literal('x')}</in><match>{literal(match)}</match></filter>", x=given) == expected


def _loop(kind: str, body: str, source: str = "x") -> str:
    part = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="each one"><in>{literal(source)}</in><{part}>{literal(body)}</{part}></{kind}>'


@pytest.mark.parametrize(
    ("body", "source", "expected"),
    [
        ("each one * 2", "x", [2, 4, 6]),
        ("if each one = 1 then 1 else each one * partial[-1]", "x", [1, 2, 6]),
        ("each one", "[3..1]", [3, 2, 1]),
        ("each one", "7", [7]),
        ("each one", "1..3", [1, 2, 3]),
        ("each one", "2..-1", [2, 1, 0, -1]),
        ("count(partial)", "x", [0, 1, 2]),
    ],
)
def test_a_for_iterator_collects(body: str, source: str, expected: object) -> None:
    assert _value(_loop("for", body, source), x=[1, 2, 3]) == expected


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("some", "each one > 2", True),
        ("some", "each one > 9", False),
        ("some", "if each one = 1 then null else false", None),
        ("every", "each one > 0", True),
        ("every", "each one > 1", False),
        ("every", "if each one = 1 then null else true", None),
    ],
)
def test_quantified_iterators_are_three_valued(kind: str, body: str, expected: object) -> None:
    assert _value(_loop(kind, body), x=[1, 2, 3]) is expected


@pytest.mark.parametrize("kind", ["for", "some", "every"])
def test_an_iterator_over_null_is_null_with_a_warning(kind: str) -> None:
    result = ask(a_model(X, a_decision("D", _loop(kind, "true"), inputs=["x"])), "D", x=None)

    assert result.output is None
    assert [warning.code for warning in result.warnings] == ["NOT_A_LIST"]


def test_boxes_nest() -> None:
    inner = table([("each one", "number")], [{}], [("> 1", '"many"'), ("<= 1", '"one"')])
    logic = f'<for iteratorVariable="each one"><in>{literal("x")}</in><return>{inner}</return></for>'

    assert _value(logic, x=[1, 2]) == ["one", "many"]


def test_a_knowledge_model_checks_its_arguments_and_its_result() -> None:
    model = a_model(
        a_knowledge("twice it", {"the number": "number"}, literal("the number * 2"), type_ref="number"),
        a_decision("D", literal("twice it(x)"), inputs=["x"], knows=["twice it"]),
        X,
    )

    assert output(model, "D", x=21) == 42
    refused = ask(model, "D", x="21")
    assert refused.output is None
    assert refused.warnings


def test_a_knowledge_model_uses_the_knowledge_it_requires_and_itself() -> None:
    model = a_model(
        a_knowledge("one", {}, literal("1")),
        a_knowledge(
            "factorial", {"n": "number"}, literal("if n < 2 then one() else n * factorial(n - 1)"), knows=["one"]
        ),
        a_decision("D", literal("factorial(20)"), knows=["factorial"]),
    )

    assert output(model, "D") == 2432902008176640000


def test_a_knowledge_model_sees_nothing_of_its_caller() -> None:
    model = a_model(
        a_knowledge("peek", {}, literal("x")), a_decision("D", literal("peek()"), inputs=["x"], knows=["peek"]), X
    )

    assert output(model, "D", x=1) is None


def test_a_table_can_be_the_body_of_a_knowledge_model() -> None:
    grade = table([("points", "number")], [{}], [(">= 50", '"pass"'), ("< 50", '"fail"')])
    model = a_model(
        a_knowledge("grade", {"points": "number"}, grade),
        a_decision("D", literal("for p in x return grade(p)"), inputs=["x"], knows=["grade"]),
        X,
    )

    result = ask(model, "D", x=[10, 90])

    assert result.output == ["fail", "pass"]
    assert [rule.rule_index for rule in result.evaluations[0].matched_rules] == [2, 1]


def test_a_missing_part_of_a_box_is_refused() -> None:
    assert codes_of(a_decision("D", f"<conditional><if>{literal('true')}</if></conditional>")) == ["DMN_TABLE"] * 2
    assert codes_of(a_decision("D", "<filter><in/></filter>")) == ["DMN_TABLE"] * 2


def test_the_type_of_a_function_definition_is_that_of_its_result() -> None:
    typed = function({"n": ""}, literal("n")).replace("<functionDefinition", '<functionDefinition typeRef="number"')

    assert _value(context({"f": typed}, literal("[f(x), f(1)]")), x="text") == [None, 1]


def test_a_knowledge_model_may_declare_a_function_type() -> None:
    signature = '<functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>'
    model = a_model(
        an_item("tDouble", inner=signature),
        a_knowledge("double", {"n": "number"}, literal("n * 2"), type_ref="tDouble"),
        a_decision("D", literal("double(4)"), knows=["double"]),
    )

    assert output(model, "D") == 8
