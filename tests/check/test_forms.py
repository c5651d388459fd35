"""The gate for form files."""

from __future__ import annotations

import json

import pytest

from engine.process.check import check_form

_GOOD = {"type": "textfield", "id": "name", "key": "customer.name", "label": "姓名", "properties": {"label.en": "Name"}}


def _form(*components: object, **root: object) -> bytes:
    form = {"type": "default", "id": "f", "schemaVersion": 19, "components": list(components), **root}
    return json.dumps(form, ensure_ascii=False, indent=1).encode()


def _field(**values: object) -> dict[str, object]:
    return {"type": "textfield", "id": "a", "key": "a", "label": "A", **values}


def _said(content: bytes, level: str = "error") -> set[tuple[str, str]]:
    return {(each.code, each.element_id) for each in check_form(content, file="a.form") if each.level == level}


def test_an_ordinary_form_has_no_findings() -> None:
    rows = {"type": "dynamiclist", "id": "rows", "path": "parts", "components": [_field(id="part", key="part")]}
    group = {"type": "group", "id": "g", "components": [_field(id="b", key="b")]}
    choice = {
        "type": "select",
        "id": "s",
        "key": "s",
        "values": [{"label": "好", "value": "ok"}],
        "properties": {"option.ok.en": "Good"},
    }
    hidden = _field(
        id="h", key="h", conditional={"hide": "=a = null"}, validate={"required": True, "maxLength": "=limit"}
    )

    assert check_form(_form(_GOOD, rows, group, choice, hidden), file="a.form") == ()


@pytest.mark.parametrize(
    ("content", "code", "element"),
    [
        (b"", "NOT_FORM", ""),
        (b"[]", "NOT_FORM", ""),
        (b"\xff\xfe", "NOT_FORM", ""),
        (b"[" * 100_000, "NOT_FORM", ""),
        (b'{"type": "default", "id": "f", "components": 3}', "NOT_FORM", ""),
        (_form("text"), "NOT_FORM", ""),
        (b" " * (5 * 1024 * 1024 + 1), "FILE_TOO_LARGE", ""),
        (_form(_GOOD, id=""), "FORM_ID_MISSING", ""),
        (_form(_GOOD, type="process"), "FORM_TYPE", ""),
        (_form({"type": "iframe", "id": "i"}), "FORM_COMPONENT", "i"),
        (_form({"type": "documentPreview", "id": "i"}), "FORM_COMPONENT", "i"),
        (_form({"type": "hologram", "id": "i"}), "FORM_COMPONENT", "i"),
        (_form({"type": ["x"], "id": "i"}), "FORM_COMPONENT", "i"),
        (_form(*[{"type": "separator"}] * 2001), "FORM_COMPONENT", ""),
        (_form(_field(), _field(id="b")), "FORM_KEY", "b"),
        (_form(_field(), _field(id="b", key="a.b")), "FORM_KEY", "b"),
        (_form(_field(id="b", key="a.b"), _field()), "FORM_KEY", "a"),
        (_form(_field(key="")), "FORM_KEY", "a"),
        (_form(_field(key="a b")), "FORM_KEY", "a"),
        (_form({"type": "dynamiclist", "id": "l", "components": []}), "FORM_KEY", "l"),
        (_form(_field(), _field(key="b")), "DUPLICATE_ID", "a"),
        (_form({"type": "radio", "id": "r", "key": "r"}), "FORM_OPTIONS", "r"),
        (_form({"type": "radio", "id": "r", "key": "r", "valuesKey": "x", "values": [1]}), "FORM_OPTIONS", "r"),
        (_form(_field(conditional={"hide": "=1 +"})), "FEEL_SYNTAX", "a"),
        (_form(_field(conditional={"hide": "true"})), "EXPRESSION_REQUIRED", "a"),
        (_form(_field(readonly="=a b c d e")), "FEEL_SYNTAX", "a"),
        (_form(_field(validate={"maxLength": "=("})), "FEEL_SYNTAX", "a"),
        (_form(_field(validate={"required": "=x"})), "ATTRIBUTE_VALUE", "a"),
        (_form({"type": "text", "id": "t", "text": "Hello {{1 +}}"}), "FEEL_SYNTAX", "t"),
        (_form({"type": "expression", "id": "e", "key": "e", "expression": "1"}), "EXPRESSION_REQUIRED", "e"),
    ],
)
def test_each_fault_of_a_form_is_named_at_its_component(content: bytes, code: str, element: str) -> None:
    assert (code, element) in _said(content)


def test_components_nested_too_deep_are_refused() -> None:
    inner: dict[str, object] = {"type": "group", "id": "g", "components": [_field()]}
    for at in range(12):
        inner = {"type": "group", "id": f"g{at}", "components": [inner]}

    assert ("FORM_COMPONENT", "g1") in _said(_form(inner))


def test_a_chinese_text_without_english_is_a_warning() -> None:
    column = {"type": "table", "id": "t", "dataSource": "=rows", "columns": [{"label": "日期", "key": "day"}]}

    assert _said(_form(_field(label="姓名"), column), "warning") == {
        ("FORM_ENGLISH_MISSING", "a"),
        ("FORM_ENGLISH_MISSING", "t"),
    }


def test_unknown_properties_are_listed_as_ignored() -> None:
    assert _said(_form(_field(glitter=True), theme="dark"), "ignored") == {
        ("FORM_PROPERTY", "a"),
        ("FORM_PROPERTY", ""),
    }


def test_a_finding_names_the_line_of_its_component() -> None:
    found = check_form(_form(_GOOD, _field(key="")), file="a.form")

    text = _form(_GOOD, _field(key="")).decode().splitlines()
    assert text[found[0].line - 1].strip() == '"id": "a",'
