"""A checklist with score: rows of the case, each with cells that the form shows or fills, and others that it keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import Invalid
from engine.feel import Environment
from engine.forms import Form, Situation, unseen_cells
from engine.values import Values, dump
from tests.forms.conftest import a_form

SCORE: Values = {
    "type": "radio", "id": "score", "key": "score", "validate": {"required": True},
    "values": [{"label": "1", "value": 1}, {"label": "5", "value": 5}],
}  # fmt: skip
WHY: Values = {
    "type": "textfield", "id": "why", "key": "why", "validate": {"required": True},
    "conditional": {"hide": "=this.score > this.limit"},
}  # fmt: skip
ITEMS: Values = {"type": "dynamiclist", "id": "items", "path": "survey.items", "components": [SCORE, WHY]}
TOTAL: Values = {
    "type": "expression", "id": "total", "key": "survey.total",
    "expression": "=sum(for i in survey.items return i.score * i.weight)",
}  # fmt: skip
CASE: Values = {
    "survey": {"items": [{"title": "门头", "weight": 2, "limit": 1}, {"title": "货架", "weight": 3, "limit": 1}]}
}


def test_cells_that_the_form_does_not_name_stay_with_their_row(submit: Any) -> None:
    checked = submit([ITEMS], {"survey": {"items": [{"score": 5}, {"score": "1", "why": "歪了"}]}}, CASE)

    assert checked.errors == ()
    assert checked.values == {
        "survey": {
            "items": [
                {"title": "门头", "weight": 2, "limit": 1, "score": 5},
                {"title": "货架", "weight": 3, "limit": 1, "score": 1, "why": "歪了"},
            ]
        }
    }


def test_conditions_and_sums_read_those_cells(submit: Any) -> None:
    rows = [{"score": 5}, {"score": 1, "why": "歪了"}]

    assert submit([ITEMS, TOTAL], {"survey": {"items": rows}}, CASE).values["survey"]["total"] == 13
    missing = submit([ITEMS], {"survey": {"items": [{"score": 5}, {"score": 1}]}}, CASE)
    assert [(error.pointer, error.code) for error in missing.errors] == [("survey.items.1.why", "required")]


@pytest.mark.parametrize("forged", [{"weight": 99}, {"title": "x"}])
def test_a_cell_that_the_form_does_not_name_cannot_be_sent(submit: Any, forged: Values) -> None:
    (error,) = submit([ITEMS], {"survey": {"items": [{"score": 5, **forged}, {"score": 5}]}}, CASE).errors

    assert error.code == "undeclared"


def test_a_score_beyond_the_scale_is_refused_at_its_row(submit: Any) -> None:
    found = submit([ITEMS], {"survey": {"items": [{"score": 5}, {"score": 6}]}}, CASE).errors

    assert [(error.pointer, error.code) for error in found] == [("survey.items.1.score", "option")]


def test_rows_of_a_list_that_may_grow_keep_nothing_that_was_not_sent(submit: Any) -> None:
    growing = {**ITEMS, "allowAddRemove": True, "components": [SCORE]}

    checked = submit([growing], {"survey": {"items": [{"score": 5}]}}, CASE)

    assert checked.values == {"survey": {"items": [{"score": 5}]}}


def test_the_heading_of_a_row_is_checked_like_every_text() -> None:
    assert a_form({**ITEMS, "properties": {"row.label": "{{this.title}}", "row.label.en": "{{this.title}}"}})
    with pytest.raises(Invalid, match="items"):
        a_form({**ITEMS, "properties": {"row.label": "{{this.}}"}})
    only_chinese = {**ITEMS, "label": "项", "properties": {"label.en": "Items", "row.label": "{{this.title}}"}}
    _, problems = Form.inspect(dump({"id": "f", "components": [only_chinese]}))
    assert "row.label" in [word for found in problems for word in found.en.replace("'", " ").split()]


def unseen(*components: Values, case: Values) -> Values:
    environment = Environment(now=datetime(2026, 3, 2, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))
    return unseen_cells(a_form(*components), Situation(case, environment))


def test_a_page_gets_of_fixed_rows_only_the_cells_that_conditions_read() -> None:
    assert unseen(ITEMS, case=CASE) == {"survey": {"items": [{"limit": 1}, {"limit": 1}]}}
    assert unseen({**ITEMS, "components": [SCORE]}, case=CASE) == {}
    assert unseen({**ITEMS, "allowAddRemove": True}, case=CASE) == {}
    assert unseen(ITEMS, case={"survey": {"items": [None, {"title": "x"}]}}) == {}


def test_a_condition_on_the_row_as_a_whole_gets_all_cells_that_no_field_holds() -> None:
    whole: Values = {**WHY, "conditional": {"hide": '=get or else(get value(this, "limit"), 0) = 1'}}

    found = unseen({**ITEMS, "components": [SCORE, whole]}, case=CASE)

    assert found == {
        "survey": {"items": [{"title": "门头", "weight": 2, "limit": 1}, {"title": "货架", "weight": 3, "limit": 1}]}
    }
