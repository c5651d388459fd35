"""Finds pages and single objects for an actor; what he does not see is not there."""

from __future__ import annotations

from dataclasses import replace

from engine.actor import Actor
from engine.errors import NotFound
from engine.search import cursors
from engine.search.reading import read_search
from engine.search.request import Item, Page, Search
from engine.store.database import Tx
from engine.store.search.fields import Field, Query, Source
from engine.store.search.paging import COUNTED_UP_TO, Found, count_rows, one_row, page_rows, read_nothing
from engine.store.search.sources import SOURCES
from engine.values import Json, Values, load


def source_of(kind: str) -> Source:
    """What is sought under that name. Raises KeyError for a kind nobody declared: a bug of the caller's."""
    return SOURCES[kind]


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields that an item of this kind shows, in order."""
    return tuple(field for field in SOURCES[kind].fields if field.is_listed)


def find_page(tx: Tx, kind: str, search: Search, *, actor: Actor) -> Page:
    """The page that `search` asks for. Raises Invalid, and NotFound when what it lies within is not visible."""
    source = SOURCES[kind]
    query = read_search(search, source)
    if search.within is not None:
        get_one(tx, *search.within, actor=actor)
    rows = page_rows(tx, source, query, actor)
    total = _total(tx, source, query, rows, actor)
    return Page(
        items=tuple(row.item for row in rows),
        total=min(total, COUNTED_UP_TO),
        has_more_total=total > COUNTED_UP_TO,
        start_cursor=cursors.write(source, query.order, rows[0].edge) if rows else None,
        end_cursor=cursors.write(source, query.order, rows[-1].edge) if rows else None,
    )


def get_one(tx: Tx, kind: str, key: int | str, *, actor: Actor) -> Item:
    """The object of that key. Raises NotFound, the same for one that is not there and one the actor may not see."""
    source = SOURCES[kind]
    item = one_row(tx, source, key, actor) if _is_possible(key) else None
    if item is None:
        raise NotFound(source.title, key)
    return item


def touch(tx: Tx) -> None:
    """Ask the database for something, so that it must answer."""
    read_nothing(tx)


def active_instances(tx: Tx, case_key: int, element_id: str, *, actor: Actor) -> tuple[int, ...]:
    """The keys of the active instances of an element in a case the actor sees; of a repeated one of its bodies."""
    wanted: dict[str, Json] = {"processInstanceKey": str(case_key), "elementId": element_id, "state": "ACTIVE"}
    found = find_page(tx, "element_instance", Search(filter=wanted, page={"limit": 1000}), actor=actor)
    bodies = [item for item in found.items if item["type"] == "MULTI_INSTANCE_BODY"]
    return tuple(key for item in bodies or found.items if isinstance(key := item["elementInstanceKey"], int))


def root_variables(tx: Tx, case_key: int, *, actor: Actor) -> Values:
    """The variables in the case's own scope. Raises NotFound; empty for who may not read them."""
    get_one(tx, "case", case_key, actor=actor)
    wanted: dict[str, Json] = {"processInstanceKey": str(case_key), "scopeKey": str(case_key)}
    found = find_page(tx, "variable", Search(filter=wanted, page={"limit": 10_000}), actor=actor)
    return {str(item["name"]): load(str(item["value"])) for item in found.items}


def _total(tx: Tx, source: Source, query: Query, rows: list[Found], actor: Actor) -> int:
    """Counted by the database, unless the page itself shows where the end is."""
    window = query.window
    if window.edge is None and 0 < len(rows) < window.limit:
        return window.offset + len(rows)
    whole = replace(query, order=())
    return count_rows(tx, source, whole, actor)


def _is_possible(key: int | str) -> bool:
    return isinstance(key, str) or abs(key) < 2**63
