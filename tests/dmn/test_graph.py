"""Requirement graphs: order, visibility, inputs by name, failures, budgets, imports, services (dialect N6 to N10)."""

from __future__ import annotations

from dataclasses import replace

from engine.dmn import read_dmn
from engine.feel import Budget, Environment
from tests.dmn.drawing import (
    NOON,
    a_decision,
    a_file,
    a_knowledge,
    a_model,
    a_service,
    an_input,
    ask,
    context,
    function,
    invocation,
    literal,
    output,
    table,
)


def test_n6_each_decision_is_evaluated_once_after_what_it_requires() -> None:
    model = a_model(
        a_decision("top", literal("left + right"), decisions=["left", "right"]),
        a_decision("left", literal("base * 2"), decisions=["base"]),
        a_decision("right", literal("base * 3"), decisions=["base"]),
        a_decision("base", literal("x"), inputs=["x"]),
        a_decision("unasked", literal("assert(1, false)")),
        an_input("x"),
    )

    result = ask(model, "top", x=4)

    assert result.output == 20
    order = [evaluation.decision_name for evaluation in result.evaluations]
    assert order[0] == "base"
    assert sorted(order[1:3]) == ["left", "right"]
    assert order[3:] == ["top"]


def test_n9_the_trail_holds_inputs_and_output_of_every_decision() -> None:
    model = a_model(
        a_decision("top", literal("base + y"), decisions=["base"], inputs=["y"]),
        a_decision("base", table([("x", "number")], [{"name": "out"}], [("> 1", "x * 2")]), inputs=["x"]),
        an_input("x"),
        an_input("y"),
    )

    base, top = ask(model, "top", x=4, y=1).evaluations

    assert (base.decision_id, base.decision_type, base.output) == ("d_base", "DECISION_TABLE", 8)
    assert base.inputs == (("in1", "x", 4),)
    assert [rule.rule_index for rule in base.matched_rules] == [1]
    assert (top.decision_id, top.decision_type, top.output) == ("d_top", "LITERAL_EXPRESSION", 9)
    assert sorted(top.inputs) == [("d_base", "base", 8), ("i_y", "y", 1)]


def test_n6_only_required_names_are_visible() -> None:
    model = a_model(a_decision("D", literal("x")), an_input("x"))

    result = ask(model, "D", x=4)

    assert result.output is None
    assert result.warnings


def test_n6_a_missing_input_is_null_with_a_warning() -> None:
    model = a_model(a_decision("D", literal('if x = null then "none" else x'), inputs=["x"]), an_input("x"))

    result = ask(model, "D")

    assert result.output == "none"
    assert [warning.code for warning in result.warnings] == ["INPUT_MISSING"]


def test_n6_inputs_are_matched_by_name_with_spaces() -> None:
    model = a_model(
        a_decision("D", literal('the full name + "!"'), inputs=["the full name"]), an_input("the full name")
    )

    assert output(model, "D", the_full_name="Ada") == "Ada!"


def test_n10_a_failing_decision_ends_the_evaluation_and_is_named() -> None:
    model = a_model(
        a_decision("top", literal("base"), decisions=["base"]),
        a_decision("base", table([("x", "")], [{}], [("-", "1"), ("-", "2")]), inputs=["x"]),
        an_input("x"),
    )

    result = ask(model, "top", x=1)

    assert result.output is None
    assert result.failed_decision_id == "d_base"
    assert [evaluation.decision_id for evaluation in result.evaluations] == ["d_base"]


def test_f30_an_assertion_that_does_not_hold_is_a_failure() -> None:
    result = ask(a_model(a_decision("D", literal("assert(1, 1 > 2)"))), "D")

    assert result.failed_decision_id == "d_D"
    assert result.failure_message


def test_f32_one_budget_covers_a_decision_with_all_it_requires() -> None:
    heavy = literal("for a in 1..100, b in 1..10 return a * b")
    parts = [a_decision(f"h{index}", heavy) for index in range(4)]
    names = [f"h{index}" for index in range(4)]
    model = a_model(*parts, a_decision("top", literal("1"), decisions=names))
    single = Environment(now=NOON, budget=Budget(steps=3_000))

    alone = model.evaluate("d_h0", {}, replace(single, budget=Budget(steps=3_000)))
    together = model.evaluate("d_top", {}, single)

    assert alone.failure_message is None
    assert together.failed_decision_id is not None
    assert ask(model, "top").output == 1


def test_endless_recursion_is_a_failure_and_no_crash() -> None:
    model = a_model(a_knowledge("f", {"n": ""}, literal("f(n + 1)")), a_decision("D", literal("f(1)"), knows=["f"]))

    assert ask(model, "D").failed_decision_id == "d_D"


