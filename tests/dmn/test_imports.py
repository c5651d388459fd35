"""Imported files: elements, types, inputs by path (dialect N8)."""

from __future__ import annotations

from engine.feel import Environment
from tests.dmn.drawing import (
    NAMESPACES,
    NOON,
    a_decision,
    a_knowledge,
    a_model,
    an_input,
    an_item,
    literal,
    output,
)


def _imported(name: str) -> str:
    return f'<import name="{name}" namespace="urn:lib" importType="{NAMESPACES["1.5"]}"/>'


LIBRARY = (
    an_item("tName", inner=an_item("first name", "string", tag="itemComponent")),
    an_input("who", "tName"),
    a_decision("greeting", literal('"Hello " + who.first name'), inputs=["who"]),
    a_knowledge("shout it", {"text": "string"}, literal("upper case(text)")),
)


def test_n8_imported_elements_are_seen_under_the_name_of_the_import() -> None:
    library = a_model(*LIBRARY, namespace="urn:lib")
    model = a_model(
        _imported("my lib"),
        a_decision(
            "D",
            literal("my lib.shout it(my lib.greeting) + my lib.who.first name + own.first name"),
            decisions=["urn:lib#d_greeting"],
            inputs=["urn:lib#i_who", "own"],
            knows=["urn:lib#b_shout_it"],
        ),
        an_input("own", "my lib.tName"),
        imports=[library],
    )

    who = {"first name": "Ada"}
    assert output(model, "D", who=who, own={"first name": "B"}) == "HELLO ADAAdaB"
    assert (
        model.evaluate("d_D", {"my lib": {"who": who}, "own": who}, Environment(now=NOON)).output == "HELLO ADAAdaAda"
    )
    assert model.evaluate("d_D", {"who": who, "own": {"first name": 1}}, Environment(now=NOON)).output is None


def test_n8_an_import_without_name_shows_elements_under_their_own() -> None:
    library = a_model(*LIBRARY, namespace="urn:lib")
    model = a_model(
        _imported(""),
        a_decision(
            "D",
            literal("shout it(greeting)"),
            decisions=["urn:lib#d_greeting"],
            knows=["urn:lib#b_shout_it"],
            type_ref="string",
        ),
        an_input("own", "tName"),
        imports=[library],
    )

    assert output(model, "D", who={"first name": "Ada"}) == "HELLO ADA"


def test_n8_imports_of_imports_are_reached_through_both() -> None:
    library = a_model(*LIBRARY, namespace="urn:lib")
    middle = a_model(
        _imported("lib"),
        a_decision("polite", literal('lib.greeting + "!"'), decisions=["urn:lib#d_greeting"]),
        imports=[library],
        namespace="urn:middle",
    )
    top = a_model(
        f'<import name="mid" namespace="urn:middle" importType="{NAMESPACES["1.5"]}"/>',
        a_decision("D", literal("mid.polite"), decisions=["urn:middle#d_polite"]),
        imports=[middle],
    )

    nested = {"mid": {"lib": {"who": {"first name": "Ada"}}}}
    assert top.evaluate("d_D", nested, Environment(now=NOON)).output == "Hello Ada!"
    assert output(top, "D", who={"first name": "Bob"}) == "Hello Bob!"
