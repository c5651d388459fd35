"""The index over rules never changes a result: random tables, indexed against evaluated cell by cell (measure P8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.dmn import DmnModel, compiling_table
from engine.dmn.cells import Bound, Cell, Span, read_cell
from engine.dmn.rule_index import ColumnIndex, bits_of
from engine.feel import FeelDate, compile_unary_tests, parse_duration, parse_temporal
from tests.dmn.drawing import a_decision, a_model, an_input, ask, table

NUMBERS = some.sampled_from(["-3", "0", "1", "1.0", "1.5", "2", "7", "10", "-0.5", ".5"])
STRINGS = some.sampled_from(["a", "b", "", "-", "1", "x, y", "true", "不"])
BOUNDS = some.tuples(some.sampled_from("[(]"), some.sampled_from("])["))
SPANS = some.builds(
    lambda ends, shape: f"{shape[0]}{ends[0]}..{ends[1]}{shape[1]}",
    some.tuples(NUMBERS, NUMBERS).map(lambda ends: sorted(ends, key=Decimal)),
    BOUNDS,
)
COMPARISONS = some.builds(lambda sign, number: f"{sign} {number}", some.sampled_from(["<", "<=", ">", ">="]), NUMBERS)
QUOTED = STRINGS.map(lambda text: f'"{text}"')
MOMENTS = ["2026-07-01", "2026-07-01T00:00:00", "2026-07-01T00:00:00Z", "2026-07-02", "10:00:00", "10:00:00+01:00"]
SPANS_OF_TIME = ["PT1H", "P1D", "P1Y", "P12M"]
TEMPORAL = some.builds(
    lambda sign, text: f'{sign} @"{text}"',
    some.sampled_from(["", "<", ">=", "="]),
    some.sampled_from([*MOMENTS, *SPANS_OF_TIME]),
)
NUMERIC = some.one_of(NUMBERS, SPANS, COMPARISONS)
OTHERS = some.sampled_from(["true", "false", "null", "? > 1"])
# Mostly lists of one kind, which the index can read; some mixed ones, which it must leave alone.
LISTS = some.one_of(
    *(some.lists(each, min_size=1, max_size=3) for each in (NUMERIC, NUMERIC, QUOTED, TEMPORAL, OTHERS)),
    some.lists(some.one_of(NUMERIC, QUOTED, TEMPORAL, OTHERS), min_size=1, max_size=3),
).map(", ".join)
CELLS = some.one_of(some.just("-"), LISTS, LISTS.map(lambda text: f"not({text})"))
VALUES = some.one_of(
    STRINGS,
    NUMBERS.map(Decimal),
    some.integers(-4, 11),
    some.booleans(),
    some.none(),
    some.lists(some.integers(0, 2), max_size=2),
    some.sampled_from(MOMENTS).map(parse_temporal),
    some.sampled_from(SPANS_OF_TIME).map(parse_duration),
)
ROWS = some.lists(some.tuples(CELLS, CELLS), min_size=1, max_size=8)


@contextmanager
def _without_index() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling_table, "read_cell", lambda text: None)
        yield


def _model(rows: list[tuple[str, str]]) -> DmnModel:
    rules = [(*row, str(index)) for index, row in enumerate(rows, start=1)]
    drawn = table([("x", ""), ("y", "")], [{}], rules, hit_policy="COLLECT")
    return a_model(a_decision("D", drawn, inputs=["x", "y"]), an_input("x"), an_input("y"))


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, values=some.lists(some.tuples(VALUES, VALUES), min_size=1, max_size=6))
def test_an_indexed_table_decides_as_its_cells_do(
    rows: list[tuple[str, str]], values: list[tuple[object, object]]
) -> None:
    indexed = _model(rows)
    with _without_index():
        naive = _model(rows)

    for x, y in values:
        assert ask(indexed, "D", x=x, y=y).output == ask(naive, "D", x=x, y=y).output


def _cell(text: str) -> Cell | None:
    return read_cell(compile_unary_tests(text))


def _at(text: str) -> Bound:
    return Bound(Decimal(text), text)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-", Cell("any")),
        ('"a", "b"', Cell("string", strings=frozenset({"a", "b"}))),
        ("true", Cell("boolean", booleans=frozenset({True}))),
        ("-1.5", Cell("number", spans=(Span(_at("-1.5"), _at("-1.5")),))),
        ("]1..2[", Cell("number", spans=(Span(_at("1"), _at("2"), False, False),))),
        (">= 3", Cell("number", spans=(Span(_at("3"), None, True, False),))),
        ("not(1, 2)", Cell("number", spans=(Span(_at("1"), _at("1")), Span(_at("2"), _at("2"))), negated=True)),
    ],
)
def test_constant_cells_are_read(text: str, cell: Cell) -> None:
    assert _cell(text) == cell


@pytest.mark.parametrize("text", ["x", '1, "a"', "? > 1", "null", "[2..1]", "!= 1", '< "a"', "< x", "[1, 2]", "{a: 1}"])
def test_other_cells_are_left_to_evaluation(text: str) -> None:
    assert _cell(text) is None


def test_rules_are_found_at_below_and_between_bounds() -> None:
    index = ColumnIndex([_cell(text) for text in ("< 1", "1", "(1..5]", "> 5", "-", "x")])

    found = {value: bits_of(index.rules_for(Decimal(value)) or 0) for value in ("0", "1", "3", "5", "9")}

    assert found == {"0": [0, 4, 5], "1": [1, 4, 5], "3": [2, 4, 5], "5": [2, 4, 5], "9": [3, 4, 5]}
    assert index.rules_for(None) is None
    assert bits_of(index.rules_for(FeelDate(2026, 7, 1)) or 0) == [4, 5]


def test_a_hostile_table_is_not_indexed_but_decides() -> None:
    many = ", ".join(str(number) for number in range(600))
    rows = [(many, "-")] * 50

    assert ask(_model(rows), "D", x=3, y=0).output == list(range(1, 51))
