"""Stores and payouts as operations of the Engine, and what job handlers do inside the job's transaction."""

from __future__ import annotations

from engine.reference import payouts, stores
from engine.reference.stores import Source, StorePlan
from engine.service.transaction import Transactions
from engine.store.reference import payouts as payout_rows
from engine.store.reference import stores as store_rows
from engine.store.reference.payouts import PayoutRow
from engine.store.reference.stores import DealerRow, StoreRow

plan_store, record_store, activate_store = stores.plan, stores.record, stores.activate
book_payout, reverse_payout = payouts.book, payouts.reverse

__all__ = [
    "DealerRow", "PayoutRow", "Source", "StoreOperations", "StorePlan", "StoreRow", "activate_store", "book_payout",
    "plan_store", "record_store", "reverse_payout",
]  # fmt: skip


class StoreOperations(Transactions):
    """What handlers and pages ask of stores; the caller has checked that the actor may."""

    def find_store(self, store_code: str) -> StoreRow | None:
        """The record of a store."""
        return self._read(lambda tx: store_rows.store(tx, store_code))

    def dealer_at(self, unit_path: str) -> DealerRow | None:
        """The dealer that a unit is, or belongs to."""
        return self._read(lambda tx: store_rows.dealer_of(tx, unit_path))

    def why_store_unavailable(self, store_code: str, *, dealer: DealerRow, case_key: int) -> str | None:
        """'foreign', 'building', or None when the case may plan that store for the dealer."""
        return self._read(lambda tx: stores.why_unavailable(tx, store_code, dealer=dealer, case_key=case_key))

    def payouts_of(self, case_key: int) -> tuple[tuple[PayoutRow, bool], ...]:
        """The payouts of a case, each with whether it was taken back."""
        return self._read(lambda tx: payout_rows.of_case(tx, case_key))
