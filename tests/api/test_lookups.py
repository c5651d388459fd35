"""Look-ups over HTTP: what is offered, to whom, and that all parts of the product speak of the same sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from engine.actor import SYSTEM
from engine.forms import SOURCES
from engine.service import Engine
from engine.store.lookups.sources import READINGS

ROOT = Path(__file__).resolve().parents[2]


def found(client: TestClient, source: str, **asked: str) -> list[str]:
    """The keys of what a search gives."""
    answer = client.get(f"/api/v1/lookups/{source}", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["value"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("source", "asked", "expected"),
    [
        ("customers", {"q": "13610869919"}, ["C0001"]),
        ("products", {"q": "SNKFR35A00001"}, ["SNKFR35A00001"]),
        ("parts", {"q": "fridge board"}, ["RF-PCB"]),
        ("parts", {"q": "AC-PCB", "model": "KFR-35A"}, ["AC-PCB", "AC-PCB2"]),
        ("parts", {"q": "AC-PCB", "model": "TV-55Q"}, []),
        ("fault_codes", {"q": "不制冷", "category": "air_conditioner"}, ["AC01"]),
        ("product_models", {"q": "TV"}, ["TV-55Q"]),
        ("units", {"kind": "station", "within": "dealer_sh"}, ["station_sh"]),
        ("users", {"role": "technician", "within": "station_sh"}, ["technician"]),
        ("units", {"within": "nowhere"}, []),
        ("parts", {"q": "100%"}, []),
    ],
)
def test_words_and_filters_find_what_they_name(
    as_user, source: str, asked: dict[str, str], expected: list[str]
) -> None:
    assert found(as_user("agent"), source, **asked) == expected


def test_the_price_and_the_free_pieces_stand_beside_a_part(as_user) -> None:
    (part,) = as_user("agent").get("/api/v1/lookups/parts?q=RF-PCB").json()["items"]

    assert part["record"]["price"] == 340.0
    assert part["record"]["stock"] > 0
    assert part["detail"] == f"¥340.00 · 库存 {part['record']['stock']}"
    assert part["detailEn"].endswith("in stock")
    (at_one,) = as_user("agent").get("/api/v1/lookups/parts?q=RF-PCB&warehouse=wh_east").json()["items"]
    assert at_one["record"]["stock"] < part["record"]["stock"]


def test_a_store_finds_a_customer_by_his_whole_phone_number_only_and_without_address(sqlite_as_user) -> None:
    store = sqlite_as_user("store")

    for words in ("李", "1361086991", "C0001", ""):
        assert found(store, "customers", q=words) == []
    (customer,) = store.get("/api/v1/lookups/customers?q=136-1086-9919").json()["items"]

    assert customer["record"]["name"] == "李伟"
    assert customer["record"]["address"] is None
    assert found(store, "products", q="SNKFR35A0000") == []
    (product,) = store.get("/api/v1/lookups/products?q=SNKFR35A00001").json()["items"]
    assert product["record"]["customer_code"] is None


def test_a_region_manager_browses_the_customers_of_his_region(sqlite_as_user) -> None:
    regions = {
        item["record"]["region_code"]
        for item in sqlite_as_user("region_manager2").get("/api/v1/lookups/customers?q=1&limit=100").json()["items"]
    }

    assert regions == {"region_south"}


def test_a_dealer_is_offered_neither_units_nor_people_of_another(sqlite_engine: Engine, sqlite_as_user) -> None:
    for role in ("admin", "operator", "station"):
        sqlite_engine.put_grant("dealer", role, "dealer_sh", below=True, actor=SYSTEM)
    dealer = sqlite_as_user("dealer")

    assert set(found(dealer, "units")) == {"dealer_sh", "store_sh_1", "store_sh_2", "station_sh"}
    assert found(dealer, "units", within="dealer_hz") == []
    assert found(dealer, "users", q="station2") == []
    assert found(dealer, "users", within="region_east", role="dealer") == ["dealer"]


def test_a_closed_unit_is_not_offered(sqlite_engine: Engine, sqlite_as_user) -> None:
    sqlite_engine.close_unit("store_sh_2", is_closed=True, actor=SYSTEM)

    assert "store_sh_2" not in found(sqlite_as_user("dealer"), "units")


def test_what_is_no_source_filter_or_text_is_refused(sqlite_as_user) -> None:
    agent = sqlite_as_user("agent")

    assert agent.get("/api/v1/lookups/secrets").status_code == 404
    assert agent.get("/api/v1/lookups/parts?colour=red").status_code == 400
    assert agent.get("/api/v1/lookups/parts", params={"q": "x" * 101}).status_code == 400
    assert agent.get("/api/v1/lookups/parts?limit=99999").status_code == 200


def test_forms_queries_editor_and_documentation_know_the_same_sources() -> None:
    editor = (ROOT / "api" / "web" / "src" / "form" / "lookup.js").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    offered = {
        name: tuple(re.findall(r"'(\w+)'", filters))
        for name, filters in re.findall(r"^  (\w+): \{ label: .*filters: \[(.*)\]", editor, re.MULTILINE)
    }

    assert set(READINGS) == set(SOURCES)
    assert offered == {name: source.filters for name, source in SOURCES.items()}
    for name, source in SOURCES.items():
        (row,) = re.findall(rf"^\| `{name}` \| (.*)$", page, re.MULTILINE)
        assert [word for word in (*source.columns, *source.filters) if word not in row] == []


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_every_record_has_the_columns_that_forms_may_fill(sqlite_engine: Engine, source: str) -> None:
    for found_one in sqlite_engine.search_lookup(source, "", {}, actor=SYSTEM, limit=5):
        assert tuple(found_one.record) == SOURCES[source].columns
        assert found_one.zh
        assert found_one.en
