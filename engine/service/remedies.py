"""Payments to customers and exchanges as operations of the Engine, and what handlers do in the job's transaction."""

from __future__ import annotations

from engine import remedies
from engine.remedies import NewExchange, SerialTaken
from engine.service.transaction import Transactions
from engine.store.reference import remedies as rows
from engine.store.reference.remedies import ExchangeRow, PaymentRow

pay_customer, take_back_payment, exchange_product = remedies.pay, remedies.take_back, remedies.exchange

__all__ = [
    "ExchangeRow", "NewExchange", "PaymentRow", "RemedyOperations", "SerialTaken", "exchange_product", "pay_customer",
    "take_back_payment",
]  # fmt: skip


class RemedyOperations(Transactions):
    """What handlers ask; changes are written in the transaction that completes a job."""

    def check_exchange(self, new: NewExchange) -> None:
        """Whether that machine may take the other's place. Raises SerialTaken, NotFound."""
        self._read(lambda tx: remedies.check_exchange(tx, new))

    def replacement_of(self, serial: str) -> str | None:
        """The serial number of the machine that took this one's place, if one did."""
        return self._read(lambda tx: rows.replacement_of(tx, serial))
