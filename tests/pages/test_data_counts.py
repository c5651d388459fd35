"""What the lists of records say of how many there are."""

from __future__ import annotations

import pytest

from api.pages import data as data_pages


def test_a_huge_ledger_is_counted_to_a_thousand_only(browser, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = browser("admin")
    assert "Rows: 56" in admin.open("/data/parts")
    asked = []
    look = data_pages.DataQuery

    def noted(*given: object, **named: object) -> object:
        asked.append(named.get("count_up_to"))
        return look(*given, **named)

    monkeypatch.setattr(data_pages, "DataQuery", noted)
    admin.open("/data/stock_movements")
    admin.open("/data/parts")

    assert asked == [1000, None]
