"""The list of what anybody may report says in a sentence what each form is for."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from api.pages.public_view import lead_of
from engine.forms import Form
from engine.values import Values, dump

HEAD = "# Complaint\n\nWe answer within two days.\nReally."


def _lead(text: str, english: str = "", *, language: str = "en", kind: str = "text") -> str:
    properties: Values = {"text.en": english} if english else {}
    component: Values = {"type": kind, "id": "a", "text": text, "properties": properties}
    request = Request({"type": "http", "headers": [(b"cookie", f"language={language}".encode())]})
    return lead_of(request, Form.read(dump({"id": "f", "components": [component]})))


@pytest.mark.parametrize(
    ("text", "english", "language", "expected"),
    [
        ("# 投诉\n\n我们两天内答复。", HEAD, "en", "We answer within two days."),
        ("# 投诉\n\n我们两天内答复。", HEAD, "zh-CN", "我们两天内答复。"),
        ("# 投诉\n\n我们两天内答复。", "", "en", "我们两天内答复。"),
        ("# 投诉", "", "zh-CN", ""),
        ("# 投诉\n\n您好 {{name}}", "", "zh-CN", ""),
    ],
)
def test_the_first_sentence_below_the_heading_is_told(text: str, english: str, language: str, expected: str) -> None:
    assert _lead(text, english, language=language) == expected


def test_a_form_that_begins_with_a_field_has_none() -> None:
    assert _lead("x", kind="separator") == ""
