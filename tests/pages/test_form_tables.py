"""Tables in forms speak the reader's language."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from api.pages.forms_view import render_form
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values


def shown(language: str) -> str:
    """A table of one row that has an English twin for one of its cells."""
    columns = [{"label": "服务站", "key": "name"}, {"label": "得分", "key": "score"}]
    table = {"type": "table", "id": "ranking", "label": "排名", "dataSource": "=stations", "columns": columns}
    form = Form.read(json.dumps({"type": "default", "id": "ranked", "schemaVersion": 19, "components": [table]}))
    stations = [{"name": "申和服务站", "name_en": "Shenhe station", "score": 92}]
    situation = Situation({"stations": stations}, Environment(now=datetime(2026, 11, 23, tzinfo=UTC)))
    return render_form(form, initial_values(form, situation), situation=situation, language=language)


def test_a_cell_shows_its_english_twin_to_who_reads_english() -> None:
    assert "申和服务站" in shown("zh-CN")
    assert "Shenhe station" not in shown("zh-CN")
    assert "Shenhe station" in shown("en")
    assert "申和服务站" not in shown("en")


def test_a_cell_without_a_twin_is_shown_in_every_language() -> None:
    assert "92" in shown("en")
