"""Decision tables: hit policies, aggregation, defaults, declared values, what is recorded (dialect N2 to N5, N9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from engine.dmn import DecisionResult
from engine.feel import parse_duration
from tests.dmn.drawing import a_decision, a_model, an_input, ask, literal, output, table

# Three rules over one number: 1 hits the first two, 5 the last two, 9 only the last, -1 none.
LOW, MIDDLE, HIGH = "[0..3]", "[1..6]", "[5..10]"


def _decide(
    policy: str,
    cells: Sequence[str],
    number: int,
    *,
    aggregation: str = "",
    column: Mapping[str, str] | None = None,
) -> DecisionResult:
    rules = list(zip((LOW, MIDDLE, HIGH), cells, strict=True))
    drawn = table([("x", "number")], [column or {}], rules, hit_policy=policy, aggregation=aggregation)
    return ask(a_model(a_decision("D", drawn, inputs=["x"]), an_input("x", "number")), "D", x=number)


def test_n2_unique_gives_the_one_rule_that_hits() -> None:
    result = _decide("UNIQUE", ('"a"', '"b"', '"c"'), 9)

    assert result.output == "c"
    (rule,) = result.evaluations[0].matched_rules
    assert (rule.rule_id, rule.rule_index, rule.outputs) == ("r3", 3, (("out1", "", "c"),))


def test_n2_unique_with_two_hits_fails_and_names_them() -> None:
    result = _decide("UNIQUE", ('"a"', '"a"', '"c"'), 1)

    assert result.output is None
    assert result.failed_decision_id == "d_D"
    assert result.failure_message is not None
    assert "rule 1 (r1), rule 2 (r2)" in result.failure_message


def test_n2_any_takes_equal_hits_and_fails_on_others() -> None:
    assert _decide("ANY", ("1", "1.0", "2"), 1).output == 1
    assert _decide("ANY", ("1", "2", "2"), 1).failed_decision_id == "d_D"
    assert _decide("ANY", ("null", "null", "2"), 1).failure_message is None


def test_n2_first_takes_the_first_row_and_records_only_it() -> None:
    result = _decide("FIRST", ('"a"', '"b"', '"c"'), 5)

    assert result.output == "b"
    assert [rule.rule_index for rule in result.evaluations[0].matched_rules] == [2]


def test_n2_priority_takes_the_first_declared_value() -> None:
    column = {"values": '"high", "low"'}

    assert _decide("PRIORITY", ('"low"', '"high"', '"low"'), 1, column=column).output == "high"
    assert _decide("PRIORITY", ('"low"', '"high"', '"low"'), 9, column=column).output == "low"


def test_n2_output_order_and_rule_order_list_all_hits() -> None:
    column = {"values": '"a", "b", "c"'}

    assert _decide("OUTPUT ORDER", ('"c"', '"a"', '"b"'), 1, column=column).output == ["a", "c"]
    assert _decide("RULE ORDER", ('"c"', '"a"', '"b"'), 1).output == ["c", "a"]
    assert _decide("COLLECT", ('"c"', '"a"', '"b"'), 1).output == ["c", "a"]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 30), ("MIN", 10), ("MAX", 20), ("COUNT", 2)])
def test_n3_collect_aggregates(aggregation: str, expected: int) -> None:
    assert _decide("COLLECT", ("10", "20", "40"), 1, aggregation=aggregation).output == expected


def test_n3_count_counts_rules_even_when_their_outputs_are_equal_or_text() -> None:
    assert _decide("COLLECT", ('"a"', '"a"', '"a"'), 1, aggregation="COUNT").output == 2


def test_n3_min_takes_other_ordered_types_and_sum_of_texts_is_null_with_warning() -> None:
    spans = ('duration("PT2H")', 'duration("PT1H")', 'duration("PT9H")')

    assert _decide("COLLECT", spans, 1, aggregation="MIN").output == parse_duration("PT1H")
    refused = _decide("COLLECT", ('"a"', '"b"', '"c"'), 1, aggregation="SUM")
    assert refused.output is None
    assert refused.warnings


def test_n3_sum_is_exact() -> None:
    assert _decide("COLLECT", ("0.1", "0.2", "0"), 1, aggregation="SUM").output == Decimal("0.3")


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [
        ("UNIQUE", "", None),
        ("ANY", "", None),
        ("FIRST", "", None),
        ("RULE ORDER", "", []),
        ("COLLECT", "", []),
        ("COLLECT", "SUM", None),
        ("COLLECT", "MIN", None),
        ("COLLECT", "MAX", None),
        ("COLLECT", "COUNT", 0),
    ],
)
def test_n3_without_a_hit_the_result_depends_on_the_policy(policy: str, aggregation: str, expected: object) -> None:
    result = _decide(policy, ("1", "2", "3"), -1, aggregation=aggregation)

    assert result.output == expected
    assert result.failure_message is None
    assert result.evaluations[0].matched_rules == ()


def test_n3_without_a_hit_the_default_output_is_given() -> None:
    assert _decide("UNIQUE", ("1", "2", "3"), -1, column={"default": "x + 100"}).output == 99


def test_n3_an_output_without_default_is_null_beside_one_that_has_it() -> None:
    outputs = [{"name": "fee", "default": "0"}, {"name": "note"}]
    model = a_model(a_decision("D", table([("x", "")], outputs, [("1", "5", '"n"')]), inputs=["x"]), an_input("x"))

    assert output(model, "D", x=2) == {"fee": 0, "note": None}
    assert output(model, "D", x=1) == {"fee": 5, "note": "n"}


def test_n2_priority_orders_by_the_first_output_then_the_second() -> None:
    outputs = [{"name": "a", "values": "1, 2"}, {"name": "b", "values": '"x", "y"'}]
    rules = [("-", "2", '"x"'), ("-", "1", '"y"'), ("-", "1", '"x"')]
    drawn = table([("x", "")], outputs, rules, hit_policy="OUTPUT ORDER")
    model = a_model(a_decision("D", drawn, inputs=["x"]), an_input("x"))

    result = output(model, "D", x=0)

    assert result == [{"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}]


def test_n5_an_input_outside_its_values_is_null_with_a_warning() -> None:
    drawn = table([("x", "string", '"a", "b"')], [{}], [("-", "x"), ("null", '"nothing"')], hit_policy="COLLECT")
    model = a_model(a_decision("D", drawn, inputs=["x"]), an_input("x"))

    result = ask(model, "D", x="c")

    assert result.output == ["c", "nothing"]
    assert result.evaluations[0].inputs == (("in1", "x", None),)
    assert [warning.code for warning in result.warnings] == ["VALUE_NOT_ALLOWED"]


def test_n5_an_output_outside_its_values_is_a_failure() -> None:
    result = _decide("UNIQUE", ('"a"', '"b"', '"z"'), 9, column={"name": "grade", "values": '"a", "b"'})

    assert result.failed_decision_id == "d_D"
    assert result.failure_message is not None
    assert "rule 3 (r3)" in result.failure_message


def test_n5_an_output_of_another_type_is_null_with_a_warning() -> None:
    result = _decide("UNIQUE", ("1", "2", '"z"'), 9, column={"type": "number"})

    assert result.output is None
    assert [warning.code for warning in result.warnings] == ["TYPE_MISMATCH"]


def test_f15_cells_may_hold_any_unary_test() -> None:
    rules = [
        ('not("a", "b")', "1"),
        ("string length(?) = 1", "2"),
        ("other", "3"),
        ('["q", "a"]', "4"),
        ("-", "5"),
    ]
    drawn = table([("x", "")], [{}], rules, hit_policy="COLLECT")
    model = a_model(a_decision("D", drawn, inputs=["x", "other"]), an_input("x"), an_input("other"))

    assert output(model, "D", x="a", other="a") == [2, 3, 4, 5]
    assert output(model, "D", x="xyz", other=["xyz"]) == [1, 3, 5]


def test_n4_orientation_is_ignored_and_empty_cells_accept_anything() -> None:
    drawn = table([("x", "")], [{}], [("", "1")]).replace(
        "<decisionTable", '<decisionTable preferredOrientation="CrossTable"'
    )
    model = a_model(a_decision("D", drawn, inputs=["x"]), an_input("x"))

    assert output(model, "D", x=None) == 1


def test_a_table_without_inputs_hits_always() -> None:
    assert output(a_model(a_decision("D", table([], [{}], [("7",)]))), "D") == 7


def test_a_table_inside_another_expression_records_its_rules_at_the_decision() -> None:
    inner = table([("x", "number")], [{}], [("> 0", "1")])
    listed = f"<list>{literal('x')}{inner}</list>"
    model = a_model(a_decision("D", listed, inputs=["x"]), an_input("x"))

    result = ask(model, "D", x=3)

    assert result.output == [3, 1]
    (evaluation,) = result.evaluations
    assert evaluation.decision_type == "UNSPECIFIED"
    assert evaluation.inputs == (("i_x", "x", 3),)
    assert [rule.rule_id for rule in evaluation.matched_rules] == ["r1"]
