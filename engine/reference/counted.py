"""The sheet `stock`: what was counted is booked as movements, so that stock stays the sum of its ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engine import stock
from engine.reference.columns import Cell
from engine.store.database import Tx
from engine.store.reference.stock import Place, expect


def book_counts(tx: Tx, records: Sequence[Mapping[str, Cell]]) -> None:
    """Bring stock to the counted pieces and write when more is expected. Raises Invalid below what is promised."""
    counted = {_place(record): _pieces(record["on_hand"]) for record in records}
    stock.count(tx, counted, reference="import", reason="count of a CSV file")
    for record in records:
        found = record["expected_on"]
        expect(tx, _place(record), found if isinstance(found, date) else None)


def _place(record: Mapping[str, Cell]) -> Place:
    return (str(record["part_code"]), str(record["warehouse_code"]))


def _pieces(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
