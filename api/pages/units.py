"""The tree of units for people: walk down, find, add, change, move, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.pages import flash
from api.pages.posting import Posted, text_of
from api.pages.rendering import go, language_of, page
from api.pages.texts import texts
from api.session import current_actor
from engine.access import Permission, require
from engine.actor import Actor
from engine.errors import AlreadyExists, Conflict, FieldError, InvalidFields
from engine.reference.browsing import DataQuery
from engine.reference.closing import UnitInTheWay
from engine.reference.organisation import NewUnit
from engine.reference.rights import holds_at_root
from engine.reference.units import BELOW, UnitPage, json_of
from engine.values import Values

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
PAGE_SIZE = 100
_TYPED = ("code", "parent", "kind", "name", "nameEn", "regionCode", "calendar")


@router.get("/admin/units", response_class=HTMLResponse)
def list_units(
    request: Request,
    actor: SignedIn,
    parent: Annotated[str, Query(max_length=64)] = "",
    kind: Annotated[str, Query(max_length=16)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """The units right below one, or those found by words and kind."""
    require(actor, Permission.MANAGE_USERS)
    engine, words = request.app.state.engine, q.strip()
    is_search = bool(words or kind)
    found, total = engine.list_units(
        actor=actor, parent=None if is_search and not parent else parent, kind=kind, text=words, skip=skip,
        limit=PAGE_SIZE,
    )  # fmt: skip
    place = engine.unit_page(parent, actor=actor) if parent else None
    return page(
        request,
        "admin/units.html",
        actor=actor,
        units=found,
        total=total,
        place=place,
        wanted={"parent": parent, "q": words, "kind": kind},
        skip=skip,
        page_size=PAGE_SIZE,
        kinds=list(BELOW),
        may_add=bool(place and place.may_change and BELOW[place.unit.kind]),
    )


@router.get("/admin/unit", response_class=HTMLResponse)
def open_unit(
    request: Request,
    actor: SignedIn,
    code: Annotated[str, Query(max_length=64)] = "",
    parent: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """One unit, or the empty inputs of a new one below `parent`."""
    require(actor, Permission.MANAGE_USERS)
    if code:
        found = request.app.state.engine.unit_page(code, actor=actor)
        return _unit_page(request, actor, found, _texts(json_of(found.unit)))
    above = request.app.state.engine.unit_page(parent, actor=actor)
    typed = {"parent": parent, "regionCode": above.unit.region_code, "calendar": above.unit.calendar or ""}
    return _unit_page(request, actor, None, typed)


@router.post("/admin/unit")
def save_unit(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """Add, change, close, open or remove a unit."""
    engine, code = request.app.state.engine, text_of(posted, "known", most=64)
    typed = {name: text_of(posted, name, most=300) for name in _TYPED}
    found = engine.unit_page(code, actor=actor) if code else None
    try:
        if found is None:
            engine.add_unit(
                NewUnit(
                    typed["code"], typed["parent"], typed["kind"], typed["name"], typed["nameEn"], typed["regionCode"],
                    typed["calendar"] or None,
                ),
                actor=actor,
            )  # fmt: skip
        elif "remove" in posted:
            engine.remove_unit(code, actor=actor)
        else:
            engine.change_unit(code, _changes(typed, found, text_of(posted, "close")), actor=actor)
    except InvalidFields as wrong:
        return _unit_page(request, actor, found, typed, errors=wrong.errors, status=422)
    except AlreadyExists:
        return _unit_page(request, actor, found, typed, notice="org.taken", status=409)
    except UnitInTheWay as held:
        texts_of = texts(language_of(request, actor))
        return _unit_page(request, actor, found, typed, told=texts_of.pick(held.zh, held.en), status=409)
    except Conflict:
        return _unit_page(request, actor, found, typed, notice="org.unit_conflict", status=409)
    parent = typed["parent"] or (found.unit.parent if found else "")
    answer = go(f"/admin/units?parent={parent}" if parent else "/admin/units")
    flash.tell(answer, "row_removed" if "remove" in posted else "row_saved", name=code or typed["code"])
    return answer


def _changes(typed: Mapping[str, str], found: UnitPage, close: str) -> Values:
    if close:
        return {"isClosed": close == "yes"}
    values: Values = {name: typed[name] for name in ("name", "nameEn", "regionCode", "calendar")}
    if typed["parent"] and typed["parent"] != found.unit.parent:
        values["parent"] = typed["parent"]
    return values


def _texts(values: Values) -> dict[str, str]:
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _unit_page(
    request: Request,
    actor: Actor,
    found: UnitPage | None,
    typed: Mapping[str, str],
    *,
    errors: Sequence[FieldError] = (),
    notice: str = "",
    told: str = "",
    status: int = 200,
) -> HTMLResponse:
    engine = request.app.state.engine
    above = engine.unit_page(typed["parent"], actor=actor) if found is None else None
    calendars = engine.list_data("calendars", DataQuery(limit=500), actor=actor).rows
    code = found.unit.code if found else ""
    return page(
        request,
        "admin/unit.html",
        actor=actor,
        status=status,
        found=found,
        above=above,
        typed={name: typed.get(name, "") for name in _TYPED},
        errors={error.pointer: error for error in errors},
        notice=notice,
        told=told,
        is_central=holds_at_root(actor, "admin"),
        kinds=sorted(BELOW[above.unit.kind]) if above else [],
        calendars=[(row.row_id, row.texts["name"], row.texts["name_en"]) for row in calendars],
        may_change=found.may_change if found else True,
        grants=engine.list_grants(actor=actor, unit=code) if code else (),
    )
