"""Codes, moments and days inside of values are said in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.pages.filters import in_words
from api.pages.known_names import names_in
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
