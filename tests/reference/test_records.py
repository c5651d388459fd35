"""What cases wrote down can be looked at, page by page and within reach, but not edited; pages shift for nobody."""

from __future__ import annotations

import pytest

from engine.errors import Forbidden, Invalid, NotFound
from engine.reference.browsing import DataQuery
from engine.reference.tables import TABLES
from engine.service import Engine
from tests.conftest import ActorOf

RECORDS = [name for name, table in TABLES.items() if table.is_record]


def part(code: str, *, price: str = "10.00") -> dict[str, object]:
    """The cells of a part."""
    return {"part_code": code, "name": code, "name_en": "", "category": "washer", "models": "*", "price": price}


def codes(engine: Engine, query: DataQuery, actor: ActorOf) -> tuple[list[str], str | None]:
    """The ids of one page of parts, and the place after it."""
    page = engine.list_data("parts", query, actor=actor("admin"))
    return [row.row_id for row in page.rows], page.next_after


@pytest.mark.parametrize("sort", ["", "price", "-price", "name", "-category"])
def test_pages_put_together_are_the_whole_table(engine: Engine, actor: ActorOf, sort: str) -> None:
    whole, _ = codes(engine, DataQuery(sort=sort, limit=500), actor)
    found: list[str] = []
    after = ""

    while True:
        rows, following = codes(engine, DataQuery(sort=sort, limit=7, after=after), actor)
        found += rows
        if following is None:
            break
        after = following

    assert found == whole


@pytest.mark.parametrize("sort", ["extended_until", "-extended_until"])
def test_rows_without_a_value_come_last_and_once(engine: Engine, actor: ActorOf, sort: str) -> None:
    admin, found, after = actor("admin"), [], ""

    while True:
        page = engine.list_data("products", DataQuery(sort=sort, limit=9, after=after), actor=admin)
        found += [(row.texts["extended_until"] == "", row.row_id) for row in page.rows]
        if page.next_after is None:
            break
        after = page.next_after

    assert len({row_id for _, row_id in found}) == page.total == len(found)
    assert [empty for empty, _ in found] == sorted(empty for empty, _ in found)


def test_a_row_that_comes_before_the_page_shifts_nothing(engine: Engine, actor: ActorOf) -> None:
    first, after = codes(engine, DataQuery(limit=5), actor)
    expected, _ = codes(engine, DataQuery(limit=5, after=after or ""), actor)

    engine.put_data("parts", "AA-FIRST", part("AA-FIRST"), actor=actor("admin"), only_new=True)

    assert codes(engine, DataQuery(limit=5, after=after or ""), actor)[0] == expected


@pytest.mark.parametrize("place", ["x", "e30=", "WzFd", "WyJhIiwiYiJd", "W251bGxd", "4pyT"])
def test_a_place_of_no_page_is_refused(engine: Engine, actor: ActorOf, place: str) -> None:
    with pytest.raises(Invalid):
        codes(engine, DataQuery(after=place), actor)


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_listed_by_every_column_and_never_edited(engine: Engine, actor: ActorOf, name: str) -> None:
    admin = actor("admin")
    row_id = "dealer_sh:2026-11" if name == "rebates" else "17"

    for column in TABLES[name].sheet.columns:
        found = engine.list_data(name, DataQuery(sort=f"-{column.name}", limit=2), actor=admin)
        assert (found.total > 2) == (found.next_after is not None)
    with pytest.raises(NotFound):
        engine.get_data(name, row_id if name != "stores" else "s1", actor=admin)
    with pytest.raises((Forbidden, NotFound)):
        engine.put_data(name, row_id, {}, actor=admin)
    assert engine.export_data(name, form="csv", actor=admin).count("\n") == found.total + 1


def test_a_count_ends_one_beyond_its_limit(engine: Engine, actor: ActorOf) -> None:
    exact = engine.list_data("parts", DataQuery(limit=1), actor=actor("admin")).total

    totals = [
        engine.list_data("parts", DataQuery(limit=1, count_up_to=limit), actor=actor("admin")).total
        for limit in (7, exact - 1, exact, exact + 1)
    ]

    assert totals == [8, exact, exact, exact]
