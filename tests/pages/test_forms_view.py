"""Every component as HTML: labelled, described, filled, safe; and read back from what a browser posts."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from api.pages.forms_view import render_form, submit_label
from api.pages.posted import read_posted
from engine.errors import FieldError
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values
from engine.values import Values, dump

NOW = datetime(2026, 5, 31, 6, 30, tzinfo=UTC)


def a_form(*components: Values) -> Form:
    """The form of these components."""
    return Form.read(dump({"id": "f", "components": list(components)}))


def shown(form: Form, variables: Values | None = None, **options: object) -> str:
    """The form as a page would show it at first."""
    around = Situation(variables or {}, Environment(now=NOW, zone=ZoneInfo("Asia/Shanghai")))
    values = options.pop("values", None) or initial_values(form, around)
    return str(render_form(form, values, situation=around, **{"language": "en", **options}))


def no_file(name: str, content_type: str, content: bytes) -> str:
    """A store that gives the name as id."""
    return f"{name}:{len(content)}"


def test_labels_belong_to_their_inputs_in_the_readers_language() -> None:
    form = a_form(
        {"type": "textfield", "id": "a", "key": "visit.a", "label": "序列号", "properties": {"label.en": "Serial"}}
    )

    assert '<label class="f-label" for="f-visit-a">Serial</label>' in shown(form)
    assert ">序列号</label>" in shown(form, language="zh-CN")


def test_an_error_is_summarised_described_and_linked() -> None:
    form = a_form({"type": "textfield", "id": "a", "key": "a", "label": "A", "description": "Help"})

    page = shown(form, errors=[FieldError("a", "required", "Fill it in", "请填写")])

    assert 'id="form-errors"' in page
    assert '<a href="#f-a">A: Fill it in</a>' in page
    assert 'aria-describedby="f-a-help f-a-error" aria-invalid="true"' in page


def test_a_hidden_field_is_disabled_so_that_it_cannot_block() -> None:
    form = a_form(
        {
            "type": "textfield",
            "id": "a",
            "key": "a",
            "conditional": {"hide": "=b = true"},
            "validate": {"required": True},
        },
        {"type": "checkbox", "id": "b", "key": "b", "defaultValue": True},
    )

    page = shown(form)

    assert 'data-hide="=b = true" hidden>' in page
    assert 'name="a" required disabled' in page


def test_values_in_texts_are_no_markup() -> None:
    text: Values = {"type": "text", "id": "t", "text": "Hello {{name}}"}
    html: Values = {"type": "html", "id": "h", "content": "<p onclick='x()'>{{name}}</p><script>alert(1)</script>"}

    page = shown(a_form(text, html), {"name": "<b>Eve</b> [x](javascript:alert(1)) # y"})

    assert "<script>alert" not in page
    assert "onclick" not in page
    assert "<b>Eve" not in page
    assert 'href="javascript' not in page


def test_images_come_from_safe_places_only() -> None:
    for source, is_shown in (
        ("/static/x.png", True),
        ("https://a.example/x.png", True),
        ("javascript:alert(1)", False),
        ("//evil/x.png", False),
    ):
        assert ("<img" in shown(a_form({"type": "image", "id": "i", "source": source, "alt": "X"}))) is is_shown


def test_only_variables_that_conditions_name_travel_to_the_browser() -> None:
    form = a_form({"type": "textfield", "id": "a", "key": "a", "conditional": {"hide": "=tier = 1"}})

    page = shown(form, {"tier": 2, "secret": "margin"})

    assert '<script type="application/json" id="form-context">{"tier":2}</script>' in page
    assert "margin" not in page


def test_moments_are_shown_in_the_zone_of_the_process() -> None:
    form = a_form({"type": "datetime", "id": "d", "key": "d", "subtype": "datetime", "dateLabel": "When"})

    assert 'type="datetime-local" id="f-d" name="d" value="2026-06-01T09:00"' in shown(form, {"d": "2026-06-01T01:00Z"})


def test_a_form_that_is_only_read_offers_no_buttons() -> None:
    form = a_form(
        {"type": "dynamiclist", "id": "l", "path": "rows", "allowAddRemove": True, "components": []},
        {"type": "filepicker", "id": "p", "key": "p"},
        {"type": "signature", "id": "s", "key": "s"},
    )

    page = shown(form, {"rows": [{}]}, read_only=True)

    assert "<button" not in page
    assert 'type="file"' not in page


def test_photos_have_a_camera_and_a_gallery() -> None:
    form = a_form(
        {"type": "filepicker", "id": "p", "key": "p", "multiple": True, "properties": {"camera": "environment"}}
    )

    page = shown(form)

    assert page.count('type="file" name="p"') == 2
    assert 'capture="environment"' in page


def test_the_submit_button_carries_the_forms_own_label() -> None:
    form = a_form(
        {"type": "button", "id": "b", "label": "提交", "action": "submit", "properties": {"label.en": "Send"}}
    )

    assert (submit_label(form, language="en"), submit_label(form, language="zh-CN")) == ("Send", "提交")


def test_what_a_browser_posts_becomes_nested_typed_values() -> None:
    form = a_form(
        {"type": "number", "id": "n", "key": "fee.net"},
        {"type": "checkbox", "id": "c", "key": "ok"},
        {"type": "checklist", "id": "l", "key": "checks", "values": [{"label": "a", "value": "a"}]},
        {"type": "textfield", "id": "t", "key": "note"},
        {"type": "dynamiclist", "id": "r", "path": "rows", "components": [{"type": "number", "id": "q", "key": "qty"}]},
    )
    posted = FormData(
        [
            ("fee.net", "1２.50"),
            ("checks", "a"),
            ("rows.__row", "0"),
            ("rows.__row", "3"),
            ("rows.0.qty", "1"),
            ("rows.3.qty", "x"),
            ("evil", "1"),
        ]
    )

    values = read_posted(form, posted, keep_file=no_file).values

    assert values == {
        "fee": {"net": Decimal("12.50")}, "ok": False, "checks": ["a"], "note": "",
        "rows": [{"__row": 0, "qty": 1}, {"__row": 3, "qty": "x"}],
    }  # fmt: skip


def test_a_drawn_signature_is_stored_and_a_typed_one_is_kept() -> None:
    form = a_form({"type": "signature", "id": "s", "key": "s"})
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 10
    drawn = FormData([("s", "data:image/png;base64," + base64.b64encode(png).decode())])

    assert read_posted(form, drawn, keep_file=no_file).values == {"s": "signature.png:18"}
    assert read_posted(form, FormData([("s.typed", " 张  伟 ")]), keep_file=no_file).values == {"s": "name:张 伟"}
    assert read_posted(form, FormData([("s", "data:image/png;base64,AAAA")]), keep_file=no_file).values == {"s": None}


def test_a_number_among_the_choices_is_posted_as_that_number() -> None:
    scale = {
        "type": "radio", "id": "score", "key": "score", "label": "得分", "properties": {"look": "scale"},
        "values": [{"label": "1", "value": 1}, {"label": "零", "value": "0"}],
    }  # fmt: skip
    form = Form.read(dump({"id": "f", "components": [scale]}))

    values = [read_posted(form, FormData([("score", text)]), keep_file=lambda *_: "").values["score"] for text in "109"]

    assert values == [1, "0", "9"]
