"""JSON in and out: D2, D3."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.feel import DayTimeDuration, FeelDate, FeelDateTime, FeelFailure, FeelTime, Outcome, to_feel, to_json


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1 + 1", 2),
        ("2.50", Decimal("2.50")),
        ("5.0", 5),
        ("1E3", 1000),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        ("1E40", Decimal("1E40")),
        ('"x"', "x"),
        ("null", None),
        ("true", True),
        ('[1, @"2020-01-01"]', [1, "2020-01-01"]),
        ('{a: @"P1DT2H", b: @"P14M"}', {"a": "P1DT2H", "b": "P1Y2M"}),
        ('@"10:00:00@Europe/Paris"', "10:00:00@Europe/Paris"),
        ('@"2020-01-01T10:00:00.5+01:00"', "2020-01-01T10:00:00.5+01:00"),
    ],
)
def test_results_are_stored_as_json(evaluate: Callable[..., Outcome], text: str, stored: object) -> None:
    result = to_json(evaluate(text).value)

    assert result == stored
    assert type(result) is type(stored)


@pytest.mark.parametrize("text", ["function(x) x", "[1..2]", "{a: upper case}", "[[(< 5)]]"])
def test_functions_and_ranges_cannot_be_stored(evaluate: Callable[..., Outcome], text: str) -> None:
    with pytest.raises(FeelFailure) as refused:
        to_json(evaluate(text).value)

    assert refused.value.code == "unstorable"


def test_floats_come_in_by_their_shortest_text() -> None:
    assert to_feel({"a": [0.1, 1]}) == {"a": [Decimal("0.1"), 1]}


def test_json_without_floats_is_shared_and_not_copied() -> None:
    data = {"a": [1, {"b": "2020-01-01"}]}

    assert to_feel(data) is data


@pytest.mark.parametrize("value", [object(), {1, 2}, float("nan"), [Decimal("Infinity")], b"x"])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_feel(value)


def test_python_moments_become_feel_moments() -> None:
    paris = datetime(2020, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))

    assert to_feel(paris) == FeelDateTime(FeelDate(2020, 7, 1), FeelTime(12, 0, 0, 0, None, "Europe/Paris"))
    assert to_feel(datetime(2020, 7, 1, tzinfo=UTC)) == FeelDateTime(FeelDate(2020, 7, 1), FeelTime(0, 0, 0, 0, 0))


def test_too_deep_data_is_not_stored() -> None:
    value: object = 1
    for _ in range(40):
        value = [value]

    with pytest.raises(FeelFailure) as refused:
        to_json(value)

    assert refused.value.code == "limit"


def test_own_values_pass_through_variables(evaluate: Callable[..., Outcome]) -> None:
    assert evaluate("d * 2", {"d": DayTimeDuration(1)}).value == DayTimeDuration(2)
