"""Which standard answers fit a question, in Chinese and in English, always the same."""

from __future__ import annotations

import pytest

from engine.service import Engine
from tests.casework.conftest import Desk
from workers.handlers.knowledge_suggest import suggestions, tokens


@pytest.mark.parametrize(
    ("text", "category", "code"),
    [
        ("我家空调不冷了，出风都是热的", "air_conditioner", "AC-001"),
        ("遥控器按了没反应", "air_conditioner", "AC-002"),
        ("洗衣机脱水时震动特别大", "washer", "WM-002"),
        ("发票找不到了还能保修吗", "phone", "GE-002"),
        ("师傅多收了我两百块", "air_conditioner", "GE-011"),
        ("降价了能退差价吗", "television", "GE-007"),
        ("My water heater smells of gas", "water_heater", "WH-001"),
        ("how often should I replace the filter of the purifier", "small_appliance", "AP-001"),
    ],
)
def test_the_likeliest_answer_comes_first(desk: Desk, text: str, category: str, code: str) -> None:
    found = desk.do("knowledge.suggest", {"text": text, "product": {"category": category}})

    assert found["suggestions"][0]["code"] == code
    assert found["suggestion_options"][0]["value"] == code
    assert len(found["suggestions"]) <= 5


@pytest.mark.parametrize("text", ["", "   ", "hello", "请问怎么办", "?!"])
def test_a_text_that_says_nothing_gets_no_answer(desk: Desk, text: str) -> None:
    assert desk.do("knowledge.suggest", {"text": text})["suggestions"] == []


def test_answers_for_other_categories_are_not_offered(desk: Desk) -> None:
    found = desk.do("knowledge.suggest", {"text": "不制冷 结冰 噪音", "category": "refrigerator"})

    assert {row["code"][:2] for row in found["suggestions"]} <= {"RF", "GE"}


def test_chinese_is_read_by_pairs_and_other_scripts_by_words() -> None:
    assert tokens("空调E1故障 Error codes") == {"空调", "故障", "e1", "error", "code"}
    assert tokens("冷") == {"冷"}


def test_equal_scores_are_ordered_by_code_whatever_the_order_of_entries(engine: Engine) -> None:
    entries = engine.knowledge_entries(category="")

    forward = suggestions("保修 收费 安装", entries, category="")
    backward = suggestions("保修 收费 安装", tuple(reversed(entries)), category="")

    assert forward == backward


def test_the_demo_network_has_forty_answers_in_both_languages(engine: Engine) -> None:
    entries = engine.knowledge_entries(category="")

    assert len(entries) >= 40
    assert all(entry.answer_en and entry.question_en for entry in entries)
