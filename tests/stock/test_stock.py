"""Reserving, shipping, receiving, returning: every piece is accounted for, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engine.errors import Invalid
from engine.store.reference import stock as store
from tests.stock.conftest import Desk, demand, shipment_of


def test_a_line_is_reserved_at_the_regional_warehouse_first_and_the_rest_at_the_central_one(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=3, wh_central=5, wh_south=9)

    regional = desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")["line"]
    central = desk.do("parts.reserve", demand("RF-FAN", 4), source="central")["line"]

    assert (regional["open"], [(row["warehouse"], row["quantity"]) for row in regional["held"]]) == (
        1,
        [("wh_east", 3)],
    )
    assert central["open"] == 0
    assert [(row["warehouse"], row["unit"], row["quantity"]) for row in central["held"]] == [
        ("wh_east", "warehouse_east", 3), ("wh_central", "hq_warehouse", 1),
    ]  # fmt: skip
    assert desk.stock("RF-FAN", "wh_south").reserved == 0
    assert desk.engine.book_imbalances() == []


def test_a_substitute_that_must_be_asked_for_is_only_taken_when_the_receiver_agreed(desk: Desk) -> None:
    desk.count("PH-BATT", wh_east=0, wh_central=0)
    desk.count("PH-BATT2", wh_east=1, wh_central=5)

    unasked = desk.do("parts.reserve", demand("PH-BATT", 2), source="substitute")["line"]
    agreed = desk.do("parts.reserve", demand("PH-BATT", 2), source="agreed")["line"]

    assert (unasked["open"], unasked["held"]) == (2, [])
    assert agreed["open"] == 0
    assert [(row["part"], row["warehouse"], row["is_substitute"]) for row in agreed["held"]] == [
        ("PH-BATT2", "wh_east", True), ("PH-BATT2", "wh_central", True),
    ]  # fmt: skip


def test_a_delivery_serves_those_who_wait_the_oldest_first(desk: Desk) -> None:
    waiting = [
        desk.do("parts.reserve", demand("TV-PANEL", 2, order=order), source="back_order") for order in ("P1", "P2")
    ]
    delivery = {"warehouse": "wh_central", "note": "DN-1", "lines": [{"part": "tv-panel", "quantity": 3}]}

    first = desk.do("parts.receive", {"delivery": delivery}, case_key=7, step="delivery")["served"]
    second = desk.do("parts.receive", {"delivery": delivery}, case_key=8, step="delivery")["served"]

    assert waiting[0]["line"]["expected_on"] == "2026-12-04"
    assert [row["key"] for row in first] == ["P1/1"]
    assert [row["key"] for row in second] == ["P2/1"]
    assert (desk.stock("TV-PANEL", "wh_central").on_hand, desk.stock("TV-PANEL", "wh_central").reserved) == (6, 4)
    held = desk.do("parts.reserve", demand("TV-PANEL", 2, order="P2"), source="regional")["line"]
    assert (held["open"], sum(row["quantity"] for row in held["held"])) == (0, 2)
    assert desk.engine.book_imbalances() == []


def test_release_gives_back_what_is_held_and_what_waits_and_the_second_time_nothing(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=1, wh_central=0)
    desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")
    desk.do("parts.reserve", demand("RF-FAN", 4), source="back_order")

    released = desk.do("parts.release", {"order_number": "P1"})
    again = desk.do("parts.release", {"order_number": "P1"})
    served = desk.do(
        "parts.receive", {"delivery": {"warehouse": "wh_east", "lines": [{"part": "RF-FAN", "quantity": 9}]}},
        step="delivery",
    )["served"]  # fmt: skip

    assert (released["released_count"], again["released_count"], served) == (1, 0, [])
    assert desk.stock("RF-FAN", "wh_east").available == 10
    assert desk.engine.book_imbalances() == []


def test_what_one_order_gives_back_goes_to_the_line_that_waits_longest(desk: Desk) -> None:
    desk.count("WH-TANK", wh_east=1, wh_central=0)
    desk.do("parts.reserve", demand("WH-TANK", 1, order="P1"), source="regional")
    for order, region in (("P2", "region_south"), ("P3", "region_east"), ("P4", "region_east")):
        desk.do("parts.reserve", demand("WH-TANK", 1, order=order, region=region), source="back_order")

    released = desk.do("parts.release", {"order_number": "P1"})

    assert [row["key"] for row in released["served"]] == ["P3/1"]
    assert desk.stock("WH-TANK", "wh_east").reserved == 1
    assert desk.engine.book_imbalances() == []


def test_pieces_are_in_transit_until_confirmed_and_what_is_missing_is_told(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=5)
    found = desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")

    shipment = desk.do("parts.ship", {"order_number": "P1", "shipment": shipment_of(found, RF_FAN=3)})["shipment"]
    on_the_way = desk.stock("RF-FAN", "wh_east")
    shipment["lines"][0]["received"] = 1
    confirmed = desk.do("parts.receive", {"order_number": "P1", "shipment": shipment}, step="confirm")["shipment"]

    assert (shipment["piece_count"], confirmed["missing_count"]) == (3, 2)
    assert (on_the_way.on_hand, on_the_way.reserved, on_the_way.in_transit) == (1, 0, 3)
    assert desk.stock("RF-FAN", "wh_east").in_transit == 2
    assert desk.engine.book_imbalances() == []


@pytest.mark.parametrize(
    ("verdict", "again", "on_hand", "received", "dropped"),
    [("lost", True, 1, 1, 0), ("lost", False, 1, 1, 3), ("not_sent", True, 4, 1, 0), ("arrived", False, 1, 4, 0)],
)
def test_missing_pieces_are_settled_by_verdict(
    desk: Desk, verdict: str, again: bool, on_hand: int, received: int, dropped: int
) -> None:
    desk.count("RF-FAN", wh_east=5)
    found = desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")
    shipment = desk.do("parts.ship", {"order_number": "P1", "shipment": shipment_of(found)})["shipment"]
    shipment["lines"][0]["received"] = 1
    shipment = desk.do("parts.receive", {"order_number": "P1", "shipment": shipment}, step="confirm")["shipment"]
    shipment["lines"][0]["verdict"] = verdict

    given = {"order_number": "P1", "shipment": shipment, "is_ordered_again": again}
    settled = desk.do("parts.receive", given, step="settle")["shipment"]

    row = desk.stock("RF-FAN", "wh_east")
    assert (row.on_hand, row.in_transit) == (on_hand, 0)
    assert (settled["lines"][0]["received"], settled["lines"][0].get("dropped", 0)) == (received, dropped)
    assert desk.engine.book_imbalances() == []


@pytest.mark.parametrize(("picked", "received"), [(5, 4), (-1, 0), (4, 5), (4, -1)])
def test_more_than_was_promised_or_shipped_is_refused_and_nothing_is_booked(
    desk: Desk, picked: int, received: int
) -> None:
    desk.count("RF-FAN", wh_east=9)
    found = desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")
    before = desk.stock("RF-FAN", "wh_east")

    def course() -> None:
        shipment = desk.do("parts.ship", {"order_number": "P1", "shipment": shipment_of(found, RF_FAN=picked)})[
            "shipment"
        ]
        shipment["lines"][0]["received"] = received
        desk.do("parts.receive", {"order_number": "P1", "shipment": shipment}, step="confirm")

    with pytest.raises(Invalid, match="expected 0 to 4 pieces"):
        course()

    assert picked == 4 or desk.stock("RF-FAN", "wh_east") == before
    assert desk.engine.book_imbalances() == []


def test_a_foreign_order_cannot_ship_what_another_order_holds(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=9)
    found = desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")

    with pytest.raises(Invalid, match="expected a held reservation of order P2"):
        desk.do("parts.ship", {"order_number": "P2", "shipment": shipment_of(found)})


def test_defective_pieces_wait_apart_from_stock_and_leave_by_the_verdict(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=2)
    rows = [{"part": "RF-FAN", "quantity": 2, "price": 120}, {"part": "RF-COMP", "quantity": 1, "price": 620}]
    given = {"order_number": "P1", "order": {"region": "region_east"}, "part_return": {"lines": rows}}

    returned = desk.do("parts.return", given, step="arrive")["part_return"]
    waiting = desk.stock("RF-FAN", "wh_east")
    for row, verdict in zip(returned["lines"], ("credit", "reject"), strict=True):
        row["verdict"] = verdict
    inspected = desk.do("parts.return", {**given, "part_return": returned}, step="inspect")["part_return"]

    assert (waiting.on_hand, waiting.quarantined, waiting.available) == (2, 2, 2)
    assert (inspected["credited_count"], inspected["rejected_count"]) == (2, 1)
    assert desk.stock("RF-FAN", "wh_east").quarantined == 0
    kinds = desk.engine._read(lambda tx: [(one.kind, one.quarantined) for one in store.movements_of(tx, "P1")])
    assert sorted(kinds) == [("return", 1), ("return", 2), ("scrap", -2), ("ship", -1)]
    assert desk.engine.book_imbalances() == []


def test_a_count_is_booked_and_never_below_what_is_promised(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=9)
    desk.do("parts.reserve", demand("RF-FAN", 4), source="regional")

    desk.count("RF-FAN", wh_east=5)
    with pytest.raises(Invalid, match="at least the 4 promised pieces"):
        desk.count("RF-FAN", wh_east=3)

    assert desk.stock("RF-FAN", "wh_east").on_hand == 5
    assert desk.engine.book_imbalances() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stock_movement SET on_hand = 99", "DELETE FROM stock_movement",
        "UPDATE part_stock SET on_hand = -1", "UPDATE part_stock SET reserved = on_hand + 1",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_bend_the_books(desk: Desk, change: str) -> None:
    with pytest.raises(DatabaseError), desk.engine.database.sql.begin() as connection:
        connection.execute(text(change))


@pytest.mark.ails
def test_a_stock_row_that_was_changed_by_hand_is_told(desk: Desk) -> None:
    with desk.engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE part_stock SET on_hand = on_hand + 1 WHERE part_code = 'RF-FAN'"))

    found = desk.engine.book_imbalances()

    assert len(found) == 4
    assert all("RF-FAN" in text for text in found)
