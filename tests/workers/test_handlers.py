"""What each built-in handler answers, on the demo network's reference data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.service import Engine
from engine.store.reference.products import TariffRow
from engine.store.reference.stations import StationRow
from workers.catalogue import CATALOGUE
from workers.contract import BadInput
from workers.handlers import BUILT_IN
from workers.handlers.customer_lookup import look_up_customer
from workers.handlers.fee_calculate import calculate_fee, price, sample_number
from workers.handlers.notify import notify_customer, notify_user
from workers.handlers.station_rank import rank_stations, ranking


def test_every_built_in_type_stands_in_the_catalogue() -> None:
    assert set(CATALOGUE) == set(BUILT_IN)


def test_lookup_by_serial_gives_customer_product_faults_and_parts(engine: Engine, make_job: Any) -> None:
    request = {"product_serial": " snkfr35a00001 ", "phone": "13900000000", "customer_name": "邻居"}

    found = look_up_customer(engine, make_job({"request": request})).variables

    assert found["lookup"] == {"is_found": True, "is_caller_known": False}
    assert found["customer"]["code"] == "C0001"
    assert found["customer"]["name"] == "邻居"
    assert found["product"]["category"] == "air_conditioner"
    assert found["product"]["age_months"] == 36
    assert [option["value"] for option in found["fault_options"]][:2] == ["AC01", "AC02"]
    parts = [option["value"] for option in found["part_options"]]
    assert "AC-COMP15" in parts
    assert "AC-COMP30" not in parts


def test_lookup_of_an_unknown_serial_says_what_the_agent_was_told(engine: Engine, make_job: Any) -> None:
    request = {"product_serial": "NOPE", "product_model": "XQG-80", "purchase_date": "2026-01-31"}

    found = look_up_customer(engine, make_job({"request": request})).variables

    assert found["lookup"] == {"is_found": False, "is_caller_known": False}
    assert found["product"]["category"] == "washer"
    assert found["product"]["age_months"] == 9
    assert found["product"]["is_registered"] is False


def test_ranking_takes_region_skills_load_and_score_into_account() -> None:
    def station(code: str, **changes: Any) -> StationRow:
        usual = {"regions": ("east",), "skills": ("phone", "gas"), "capacity": 10, "score": 80, "open_load": 0}
        return StationRow(unit_code=code, name=code, name_en=code, **{**usual, **changes})

    stations = [
        station("busy", open_load=10), station("best", score=90), station("guest", regions=("south", "east")),
        station("far", regions=("south",)), station("unskilled", skills=("phone",)), station("full", capacity=0),
    ]  # fmt: skip

    found = ranking(stations, region="east", skills=["phone", "gas"])

    assert [(one.unit_code, points) for one, points in found] == [
        ("best", Decimal("100.0")), ("guest", Decimal("80.0")), ("busy", Decimal("40.0")), ("full", Decimal("40.0")),
    ]  # fmt: skip


def test_rank_gives_the_technicians_of_each_station(engine: Engine, make_job: Any) -> None:
    found = rank_stations(engine, make_job({"region": "region_east", "skills": ["air_conditioner"]})).variables

    assert [one["unit"] for one in found["stations"]][:3] == ["station_sh", "station_hz", "station_nj"]
    assert found["stations"][1]["technicians"][0]["value"] == "technician2"
    assert found["station_options"][0]["label.en"] == "Shanghai Shenhe service station"


def _fee_input(**changes: Any) -> dict[str, Any]:
    usual = {
        "mode": "final", "product": {"category": "air_conditioner"}, "region": "region_east", "fault_code": "AC02",
        "parts": [{"part": "AC-COMP15", "quantity": 1}], "payer": "maker", "visit_count": 2, "result": "repaired",
        "reference": "R1",
    }  # fmt: skip
    return {**usual, **changes}


def test_fee_of_a_repair_is_labour_travel_and_parts(engine: Engine, make_job: Any) -> None:
    fee = calculate_fee(engine, make_job(_fee_input())).variables["fee"]

    assert [(line["kind"], line["quantity"], line["amount"]) for line in fee["lines"]] == [
        ("labour", 1, Decimal("340.00")), ("travel", 2, Decimal("80.00")), ("part", 1, Decimal("780.00")),
    ]  # fmt: skip
    assert (fee["total"], fee["customer_total"], fee["claim_total"]) == (Decimal("1200.00"), 0, Decimal("1200.00"))


@pytest.mark.parametrize(
    ("result", "payer", "customer", "claim"),
    [
        ("repaired", "customer", "1200.00", "0.00"),
        ("repaired", "dealer", "0.00", "1200.00"),
        ("quote_refused", "customer", "130.00", "0.00"),
        ("no_show", "customer", "0.00", "130.00"),
        ("exchanged", "maker", "0.00", "130.00"),
        ("cancelled", "customer", "0.00", "130.00"),
    ],
)
def test_fee_without_repair_is_inspection_and_travel(
    engine: Engine, make_job: Any, result: str, payer: str, customer: str, claim: str
) -> None:
    fee = calculate_fee(engine, make_job(_fee_input(result=result, payer=payer))).variables["fee"]

    assert (fee["customer_total"], fee["claim_total"]) == (Decimal(customer), Decimal(claim))


@pytest.mark.parametrize("parts", [[{"part": "NO-SUCH", "quantity": 1}], [{"part": "AC-PCB", "quantity": 0}], "AC-PCB"])
def test_fee_refuses_parts_that_are_none(engine: Engine, make_job: Any, parts: Any) -> None:
    with pytest.raises(BadInput):
        calculate_fee(engine, make_job(_fee_input(parts=parts)))


def test_the_most_exact_price_wins() -> None:
    def row(region: str, category: str, level: str, cents: int) -> TariffRow:
        return TariffRow("labour", region, category, level, cents, "", "")

    rows = [row("*", "*", "*", 1), row("*", "phone", "*", 2), row("*", "phone", "major", 3), row("east", "*", "*", 4)]

    def cents(region: str, category: str, level: str) -> int | None:
        found = price(rows, region=region, category=category, level=level)
        return found.amount_cents if found else None

    assert cents("north", "washer", "minor") == 1
    assert cents("north", "phone", "minor") == 2
    assert cents("north", "phone", "major") == 3
    assert cents("east", "phone", "major") == 4
    assert price([], region="east", category="phone", level="major") is None


def test_sample_numbers_are_stable_and_spread() -> None:
    numbers = [sample_number(f"R{index}") for index in range(1000)]

    assert numbers == [sample_number(f"R{index}") for index in range(1000)]
    assert set(numbers) <= set(range(100))
    assert 60 <= sum(number < 10 for number in numbers) <= 140


def test_notification_is_written_with_the_completion_and_once(engine: Engine, make_job: Any) -> None:
    variables = {
        "customer": {"name": "王芳", "phone": "139"}, "reference": "R1", "station_name": "申和",
        "appointment": {"at": "2026-11-24T02:00Z"},
    }  # fmt: skip
    job = make_job(variables, headers={"template": "repair.appointment"})

    done = notify_customer(engine, job)
    assert done.writes is not None
    engine._write(done.writes)

    (told,) = engine.notifications_of(42)
    assert told.text.startswith("王芳,您好!维修单 R1 已由申和接单,预约上门时间:2026-11-24 10:00")
    assert told.state == "shown"
    assert told.recipient == "139"
    with pytest.raises(Exception, match="concurrent"):
        engine._write(done.writes)


def test_unknown_template_and_missing_unit_are_bad_input(engine: Engine, make_job: Any) -> None:
    with pytest.raises(BadInput, match="template"):
        notify_customer(engine, make_job({}, headers={"template": "no.such"}))
    with pytest.raises(BadInput, match="unit"):
        notify_user(engine, make_job({"unit": None}, headers={"role": "station", "template": "repair.cancelled"}))
