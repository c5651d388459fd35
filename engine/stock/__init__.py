"""Spare parts: who gets which piece from where, and every change of stock as a movement. See docs/stock-and-credit.md.

Each function runs in the caller's transaction, locks the stock rows of all its parts first (by part and warehouse), and
keeps three books equal: stock rows, ledger, reservations (`imbalances` proves it).
"""

from engine.stock.balance import imbalances
from engine.stock.counting import count
from engine.stock.moving import Arrival, Missing, Pick, inspect, receive, settle_missing, ship, take_back, take_in
from engine.stock.reserving import Demand, Released, Secured, Served, release, release_ended, reserve, wait_for_stock
from engine.stock.supply import Supply, expected_on, supply_of

__all__ = [
    "Arrival",
    "Demand",
    "Missing",
    "Pick",
    "Released",
    "Secured",
    "Served",
    "Supply",
    "count",
    "expected_on",
    "imbalances",
    "inspect",
    "receive",
    "release",
    "release_ended",
    "reserve",
    "settle_missing",
    "ship",
    "supply_of",
    "take_back",
    "take_in",
    "wait_for_stock",
]
