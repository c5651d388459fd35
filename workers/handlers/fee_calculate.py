"""`fee.calculate`: the lines of a quote or of the final fee, from tariffs and part prices.

Repaired (or quoted): labour by category and fault level, travel for each visit, parts at list price. The rule in input
`tariff` (labour by level or flat; travel for each visit, the first or none) is a decision's; it may say otherwise.
Not repaired: inspection and travel only. With `payer` 'customer' the customer pays, else the station claims it.
A refused quote is charged to the customer too; after no-show, exchange, refund or a cancelled wait he pays nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.store.reference.products import PartRow, TariffRow
from engine.values import Json, Values
from workers.contract import BadInput, Done, list_of, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

_FREE_FOR_CUSTOMER = frozenset(("no_show", "exchanged", "refunded", "cancelled", "rejected"))


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line: `kind` labour, travel, inspection or part; money in cents."""

    kind: str
    text: str
    text_en: str
    quantity: int
    unit_cents: int

    @property
    def amount_cents(self) -> int:
        """Quantity times unit price."""
        return self.quantity * self.unit_cents


def calculate_fee(engine: Engine, job: ActivatedJob) -> Done:
    """Give `fee`: lines, totals in yuan, payer, `sample_number` (0 to 99, from the reference, not to be chosen)."""
    given = job.variables
    mode, result = text_of(given, "mode"), text_of(given, "result", default="repaired")
    payer = text_of(given, "payer", default="customer")
    is_repair = mode == "quote" or result == "repaired"
    lines = [*_work(engine, given, is_repair=is_repair), *_travel(engine, given, at_least=1 if mode == "quote" else 0)]
    if is_repair:
        lines += _parts(engine, list_of(given, "parts"))
    free = mode == "final" and result in _FREE_FOR_CUSTOMER
    return Done({"fee": _fee(lines, payer=payer, is_free_for_customer=free, given=given)})


def price(tariffs: Sequence[TariffRow], *, region: str, category: str, level: str) -> TariffRow | None:
    """The most exact price: region counts more than category, category more than level; `*` fits anything."""
    best: tuple[int, TariffRow] | None = None
    for row in tariffs:
        wanted = ((row.region_code, region, 4), (row.category, category, 2), (row.level, level, 1))
        if all(have in ("*", want) for have, want, _ in wanted):
            points = sum(weight for have, _, weight in wanted if have != "*")
            if best is None or points > best[0]:
                best = (points, row)
    return best[1] if best else None


def sample_number(reference: str) -> int:
    """0 to 99, the same for a reference always, and not to be guessed from its look."""
    return int.from_bytes(hashlib.sha256(reference.encode()).digest()[:4]) % 100


def _work(engine: Engine, given: Mapping[str, Json], *, is_repair: bool) -> list[FeeLine]:
    kind = "labour" if is_repair else "inspection"
    if not is_repair and not _visits(given):
        return []
    rule = record_of(given, "tariff")
    if is_repair and rule.get("labour") == "flat":
        return [_flat(rule)]
    code = text_of(given, "fault_code", default="")
    fault = engine.find_fault(code) if code else None
    found = _price(engine, kind, given, level=fault.level if fault else "minor")
    names = (
        (f"{found.name}({fault.name})", f"{found.name_en} ({fault.name_en})") if fault else (found.name, found.name_en)
    )
    return [FeeLine(kind, *names, 1, found.amount_cents)]


def _flat(rule: Values) -> FeeLine:
    amount = rule.get("flat_amount")
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)) or amount < 0:
        raise BadInput(f"expected a flat amount of at least 0 in input 'tariff', but found {amount}")
    text = text_of(rule, "flat_text", default="一口价")
    return FeeLine("labour", text, text_of(rule, "flat_text_en", default=text), 1, int(Decimal(amount) * 100))


def _travel(engine: Engine, given: Mapping[str, Json], *, at_least: int) -> list[FeeLine]:
    charged = record_of(given, "tariff").get("travel", "each_visit")
    visits = max(_visits(given), at_least)
    if charged == "none":
        return []
    visits = min(visits, 1) if charged == "first_visit" else visits
    if not visits:
        return []
    found = _price(engine, "travel", given, level="")
    return [FeeLine("travel", found.name, found.name_en, visits, found.amount_cents)]


def _price(engine: Engine, kind: str, given: Mapping[str, Json], *, level: str) -> TariffRow:
    region = text_of(given, "region", default="")
    category = text_of(record_of(given, "product"), "category", default="")
    found = price(engine.tariffs(kind), region=region, category=category, level=level)
    if found is None:
        raise BadInput(f"expected a tariff of kind '{kind}' for {region}, {category}, {level}, but found none")
    return found


def _parts(engine: Engine, wanted: list[Json]) -> list[FeeLine]:
    rows = [row for row in wanted if isinstance(row, dict) and row.get("part")]
    known = engine.find_parts({text_of(row, "part") for row in rows})
    return [_part_line(known, row) for row in rows]


def _part_line(known: Mapping[str, PartRow], row: Values) -> FeeLine:
    code, quantity = text_of(row, "part"), row.get("quantity")
    if code not in known:
        raise BadInput(f"expected a known part, but found '{code}'")
    if (
        isinstance(quantity, bool)
        or not isinstance(quantity, (int, Decimal))
        or quantity != int(quantity)
        or quantity < 1
    ):
        raise BadInput(f"expected a whole quantity of at least 1 for part '{code}', but found {quantity}")
    part = known[code]
    return FeeLine("part", part.name, part.name_en, int(quantity), part.price_cents)


def _fee(lines: Sequence[FeeLine], *, payer: str, is_free_for_customer: bool, given: Mapping[str, Json]) -> Values:
    total = sum(line.amount_cents for line in lines)
    by_customer = total if payer == "customer" and not is_free_for_customer else 0
    return {
        "lines": [_line(line) for line in lines],
        **{f"{kind}_total": _yuan(_sum(lines, kind)) for kind in ("labour", "inspection", "travel")},
        "parts_total": _yuan(_sum(lines, "part")),
        "total": _yuan(total),
        "customer_total": _yuan(by_customer),
        "claim_total": _yuan(total - by_customer),
        "payer": payer,
        "currency": "CNY",
        "visit_count": _visits(given),
        "sample_number": sample_number(text_of(given, "reference", default="")),
    }


def _line(line: FeeLine) -> Json:
    return {
        "kind": line.kind,
        "text": line.text,
        "text_en": line.text_en,
        "quantity": line.quantity,
        "unit_price": _yuan(line.unit_cents),
        "amount": _yuan(line.amount_cents),
    }


def _sum(lines: Sequence[FeeLine], kind: str) -> int:
    return sum(line.amount_cents for line in lines if line.kind == kind)


def _visits(given: Mapping[str, Json]) -> int:
    found = given.get("visit_count")
    return int(found) if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else 0


def _yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
