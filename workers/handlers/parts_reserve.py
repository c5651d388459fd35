"""`parts.reserve` and `parts.release`: pieces for order lines, promised and given back.

`parts.reserve` takes the sources in turn as the model asks; header `source`:
`regional` and `central` take the part itself, `substitute` what may be sent without asking, `agreed` also what the
receiver agreed to, `back_order` puts what is still missing on the waiting list and says when it is expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine import credit, stock
from engine.stock import Demand, Secured, Served
from engine.store.database import Tx
from engine.store.reference.products import PartRow, parts
from engine.store.reference.reservations import ReservationRow
from engine.store.reference.stock import warehouses
from engine.values import Json, Values
from workers.booking import booked, whole_of, yuan
from workers.contract import BadInput, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

SOURCES = ("regional", "central", "substitute", "agreed", "back_order")


def reserve_parts(engine: Engine, job: ActivatedJob) -> Done:
    """Hold pieces for `line` of `order`. Output `line`: `held` (all that is held for it), `open` (still missing).

    Inputs: `order_number`, `order` (region), `line` (number, part, quantity, delivered, dropped).
    """
    source = job.headers.get("source", "")
    if source not in SOURCES:
        raise BadInput(f"expected header 'source' to be one of {', '.join(SOURCES)}, but found '{source}'")
    line = record_of(job.variables, "line")
    demand = _demand(job, line)
    local_day = engine.clock().astimezone(ZoneInfo(engine.settings.time_zone)).date()

    def book(tx: Tx) -> Values:
        secured = _secure(tx, demand, source)
        done: Values = {**line, "held": _held(tx, secured.held, line), "open": secured.open_count}
        if source == "back_order" and secured.open_count:
            supply = stock.supply_of(tx, [demand.part_code])
            expected = stock.expected_on(supply, demand.part_code, demand.region_code, today=local_day)
            done |= {"expected_on": expected.isoformat(), "late_on": (expected + timedelta(days=2)).isoformat()}
        if source == "substitute" and secured.open_count:
            done["asked_options"] = _asked_options(tx, demand)
        return {"line": done}

    return booked(job, book)


def _asked_options(tx: Tx, demand: Demand) -> list[Json]:
    """What could be sent if the receiver agrees: substitutes with free pieces where the region is served from."""
    supply = stock.supply_of(tx, [demand.part_code])
    codes = supply.replacements(demand.part_code, may_ask=True)
    known = parts(tx, codes)
    free = {
        code: sum(supply.available(code, kind, demand.region_code) for kind in ("regional", "central"))
        for code in codes
    }
    return [
        {"part": code, "name": known[code].name, "name_en": known[code].name_en, "free": free[code]}
        for code in codes
        if free[code]
    ]


def release_parts(engine: Engine, job: ActivatedJob) -> Done:
    """Give back what `order_number` holds or waits for; with input `line` that line only.

    Outputs `released_count`, and `served`: lines of other orders that are complete with it, to be woken.
    With header `of` = `ended_cases` it is everything that orders and holds keep whose cases an operator ended, with
    the further outputs `released_orders` and `released_amount`.
    """
    if job.headers.get("of") == "ended_cases":
        return _release_ended(job)
    order_number = text_of(job.variables, "order_number")
    line = job.variables.get("line")
    number = whole_of(line, "number") if isinstance(line, dict) else None
    reason = text_of(job.variables, "reason", default="")

    def book(tx: Tx) -> Values:
        found = stock.release(tx, order_number, line_number=number, case_key=job.case_key, reason=reason[:300])
        return {"released_count": found.piece_count, "served": served_lines(found.served)}

    return booked(job, book)


def _release_ended(job: ActivatedJob) -> Done:
    def book(tx: Tx) -> Values:
        released, served = stock.release_ended(tx, case_key=job.case_key)
        amount = credit.release_ended(tx, case_key=job.case_key)
        orders: list[Json] = list(released)
        return {
            "released_count": sum(released.values()),
            "released_orders": orders,
            "released_amount": yuan(amount),
            "served": served_lines(served),
        }

    return booked(job, book)


def served_lines(served: Sequence[Served]) -> list[Json]:
    """Lines that got what they waited for: `key` is the correlation key of their message."""
    return [
        {"key": f"{one.order_number}/{one.line_number}", "order_number": one.order_number, "part": one.part_code}
        for one in served
    ]


def _demand(job: ActivatedJob, line: Values) -> Demand:
    wanted = whole_of(line, "quantity") - whole_of(line, "delivered", default=0) - whole_of(line, "dropped", default=0)
    return Demand(
        text_of(job.variables, "order_number"),
        whole_of(line, "number"),
        text_of(record_of(job.variables, "order"), "region", default=""),
        text_of(line, "part"),
        max(0, wanted),
        job.case_key,
    )


def _secure(tx: Tx, demand: Demand, source: str) -> Secured:
    if source == "back_order":
        return stock.wait_for_stock(tx, demand)
    if source in ("regional", "central"):
        return stock.reserve(tx, demand, kind=source)
    return stock.reserve(tx, demand, kind="any", may_ask=source == "agreed")


def _held(tx: Tx, rows: tuple[ReservationRow, ...], line: Values) -> list[Json]:
    """The held pieces as shipments need them: what, where, how many, at which price."""
    known = parts(tx, [row.part_code for row in rows])
    places = {one.warehouse_code: one for one in warehouses(tx)}
    found: list[Json] = []
    for row in rows:
        place = places[row.warehouse_code or ""]
        part: PartRow = known[row.part_code]
        found.append(
            {
                "reservation": str(row.reservation_key),
                "line": row.line_number,
                "part": row.part_code,
                "name": part.name,
                "name_en": part.name_en,
                "quantity": row.quantity,
                "price": line.get("price", yuan(part.price_cents)),
                "is_substitute": row.part_code != line.get("part"),
                "warehouse": place.warehouse_code,
                "warehouse_name": place.name,
                "warehouse_name_en": place.name_en,
                "unit": place.unit_code,
            }
        )
    return found
