"""Properties that hold for all values: parsing, printing, arithmetic, order."""

import decimal
from collections.abc import Callable
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    DayTimeDuration,
    Environment,
    FeelDate,
    FeelDateTime,
    FeelFailure,
    FeelSyntaxError,
    FeelTime,
    Range,
    YearMonthDuration,
    compare,
    compile_expression,
    compile_unary_tests,
    equal,
    format_value,
    to_json,
)
from engine.feel.builtins import BUILTINS
from tests.feel.conftest import NOW

ENVIRONMENT = Environment(now=NOW)
SHORT = settings(max_examples=25000, deadline=None)

numbers = st.one_of(
    st.integers(-(10**33), 10**33),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6),
)
dates = st.dates().map(lambda day: FeelDate(day.year, day.month, day.day))
times = st.builds(
    FeelTime,
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 999_999_999),
    st.one_of(st.none(), st.integers(-64_800, 64_800)),
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    texts,
    dates,
    times,
    st.builds(FeelDateTime, dates, times),
    st.integers(-(10**20), 10**20).map(DayTimeDuration),
    st.integers(-(10**6), 10**6).map(YearMonthDuration),
    st.builds(Range, st.integers(0, 5), st.integers(6, 9), st.booleans(), st.booleans()),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(texts.filter(lambda key: "\0" not in key), inner, max_size=4)
    ),
    max_leaves=12,
)
WORDS = (
    "if then else for in return some every satisfies and or not between instance of function true null x y item date "
    "time number list string length [ ] ( ) { } , : . .. + - * / ** < <= = != > ? "
    '@ "a" @"P1D" 1 2.5 -> -- // /* */ ` \\'
)
words = st.sampled_from(WORDS.split())


def evaluate(text: str, **variables: object) -> object:
    return compile_expression(text).evaluate(variables, ENVIRONMENT).value


@SHORT
@given(
    st.one_of(
        st.text(max_size=60), st.lists(words, max_size=25).map(" ".join), st.lists(words, max_size=12).map("".join)
    )
)
def test_no_text_breaks_the_parser(text: str) -> None:
    for compile_any in (compile_expression, compile_unary_tests):
        refused = refusal(compile_any, text)
        assert refused is None or (refused.line >= 1 and refused.column >= 1 and refused.expected)


def refusal(compile_any: Callable[[str], object], text: str) -> FeelSyntaxError | None:
    try:
        compile_any(text)
    except FeelSyntaxError as refused:
        return refused
    return None


@SHORT
@given(st.lists(words, max_size=14).map(" ".join), values)
def test_no_parsed_text_breaks_the_evaluation(text: str, value: object) -> None:
    try:
        outcome = compile_expression(text).evaluate({"x": value, "y": [value]}, ENVIRONMENT)
        to_json(outcome.value)
    except (FeelSyntaxError, FeelFailure):
        pass


@SHORT
@given(st.sampled_from(sorted(set(BUILTINS) - {"assert"})), st.lists(values, max_size=4))
def test_no_arguments_break_a_built_in(name: str, arguments: list[object]) -> None:
    variables = {f"a{index}": argument for index, argument in enumerate(arguments)}
    text = f"{name}({', '.join(variables)})"

    try:
        outcome = compile_expression(text).evaluate(variables, ENVIRONMENT)
    except FeelFailure:
        return

    assert isinstance(format_value(outcome.value), str)


@SHORT
@given(values, values, st.sampled_from(["+", "-", "*", "/", "**", "<", ">=", "=", "!=", "in", "and", "or"]))
def test_no_operands_break_an_operator(a: object, b: object, operator: str) -> None:
    outcome = compile_expression(f"a {operator} b").evaluate({"a": a, "b": b}, ENVIRONMENT)

    assert outcome.value is not None or outcome.warnings or operator in ("=", "and", "or", "in")


@SHORT
@given(values)
def test_a_printed_value_parses_to_the_same(value: object) -> None:
    assert same(evaluate(format_value(value)), value)
    assert same(evaluate("x", x=value), value)


def same(a: object, b: object) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return equal(a, b) is True and compare_types(a, b)


def compare_types(a: object, b: object) -> bool:
    return type(a) is type(b) or (isinstance(a, int | Decimal) and isinstance(b, int | Decimal))


@SHORT
@given(numbers, numbers, st.sampled_from(["+", "-", "*", "/"]))
def test_arithmetic_agrees_with_decimal_of_34_digits(a: int | Decimal, b: int | Decimal, operator: str) -> None:
    context = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144)
    operations = {"+": context.add, "-": context.subtract, "*": context.multiply, "/": context.divide}

    try:
        expected: Decimal | None = operations[operator](Decimal(a), Decimal(b))
    except decimal.DecimalException:
        expected = None

    assert evaluate(f"a {operator} b", a=a, b=b) == expected


@SHORT
@given(st.one_of(*(st.tuples(kind, kind, kind) for kind in (numbers, texts, dates))))
def test_order_is_total_within_a_type(three: tuple[object, object, object]) -> None:
    a, b, c = three
    orders = [compare(a, b), compare(b, c), compare(a, c)]

    assert None not in orders
    assert (compare(b, a), orders[0]) in ((0, 0), (1, -1), (-1, 1))
    assert [evaluate("a < b", a=a, b=b), evaluate("a = b", a=a, b=b), evaluate("a > b", a=a, b=b)].count(True) == 1
    if orders[0] == orders[1] == -1:
        assert orders[2] == -1


@SHORT
@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_logic_obeys_de_morgan(a: bool | None, b: bool | None) -> None:
    assert evaluate("not(a and b)", a=a, b=b) == evaluate("not(a) or not(b)", a=a, b=b)


@SHORT
@given(dates, st.integers(-5_000, 5_000))
def test_days_added_are_the_days_between(day: FeelDate, count: int) -> None:
    text = 'd + @"P1D" * n - d'

    assert evaluate(text, d=day, n=count) in (DayTimeDuration(count * 86_400_000_000_000), None)
