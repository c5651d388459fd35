"""`parts.return`: defective pieces that come back, are inspected, and are credited or sent back again.

Header `step`: `arrive` (default) puts the pieces of `part_return` into quarantine; `inspect` books them out by the
verdict of each line and writes the credit note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import credit, stock
from engine.stock import Arrival
from engine.store.database import Tx
from engine.values import Values
from workers.booking import booked, cents_of, rows_of, whole_of, yuan
from workers.contract import BadInput, Done, record_of, text_of
from workers.handlers.parts_move import arrivals_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

VERDICTS = ("credit", "reject")


def return_parts(engine: Engine, job: ActivatedJob) -> Done:
    """Inputs: `order_number`, `order` (region), `part_return` (lines: part, quantity, price, verdict).

    Output of `arrive`: `part_return` with its `warehouse`; of `inspect`: with `credit_total`, `credited_count` and
    `rejected_count`.
    """
    step = job.headers.get("step", "arrive")
    if step not in ("arrive", "inspect"):
        raise BadInput(f"expected header 'step' to be arrive or inspect, but found '{step}'")
    return _arrive(engine, job) if step == "arrive" else _inspect(job)


def _arrive(engine: Engine, job: ActivatedJob) -> Done:
    order_number, returned = text_of(job.variables, "order_number"), record_of(job.variables, "part_return")
    arrivals = arrivals_of(returned)
    supply = engine.supply_of([one.part_code for one in arrivals])
    region = text_of(record_of(job.variables, "order"), "region", default="")
    places = [*supply.sources("regional", region), *supply.sources("central", region)]
    if not places:
        raise BadInput(f"expected a warehouse that serves '{region}', but found none")
    warehouse = places[0].warehouse_code

    def book(tx: Tx) -> Values:
        stock.take_back(tx, warehouse, arrivals, reference=order_number, case_key=job.case_key)
        return {"part_return": {**returned, "warehouse": warehouse}}

    return booked(job, book)


def _inspect(job: ActivatedJob) -> Done:
    order_number, returned = text_of(job.variables, "order_number"), record_of(job.variables, "part_return")
    warehouse, lines = text_of(returned, "warehouse"), rows_of(returned, "lines")
    by_verdict = {verdict: [row for row in lines if row.get("verdict") == verdict] for verdict in VERDICTS}
    if sum(map(len, by_verdict.values())) != len(lines):
        raise BadInput(f"expected each returned line to be judged {' or '.join(VERDICTS)}")
    amount = sum(whole_of(row, "quantity") * cents_of(row, "price") for row in by_verdict["credit"])

    def book(tx: Tx) -> Values:
        for verdict, rows in by_verdict.items():
            pieces = _pieces(rows)
            if pieces:
                stock.inspect(
                    tx, warehouse, pieces, is_accepted=verdict == "credit", reference=order_number,
                    case_key=job.case_key,
                )  # fmt: skip
        credited = credit.credit_note(
            tx, order_number, amount, reason="defective parts returned", is_ordered_again=False, case_key=job.case_key
        )
        counts = {
            f"{verdict}ed_count": sum(piece.quantity for piece in _pieces(rows)) for verdict, rows in by_verdict.items()
        }
        return {"part_return": {**returned, "credit_total": yuan(credited), **counts}}

    return booked(job, book)


def _pieces(rows: list[Values]) -> list[Arrival]:
    return arrivals_of({"lines": list(rows)})
