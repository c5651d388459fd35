"""Reference data for people: tables, rows to look at and edit, and who changed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.pages import flash
from api.pages.data_view import (
    cell_words,
    fields,
    first_order,
    heads,
    label_of,
    months,
    referring_codes,
    shown_columns,
    title_of,
    word_of,
)
from api.pages.filters import counted
from api.pages.posting import Posted, text_of
from api.pages.rendering import go, language_of, now, page, zone_of
from api.pages.texts import Texts, texts
from api.session import current_actor
from engine.actor import Actor
from engine.errors import Conflict, FieldError, InvalidFields, StaleRevision
from engine.inbox import COUNTED_UP_TO
from engine.reference.browsing import DataPage, DataQuery
from engine.reference.cells import choices_of, kind_of
from engine.reference.rights import known_table, may_edit
from engine.reference.rows import DataRow
from engine.reference.tables import TABLES, DataTable
from engine.service import Engine
from engine.values import Json, Values, load

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
PAGE_SIZE = 50
NEW = "new"


@router.get("/data", response_class=HTMLResponse)
def list_tables(request: Request, actor: SignedIn) -> HTMLResponse:
    """Every table with how many rows the reader sees."""
    engine, words = request.app.state.engine, texts(language_of(request, actor))
    found = [(table, _first(engine, table, actor)) for table in TABLES.values()]
    shown = [(table, title_of(table, words), one.total, may_edit(table, actor)) for table, one in found if one.rows]
    return page(
        request,
        "data/tables.html",
        actor=actor,
        tables=[one for one in shown if not one[0].is_record],
        records=[one for one in shown if one[0].is_record],
    )


def _first(engine: Engine, table: DataTable, actor: Actor) -> DataPage:
    """The first row, and how many; records grow without end and are not counted here."""
    return engine.list_data(table.name, DataQuery(limit=1, is_counted=not table.is_record), actor=actor)


@router.get("/data/{name}", response_class=HTMLResponse)
def list_rows(
    request: Request,
    name: str,
    actor: SignedIn,
    q: Annotated[str, Query(max_length=100)] = "",
    sort: Annotated[str, Query(max_length=60)] = "",
    after: Annotated[str, Query(max_length=1000)] = "",
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """The rows of a table. `skip` only says how many came before: the page begins at the place `after`."""
    table, words = known_table(name), texts(language_of(request, actor))
    equals = {column: text for column, text in request.query_params.items() if text and table.column(column)}
    sort = sort or first_order(table)
    up_to = COUNTED_UP_TO if table.is_record else None
    query = DataQuery(q, equals, sort, after, PAGE_SIZE, count_up_to=up_to)
    found = request.app.state.engine.list_data(name, query, actor=actor)
    columns = shown_columns(table, words)
    names = request.app.state.engine.names_of(referring_codes(columns, found.rows))
    return page(
        request,
        "data/rows.html",
        actor=actor,
        table=table,
        title=title_of(table, words),
        heads=heads(table, words, sort),
        rows=[(row, [cell_words(column, row, words, names) for column in columns]) for row in found.rows],
        filters=[_filter(table, column, equals, words) for column in columns if kind_of(column) == "choice"],
        total=counted(found.total) if up_to else str(found.total),
        wanted={"q": q, "sort": sort, **equals},
        skip=skip,
        after=after,
        next_after=found.next_after,
        may_edit=may_edit(table, actor),
    )


@router.get("/data/{name}/row", response_class=HTMLResponse)
def open_row(
    request: Request,
    name: str,
    actor: SignedIn,
    id: Annotated[str, Query(max_length=300)] = "",
    year: Annotated[int, Query(ge=0, le=9998)] = 0,
) -> HTMLResponse:
    """One row, or the empty inputs of a new one."""
    if not id:
        return _row_page(request, known_table(name), None, {}, actor)
    row = request.app.state.engine.get_data(name, id, actor=actor)
    return _row_page(request, known_table(name), row, row.texts, actor, year=year)


@router.post("/data/{name}/row")
def save_row(request: Request, name: str, posted: Posted, actor: SignedIn) -> Response:
    """Add or change a row, or take it away."""
    table, engine = known_table(name), request.app.state.engine
    row_id, typed = text_of(posted, "row_id", most=300), _typed(table, posted)
    before = engine.get_data(name, row_id, actor=actor) if row_id else None
    revision = text_of(posted, "revision", most=15)
    expected = int(revision) if before is not None and revision.isdecimal() else None
    try:
        if before is not None and "remove" in posted:
            engine.remove_data(name, row_id, actor=actor, expected=expected)
        elif before is not None:
            engine.put_data(name, row_id, _values(typed), actor=actor, expected=expected)
        else:
            row_id = ":".join(typed[column.name] or "*" for column in table.key_columns)
            engine.put_data(name, row_id, _values(typed), actor=actor, only_new=True)
    except InvalidFields as wrong:
        return _row_page(request, table, before, typed, actor, errors=wrong.errors, status=422)
    except StaleRevision as late:
        return _row_page(request, table, before, typed, actor, notice=("stale", late.changed_by), status=409)
    except Conflict:
        notice = ("used", "") if before is not None else ("taken", "")
        return _row_page(request, table, before, typed, actor, notice=notice, status=409)
    answer = go(f"/data/{name}")
    flash.tell(answer, "row_removed" if "remove" in posted else "row_saved", name=row_id)
    return answer


def _row_page(
    request: Request,
    table: DataTable,
    row: DataRow | None,
    typed: Mapping[str, str],
    actor: Actor,
    *,
    errors: Sequence[FieldError] = (),
    notice: tuple[str, str] | None = None,
    status: int = 200,
    year: int = 0,
) -> HTMLResponse:
    engine, words = request.app.state.engine, texts(language_of(request, actor))
    shown_year = year or now(request).astimezone(zone_of(request)).year
    is_calendar = table.name == "calendars" and row is not None
    days, holidays = (row.texts["days"], row.texts["holidays"]) if row is not None and is_calendar else ("", "")
    changes = engine.data_history(table.name, row.row_id, actor=actor) if row is not None else ()
    return page(
        request,
        "data/row.html",
        actor=actor,
        status=status,
        table=table,
        title=title_of(table, words),
        row=row,
        cells=_cells(request, table, row, words),
        fields=fields(table, typed, words, errors),
        has_errors=bool(errors),
        notice=notice,
        may_edit=may_edit(table, actor),
        changes=[(one, _difference(table, one.before, one.after, words)) for one in changes],
        months=months(shown_year, days, holidays) if is_calendar else (),
        year=shown_year,
    )


def _cells(request: Request, table: DataTable, row: DataRow | None, words: Texts) -> list[tuple[str, str, str]]:
    """(column, label, words) of a row, for those who only read it; empty cells are left out."""
    if row is None:
        return []
    names = request.app.state.engine.names_of(referring_codes(table.sheet.columns, [row]))
    told = [(column, cell_words(column, row, words, names)) for column in table.sheet.columns]
    return [(column.name, label_of(table, column, words), text) for column, text in told if text]


def _difference(table: DataTable, before: str | None, after: str | None, words: Texts) -> list[tuple[str, str, str]]:
    """(label, old, new) of each column that differs."""
    old, new = (load(text) if text else {} for text in (before, after))
    if not isinstance(old, dict) or not isinstance(new, dict):
        return []
    return [
        (label_of(table, column, words), _shown(old.get(column.name)), _shown(new.get(column.name)))
        for column in table.sheet.columns
        if old.get(column.name) != new.get(column.name)
    ]


def _shown(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    return "" if value is None else str(value)


def _filter(
    table: DataTable, column: object, equals: Mapping[str, str], words: Texts
) -> tuple[str, str, list[tuple[str, str]], str]:
    found = table.column(getattr(column, "name", ""))
    assert found is not None
    options = [(choice, word_of(choice, words)) for choice in choices_of(found)]
    return found.name, label_of(table, found, words), options, equals.get(found.name, "")


def _typed(table: DataTable, posted: FormData) -> dict[str, str]:
    """The cells as typed: several ticked words with bars between, an open box as no."""
    typed = {}
    for column in table.sheet.columns:
        given = [item.strip() for item in posted.getlist(column.name) if isinstance(item, str)]
        kind = kind_of(column)
        if kind == "flag":
            typed[column.name] = "yes" if "yes" in given else "no"
        elif kind in ("several", "days"):
            typed[column.name] = "|".join(
                part for item in given for part in item.replace("\n", "|").split("|") if part.strip()
            )
        else:
            typed[column.name] = given[-1] if given else ""
    return typed


def _values(typed: Mapping[str, str]) -> Values:
    return {name: text.replace("\r\n", "\n") for name, text in typed.items()}
