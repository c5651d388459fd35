"""Codes, moments and days inside of values are said in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.pages.filters import gist, in_words
from api.pages.known_names import names_in
from api.pages.panels import panels
from api.pages.reader import Reader
from api.pages.texts import texts
from engine.service import Engine
from engine.values import Json
from tests.pages.conftest import Browser

Start = Callable[..., int]
READER = Reader(texts("en"), ZoneInfo("Asia/Shanghai"), datetime(2026, 12, 10, 4, 0, tzinfo=UTC))
NAMES = {"region_east": ("华东大区", "East region")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("region_east", "East region"),
        ("in_warranty", "in warranty"),
        ("2026-12-11T01:30:00Z", "11 Dec 09:30"),
        ("2025-12-11", "11 Dec 2025"),
        ("2026-12-08T10:00:00@Asia/Tokyo", "8 Dec 09:00"),
        ("2026-12-08T10:00:00@No/Where", "8 Dec 10:00"),
        ("2025-02-31", "2025-02-31"),
        ("2025-02-31T09:00:00Z", "2025-02-31T09:00:00Z"),
        ("SNKFR35A00001", "SNKFR35A00001"),
        (True, "✓"),
    ],
)
def test_a_value_is_said_as_its_reader_would_say_it(value: Json, expected: str) -> None:
    assert in_words(value, READER, NAMES) == expected


def test_names_are_found_at_any_depth(app_engine: Engine) -> None:
    found = names_in(app_engine, {"a": [{"region": "region_east"}], "b": "no such unit", "c": 7})

    assert dict(found) == {"region_east": ("华东大区", "East region")}


def test_a_case_tells_its_region_by_name(browser: Callable[[str], Browser], a_case: Start) -> None:
    case_key = a_case({"customer": {"region": "region_east"}})

    page = browser("operator").open(f"/cases/{case_key}")

    assert "East region" in page
    assert "region_east" not in page


def test_a_table_of_reference_data_tells_regions_by_name(browser: Callable[[str], Browser]) -> None:
    page = browser("admin").open("/data/customers")

    assert "East region" in page
    assert "region_east" not in page


@pytest.mark.parametrize(
    ("value", "expected"), [("store", "store"), ("agent_lead", "Agent lead"), ("technician8", "吴杰 Wu Jie")]
)
def test_a_role_and_a_person_are_told_by_name(value: str, expected: str) -> None:
    assert in_words(value, READER, {"technician8": ("吴杰 Wu Jie", "吴杰 Wu Jie")}) == expected


def test_a_person_named_in_a_value_has_a_name(app_engine: Engine) -> None:
    found = names_in(app_engine, {"technician": "technician8"})["technician8"]

    assert found[0] not in ("", "technician8")


def test_a_folded_record_says_what_it_is_about() -> None:
    contact: dict[str, Json] = {
        "code": None,
        "url": "https://x.example",
        "after": "PT0S",
        "called": "李四",
        "name": "李四",
        "is_vip": True,
        "phone": "139",
        "region": "region_east",
    }

    assert gist(contact, READER, NAMES) == "李四 · 139 · East region"


def test_a_case_tells_what_is_not_filled_in_at_the_end_and_folds_no_emptiness(
    browser: Callable[[str], Browser], a_case: Start
) -> None:
    case_key = a_case({"contact": {"name": "李四", "phone": "139"}, "dealer": {}, "appointment": None})

    page = browser("operator").open(f"/cases/{case_key}")

    assert "<summary>李四 · 139</summary>" in page
    assert "Not filled in yet: " in page
    assert "<summary></summary>" not in page


def test_the_panel_of_a_chosen_unit_names_it_and_shows_no_code() -> None:
    record: dict[str, Json] = {"code": "store_sh_1", "name": "世纪大道店", "name_en": "Century store", "kind": "store"}

    (panel,) = panels({"store": {"code": "store_sh_1", "record": record}})

    assert dict(panel.facts) == {"unit_name": "世纪大道店", "unit_name_en": "Century store", "kind": "store"}
