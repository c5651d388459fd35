"""Functions, closures, arguments, `instance of`: F11, F13, F14."""

from collections.abc import Callable

import pytest

from engine.feel import (
    Environment,
    FeelFailure,
    HostFunction,
    NoValue,
    Outcome,
    Parameter,
    compile_expression,
    named_type,
)

TABLE = r"""
(function(a, b) a + b)(1, 2) ==> 3
(function() 5)() ==> 5
(function(a: number, b: string) b)(1, "x") ==> "x"
(function(a: number) a)("x") ==> null
(function(a: number) a)([1]) ==> 1
(function(a: list<number>) a)(1) ==> [1]
(function(a: date and time) a)(@"2020-01-01") ==> @"2020-01-01T00:00:00Z"
(function(a) a)() ==> null
(function(a) a)(1, 2) ==> null
{f: function(a, b) a - b, r: f(b: 1, a: 3)}.r ==> 2
{f: function(a, b) a - b, r: f(a: 1)}.r ==> null
{f: function(a, b) a - b, r: f(a: 1, c: 2)}.r ==> null
{add: function(x) function(y) x + y, r: add(1)(2)}.r ==> 3
{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(5)}.r ==> 120
for f in [function(x) x + 1, function(x) x * 2] return f(10) ==> [11, 20]
{l: for i in 1..3 return function() i, r: for f in l return f()}.r ==> [1, 2, 3]
{f: upper case, r: f("a")}.r ==> "A"
(5)(1) ==> null
nosuch(1) ==> null
nosuch(a: 1) ==> null
{my fun: function(a b) a b + 1, r: my fun(a b: 1)}.r ==> 2
1 instance of number ==> true
1 instance of string ==> false
"a" instance of string ==> true
true instance of boolean ==> true
null instance of number ==> false
null instance of Any ==> false
null instance of null ==> true
1 instance of Any ==> true
1 instance of nosuch ==> null
[1] instance of list ==> true
[1] instance of list<number> ==> true
[1, "a"] instance of list<number> ==> false
[1, null] instance of list<number> ==> true
[[1]] instance of list<list<number>> ==> true
[1] instance of list<Any> ==> true
{a: 1} instance of context ==> true
{a: 1} instance of context<a: number> ==> true
{a: 1, b: 2} instance of context<a: number> ==> true
{a: "x"} instance of context<a: number> ==> false
{} instance of context<a: number> ==> false
[1..2] instance of range<number> ==> true
["a".."b"] instance of range<number> ==> false
@"2020-01-01" instance of date ==> true
@"2020-01-01T00:00:00" instance of date and time ==> true
@"10:00:00" instance of time ==> true
@"P1D" instance of days and time duration ==> true
@"P1Y" instance of years and months duration ==> true
@"P1Y" instance of days and time duration ==> false
(function(a: number) a) instance of function<number> -> Any ==> true
(function(a: number) a) instance of function<string> -> Any ==> false
(function(a) a) instance of function<number> -> Any ==> true
(function(a, b) a) instance of function<number> -> Any ==> false
upper case instance of function<string> -> Any ==> true
1 instance of number and true ==> true
"""


def test_functions_are_what_the_standard_says(shown: Callable[..., str], text: str, expected: str) -> None:
    assert shown(text) == expected


def test_recursion_reaches_a_hundred_and_no_further(evaluate: Callable[..., Outcome]) -> None:
    text = "{f: function(n) if n = 1 then 1 else 1 + f(n - 1), r: f(%d)}.r"

    assert evaluate(text % 100).value == 100
    with pytest.raises(FeelFailure) as stopped:
        evaluate(text % 101)
    assert stopped.value.code == "limit"


def test_a_host_function_gets_checked_arguments(environment: Environment) -> None:
    number = named_type("number")
    rate = HostFunction("rate of", [Parameter("amount", number)], lambda amount: amount * 2)
    expression = compile_expression('[rate of(2), rate of(amount: 3), rate of("x")]', names=["rate of"])

    outcome = expression.evaluate({"rate of": rate}, environment)

    assert outcome.value == [4, 6, None]
    assert outcome.warnings[0].code == "FUNCTION_INVOCATION_FAILURE"


def test_a_host_function_gives_null_with_its_reason(environment: Environment) -> None:
    def refuse(*_: object) -> object:
        raise NoValue("expected a unit, but found none")

    own = Environment(
        now=environment.now, functions={"unit parent": HostFunction("unit parent", [Parameter("code")], refuse)}
    )

    outcome = compile_expression('unit parent("x")').evaluate({}, own)

    assert outcome.value is None
    assert outcome.warnings[0].message == "expected a unit, but found none"


def test_assert_stops_the_evaluation(evaluate: Callable[..., Outcome]) -> None:
    assert evaluate("assert(1, true)").value == 1
    with pytest.raises(FeelFailure) as stopped:
        evaluate('assert(null, null != null, "no customer")')
    assert (stopped.value.code, stopped.value.message) == ("assert", "no customer")
