"""The demo network and the CSV import, on a real SQLite file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.actor import Actor, ActorKind, Grant
from engine.clock import system_clock
from engine.errors import AlreadyExists, Forbidden, NotFound
from engine.reference import ImportRefused
from engine.reference.organisation import NewUnit, NewUser
from engine.service.reference import ReferenceOperations
from engine.store.database import Database
from engine.store.migrate import upgrade

ADMIN = Actor(name="admin", kind=ActorKind.USER, grants=(Grant("admin", "hq", "/1/", True),))
CLERK = Actor(name="agent", kind=ActorKind.USER, grants=(Grant("agent", "hq", "/1/", True),))
ISSUE_USERS = (
    "agent", "agent_lead", "quality", "dispatcher", "station", "technician", "parts_clerk", "finance", "region_manager",
    "channel", "brand", "dealer", "store", "surveyor", "designer", "operator", "auditor", "admin", "station2",
    "technician2", "dealer2", "store2",
)  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> ReferenceOperations:
    database = Database(f"sqlite:///{tmp_path / 'reference.db'}")
    upgrade(database)
    made = ReferenceOperations(database, system_clock)
    made.load_demo_network()
    return made


def test_second_load_of_the_demo_network_changes_nothing(engine: ReferenceOperations) -> None:
    report = engine.load_demo_network()

    assert report.is_unchanged
    counts = {sheet.sheet: sheet.unchanged for sheet in report.sheets}
    assert counts == {
        "roles": 20, "calendars": 2, "units": 40, "users": 49, "grants": 49, "product_models": 12, "customers": 60,
        "products": 60, "parts": 56, "fault_codes": 30, "tariffs": 16, "stations": 9,
        "warehouses": 4, "stock": 221, "substitutes": 4, "credit_accounts": 9, "knowledge": 43,
    }  # fmt: skip


def test_every_named_demo_user_exists_with_a_role(engine: ReferenceOperations) -> None:
    stations, technicians = engine.stations()

    for username in ISSUE_USERS:
        with pytest.raises(AlreadyExists):
            engine.add_user(NewUser(username, username), password=None, actor=ADMIN)
    assert {station.unit_code for station in stations} >= {"station_sh", "station_hz", "station_nj"}
    assert [tech.username for tech in technicians if tech.unit_code == "station_sh"] == ["technician"]
    assert [tech.username for tech in technicians if tech.unit_code == "station_hz"] == ["technician2"]


def test_demo_passwords_are_reported_until_the_accounts_are_locked(engine: ReferenceOperations) -> None:
    assert engine.has_demo_passwords()


def test_import_of_a_changed_price_changes_one_row(engine: ReferenceOperations) -> None:
    content = (
        "part_code,name,name_en,category,models,price\nAC-PCB,空调主控板,AC control board,air_conditioner,,399.50\n"
    )

    first = engine.import_sheet("parts", content.encode(), actor=ADMIN)
    second = engine.import_sheet("parts", content.encode(), actor=ADMIN)

    assert (first.added, first.changed, first.unchanged) == (0, 1, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 1)
    assert engine.find_parts(["AC-PCB"])["AC-PCB"].price_cents == 39950


def test_import_names_every_fault_with_line_column_and_value_and_keeps_nothing(engine: ReferenceOperations) -> None:
    content = (
        "serial,model,customer_code,purchased_on\n"
        "NEW-1,KFR-35A,C0001,2026-01-02\n"
        "NEW-2,NO-SUCH,C0001,2026-13-01\n"
        "\n"
        "NEW-1,KFR-35A,,2026-01-02\n"
    )

    with pytest.raises(ImportRefused) as refused:
        engine.import_sheet("products", content.encode(), actor=ADMIN, file="shop.csv")

    found = [(error.line, error.column, error.value) for error in refused.value.errors]
    assert found == [
        (3, "model", "NO-SUCH"), (3, "purchased_on", "2026-13-01"), (5, "customer_code", ""), (5, "serial", "NEW-1"),
    ]  # fmt: skip
    assert all(error.reason.zh and error.reason.en for error in refused.value.errors)
    assert engine.find_product("NEW-1") is None


@pytest.mark.parametrize(
    ("content", "column"),
    [
        (b"serial,model\nA,B\n", "customer_code"),
        (b"serial,model,customer_code,colour\nA,B,C,red\n", "colour"),
        (b"serial,serial,model,customer_code\n", "serial"),
        (b"\xff\xfe", ""),
        (b"", "serial"),
    ],
)
def test_import_of_a_wrong_header_is_refused(engine: ReferenceOperations, content: bytes, column: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        engine.import_sheet("products", content, actor=ADMIN)

    assert refused.value.errors[0].column == column
    assert refused.value.errors[0].line == 1


@pytest.mark.parametrize("price", ["-1", "1.005", "NaN", "1e20", "abc", "１２.5x"])
def test_import_refuses_amounts_that_are_none(engine: ReferenceOperations, price: str) -> None:
    content = f"part_code,name,category,price\nP1,Part,phone,{price}\n"

    with pytest.raises(ImportRefused) as refused:
        engine.import_sheet("parts", content.encode(), actor=ADMIN)

    assert refused.value.errors[0].column == "price"


def test_reference_data_is_the_administrators_alone(engine: ReferenceOperations) -> None:
    with pytest.raises(Forbidden):
        engine.import_sheet("parts", b"", actor=CLERK)
    with pytest.raises(NotFound):
        engine.import_sheet("secrets", b"", actor=ADMIN)


def test_a_unit_is_never_moved_and_a_grant_needs_all_three(engine: ReferenceOperations) -> None:
    with pytest.raises(Exception, match="stay below"):
        engine.put_unit(NewUnit("station_sh", "dealer_hz", "station", "上海申和服务站"), actor=ADMIN)
    with pytest.raises(NotFound):
        engine.put_grant("agent", "agent", "nowhere", below=False, actor=ADMIN)
    assert engine.put_grant("agent", "agent", "region_east", below=True, actor=ADMIN)
    assert not engine.put_grant("agent", "agent", "region_east", below=True, actor=ADMIN)
    engine.remove_grant("agent", "agent", "region_east", actor=ADMIN)
    with pytest.raises(NotFound):
        engine.remove_grant("agent", "agent", "region_east", actor=ADMIN)
