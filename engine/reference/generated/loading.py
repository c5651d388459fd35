"""Writes a generated network into a database, in one transaction."""

from __future__ import annotations

import random

from engine import stock
from engine.errors import AlreadyExists
from engine.reference.generated.network import Network, NetworkSize, make_network
from engine.store import organisation
from engine.store.database import Tx
from engine.store.reference import bulk
from engine.store.reference.bulk import Told
from engine.store.reference.rows import values_of

FIRST_DEALER = "dea0001"


def load_generated(tx: Tx, size: NetworkSize, *, secret_hash: str, told: Told) -> Network:
    """Make the network and write it beside what is there; the roles, calendars, models and parts of the demo network.

    Raises AlreadyExists when one was generated before.
    """
    if organisation.unit_by_code(tx, FIRST_DEALER) is not None:
        raise AlreadyExists("expected a database without a generated network, but there is one")
    models = sorted(str(model) for model in values_of(tx, "product_model", "model"))
    network = make_network(size, models=models, today=tx.now.date())
    units = bulk.add_units(tx, network.units, told=told)
    bulk.add_users(tx, network.users, secret_hash=secret_hash, told=told)
    bulk.add_grants(tx, network.grants, units, told=told)
    for name, rows in (
        ("station_profile", network.stations), ("warehouse", network.warehouses), ("tariff", network.tariffs),
        ("credit_account", network.credit_accounts), ("customer", network.customers), ("product", network.products),
    ):  # fmt: skip
        bulk.add_rows(tx, name, rows, told=told)
    _stock(tx, network, seed=size.seed)
    return network


def _stock(tx: Tx, network: Network, *, seed: int) -> None:
    """Count every part into the new warehouses: what a count books, so that the ledger agrees."""
    chance = random.Random(seed)
    parts = sorted(str(code) for code in values_of(tx, "part", "part_code"))
    counted = {
        (part, str(warehouse["warehouse_code"])): chance.choices((0, chance.randint(1, 40)), (10, 90))[0]
        for warehouse in network.warehouses
        for part in parts
    }
    stock.count(tx, counted, reference="demo-network", reason="opening stock of a generated network")
