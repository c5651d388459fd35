"""The tree of units as its administrators change it: add, rename, move, close; every change noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.access import Permission, require_at
from engine.actor import Actor
from engine.errors import AlreadyExists, Conflict, FieldError, Forbidden, InvalidFields, NotFound
from engine.reference import columns
from engine.reference.closing import require_closable
from engine.reference.columns import WrongCell
from engine.reference.organisation import UNIT_KINDS, NewUnit, put_unit
from engine.reference.rights import holds_at_root
from engine.store import calendars
from engine.store import organisation as known
from engine.store.database import Tx
from engine.store.reference import changes, units
from engine.store.reference import organisation as rows
from engine.store.reference.changes import NewChange
from engine.store.reference.units import UnitFacts
from engine.values import Json, Values, dump

# Which kinds stand below which: dialect S8 and the domain's tree.
BELOW: Mapping[str, frozenset[str]] = {
    "hq": frozenset({"department", "region", "warehouse", "dealer", "station"}),
    "department": frozenset({"department"}),
    "region": frozenset({"dealer", "station", "warehouse", "department"}),
    "dealer": frozenset({"store", "station", "department"}),
    "store": frozenset(),
    "station": frozenset(),
    "warehouse": frozenset(),
}


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit with the units above it, from the root down."""

    unit: UnitFacts
    above: tuple[UnitFacts, ...]
    may_change: bool


def json_of(unit: UnitFacts) -> Values:
    """A unit as programs read it, and as its changes are noted."""
    return {
        "code": unit.code, "parent": unit.parent or None, "kind": unit.kind, "name": unit.name, "nameEn": unit.name_en,
        "regionCode": unit.region_code, "calendar": unit.calendar, "isClosed": unit.is_closed,
    }  # fmt: skip


def unit_page(tx: Tx, code: str, *, actor: Actor) -> UnitPage:
    """A unit in reach. Raises NotFound."""
    unit = _seen(tx, code, actor)
    return UnitPage(unit, units.above(tx, unit.path, actor=actor), actor.holds_at(unit.path, "admin"))


def add_unit(tx: Tx, new: NewUnit, *, actor: Actor) -> UnitFacts:
    """A new unit below one that the actor administers. Raises NotFound, Forbidden, AlreadyExists, InvalidFields."""
    parent = _seen(tx, new.parent, actor)
    require_at(actor, Permission.MANAGE_USERS, parent.path)
    _check(tx, {"code": new.code, "kind": new.kind, "name": new.name, "calendar": new.calendar}, parent.kind)
    _require_region(new.region_code, ("", parent.region_code), actor)
    if new.calendar and new.calendar != parent.calendar:
        _require_headquarters(actor, "calendar")
    if known.unit_by_code(tx, new.code) is not None:
        raise AlreadyExists(f"expected a free unit code, but '{new.code}' exists")
    put_unit(tx, new)
    made = _seen(tx, new.code, actor)
    changes.note(tx, [NewChange("units", made.code, None, dump(json_of(made)))], by=actor.name)
    return made


