"""Texts with placeholders."""

import html

import pytest

from engine.feel import Environment, FeelFailure, FeelSyntaxError, compile_template


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", "Hello"),
        ("", ""),
        ("Hello {{name}}!", "Hello <b>Ada</b>!"),
        ("{{ total * 1.5 }} EUR", "3 EUR"),
        ("{{missing}}-", "-"),
        ("{{ {a: {b: 5}}.a.b }}", "5"),
        ('{{ "}}" }}', "}}"),
        ('{{ [1, "x"] }}', '[1, "x"]'),
        ("{{ again }}", "{{ name }}"),
        ('} {{ @"2020-01-01" }} {', "} 2020-01-01 {"),
        ("{{name}}{{total}}", "<b>Ada</b>2"),
    ],
)
def test_a_template_shows_values_in_their_places(environment: Environment, text: str, expected: str) -> None:
    variables = {"name": "<b>Ada</b>", "total": 2, "again": "{{ name }}"}

    assert compile_template(text).render(variables, environment) == expected


def test_values_are_escaped_and_the_text_is_not(environment: Environment) -> None:
    template = compile_template("<p>{{name}}</p>")

    assert template.names == {"name"}
    assert template.render({"name": "<b>"}, environment, escape=html.escape) == "<p>&lt;b&gt;</p>"


@pytest.mark.parametrize(("text", "column"), [("a {{ b", 5), ("ab {{ 1 + }}", 11), ("{{}}", 3)])
def test_a_broken_placeholder_is_found_in_the_whole_text(text: str, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_template(text)

    assert refused.value.column == column


def test_all_placeholders_pay_from_one_budget(environment: Environment) -> None:
    template = compile_template("{{ count(for a in 1..9000 return a) }}" * 150)

    with pytest.raises(FeelFailure):
        template.render({}, environment)


def test_too_many_placeholders_are_refused() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_template("{{a}}" * 1_100)
