"""Forms that people read name channels and roles in words, not by their codes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.pages.forms_view import render_form
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values
from engine.values import Values

FORMS = Path(__file__).resolve().parents[2] / "forms" / "complaint"
OWNER: Values = {"owner_role": "quality", "owner_unit": "hq"}
KNOWN: Values = {"channel": "wechat", "complaint_number": "C-1", "triage": OWNER}


@pytest.mark.parametrize(
    ("form", "language", "expected"),
    [
        ("complaint_contact", "zh-CN", "来源：微信"),
        ("complaint_contact", "en", "channel: WeChat"),
        ("complaint_chase", "zh-CN", "当前负责：质量部门。"),
        ("complaint_chase", "en", "It is with quality."),
    ],
)
def test_a_code_is_said_in_words(form: str, language: str, expected: str) -> None:
    found = Form.read((FORMS / f"{form}.form").read_bytes())
    around = Situation(KNOWN, Environment(now=datetime(2026, 3, 2, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai")))

    page = render_form(found, initial_values(found, around), situation=around, language=language)

    assert expected in page


def test_a_channel_nobody_named_is_told_as_it_is() -> None:
    found = Form.read((FORMS / "complaint_contact.form").read_bytes())
    known = {**KNOWN, "channel": "pigeon"}
    around = Situation(known, Environment(now=datetime(2026, 3, 2, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai")))

    assert "pigeon" in render_form(found, initial_values(found, around), situation=around, language="en")
