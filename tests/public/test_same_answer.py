"""Whoever reports a serial number learns from the pages for customers nothing of the machine that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from api.cli.opening import bundled_models
from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.values import Values
from workers import drain

OWNED, OWNERS_PHONE = "SNKFR35A00001", "13610869919"
UNKNOWN, STRANGER = "SN-OF-NOTHING-1", "13900000007"


@pytest.fixture
def shipped(sqlite_url: str, clock: PinnedClock) -> Iterator[Engine]:
    """The shipped processes over the demo network."""
    settings = EngineSettings(is_test_mode=True, public_url="https://lane.example")
    engine = Engine(Database(sqlite_url), clock=clock, settings=settings)
    engine.load_demo_network()
    engine.deploy_unknown(bundled_models(), actor=SYSTEM, note="shipped")
    yield engine
    engine.close()


def _told(engine: Engine, serial: str, phone: str) -> tuple[Values, Values]:
    """What the page of a complaint about `serial` shows, in both languages, without its number."""
    request = f"request-{serial}-{phone}"
    contact: Values = {"name": "李四", "phone": phone, "region": "region_east"}
    asked: Values = {"contact": contact, "product_serial": serial, "text": "空调不制冷了"}
    engine.receive("complaint_received", asked, channel="web", request_id=request)
    drain(engine)
    newest = next(row for row in engine.customer_mail() if row.recipient == phone)
    token = re.search(r"/p/([A-Za-z0-9_-]{32})", newest.text)
    assert token is not None
    seen = engine.tracking(token[1])
    return (
        {label: value for label, value in seen.shown.items() if label != "投诉单号"},
        {label: value for label, value in seen.shown_en.items() if label != "Complaint"},
    )


def test_a_strangers_page_is_alike_for_a_machine_on_record_and_for_none(shipped: Engine) -> None:
    owned, owned_en = _told(shipped, OWNED, STRANGER)
    unknown, unknown_en = _told(shipped, UNKNOWN, "13900000008")

    assert (owned["产品"], unknown["产品"]) == (OWNED, UNKNOWN)
    assert (owned_en["Product"], unknown_en["Product"]) == (OWNED, UNKNOWN)
    assert {**owned, "产品": ""} == {**unknown, "产品": ""}


def test_the_owner_reads_the_name_of_his_machine(shipped: Engine) -> None:
    owners, _ = _told(shipped, OWNED, OWNERS_PHONE)

    assert owners["产品"] not in (OWNED, "", None)
