"""Many orders at once: the last piece goes to one of them, credit never passes its limit, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.stock.conftest import Desk, demand


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Do all of it side by side; the answers in order. A deadlock would end as an error of the database."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(call) for call in calls]]


def test_the_last_piece_goes_to_one_of_many(desk: Desk) -> None:
    desk.count("WH-TANK", wh_east=1, wh_central=0)

    def order(number: int) -> Any:
        return desk.do("parts.reserve", demand("WH-TANK", 1, order=f"P{number}"), case_key=number, source="regional")

    answers = at_once(*(lambda number=number: order(number) for number in range(8)))

    assert sorted(answer["line"]["open"] for answer in answers) == [0, 1, 1, 1, 1, 1, 1, 1]
    row = desk.stock("WH-TANK", "wh_east")
    assert (row.on_hand, row.reserved) == (1, 1)
    assert desk.engine.book_imbalances() == []


def test_orders_deliveries_and_cancellations_of_the_same_parts_block_nobody_and_lose_nothing(desk: Desk) -> None:
    parts = ("PH-BATT", "PH-BATT2", "WM-PUMP", "WM-PUMP2")
    for part in parts:
        desk.count(part, wh_east=3, wh_central=3)

    def order(number: int) -> None:
        for at in range(len(parts)):
            part = parts[(at + number) % len(parts)]
            given = demand(part, 3, order=f"P{number}", number=at + 1)
            for source in ("regional", "central", "agreed", "back_order"):
                desk.do("parts.reserve", given, case_key=number, source=source)
        if number % 2:
            desk.do("parts.release", {"order_number": f"P{number}"}, case_key=number)

    def deliver(number: int) -> None:
        lines = [{"part": part, "quantity": 2} for part in (parts if number % 2 else reversed(parts))]
        warehouse = "wh_east" if number % 2 else "wh_central"
        desk.do(
            "parts.receive", {"delivery": {"warehouse": warehouse, "lines": lines}}, case_key=number, step="delivery"
        )

    at_once(
        *(lambda number=number: order(number) for number in range(6)),
        *(lambda number=number: deliver(number) for number in range(100, 104)),
    )

    assert desk.engine.book_imbalances() == []
    assert sum(desk.stock(part, place).on_hand for part in parts for place in ("wh_east", "wh_central")) == 24 + 32


def test_orders_at_once_never_pass_the_limit_together(desk: Desk) -> None:
    def order(number: int) -> Any:
        given = {"order_number": f"P{number}", "order": {"receiver": "station_xm", "amount": 3_000}}
        return desk.do("credit.check", given, case_key=number)["credit"]["is_held"]

    held = at_once(*(lambda number=number: order(number) for number in range(8)))

    assert sum(held) == 3
    assert desk.engine.book_imbalances() == []
