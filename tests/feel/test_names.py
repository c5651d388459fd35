"""Names with spaces and signs, comments, precedence of names: F1, F3."""

from collections.abc import Callable, Mapping

import pytest

from engine.feel import Environment, compile_expression, compile_unary_tests, format_value

VARIABLES: Mapping[str, object] = {
    "Loan Amount": 100,
    "Loan": {"rate per year": 3, "Amount": 7},
    "a-b": 1,
    "a": 10,
    "b": 4,
    "profit/loss": 2,
    "Größe": 5,
    "数量": 6,
    "date": "x",
    "count": 9,
    "if so": 8,
    "_x1": 3,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loan Amount + 1", "101"),
        ("Loan   Amount", "100"),
        ("Loan\n Amount", "100"),
        ("Loan.Amount", "7"),
        ("Loan.rate per year * 2", "6"),
        ("a-b", "1"),
        ("a - b", "6"),
        ("profit/loss + 1", "3"),
        ("Größe + 数量", "11"),
        ("`Loan Amount` / 4", "25"),
        ("`if so`", "8"),
        ("if so", "8"),
        ("date", '"x"'),
        ('date("2020-01-01")', '@"2020-01-01"'),
        ("count", "9"),
        ("count([1, 2])", "2"),
        ("_x1", "3"),
        ("a // comment\n + /* more * / */ b", "14"),
        ("for Loan Amount in [1] return Loan Amount", "[1]"),
        ("{Loan Amount: 2, r: Loan Amount}.r", "2"),
        ('string length("ab")', "2"),
        ('string   length("ab")', "2"),
    ],
)
def test_the_longest_known_name_wins(environment: Environment, text: str, expected: str) -> None:
    names = [*VARIABLES, "rate per year"]

    assert format_value(compile_expression(text, names=names).evaluate(VARIABLES, environment).value) == expected


def test_free_names_are_the_first_names_of_paths() -> None:
    expression = compile_expression("a.b.c + d[e > f] + count(g) + {h: 1, i: h}.i + nosuch(1)")

    assert expression.names == {"a", "d", "e", "f", "g", "nosuch"}
    assert not expression.constant


def test_only_texts_that_read_nothing_are_constant() -> None:
    constant = {
        text: compile_expression(text).constant for text in ('"a" + "b"', "for i in 1..3 return i", "now()", "x")
    }

    assert constant == {'"a" + "b"': True, "for i in 1..3 return i": True, "now()": False, "x": False}


def test_unary_tests_know_spaced_names_too(environment: Environment) -> None:
    cell = compile_unary_tests("> Loan Amount", names=["Loan Amount"])

    assert cell.names == {"Loan Amount"}
    assert cell.test(101, VARIABLES, environment)


def test_json_variables_need_no_conversion(shown: Callable[..., str]) -> None:
    variables = {"order": {"total": 0.1, "lines": [{"price": 0.2}], "day": "2020-01-01"}}

    assert shown("order.total + order.lines[1].price", variables) == "0.3"
    assert shown('order.day + ""', variables) == '"2020-01-01"'
    assert shown("order", variables) == '{total: 0.1, lines: [{price: 0.2}], day: "2020-01-01"}'
