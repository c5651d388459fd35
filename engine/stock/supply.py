"""Which warehouse serves whom, what lies there, and when more is expected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.store.database import Tx
from engine.store.reference import stock as store
from engine.store.reference.stock import Place, StockRow, SubstituteRow, WarehouseRow


@dataclass(frozen=True, slots=True)
class Supply:
    """The warehouses and the stock of some parts and of what may replace them, at one moment."""

    warehouses: Sequence[WarehouseRow]
    stock: Mapping[Place, StockRow]
    substitutes: Sequence[SubstituteRow]

    def sources(self, kind: str, region_code: str) -> list[WarehouseRow]:
        """The warehouses of that kind that serve the region, by code."""
        return [one for one in self.warehouses if one.kind == kind and one.region_code in ("", region_code)]

    def available(self, part_code: str, kind: str, region_code: str) -> int:
        """Pieces that nobody was promised, in the warehouses of that kind that serve the region."""
        sources = self.sources(kind, region_code)
        rows = (self.stock.get((part_code, one.warehouse_code)) for one in sources)
        return sum(row.available for row in rows if row is not None)

    def replacements(self, part_code: str, *, may_ask: bool) -> list[str]:
        """What may be sent instead of a part, best first; only what needs no question, unless `may_ask`."""
        return [
            one.substitute_code
            for one in self.substitutes
            if one.part_code == part_code and (may_ask or not one.must_ask)
        ]


def supply_of(tx: Tx, parts: Collection[str], *, is_locked: bool = False) -> Supply:
    """The supply of these parts; with `is_locked` their stock is held until the transaction ends."""
    substitutes = store.substitutes_of(tx, parts)
    every = {*parts, *(one.substitute_code for one in substitutes)}
    stock = store.lock_stock(tx, every) if is_locked else store.stock_of(tx, every)
    return Supply(store.warehouses(tx), stock, substitutes)


def expected_on(supply: Supply, part_code: str, region_code: str, *, today: date) -> date:
    """When the part should be there: the next known delivery, else after the shortest lead time."""
    serving = [one for one in supply.warehouses if one.region_code in ("", region_code)]
    rows = (supply.stock.get((part_code, one.warehouse_code)) for one in serving)
    known = [row.expected_on for row in rows if row is not None and row.expected_on and row.expected_on >= today]
    if known:
        return min(known)
    return today + timedelta(days=min((one.lead_days for one in serving), default=30))
