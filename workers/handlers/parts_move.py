"""`parts.ship` and `parts.receive`: pieces that leave a warehouse, and what became of them.

Pieces are charged to the dealer's credit when they leave, and credited when they turn out not to have arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import credit, stock
from engine.stock import Arrival, Missing, Pick
from engine.store.database import Tx
from engine.store.reference.stock import warehouses
from engine.values import Json, Values
from workers.booking import booked, cents_of, rows_of, whole_of
from workers.contract import BadInput, Done, record_of, text_of
from workers.handlers.parts_reserve import served_lines

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

STEPS = ("confirm", "settle", "delivery")


def ship_parts(engine: Engine, job: ActivatedJob) -> Done:
    """Ship what was picked of `shipment` and charge it; pieces not found on the shelf are written off there.

    Inputs: `order_number`, `shipment` (lines: reservation, picked, price). Output `shipment`: lines with `shipped`.
    """
    order_number, shipment = text_of(job.variables, "order_number"), record_of(job.variables, "shipment")
    rows = rows_of(shipment, "lines")
    picks = [Pick(_reservation(row), whole_of(row, "picked")) for row in rows]

    def book(tx: Tx) -> Values:
        shipped = {
            row.reservation_key: row.quantity for row in stock.ship(tx, order_number, picks, case_key=job.case_key)
        }
        counts = [shipped[_reservation(row)] for row in rows]
        amount = sum(count * cents_of(row, "price") for row, count in zip(rows, counts, strict=True))
        credit.capture(tx, order_number, amount, case_key=job.case_key)
        lines: list[Json] = [
            {**row, "shipped": count, "received": count} for row, count in zip(rows, counts, strict=True) if count
        ]
        return {"shipment": {**shipment, "lines": lines, "piece_count": sum(counts)}}

    return booked(job, book)


def receive_parts(engine: Engine, job: ActivatedJob) -> Done:
    """Book arrivals. Header `step`:

    `confirm` (default): what the receiver counted; input `shipment` (lines: `received`), output with `missing`.
    `settle`: what became of the missing; lines with `verdict`, input `is_ordered_again`; output with final `received`.
    `delivery`: a delivery of a supplier; input `delivery` (warehouse or its unit, note, lines), output `served`.
    """
    step = job.headers.get("step", "confirm")
    if step not in STEPS:
        raise BadInput(f"expected header 'step' to be one of {', '.join(STEPS)}, but found '{step}'")
    return {"confirm": _confirm, "settle": _settle, "delivery": _delivery}[step](job)


def _confirm(job: ActivatedJob) -> Done:
    order_number, shipment = text_of(job.variables, "order_number"), record_of(job.variables, "shipment")
    rows = rows_of(shipment, "lines")
    arrived = [Pick(_reservation(row), whole_of(row, "received")) for row in rows]

    def book(tx: Tx) -> Values:
        found = stock.receive(tx, order_number, arrived, case_key=job.case_key)
        missing = {row.reservation_key: count for row, count in found}
        lines: list[Json] = [{**row, "missing": missing[_reservation(row)]} for row in rows]
        return {"shipment": {**shipment, "lines": lines, "missing_count": sum(missing.values())}}

    return booked(job, book)


def _settle(job: ActivatedJob) -> Done:
    order_number, shipment = text_of(job.variables, "order_number"), record_of(job.variables, "shipment")
    is_ordered_again = job.variables.get("is_ordered_again") is True
    rows = rows_of(shipment, "lines")
    short = [row for row in rows if whole_of(row, "missing", default=0)]
    found = [Missing(_reservation(row), whole_of(row, "missing"), text_of(row, "verdict")) for row in short]

    def book(tx: Tx) -> Values:
        stock.settle_missing(tx, order_number, found, case_key=job.case_key)
        gone = [row for row in short if row["verdict"] != "arrived"]
        credit.credit_note(
            tx, order_number, sum(whole_of(row, "missing") * cents_of(row, "price") for row in gone),
            reason="pieces that did not arrive", is_ordered_again=is_ordered_again, case_key=job.case_key,
        )  # fmt: skip
        lines: list[Json] = [_settled(row, is_ordered_again=is_ordered_again) for row in rows]
        return {"shipment": {**shipment, "lines": lines, "missing_count": 0}}

    return booked(job, book)


def _settled(row: Values, *, is_ordered_again: bool) -> Values:
    """The line with what arrived in the end, and what the receiver gets no replacement for."""
    missing = whole_of(row, "missing", default=0)
    if not missing:
        return row
    came = missing if row["verdict"] == "arrived" else 0
    dropped = 0 if came or is_ordered_again else missing
    return {**row, "received": whole_of(row, "received") + came, "missing": 0, "dropped": dropped}


def _delivery(job: ActivatedJob) -> Done:
    delivery = record_of(job.variables, "delivery")
    named, note = text_of(delivery, "warehouse"), text_of(delivery, "note", default="")
    arrivals = arrivals_of(delivery)

    def book(tx: Tx) -> Values:
        # People choose the unit that they work at; programs may know the code of the warehouse.
        warehouse = next(
            (one.warehouse_code for one in warehouses(tx) if named in (one.warehouse_code, one.unit_code)), named
        )
        served = stock.take_in(tx, warehouse, arrivals, reference=note[:128], case_key=job.case_key)
        return {"served": served_lines(served)}

    return booked(job, book)


def arrivals_of(values: Values) -> list[Arrival]:
    """The pieces by part of member `lines` (part, quantity); lines of the same part become one."""
    counts: dict[str, int] = {}
    for row in rows_of(values, "lines"):
        code = text_of(row, "part").strip().upper()
        counts[code] = counts.get(code, 0) + whole_of(row, "quantity")
    return [Arrival(code, count) for code, count in counts.items() if count]


def _reservation(row: Values) -> int:
    key = text_of(row, "reservation")
    if not key.isdigit():
        raise BadInput(f"expected the key of a reservation, but found '{key}'")
    return int(key)
