"""Sales as operations of the Engine."""

from __future__ import annotations

from engine import sales
from engine.actor import Actor
from engine.sales import NewSale, SaleRecorded
from engine.service.base import Base
from engine.service.transaction import Once
from engine.store import sales as rows


class SaleOperations(Base):
    """Operations on sales."""

    def record_sale(self, sale: NewSale, *, actor: Actor, once: Once[SaleRecorded] | None = None) -> SaleRecorded:
        """Record a sale with customer and machine. Raises Forbidden, InvalidFields, SerialSold."""
        zone = self.world.settings.time_zone
        return self._write(lambda tx: sales.record(tx, sale, actor=actor, zone=zone), once=once)

    def check_sale(self, sale: NewSale, *, actor: Actor) -> str | None:
        """The code of the customer with the sale's phone, if any. Raises InvalidFields, SerialSold."""
        zone = self.world.settings.time_zone
        return self._read(lambda tx: sales.check(tx, sale, actor=actor, zone=zone).customer_code)

    def is_sale_known(self, sale: NewSale) -> bool:
        """Whether this order of the shop came before."""
        return self._read(lambda tx: rows.by_order(tx, sale.shop, sale.order_number, sale.serial)) is not None
