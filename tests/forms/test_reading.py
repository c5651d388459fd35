"""Reading form files: every fault is named, nothing half-read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Invalid
from engine.forms import Form
from engine.values import Values, dump

SHIPPED = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form"))


def read(*components: object) -> Form:
    """The form of these components."""
    return Form.read(dump({"id": "f", "components": list(components)}))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_form_reads_without_a_problem(file: Path) -> None:
    _, problems = Form.inspect(file.read_bytes())

    assert problems == ()


@pytest.mark.parametrize("text", ["", "[]", "null", '{"id": "f"}', '{"components": []}', '{"id": 5, "components": []}'])
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="expected"):
        Form.read(text)


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ("x", "a component with a type"),
        ({"id": "x"}, "a component with a type"),
        ({"type": "iframe", "id": "x"}, "'iframe'"),
        ({"type": "documentPreview", "id": "x"}, "'documentPreview'"),
        ({"type": "textfield", "id": "x"}, "key or path"),
        ({"type": "textfield", "id": "x", "key": "a b"}, "'a b'"),
        ({"type": "textfield", "id": "x", "key": "__row"}, "'__row'"),
        ({"type": "textfield", "id": "x", "key": "a", "conditional": {"hide": "=1 +"}}, "expected FEEL"),
        ({"type": "textfield", "id": "x", "key": "a", "readonly": "=("}, "expected FEEL"),
        ({"type": "number", "id": "x", "key": "a", "validate": {"min": "=)"}}, "expected FEEL"),
        ({"type": "text", "id": "x", "text": "{{ 1 + }}"}, "expected FEEL"),
        ({"type": "textfield", "id": "x", "key": "a", "validate": {"pattern": "(?=a)"}}, "RE2"),
        ({"type": "textfield", "id": "x", "key": "a", "validate": {"pattern": "("}}, "RE2"),
    ],
)
def test_a_fault_is_named_with_its_component(component: object, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(component)

    assert said in str(refused.value)


def test_nesting_without_end_is_refused() -> None:
    group: Values = {"type": "textfield", "id": "x", "key": "a"}
    for _ in range(20):
        group = {"type": "group", "id": "g", "components": [group]}

    with pytest.raises(Invalid, match="nesting"):
        read(group)


def test_a_pattern_that_explodes_elsewhere_is_answered_at_once() -> None:
    form = read({"type": "textfield", "id": "x", "key": "a", "validate": {"pattern": "^(a+)+$"}})

    assert form.components[0].limits.pattern == "^(a+)+$"


def test_texts_without_english_are_warnings() -> None:
    schema: Values = {"id": "f", "components": [{"type": "textfield", "id": "x", "key": "a", "label": "序列号"}]}

    _, problems = Form.inspect(dump(schema))

    assert [(problem.code, problem.level, problem.component_id) for problem in problems] == [
        ("no_english", "warning", "x")
    ]


def test_declared_keys_are_the_first_names() -> None:
    form = read(
        {"type": "textfield", "id": "x", "key": "visit.serial"},
        {"type": "group", "id": "g", "path": "fee", "components": [{"type": "number", "id": "n", "key": "net"}]},
        {"type": "dynamiclist", "id": "l", "path": "parts", "components": []},
        {"type": "text", "id": "t", "text": "x"},
    )

    assert form.declared_keys() == {"visit", "fee", "parts"}
