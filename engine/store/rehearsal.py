"""What the player of scenarios reads: the next thing time will bring, who could do a task, rows of any table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, func, or_, select

from engine.errors import Invalid
from engine.store.database import Tx
from engine.store.schema import JOB, ROLE_GRANT, START_SUBSCRIPTION, TIMER, UNIT, USER
from engine.store.tables import metadata
from engine.values import Json, Values

MOST_RECORDS = 1000


def next_due_at(tx: Tx) -> datetime | None:
    """The first moment after now when a timer fires, a case starts by timer, or a failed job is tried again."""
    found = [
        select(func.min(TIMER.c.due_at)).where(TIMER.c.due_at > tx.now),
        select(func.min(START_SUBSCRIPTION.c.due_at)).where(
            START_SUBSCRIPTION.c.kind == "timer", START_SUBSCRIPTION.c.due_at > tx.now
        ),
        select(func.min(JOB.c.available_at)).where(
            JOB.c.state.in_(("CREATED", "FAILED")), JOB.c.retries > 0, JOB.c.available_at > tx.now
        ),
    ]
    moments = [tx.execute(query).scalar_one() for query in found]
    return min((moment for moment in moments if moment is not None), default=None)


def holder(tx: Tx, role: str, unit_path: str) -> str | None:
    """The first active user who holds `role` at the unit itself, else at the nearest unit above with reach to it."""
    query = (
        select(ROLE_GRANT.c.username, UNIT.c.path, ROLE_GRANT.c.below)
        .join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id)
        .join(USER, USER.c.username == ROLE_GRANT.c.username)
        .where(
            ROLE_GRANT.c.role == role,
            USER.c.is_active.is_(True),
            or_(ROLE_GRANT.c.valid_from.is_(None), ROLE_GRANT.c.valid_from <= tx.now),
            or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until > tx.now),
        )
        .order_by(ROLE_GRANT.c.grant_id)
    )
    reaching = [row for row in tx.execute(query).all() if _reaches(row, unit_path)]
    return max(reaching, key=lambda row: len(row.path)).username if reaching else None


def usernames(tx: Tx) -> frozenset[str]:
    """Every active user."""
    return frozenset(tx.execute(select(USER.c.username).where(USER.c.is_active.is_(True))).scalars())


def unit_calendars(tx: Tx) -> dict[str, str | None]:
    """Every unit's code with the calendar that holds there: its own, else that of the nearest unit above."""
    rows = tx.execute(select(UNIT.c.code, UNIT.c.path, UNIT.c.calendar).order_by(UNIT.c.path)).all()
    by_path = {row.path: row.calendar for row in rows}
    return {row.code: _nearest(row.path, by_path) for row in rows}


def columns(table: str) -> frozenset[str]:
    """The columns of a table; none when there is no such table."""
    return frozenset(metadata.tables[table].c.keys()) if table in metadata.tables else frozenset()


def records(tx: Tx, table: str, where: Mapping[str, Json], *, most: int = MOST_RECORDS) -> list[Values]:
    """Up to `most` rows of a table whose columns have these values, as JSON. Raises Invalid for unknown names."""
    known = columns(table)
    unknown = sorted(set(where) - known)
    if not known or unknown:
        what = f"a column of '{table}', but found '{unknown[0]}'" if known else f"a table, but found '{table}'"
        raise Invalid(f"expected {what}")
    made = metadata.tables[table]
    query = select(made).where(*(_is(made.c[name], value) for name, value in where.items()))
    return [_as_json(row) for row in tx.execute(query.limit(most)).all()]


def _reaches(grant: Row[*tuple[Any, ...]], unit_path: str) -> bool:
    return bool(unit_path.startswith(grant.path) if grant.below else unit_path == grant.path)


def _nearest(path: str, calendars: Mapping[str, str | None]) -> str | None:
    while path:
        if calendars.get(path):
            return calendars[path]
        path = path.rstrip("/").rpartition("/")[0] + "/" if path != "/" else ""
    return None


def _is(column: ColumnElement[Any], value: Json) -> ColumnElement[bool]:
    """Equality of a column with a JSON value; a text also matches a number or key written as text."""
    if value is None:
        return column.is_(None)
    return cast(column, String) == value if isinstance(value, str) else column == value


def _as_json(row: Row[*tuple[Any, ...]]) -> Values:
    return {name: _json(value) for name, value in row._mapping.items()}


def _json(value: object) -> Json:
    if value is None or isinstance(value, (bool, int, str, Decimal)):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
