"""A word that is not among the declared values of its column is found before it decides anything."""

from __future__ import annotations

import pytest

from engine.dmn import DmnFinding
from tests.dmn.drawing import a_decision, allowed, an_input, an_item, findings_of, table

COLOURS = an_item("tColour", "string", inner=allowed('"red", "green"'))


def _found(test: str, output: str) -> list[DmnFinding]:
    """What is said of a table of one rule over colours, with another rule for the rest."""
    drawn = table([("c", "tColour")], [{"type": "tColour"}], [[test, output], ["-", '"green"']], hit_policy="FIRST")
    found = findings_of(COLOURS, a_decision("D", drawn, inputs=["c"]), an_input("c", "tColour"), level="warning")
    return [one for one in found if one.code == "DMN_VALUE_UNDECLARED"]


@pytest.mark.parametrize(("test", "output"), [('"blue"', '"red"'), ('"red", "blue"', '"red"'), ('"red"', '"blue"')])
def test_a_mistyped_text_is_warned_of_with_what_is_declared(test: str, output: str) -> None:
    (warning,) = _found(test, output)

    assert 'expected one of "red", "green"' in warning.reason.en
    assert 'rule 1, but found "blue"' in warning.reason.en


@pytest.mark.parametrize("test", ['"red"', '"red", "green"', "-", 'not("blue")', '? = "blue"', "null"])
@pytest.mark.parametrize("output", ['"green"', "c", '"bl" + "ue"', ""])
def test_declared_and_computed_values_are_no_reason_to_warn(test: str, output: str) -> None:
    assert _found(test, output) == []
