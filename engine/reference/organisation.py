"""The organisation as administrators change it: units, roles, people and machine clients, grants."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import AlreadyExists, Invalid, NotFound
from engine.store import organisation as units
from engine.store.database import Tx
from engine.store.reference import organisation as rows
from engine.store.reference.rows import add, all_rows, change

UNIT_KINDS = ("hq", "department", "region", "dealer", "store", "station", "warehouse")


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A node of the tree; `parent` is the parent's code, empty only for the root."""

    code: str
    parent: str
    kind: str
    name: str
    name_en: str = ""
    region_code: str = ""
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person ('user') or machine client ('client'). `secret_hash` is made by `engine.passwords`."""

    username: str
    display_name: str
    secret_hash: str | None = None
    kind: str = "user"
    email: str | None = None
    language: str = "zh-CN"
    is_demo: bool = False


def put_unit(tx: Tx, unit: NewUnit) -> bool:
    """Add the unit, or bring its names up to date; False when nothing changed. It never moves to another parent.

    Raises Invalid for an unknown kind or another parent, NotFound for an unknown parent.
    """
    if unit.kind not in UNIT_KINDS:
        raise Invalid(f"expected a unit kind of {', '.join(UNIT_KINDS)}, but found '{unit.kind}'")
    wanted = (unit.code, unit.parent or None, unit.kind, unit.name, unit.name_en, unit.region_code, unit.calendar)
    found = rows.unit_and_parent(tx, unit.code)
    columns = {
        "kind": unit.kind, "name": unit.name, "name_en": unit.name_en, "region_code": unit.region_code,
        "calendar": unit.calendar,
    }  # fmt: skip
    if found is None:
        parent = units.unit_by_code(tx, unit.parent) if unit.parent else None
        if unit.parent and parent is None:
            raise NotFound("unit", unit.parent)
        path, parent_id = (parent.path, parent.unit_id) if parent else ("", None)
        rows.add_unit(tx, code=unit.code, parent_path=path, parent_id=parent_id, is_closed=False, **columns)
        return True
    if found[1] != wanted[1]:
        raise Invalid(f"expected unit '{unit.code}' to stay below '{found[1]}', but found parent '{unit.parent}'")
    if tuple(found) == wanted:
        return False
    rows.change_unit(tx, unit.code, **columns)
    return True


def close_unit(tx: Tx, code: str, *, is_closed: bool) -> None:
    """Close a unit, or open it again; tasks are never issued to a closed one (S8). Raises NotFound."""
    _unit_id(tx, code)
    rows.change_unit(tx, code, is_closed=is_closed)


def put_role(tx: Tx, code: str, name: str, name_en: str) -> None:
    """Add a role or rename it."""
    record = {"code": code, "name": name, "name_en": name_en}
    known = all_rows(tx, "role", tuple(record), key=("code",))
    if (code,) not in known:
        add(tx, "role", [record])
    elif known[(code,)] != record:
        change(tx, "role", [record], key=("code",))


def add_user(tx: Tx, user: NewUser) -> None:
    """A new account. Raises AlreadyExists."""
    if rows.user_row(tx, user.username) is not None:
        raise AlreadyExists(f"expected a free user name, but '{user.username}' exists")
    rows.add_user(
        tx, username=user.username, display_name=user.display_name, kind=user.kind, email=user.email,
        language=user.language, secret_hash=user.secret_hash, is_demo=user.is_demo, time_zone="Asia/Shanghai",
    )  # fmt: skip


def put_user(tx: Tx, user: NewUser) -> bool:
    """Add the account when it is not there; an existing one keeps its password and names. Whether it was added."""
    if rows.user_row(tx, user.username) is not None:
        return False
    add_user(tx, user)
    return True


def set_active(tx: Tx, username: str, *, is_active: bool) -> None:
    """Lock an account out, or let it in again. Raises NotFound."""
    if rows.user_row(tx, username) is None:
        raise NotFound("user", username)
    rows.change_user(tx, username, is_active=is_active)


def set_secret(tx: Tx, username: str, secret_hash: str) -> None:
    """Give an account a new password; it is no demo account any more. Raises NotFound."""
    if rows.user_row(tx, username) is None:
        raise NotFound("user", username)
    rows.change_user(tx, username, secret_hash=secret_hash, is_demo=False)


def put_grant(tx: Tx, username: str, role: str, unit: str, *, below: bool) -> bool:
    """`username` holds `role` at the unit; False when it was so already. Raises NotFound for user, role or unit."""
    unit_id = _unit_id(tx, unit)
    if rows.user_row(tx, username) is None:
        raise NotFound("user", username)
    if role not in units.role_names(tx):
        raise NotFound("role", role)
    found = rows.grant_id(tx, username, role, unit_id)
    if found is None:
        rows.add_grant(tx, username=username, role=role, unit_id=unit_id, below=below)
    elif found[1] != below:
        rows.change_grant(tx, found[0], below=below)
    return found is None or found[1] != below


def remove_grant(tx: Tx, username: str, role: str, unit: str) -> None:
    """Take a grant back. Raises NotFound."""
    if not rows.remove_grant(tx, username, role, _unit_id(tx, unit)):
        raise NotFound("grant", f"{username}/{role}@{unit}")


def _unit_id(tx: Tx, code: str) -> int:
    unit = units.unit_by_code(tx, code)
    if unit is None:
        raise NotFound("unit", code)
    return unit.unit_id
