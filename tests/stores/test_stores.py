"""Whose store it is, whether somebody builds there already, and what becomes of its unit."""

from __future__ import annotations

from typing import Any

import pytest

from engine.actor import SYSTEM
from engine.reference import stores
from engine.service import Engine
from engine.service.stores import Source
from engine.store.organisation import unit_by_code
from tests.stores.conftest import GIVEN, Play

REFIT = {"kind": "refit", "name": "世纪大道店", "address": "上海市浦东新区世纪大道100号", "area_sqm": 60}


def _incidents(engine: Engine, case_key: int) -> list[str]:
    return [found.error_type for found in engine.case_page(case_key, actor=SYSTEM).incidents]


def test_a_new_store_becomes_a_unit_below_its_dealer_only_when_it_opens(
    engine: Engine, start: Play, play: Play
) -> None:
    assert engine._read(lambda tx: unit_by_code(tx, "store_s261123_0001")) is None

    play()

    unit = engine._read(lambda tx: unit_by_code(tx, "store_s261123_0001"))
    dealer = engine._read(lambda tx: unit_by_code(tx, "dealer_sh"))
    assert unit is not None
    assert dealer is not None
    assert (unit.kind, unit.is_closed, unit.name) == ("store", False, "上海静安店")
    assert unit.path.startswith(dealer.path)


def test_a_refit_keeps_the_unit_of_the_store(engine: Engine, play: Play) -> None:
    play(application={**REFIT, "store_code": "store_sh_1"})

    store = engine.find_store("store_sh_1")
    assert store is not None
    assert (store.status, store.unit_code) == ("active", "store_sh_1")


@pytest.mark.parametrize("store_code", ["store_hz_1", "dealer_sh", "station_sh", "hq"])
def test_what_is_no_store_of_the_dealer_is_refused(engine: Engine, play: Play, store_code: str) -> None:
    case_key = play(application={**REFIT, "store_code": store_code})

    assert _incidents(engine, case_key) == ["UNHANDLED_ERROR_EVENT"]
    assert engine.find_store(store_code) is None


def test_a_second_project_at_a_store_in_the_works_is_refused(engine: Engine, start: Play, play: Play) -> None:
    play(application={**REFIT, "store_code": "store_sh_1"}, amount=None)

    case_key = play(application={**REFIT, "store_code": "store_sh_1"}, reference="S2")

    assert _incidents(engine, case_key) == ["UNHANDLED_ERROR_EVENT"]


def test_a_case_of_no_dealer_cannot_plan_a_store(engine: Engine, play: Play) -> None:
    assert _incidents(engine, play("region_east")) == ["JOB_NO_RETRIES"]


@pytest.mark.parametrize(
    "changes", [{"area_sqm": 0}, {"area_sqm": -5}, {"area_sqm": "86"}, {"name": None}, {"address": 7}]
)
def test_an_application_without_area_name_or_address_is_refused(
    engine: Engine, play: Play, changes: dict[str, Any]
) -> None:
    given: Any = GIVEN["application"]

    case_key = play(application={**given, **changes})

    assert _incidents(engine, case_key) == ["JOB_NO_RETRIES"]


def test_closing_a_store_closes_its_unit_and_reopening_opens_it(engine: Engine, play: Play) -> None:
    case_key = play()
    code = "store_s261123_0001"

    engine._write(lambda tx: stores.record(tx, code, status="closed", score=None, source=Source(case_key, 1)))
    assert engine._read(lambda tx: unit_by_code(tx, code)).is_closed  # type: ignore[union-attr]

    with pytest.raises(Exception, match="to go from 'closed' on"):
        engine._write(lambda tx: stores.record(tx, code, status="building", score=None, source=Source(case_key, 2)))
