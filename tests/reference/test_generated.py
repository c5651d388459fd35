"""The generated network: the same for the same seed, whole, and in a database that stays sound."""

from __future__ import annotations

from datetime import date

import pytest

from engine.actor import SYSTEM
from engine.errors import AlreadyExists
from engine.reference.browsing import DataQuery
from engine.reference.generated import NetworkSize, make_network
from engine.service import Engine
from tests.conftest import ActorOf

SMALL = NetworkSize(dealers=6, stores=60, stations=4, customers=80, seed=7)
MODELS = ["KFR-35A", "TV-55Q"]


def test_the_same_seed_makes_the_same_network_and_another_one_another() -> None:
    first, again = (make_network(SMALL, models=MODELS, today=date(2026, 3, 2)) for _ in range(2))
    other = make_network(NetworkSize(6, 60, 4, 80, seed=8), models=MODELS, today=date(2026, 3, 2))

    assert first == again
    assert first.customers != other.customers


def test_it_has_the_size_that_was_asked_for_and_every_store_has_somebody() -> None:
    network = make_network(SMALL, models=MODELS, today=date(2026, 3, 2))

    stores = {str(unit["code"]) for unit in network.units if unit["kind"] == "store"}
    assert len(stores) == 60
    assert sum(unit["kind"] == "dealer" for unit in network.units) == 6
    assert {unit for _, role, unit, _ in network.grants if role == "store"} == stores
    assert len(network.customers) == 80
    assert len({customer["phone"] for customer in network.customers}) == 80
    assert len({product["serial"] for product in network.products}) == len(network.products)


def test_every_parent_stands_before_its_units() -> None:
    seen = {"hq", "region_east", "region_south", "region_north"}

    for unit in make_network(SMALL, models=MODELS, today=date(2026, 3, 2)).units:
        assert unit["parent"] in seen
        seen.add(str(unit["code"]))


def test_it_is_loaded_once_beside_the_demo_network_and_its_people_see_their_own(engine: Engine) -> None:
    told: dict[str, int] = {}

    def hear(name: str, count: int) -> None:
        told[name] = told.get(name, 0) + count

    network = engine.load_generated_network(SMALL, told=hear)

    assert told["customer"] == 80
    assert told["unit"] == len(network.units)
    dealer = ActorOf(engine)("dea0001")
    units, total = engine.list_units(actor=dealer)
    assert total == 1 + sum(unit["parent"] == "dea0001" for unit in network.units)
    assert {unit.code[:7] for unit in units} == {"dea0001"}
    assert engine.list_data("credit_accounts", DataQuery(), actor=dealer).total == 1
    assert engine.list_data("stock", DataQuery(limit=1), actor=SYSTEM).total > 200
    with pytest.raises(AlreadyExists):
        engine.load_generated_network(SMALL, told=hear)