def change_unit(tx: Tx, code: str, values: Values, *, actor: Actor) -> UnitFacts:
    """Rename, move, close or open a unit: the named members of `json_of`, code and kind excepted.

    Moving keeps ended cases where they were; running ones and their open tasks go along. An administrator below
    headquarters changes names only: due dates follow the calendar and the place, so nobody stops his own clock.
    Raises NotFound, Forbidden, Conflict for a parent that lies below, UnitInTheWay, InvalidFields.
    """
    before = _seen(tx, code, actor)
    require_at(actor, Permission.MANAGE_USERS, before.path)
    wanted = {"code": code, "kind": before.kind, "name": before.name, "calendar": before.calendar, **values}
    parent = str(values.get("parent") or before.parent)
    above = _seen(tx, parent, actor) if parent and parent != before.parent else None
    _check(tx, wanted, above.kind if above else None)
    _require_region(values.get("regionCode", before.region_code), (before.region_code,), actor)
    is_closed = values.get("isClosed")
    if above is not None:
        _require_headquarters(actor, "parent")
    if "calendar" in values and (values["calendar"] or None) != before.calendar:
        _require_headquarters(actor, "calendar")
    if isinstance(is_closed, bool) and is_closed != before.is_closed:
        _require_headquarters(actor, "isClosed")
        if is_closed:
            require_closable(tx, before)
    names = {"name": "name", "nameEn": "name_en", "regionCode": "region_code", "calendar": "calendar"}
    written = {column: values[name] for name, column in names.items() if name in values}
    if "calendar" in written:
        written["calendar"] = written["calendar"] or None
    if isinstance(is_closed, bool):
        written["is_closed"] = is_closed
    if written:
        rows.change_unit(tx, code, **written)
    if above is not None:
        _move(tx, before, above, actor)
    after = _seen(tx, code, actor)
    if json_of(after) != json_of(before):
        changes.note(tx, [NewChange("units", code, dump(json_of(before)), dump(json_of(after)))], by=actor.name)
    return after


def remove_unit(tx: Tx, code: str, *, actor: Actor) -> None:
    """Forget a unit that was never used. Raises NotFound, Forbidden; Conflict for one that was: close it instead."""
    unit = _seen(tx, code, actor)
    require_at(actor, Permission.MANAGE_USERS, unit.path)
    if not unit.parent or units.is_used(tx, unit):
        raise Conflict(f"expected a unit that was never used, but '{code}' was; close it instead")
    units.remove(tx, unit.unit_id)
    changes.note(tx, [NewChange("units", code, dump(json_of(unit)), None)], by=actor.name)


def _move(tx: Tx, unit: UnitFacts, parent: UnitFacts, actor: Actor) -> None:
    require_at(actor, Permission.MANAGE_USERS, parent.path)
    if parent.path.startswith(unit.path):
        raise Conflict(f"expected a parent outside '{unit.code}', but '{parent.code}' lies below it")
    units.move(tx, unit, parent.unit_id, parent.path)


def _seen(tx: Tx, code: str, actor: Actor) -> UnitFacts:
    found = units.one(tx, code, actor=actor)
    if found is None:
        raise NotFound("unit", code)
    return found


def _require_region(region_code: Json, allowed: tuple[str, ...], actor: Actor) -> None:
    """The region says whose customers and stock a unit's are: only headquarters gives it another."""
    if region_code not in allowed and not holds_at_root(actor, "admin"):
        raise Forbidden("change_region", reason="expected the region to stay: headquarters alone changes it")


def _require_headquarters(actor: Actor, member: str) -> None:
    if not holds_at_root(actor, "admin"):
        reason = f"expected '{member}' to stay: an administrator at headquarters changes it, due dates follow it"
        raise Forbidden("change_unit", reason=reason)


def _check(tx: Tx, wanted: Values, parent_kind: str | None) -> None:
    errors = []
    for name, parse in (("code", columns.code), ("name", columns.text)):
        value = wanted.get(name)
        try:
            parse(value if isinstance(value, str) else "")
            if not value:
                raise WrongCell("expected a value", "不能为空")
        except WrongCell as wrong:
            errors.append(FieldError(name, "cell", wrong.reason.en, wrong.reason.zh))
    kind = wanted.get("kind")
    if kind not in UNIT_KINDS or (parent_kind is not None and kind not in BELOW[parent_kind]):
        allowed = sorted(BELOW[parent_kind]) if parent_kind is not None else list(UNIT_KINDS)
        told = f"expected one of {', '.join(allowed)}", f"这里只能是:{'、'.join(allowed)}"
        errors.append(FieldError("kind", "kind", *told))
    calendar = wanted.get("calendar")
    if calendar and calendar not in calendars.codes(tx):
        errors.append(FieldError("calendar", "calendar", "expected a known calendar", "没有这个日历"))
    if errors:
        raise InvalidFields(errors)
