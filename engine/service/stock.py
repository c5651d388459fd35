"""Stock and credit as operations of the Engine; what handlers do inside the job's transaction is in `engine.stock`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from engine import credit, stock
from engine.access import Permission, require
from engine.actor import Actor
from engine.service.transaction import Transactions
from engine.stock import Supply
from engine.store.reference import receivers
from engine.store.reference.credit import AccountRow
from engine.store.reference.receivers import ReceiverRow


class StockOperations(Transactions):
    """What handlers and programs ask of stock and credit."""

    def supply_of(self, parts: Collection[str]) -> Supply:
        """Warehouses and stock of these parts and of what may replace them."""
        return self._read(lambda tx: stock.supply_of(tx, parts))

    def receiver(self, *, code: str | None = None, path: str | None = None) -> ReceiverRow | None:
        """The open unit of that code or path, as a receiver of parts."""
        return self._read(lambda tx: receivers.receiver(tx, code=code, path=path))

    def credit_account(self, unit_path: str) -> AccountRow | None:
        """The account that orders of the unit at that path are charged to."""
        return self._read(lambda tx: credit.account_over(tx, unit_path))

    def purchases(self, start: datetime, end: datetime) -> list[tuple[AccountRow, int]]:
        """Every account with what it bought in a span of time, in cents."""
        return self._read(lambda tx: credit.purchases(tx, start, end))

    def book_payment(self, unit_code: str, amount_cents: int, *, reference: str, actor: Actor) -> AccountRow:
        """Book what a dealer paid; the account afterwards. Raises Forbidden, Invalid."""
        require(actor, Permission.EDIT_REFERENCE)
        return self._write(lambda tx: credit.pay(tx, unit_code, amount_cents, reference=reference))

    def book_imbalances(self) -> list[str]:
        """What differs in the books of stock and credit, in words; nothing when they balance."""
        return self._read(lambda tx: [*stock.imbalances(tx), *credit.imbalances(tx)])
