"""Units, users and grants (API 20)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, Moment
from api.call import Call
from api.endpoints import Table
from api.items import moment_text
from api.shapes import BOOLEAN, INTEGER, KEY, MOMENT, TEXT, list_of, nullable, shape
from api.v1.inbox import whole_number
from engine.reference.organisation import NewUnit, NewUser
from engine.reference.people import NewGrant, person_json
from engine.reference.units import json_of
from engine.service.transaction import Once
from engine.store.reference.people import GrantFacts, PersonFacts
from engine.store.reference.units import UnitFacts
from engine.values import Json, Values

units = Table("/api/v1/units", "Organisation")
users = Table("/api/v1/users", "Organisation")
grants = Table("/api/v1/grants", "Organisation")

_UNIT = shape(
    "Unit", code=TEXT, parent=nullable(TEXT), kind=TEXT, name=TEXT, nameEn=TEXT, regionCode=TEXT,
    calendar=nullable(TEXT), isClosed=BOOLEAN, childCount=INTEGER,
)  # fmt: skip
_USER = shape(
    "Account", username=TEXT, kind=TEXT, displayName=TEXT, email=nullable(TEXT), language=TEXT, isActive=BOOLEAN
)
GRANT = shape(
    "Grant", grantKey=KEY, username=TEXT, role=TEXT, unit=TEXT, below=BOOLEAN, validFrom=nullable(MOMENT),
    validUntil=nullable(MOMENT),
)  # fmt: skip
_MOST = 500
Code = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(max_length=200)]


class AddUnit(Body):
    """A unit below another."""

    code: Code
    parent: Code
    kind: Code
    name: Name
    name_en: Name = ""
    region_code: Annotated[str, Field(max_length=64)] = ""
    calendar: Code | None = None


class ChangeUnit(Body):
    """What to change of a unit; another `parent` moves it with all below it."""

    parent: Code | None = None
    name: Name | None = None
    name_en: Name | None = None
    region_code: Annotated[str, Field(max_length=64)] | None = None
    calendar: Annotated[str, Field(max_length=64)] | None = None
    is_closed: bool | None = None


class AddGrant(Body):
    """A role at a unit, with `below` at all under it, perhaps only from or until a moment."""

    username: Annotated[str, Field(min_length=1, max_length=256)]
    role: Code
    unit: Code
    below: bool = False
    valid_from: Moment | None = None
    valid_until: Moment | None = None


class FirstGrant(Body):
    """A grant of a new account."""

    role: Code
    unit: Code
    below: bool = False


class AddUser(Body):
    """An account; without password it cannot sign in by password yet."""

    username: Annotated[str, Field(min_length=1, max_length=256)]
    display_name: Name
    email: Annotated[str, Field(max_length=320)] | None = None
    language: Literal["zh-CN", "en"] = "zh-CN"
    password: Annotated[str, Field(max_length=200)] | None = None
    grants: Annotated[list[FirstGrant], Field(max_length=50)] = []


class ChangeUser(Body):
    """What to change of an account; an empty `email` clears it."""

    display_name: Name | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    language: Literal["zh-CN", "en"] | None = None
    password: Annotated[str, Field(max_length=200)] | None = None
    is_active: bool | None = None


@units.get("", answer=shape("Units", items=list_of(_UNIT), total=INTEGER), query=("parent", "kind", "q", "skip"))
def list_units(call: Call) -> Values:
    """Units in reach: right below `parent` (empty: the uppermost), of a `kind`, with words `q`."""
    asked = call.request.query_params
    found, total = call.engine.list_units(
        actor=call.actor, parent=asked.get("parent"), kind=asked.get("kind", "")[:64], text=asked.get("q", "")[:100],
        skip=whole_number(call, "skip", 0), limit=max(1, min(whole_number(call, "limit", 100), _MOST)),
    )  # fmt: skip
    items: list[Json] = [_unit(unit) for unit in found]
    return {"items": items, "total": total}


@units.post("", status=201, answer=_UNIT, command="ADD")
def add_unit(call: Call, body: AddUnit) -> Response:
    """A new unit below one that the caller administers."""
    new = NewUnit(body.code, body.parent, body.kind, body.name, body.name_en, body.region_code, body.calendar)
    return call.do(lambda once: call.engine.add_unit(new, actor=call.actor, once=once), _unit, status=201)


@units.get("/{code}", answer=_UNIT)
def get_unit(call: Call, code: str) -> Values:
    """One unit in reach."""
    return _unit(call.engine.unit_page(code, actor=call.actor).unit)


@units.patch("/{code}", answer=_UNIT, command="CHANGE")
def change_unit(call: Call, code: str, body: ChangeUnit) -> Response:
    """Rename, move, close or open a unit."""
    values = body.model_dump(by_alias=True, exclude_unset=True)
    return call.do(lambda once: call.engine.change_unit(code, values, actor=call.actor, once=once), _unit)


@units.delete("/{code}", status=204, command="REMOVE")
def remove_unit(call: Call, code: str) -> Response:
    """Forget a unit that was never used; one that was is closed instead."""
    return call.do(lambda once: call.engine.remove_unit(code, actor=call.actor, once=once))


@users.get("", answer=shape("Accounts", items=list_of(_USER), total=INTEGER), query=("q", "skip", "limit"))
def list_users(call: Call) -> Values:
    """Accounts with a role in the caller's reach."""
    found, total = call.engine.list_people(
        actor=call.actor, text=call.request.query_params.get("q", "")[:100], skip=whole_number(call, "skip", 0),
        limit=max(1, min(whole_number(call, "limit", 100), _MOST)),
    )  # fmt: skip
    items: list[Json] = [person_json(person) for person in found]
    return {"items": items, "total": total}


