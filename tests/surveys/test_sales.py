"""Sales: an order comes in once, a machine is sold once, and what is wrong is said at its field."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from engine.actor import SYSTEM
from engine.errors import Conflict, Forbidden, InvalidFields
from engine.sales import NewSale, SaleRecorded, SerialSold
from engine.service import Engine
from tests.api.conftest import basic
from tests.conftest import ActorOf
from workers.contract import BpmnError
from workers.handlers.sale_record import record_sale

SALE = NewSale(
    shop="tmall", order_number="T-1", serial="SNNEW0001", model="KFR-35A", name="钱多", phone="13912345678",
    sold_on=date(2026, 3, 1), unit_code="store_sh_1", price_cents=299900, extended_months=24,
)  # fmt: skip


def test_a_sale_makes_customer_machine_and_warranty(engine: Engine) -> None:
    recorded = engine.record_sale(SALE, actor=SYSTEM)

    machine = engine.find_product("SNNEW0001")
    assert machine is not None
    assert (machine.purchased_on, machine.extended_until) == (date(2026, 3, 1), date(2028, 3, 1))
    buyer = engine.find_customer(code=recorded.customer_code)
    assert buyer is not None
    assert (buyer.name, buyer.phone, buyer.region_code) == ("钱多", "13912345678", "region_east")


def test_a_known_phone_number_is_the_same_customer(engine: Engine) -> None:
    recorded = engine.record_sale(replace(SALE, phone="13610869919"), actor=SYSTEM)

    assert (recorded.customer_code, recorded.is_new_customer) == ("C0001", False)


def test_the_same_order_again_changes_nothing(engine: Engine) -> None:
    first = engine.record_sale(SALE, actor=SYSTEM)
    again = engine.record_sale(replace(SALE, name="另一个名字"), actor=SYSTEM)

    assert again == SaleRecorded(first.customer_code, is_new_customer=False, is_duplicate=True)
    assert _count(engine) == 1


def test_a_machine_is_sold_once(engine: Engine) -> None:
    engine.record_sale(SALE, actor=SYSTEM)

    with pytest.raises(SerialSold) as another_order:
        engine.record_sale(replace(SALE, order_number="T-2"), actor=SYSTEM)
    with pytest.raises(SerialSold):
        engine.record_sale(replace(SALE, serial="SNKFR35A00001"), actor=SYSTEM)

    assert "2026-03-01" in another_order.value.zh
    assert _count(engine) == 1


def test_orders_that_race_for_one_machine_sell_it_once(engine: Engine) -> None:
    def sell(number: int) -> bool:
        try:
            engine.record_sale(replace(SALE, order_number=f"T-{number}"), actor=SYSTEM)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        sold = list(pool.map(sell, range(4)))

    assert sold.count(True) == 1
    assert _count(engine) == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"serial": "x y"}, "serial"), ({"model": "NOPE"}, "model"), ({"phone": "call me"}, "phone"),
        ({"sold_on": date(2026, 3, 3)}, "sold_on"), ({"unit_code": "station_sh"}, "store"),
        ({"price_cents": -1}, "price"), ({"extended_months": 999}, "extended_months"), ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(engine: Engine, change: Any, pointer: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        engine.record_sale(replace(SALE, **change), actor=SYSTEM)

    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert _count(engine) == 0


def test_a_store_sells_in_its_own_name_only(engine: Engine, actor: ActorOf) -> None:
    with pytest.raises(InvalidFields, match="store"):
        engine.record_sale(replace(SALE, unit_code="store_gz_1"), actor=actor("store"))
    with pytest.raises(Forbidden):
        engine.record_sale(SALE, actor=actor("technician"))

    assert engine.record_sale(SALE, actor=actor("store")).is_new_customer


def test_the_handler_says_in_words_why_a_sale_is_refused_and_makes_one_customer_of_two_runs(
    engine: Engine, make_job: Any
) -> None:
    values = {
        "customer_name": "钱多", "phone": "139 1234 5678", "model": "KFR-35A", "serial": "snnew0001",
        "sold_on": "2026-03-01", "store": "store_sh_1",
    }  # fmt: skip
    first = record_sale(engine, make_job({"sale": values}))
    again = record_sale(engine, make_job({"sale": values}))
    for done in (first, again):
        assert done.writes is not None
        engine._write(done.writes)

    with pytest.raises(BpmnError) as refused:
        record_sale(engine, make_job({"sale": {**values, "order_number": "other"}}, case=43))

    assert first.variables["customer"] == again.variables["customer"]
    refusal: Any = refused.value.variables["refusal"]
    assert refusal["fields"] == ["serial"]
    assert "SNNEW0001" in refusal["zh"]
    assert _count(engine) == 1


def test_shops_report_orders_over_http_once(engine: Engine) -> None:
    order = {
        "shop": "tmall", "orderNumber": "T-9", "serial": "SNNEW0009", "model": "KFR-35A", "soldOn": "2026-03-01",
        "store": "store_sh_1", "price": "2999.00", "customer": {"name": "钱多", "phone": "13912345678"},
    }  # fmt: skip
    client = TestClient(create_app(engine), headers=basic("store"))

    first = client.post("/api/v1/sales", json=order)
    again = client.post("/api/v1/sales", json=order)
    other = client.post("/api/v1/sales", json={**order, "orderNumber": "T-10"})
    wrong = client.post("/api/v1/sales", json={**order, "orderNumber": "T-11", "serial": "SNNEW0011", "price": "-1"})
    client.close()

    assert (first.status_code, first.json()["isDuplicate"]) == (201, False)
    assert (again.status_code, again.json()["isDuplicate"]) == (201, True)
    assert other.status_code == 409
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "price")


def _count(engine: Engine) -> int:
    with engine.database.sql.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM sale")).scalar_one())
