"""Decision table cells: F15."""

import pytest

from engine.feel import Environment, Range, SimpleTest, compile_unary_tests
from engine.feel.temporal import FeelDate


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", 1, True),
        ("-", None, True),
        ("1", 1, True),
        ("1", 2, False),
        ("1", "1", False),
        ("1, 2", 2, True),
        ("< 5", 4, True),
        ("< 5", 5, False),
        ("<= 5", 5, True),
        ("> 5", None, False),
        ("< 5, > 10", 11, True),
        ("= 5", 5, True),
        ("!= 5", 4, True),
        ("!= 5", 5, False),
        ("-5", -5, True),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("]1..5[", 1, False),
        ("(1..5), 7", 7, True),
        ("[1..5[, 7", 7, True),
        ("(< 5)", 4, True),
        ("[limit..limit + 5]", 12, True),
        ("> limit", 11, True),
        ("limit", 10, True),
        ('"gold"', "gold", True),
        ('"gold", "silver"', "silver", True),
        ('"gold"', None, False),
        ("null", None, True),
        ("null", 1, False),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("true", None, False),
        ("true", "x", False),
        ("not(1)", 2, True),
        ("not(1, 2)", 2, False),
        ("not(< 5, > 10)", 7, True),
        ("not(null)", 1, True),
        ("not(null)", None, False),
        ("not(> 5)", None, False),
        ("not(true)", False, True),
        ("not(-1)", 1, True),
        ("[1, 2, 3]", 2, True),
        ("[1, 2, 3]", 4, False),
        ("list", "b", True),
        ("list", "z", False),
        ("[[1..3], [7..9]]", 8, True),
        ("[1, 2]", [1, 2], True),
        ("? > 5", 6, True),
        ("? > 5 and ? < 8", 9, False),
        ('contains(?, "ab")', "xabx", True),
        ('starts with(?, "a")', 5, False),
        ("?.size > 3", {"size": 4}, True),
        ("count(?) > 1", [1, 2], True),
        ("some x in ? satisfies x > 1", [1, 2], True),
        ("limit > 5", "anything", True),
        ("limit > 15", "anything", False),
        ("limit > 5", True, True),
        ("limit > 5", False, False),
        ('list contains(list, "a")', 7, True),
        ("not(?) ", False, True),
        ("not(?) and true", False, True),
        ('date("2020-01-01")', FeelDate(2020, 1, 1), True),
        ('< @"2020-01-02"', FeelDate(2020, 1, 1), True),
        ('[@"2020-01-01"..@"2020-01-31"]', FeelDate(2020, 1, 15), True),
        ("flag", True, True),
        ("missing", 1, False),
        ("missing", None, True),
        ("> missing", 1, False),
        ("? in [1, 2]", 2, True),
        ('"a" + "b"', "ab", True),
        ("if limit > 5 then 1 else 2", 1, True),
    ],
)
def test_a_cell_passes_only_what_it_says(environment: Environment, cell: str, value: object, expected: bool) -> None:
    variables = {"limit": 10, "list": ["a", "b"], "flag": True}
    tests = compile_unary_tests(cell)

    assert tests.test(value, variables, environment) is expected
    assert (tests.matches(value, variables, environment).value is True) is expected


def test_a_cell_that_cannot_compare_warns(environment: Environment) -> None:
    outcome = compile_unary_tests("> 5").matches("x", {}, environment)

    assert outcome.value is None
    assert outcome.warnings[0].code == "NOT_COMPARABLE"


def test_constant_cells_tell_their_structure() -> None:
    assert compile_unary_tests('"a", "b"').simple == (SimpleTest("=", "a"), SimpleTest("=", "b"))
    assert compile_unary_tests("< 2 * 5").simple == (SimpleTest("<", 10),)
    assert compile_unary_tests("not(1)").negated
    assert compile_unary_tests("-").always
    interval = compile_unary_tests("[1..5)").simple
    assert interval is not None
    assert interval[0].operator == "in"
    assert isinstance(interval[0].value, Range)
    assert not interval[0].value.end_included


@pytest.mark.parametrize("cell", ["x", "? > 1", "1, x", "[1, 2]", "[1..x]", "-"])
def test_cells_that_need_evaluation_have_no_simple_structure(cell: str) -> None:
    assert compile_unary_tests(cell).simple is None
