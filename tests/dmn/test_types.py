"""Item definitions on inputs and results (dialect N5, F11)."""

from __future__ import annotations

import pytest

from engine.dmn import DmnModel
from engine.feel import parse_temporal
from tests.dmn.drawing import a_decision, a_model, allowed, an_input, an_item, ask, codes_of, literal, output

COLOUR = an_item("tColour", "string", inner=allowed('"red", "green"'))
POSITIVE = an_item("tPositive", "number", inner=allowed("> 0", "typeConstraint"))
PAIR = an_item("tPair", "number", is_collection=True, inner=allowed("< 10") + allowed("count(?) = 2", "typeConstraint"))
PERSON = an_item(
    "tPerson",
    inner=an_item("first name", "string", tag="itemComponent") + an_item("colours", "tColours", tag="itemComponent"),
)
COLOURS = an_item("tColours", "tColour", is_collection=True)


def _echo(type_ref: str) -> DmnModel:
    types = (COLOUR, POSITIVE, PAIR, COLOURS, PERSON)
    return a_model(*types, an_input("x", type_ref), a_decision("D", literal("x"), inputs=["x"]))


@pytest.mark.parametrize(
    ("type_ref", "given", "expected"),
    [
        ("string", "a", "a"),
        ("number", 5, 5),
        ("boolean", True, True),
        ("Any", [1], [1]),
        ("tColour", "red", "red"),
        ("tPositive", 3, 3),
        ("tPair", [1, 2], [1, 2]),
        ("tColours", ["red", "green"], ["red", "green"]),
        ("tColours", [], []),
        # F11: a list of one and its element stand for each other, a date for its midnight.
        ("number", [5], 5),
        ("tColours", "red", ["red"]),
        ("date", parse_temporal("2026-07-01"), parse_temporal("2026-07-01")),
        ("dateTime", parse_temporal("2026-07-01"), parse_temporal("2026-07-01T00:00:00Z")),
    ],
)
def test_n5_a_conforming_value_passes(type_ref: str, given: object, expected: object) -> None:
    result = ask(_echo(type_ref), "D", x=given)

    assert result.output == expected
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("type_ref", "given"),
    [
        ("string", 5),
        ("number", "5"),
        ("number", True),
        ("number", [1, 2]),
        ("tColour", "blue"),
        ("tPositive", 0),
        ("tPair", [1, 2, 3]),
        ("tPair", [1, 20]),
        ("tPair", 1),
        ("tColours", ["red", "blue"]),
        ("tPerson", {"first name": 1, "colours": []}),
        ("tPerson", {"first name": "Ada", "colours": ["blue"]}),
        ("date", "2026-07-01"),
    ],
)
def test_n5_a_value_that_does_not_conform_is_null_with_a_warning(type_ref: str, given: object) -> None:
    result = ask(_echo(type_ref), "D", x=given)

    assert result.output is None
    assert [warning.code for warning in result.warnings] == ["TYPE_MISMATCH"]
    assert result.failure_message is None


def test_n5_a_context_from_outside_may_leave_components_out_and_bring_others() -> None:
    result = ask(_echo("tPerson"), "D", x={"first name": "Ada", "shoe": 38})

    assert result.output == {"first name": "Ada", "colours": None, "shoe": 38}
    assert result.warnings == ()


def test_n5_a_result_of_another_type_is_null_with_a_warning() -> None:
    model = a_model(COLOUR, a_decision("D", literal('"blue"'), type_ref="tColour"))

    result = ask(model, "D")

    assert result.output is None
    assert [warning.code for warning in result.warnings] == ["TYPE_MISMATCH"]


def test_f3_component_names_with_spaces_can_stand_in_paths() -> None:
    model = a_model(
        COLOUR,
        COLOURS,
        PERSON,
        an_input("some one", "tPerson"),
        a_decision("D", literal('some one.first name + "!"'), inputs=["some one"]),
    )

    assert output(model, "D", some_one={"first name": "Ada", "colours": []}) == "Ada!"


def test_a_function_type_takes_functions() -> None:
    types = an_item(
        "tTest", inner='<functionItem outputTypeRef="boolean"><parameters name="x" typeRef="number"/></functionItem>'
    )
    model = a_model(
        types,
        a_decision("D", literal("function(x) x > 1"), type_ref="tTest"),
        a_decision("E", literal("D(2)"), decisions=["D"]),
    )

    assert output(model, "E") is True


def test_allowed_values_that_do_not_parse_are_refused() -> None:
    assert codes_of(an_item("t", "string", inner=allowed('"a'))) == ["FEEL_SYNTAX"]


def test_nested_anonymous_components_are_checked() -> None:
    inner = an_item("street", "string", tag="itemComponent")
    address = an_item("address", inner=inner, tag="itemComponent", is_collection=True)
    model = a_model(
        an_item("tShop", inner=address),
        an_input("x", "tShop"),
        a_decision("D", literal("x.address.street"), inputs=["x"]),
    )

    assert output(model, "D", x={"address": [{"street": "A"}, {"street": "B"}]}) == ["A", "B"]
    assert output(model, "D", x={"address": [{"street": 1}]}) is None


def test_f13_instance_of_knows_the_types_of_the_file() -> None:
    model = a_model(
        COLOUR,
        a_decision("D", literal('[x instance of tColour, "blue" instance of tColour]'), inputs=["x"]),
        an_input("x"),
    )

    assert output(model, "D", x="red") == [True, False]
