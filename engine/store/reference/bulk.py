"""Writing many rows of a network at once, in pieces that one statement carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from engine.store.database import Tx
from engine.store.schema import ROLE_GRANT, UNIT, USER, table

PIECE = 2_000
Told = Callable[[str, int], None]
"""(what, how many more were written)"""


def add_units(tx: Tx, units: Sequence[Mapping[str, Any]], *, told: Told) -> dict[str, int]:
    """Add units below ones that are there or stand before them; the id of each by code."""
    known = {row.code: (row.unit_id, row.path) for row in tx.execute(select(UNIT.c.code, UNIT.c.unit_id, UNIT.c.path))}
    following = (tx.execute(select(func.max(UNIT.c.unit_id))).scalar_one() or 0) + 1
    rows = []
    for unit_id, unit in enumerate(units, start=following):
        parent_id, parent_path = known[unit["parent"]]
        path = f"{parent_path}{unit_id}/"
        known[unit["code"]] = (unit_id, path)
        own = {name: value for name, value in unit.items() if name != "parent"}
        rows.append({**own, "unit_id": unit_id, "parent_id": parent_id, "path": path, "is_closed": False})
    _insert(tx, UNIT.name, rows, told)
    return {code: unit_id for code, (unit_id, _) in known.items()}


def add_users(tx: Tx, users: Sequence[Mapping[str, Any]], *, secret_hash: str, told: Told) -> None:
    """Add people who share one password and are marked as demo accounts."""
    same = {
        "kind": "user", "language": "zh-CN", "time_zone": "Asia/Shanghai", "secret_hash": secret_hash,
        "is_active": True, "is_demo": True, "created_at": tx.now,
    }  # fmt: skip
    _insert(tx, USER.name, [{**same, **user} for user in users], told)


def add_grants(tx: Tx, grants: Sequence[tuple[str, str, str, bool]], units: Mapping[str, int], *, told: Told) -> None:
    """Add (user name, role, unit code, and below)."""
    rows = [
        {"grant_id": tx.new_key(), "username": username, "role": role, "unit_id": units[unit], "below": below}
        for username, role, unit, below in grants
    ]
    _insert(tx, ROLE_GRANT.name, rows, told)


def add_rows(tx: Tx, name: str, rows: Sequence[Mapping[str, Any]], *, told: Told) -> None:
    """Add rows of a reference table."""
    _insert(tx, name, rows, told)


def _insert(tx: Tx, name: str, rows: Sequence[Mapping[str, Any]], told: Told) -> None:
    for start in range(0, len(rows), PIECE):
        piece = [dict(row) for row in rows[start : start + PIECE]]
        tx.execute(insert(table(name)), piece)
        told(name, len(piece))