@users.post("", status=201, answer=_USER, command="ADD")
def add_user(call: Call, body: AddUser) -> Response:
    """A new account with its first roles; below headquarters it needs one."""
    new = NewUser(body.username, body.display_name, email=body.email or None, language=body.language)
    first = tuple(NewGrant(body.username, one.role, one.unit, one.below) for one in body.grants)
    return call.do(
        lambda once: call.engine.add_person(new, first, password=body.password, actor=call.actor, once=once),
        person_json,
        status=201,
    )


@users.get("/{username}", answer=shape("AccountWithGrants", account=_USER, grants=list_of(GRANT)))
def get_user(call: Call, username: str) -> Values:
    """One account with its roles in the caller's reach."""
    person, held = call.engine.person_page(username, actor=call.actor)
    items: list[Json] = [grant_item(grant) for grant in held]
    return {"account": person_json(person), "grants": items}


@users.patch("/{username}", answer=_USER, command="CHANGE")
def change_user(call: Call, username: str, body: ChangeUser) -> Response:
    """Change an account, or give it a new password."""
    values = body.model_dump(by_alias=True, exclude_unset=True, exclude={"password"})
    return _changed(call, username, values, body.password)


@users.post("/{username}/deactivate", answer=_USER, command="DEACTIVATE")
def deactivate_user(call: Call, username: str) -> Response:
    """Lock an account out; the tasks it holds are free again."""
    return _changed(call, username, {"isActive": False}, None)


@grants.get("", answer=shape("Grants", items=list_of(GRANT)), query=("username", "unit"))
def list_grants(call: Call) -> Values:
    """Roles at units in reach: of a user, at a unit."""
    asked = call.request.query_params
    found = call.engine.list_grants(
        actor=call.actor, username=asked.get("username", "")[:256], unit=asked.get("unit", "")[:64]
    )
    items: list[Json] = [grant_item(grant) for grant in found]
    return {"items": items}


@grants.post("", status=201, answer=GRANT, command="GRANT")
def give_grant(call: Call, body: AddGrant) -> Response:
    """Grant a role at a unit, or change how far and when it holds."""
    new = NewGrant(body.username, body.role, body.unit, body.below, body.valid_from, body.valid_until)
    return call.do(lambda once: call.engine.give_grant(new, actor=call.actor, once=once), grant_item, status=201)


@grants.delete("/{key}", status=204, command="REVOKE")
def take_back(call: Call, key: int) -> Response:
    """End a grant now."""
    return call.do(lambda once: call.engine.take_grant_back(key, actor=call.actor, once=once))


def _changed(call: Call, username: str, values: Values, password: str | None) -> Response:
    def change(once: Once[PersonFacts] | None) -> PersonFacts:
        return call.engine.change_person(username, values, password=password, actor=call.actor, once=once)

    return call.do(change, person_json)


def _unit(unit: UnitFacts) -> Values:
    return {**json_of(unit), "childCount": unit.child_count}


def grant_item(grant: GrantFacts) -> Values:
    """A grant with its key."""
    return {
        "grantKey": str(grant.grant_id), "username": grant.username, "role": grant.role, "unit": grant.unit_code,
        "below": grant.below, "validFrom": moment_text(grant.valid_from), "validUntil": moment_text(grant.valid_until),
    }  # fmt: skip
