"""The table of built-ins is complete and consistent: F3, F20 to F25."""

from pathlib import Path

from engine.feel.builtins import BUILTINS, IMPURE
from engine.feel.names import SPACED_BUILTINS

STANDARD = """
date|date and time|time|number|string|duration|years and months duration|context|range|not|is
substring|string length|upper case|lower case|substring before|substring after|replace|contains|starts with|ends with
matches|split|string join|list contains|count|min|max|sum|mean|all|any|sublist|append|concatenate|insert before|remove
list replace|reverse|index of|union|distinct values|flatten|product|median|stddev|mode|sort|and|or|decimal|floor|ceiling
round up|round down|round half up|round half down|abs|modulo|sqrt|log|exp|odd|even|get value|get entries|context put
context merge|before|after|meets|met by|overlaps|overlaps before|overlaps after|finishes|finished by|includes|during
starts|started by|coincides|now|today|day of year|day of week|month of year|week of year|is defined|get or else|assert
put|put all|extract|trim|uuid|to base64|from base64|is blank|is empty|partition|duplicate values|random number
last day of month|from json|to json|cycle|fromAi
"""


def test_the_built_ins_are_exactly_those_of_the_dialect() -> None:
    names = {name for line in STANDARD.split("\n") for name in line.split("|") if name}

    assert set(BUILTINS) == names


def test_every_spaced_built_in_is_a_known_name() -> None:
    own = {"working time", "add working time", "unit parent", "unit ancestors"}

    assert {name for name in BUILTINS if " " in name} | own == set(SPACED_BUILTINS)


def test_impure_built_ins_exist() -> None:
    assert set(BUILTINS) >= IMPURE


def test_every_built_in_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "feel.md").read_text()

    assert {name for name in BUILTINS if f"`{name}`" not in text} == set()