def test_a_chain_of_a_thousand_decisions_is_evaluated() -> None:
    chain = [a_decision("d0", literal("1"))]
    chain += [a_decision(f"d{n}", literal(f"d{n - 1} + 1"), decisions=[f"d{n - 1}"]) for n in range(1, 1000)]

    assert output(a_model(*chain), "d999") == 1000


def test_a_service_gives_its_output_decision_and_takes_inputs_before_decisions() -> None:
    model = a_model(
        an_input("x", "number"),
        a_decision("given", literal("assert(1, false)")),
        a_decision("inner", literal("x + given"), inputs=["x"], decisions=["given"]),
        a_decision("answer", literal("inner * 2"), decisions=["inner"]),
        a_service("the service", ["answer"], encapsulated=["inner"], decisions=["given"], inputs=["x"]),
        a_decision("by position", literal("the service(1, 2)"), knows=["#s_the_service"]),
        a_decision("by name", literal("the service(given: 3, x: 1)"), knows=["#s_the_service"]),
        a_decision(
            "boxed", invocation("the service", {"x": literal("4"), "given": literal("5")}), knows=["#s_the_service"]
        ),
    )

    assert output(model, "by position") == 6
    assert output(model, "by name") == 8
    assert output(model, "boxed") == 18
    service = model.evaluate_service("s_the_service", {"x": 10, "given": 1}, Environment(now=NOON))
    assert service.output == 22
    assert [evaluation.decision_name for evaluation in service.evaluations] == ["inner", "answer"]


def test_a_service_of_several_outputs_gives_a_context_by_name() -> None:
    model = a_model(
        an_input("x"),
        a_decision("first out", literal("x"), inputs=["x"]),
        a_decision("second", literal("x + 1"), inputs=["x"]),
        a_service("s", ["first out", "second"], inputs=["x"]),
        a_decision("D", literal("s(1).first out"), knows=["#s_s"]),
    )

    assert output(model, "D") == 1
    assert model.evaluate_service("s_s", {"x": 1}, Environment(now=NOON)).output == {"first out": 1, "second": 2}


def test_a_service_knows_nothing_but_its_arguments_and_keeps_nothing() -> None:
    model = a_model(
        an_input("x"),
        an_input("y"),
        a_decision("inner", literal("[x, y]"), inputs=["x", "y"]),
        a_service("s", ["inner"], inputs=["x"]),
        a_decision("D", literal("[s(1), s(2), inner]"), knows=["#s_s"], decisions=["inner"], inputs=["y"]),
    )

    assert output(model, "D", x=7, y=8) == [[1, None], [2, None], [7, 8]]


def test_a_knowledge_model_can_be_called_directly() -> None:
    model = a_model(a_knowledge("add", {"a": "number", "b": "number"}, literal("a + b")))

    assert model.evaluate_knowledge("b_add", {"a": 1, "b": 2}, Environment(now=NOON)).output == 3
    assert model.evaluate_knowledge("b_add", {"a": "1", "b": 2}, Environment(now=NOON)).output is None


def test_output_json_is_the_output_as_json() -> None:
    model = a_model(a_decision("D", context({"day": literal('date("2026-07-01")'), "n": literal("1.50")})))

    result = ask(model, "D")

    assert str(result.output_json) == "{'day': '2026-07-01', 'n': Decimal('1.50')}" or result.output_json == {
        "day": "2026-07-01",
        "n": 1.5,
    }


def test_a_compiled_model_can_be_asked_many_times() -> None:
    model = a_model(
        a_decision("D", context({"f": function({}, literal("x"))}, literal("f()")), inputs=["x"]), an_input("x")
    )

    assert [output(model, "D", x=number) for number in range(3)] == [0, 1, 2]


def test_reading_never_raises_on_an_empty_model() -> None:
    model, findings = read_dmn(a_file())

    assert model is not None
    assert findings == ()
    assert model.decisions == {}


def test_n6_an_element_is_seen_by_the_name_of_its_variable_and_shown_by_its_own() -> None:
    model = a_model(
        '<inputData id="i" name="维修请求"><variable name="request" typeRef="number"/></inputData>',
        '<decision id="d_base" name="基数"><variable name="base"/><informationRequirement><requiredInput href="#i"/>'
        f"</informationRequirement>{literal('request + 1')}</decision>",
        a_decision("top", literal("base * 2"), decisions=["base"]),
    )

    result = ask(model, "top", request=4)

    assert result.output == 10
    assert [evaluation.decision_name for evaluation in result.evaluations] == ["基数", "top"]
    assert result.evaluations[0].inputs == (("i", "维修请求", 4),)
