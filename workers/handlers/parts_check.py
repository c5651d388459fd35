"""`parts.check`: completes an order with names, prices and what lies where, and says what cannot be ordered.

Inputs: `order` (purpose, reference?, receiver?, region?, urgent?, is_free?, lines [part, quantity]). Outputs: `order`
with its receiver (the unit of the case when none is named) and amount, `lines` as the process works on them,
`refusals`: why the order cannot be carried out, in both languages; empty when it can. What is free of charge has no
price and costs nobody's credit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.stock import Supply
from engine.store.reference.products import PartRow
from engine.store.reference.receivers import ReceiverRow
from engine.values import Json, Values
from workers.booking import rows_of, whole_of, yuan
from workers.contract import BadInput, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

MOST_LINES = 100
MOST_PIECES = 999


@dataclass(frozen=True, slots=True)
class _Wanted:
    part_code: str
    quantity: int


def check_parts(engine: Engine, job: ActivatedJob) -> Done:
    """Give `order`, `lines` and `refusals`. Lines of the same part become one."""
    order = record_of(job.variables, "order")
    receiver = _receiver(engine, job, order)
    wanted = _wanted(rows_of(order, "lines"))
    parts = engine.find_parts([one.part_code for one in wanted])
    supply = engine.supply_of([one.part_code for one in wanted])
    region = text_of(order, "region", default="") or receiver.region_code
    known = [(one, parts[one.part_code]) for one in wanted if one.part_code in parts]
    prices = {code: 0 if order.get("is_free") is True else part.price_cents for code, part in parts.items()}
    lines: list[Json] = [
        _line(at + 1, one, part, supply, region, prices[part.part_code]) for at, (one, part) in enumerate(known)
    ]
    amount = sum(one.quantity * prices[part.part_code] for one, part in known)
    completed: Values = {
        **order,
        "receiver": receiver.unit_code,
        "receiver_name": receiver.name,
        "receiver_name_en": receiver.name_en,
        "receiver_role": receiver.kind if receiver.kind in ("dealer", "store") else "station",
        "region": region,
        "central_unit": _place(supply, "central", region),
        "regional_unit": _place(supply, "regional", region) or _place(supply, "central", region),
        "urgent": order.get("urgent") is True,
        "amount": yuan(amount),
        "piece_count": sum(one.quantity for one, _ in known),
    }
    refusals = _refusals(wanted, parts)
    if not region:
        no_region = _Wanted(receiver.unit_code, 0)
        refusals.append(_refusal(no_region, "收货方不属于任何大区", "the receiver belongs to no region"))
    return Done({"order": completed, "lines": lines, "refusals": refusals})


def _place(supply: Supply, kind: str, region: str) -> str | None:
    """The unit of the first warehouse of that kind that serves the region."""
    return next((one.unit_code for one in supply.sources(kind, region)), None)


def _receiver(engine: Engine, job: ActivatedJob, order: Mapping[str, Json]) -> ReceiverRow:
    """The unit that the parts go to: the one named, which must be at or below the unit of the case."""
    named = text_of(order, "receiver", default="")
    found = engine.receiver(code=named) if named else engine.receiver(path=job.unit_path)
    if found is None:
        raise BadInput(f"expected an open unit as receiver, but found '{named or job.unit_path}'")
    if not found.unit_path.startswith(job.unit_path):
        raise BadInput(f"expected a receiver at the unit of the case or below it, but found '{found.unit_code}'")
    return found


def _wanted(rows: Sequence[Values]) -> list[_Wanted]:
    counts: dict[str, int] = {}
    for row in rows:
        code = text_of(row, "part").strip().upper()
        counts[code] = counts.get(code, 0) + whole_of(row, "quantity")
    if not counts or len(counts) > MOST_LINES:
        raise BadInput(f"expected 1 to {MOST_LINES} lines, but found {len(counts)}")
    return [_Wanted(code, quantity) for code, quantity in counts.items()]


def _line(number: int, wanted: _Wanted, part: PartRow, supply: Supply, region: str, price_cents: int) -> Values:
    return {
        "number": number,
        "part": part.part_code,
        "name": part.name,
        "name_en": part.name_en,
        "category": part.category,
        "quantity": wanted.quantity,
        "price": yuan(price_cents),
        "amount": yuan(price_cents * wanted.quantity),
        "regional_count": supply.available(part.part_code, "regional", region),
        "central_count": supply.available(part.part_code, "central", region),
        "open": wanted.quantity,
        "delivered": 0,
        "dropped": 0,
        "held": [],
        "expected_on": None,
    }


def _refusals(wanted: Sequence[_Wanted], parts: Mapping[str, PartRow]) -> list[Json]:
    found: list[Json] = []
    for one in wanted:
        if one.part_code not in parts:
            found.append(_refusal(one, "没有这个配件", "there is no such part"))
        elif not 1 <= one.quantity <= MOST_PIECES:
            found.append(_refusal(one, f"数量应为 1 到 {MOST_PIECES}", f"the quantity must be 1 to {MOST_PIECES}"))
    return found


def _refusal(one: _Wanted, zh: str, en: str) -> Values:
    return {"part": one.part_code, "quantity": one.quantity, "reason": zh, "reason_en": en}
