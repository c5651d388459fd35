"""Whoever sells or repairs below headquarters learns nothing of customers and machines of other units."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.testclient import TestClient

from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.store import organisation
from engine.values import Values
from tests.security.conftest import AsUser
from workers.contract import BpmnError
from workers.handlers.customer_lookup import look_up_customer
from workers.handlers.sale_record import record_sale

KNOWN, UNKNOWN = "13610869919", "13999999999"
OWNED = "SNKFR35A00001"
SALE: dict[str, Any] = {"shop": "east", "model": "KFR-35A", "soldOn": "2026-01-01", "store": "store_sh_1"}


def test_a_sale_is_answered_alike_for_every_phone_number(as_user: AsUser) -> None:
    store = as_user("store")

    answers = [_sell(store, f"SNNEW000{n}", phone) for n, phone in enumerate((KNOWN, UNKNOWN))]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json() == {"customerCode": None, "isNewCustomer": None, "isDuplicate": False}


def test_headquarters_is_told_the_customer(as_user: AsUser) -> None:
    assert _sell(as_user("admin"), "SNNEW0001", KNOWN).json()["customerCode"] == "C0001"


def test_a_machine_of_somebody_is_refused_alike_whoever_asks_for_it(as_user: AsUser) -> None:
    store = as_user("store")

    answers = [_sell(store, OWNED, phone) for phone in (KNOWN, UNKNOWN)]
    other_model = store.post("/api/v1/sales", json=_body(OWNED, UNKNOWN, model="KFR-50A"))

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert "20" not in answers[0].json()["detail"].replace(OWNED, "")
    assert other_model.status_code in (400, 409)
    assert "this serial number" not in other_model.text


def test_an_order_of_another_store_is_no_duplicate_but_a_sold_machine(as_user: AsUser) -> None:
    assert _sell(as_user("admin"), "SNNEW0001", KNOWN, store="store_gz_1").status_code == 201

    foreign, none = (_sell(as_user("store"), "SNNEW0001", phone) for phone in (KNOWN, UNKNOWN))

    assert foreign.status_code == none.status_code == 409
    assert foreign.json()["detail"] == none.json()["detail"]


def test_the_process_of_a_store_tells_nothing_of_customers_either(sqlite_engine: Engine) -> None:
    told = []
    for number, phone in enumerate((KNOWN, UNKNOWN)):
        done = record_sale(sqlite_engine, _job(sqlite_engine, "store_sh_1", {"sale": _values(f"SN0{number}AB", phone)}))
        customer = done.variables["customer"]
        assert isinstance(customer, dict)
        told.append({name: value for name, value in customer.items() if name != "phone"})
    refusals = []
    for phone in (KNOWN, UNKNOWN):
        try:
            record_sale(sqlite_engine, _job(sqlite_engine, "store_sh_1", {"sale": _values(OWNED, phone)}))
        except BpmnError as refused:
            refusals.append(str(refused.variables))

    assert told[0] == told[1]
    assert len(refusals) == 2
    assert refusals[0] == refusals[1]


def test_a_look_up_by_phone_or_machine_finds_nobody_of_another_unit(sqlite_engine: Engine) -> None:
    for asked in ({"phone": KNOWN}, {"product_serial": OWNED}):
        wanted: Values = {"request": {**asked}}
        nobody: Values = {"request": dict.fromkeys(asked, "0" * 8)}
        theirs, none, ours = (
            look_up_customer(sqlite_engine, _job(sqlite_engine, unit, values)).variables
            for unit, values in (("dealer_gz", wanted), ("dealer_gz", nobody), ("hq", wanted))
        )

        assert theirs["lookup"] == none["lookup"] == {"is_found": False, "is_caller_known": False}
        assert theirs["products"] == none["products"] == []
        assert isinstance(theirs["customer"], dict)
        assert isinstance(ours["customer"], dict)
        assert (theirs["customer"]["code"], ours["customer"]["code"]) == (None, "C0001")


def test_a_store_finds_the_customers_it_sold_to(sqlite_engine: Engine, as_user: AsUser) -> None:
    assert _sell(as_user("store"), "SNNEW0001", UNKNOWN).status_code == 201

    own = look_up_customer(sqlite_engine, _job(sqlite_engine, "store_sh_1", {"request": {"phone": UNKNOWN}}))
    other = look_up_customer(sqlite_engine, _job(sqlite_engine, "store_gz_1", {"request": {"phone": UNKNOWN}}))

    assert own.variables["lookup"] == {"is_found": True, "is_caller_known": True}
    assert other.variables["lookup"] == {"is_found": False, "is_caller_known": False}


def _sell(client: TestClient, serial: str, phone: str, **change: str) -> Any:
    return client.post("/api/v1/sales", json=_body(serial, phone, **change))


def _body(serial: str, phone: str, **change: str) -> dict[str, Any]:
    customer = {"name": "李伟", "phone": phone}
    return {**SALE, "orderNumber": f"E-{serial}", "serial": serial, "customer": customer, **change}


def _values(serial: str, phone: str) -> Values:
    return {
        "serial": serial, "model": "KFR-35A", "customer_name": "李伟", "phone": phone, "sold_on": "2026-01-01",
        "store": "store_sh_1",
    }  # fmt: skip


def _job(engine: Engine, unit_code: str, variables: Values) -> ActivatedJob:
    unit = engine._read(lambda tx: organisation.unit_by_code(tx, unit_code))
    assert unit is not None, unit_code
    return ActivatedJob(
        job_key=1, type="x.test", worker="test", retries=3, deadline=datetime(2026, 3, 2, tzinfo=UTC),
        variables=variables, headers={}, element_id="do_it", element_instance_key=77, case_key=42, root_case_key=42,
        definition_key=1, process_id="p", process_version=1, kind="BPMN_ELEMENT", listener_event="UNSPECIFIED",
        tags=(), business_key=None, priority=0, lease_token="t", attempt=1, unit_path=unit.path,
    )  # fmt: skip
