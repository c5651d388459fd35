"""Queries of where accounts signed in or failed to: an account at an address, with its wrong passwords in a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.database import Tx
from engine.store.schema import table
from engine.store.signin import ATTEMPT

_PLACE = table("sign_in_place")
MOST_NAME, MOST_ADDRESS = 256, 64


@dataclass(frozen=True, slots=True)
class Place:
    """An account at an address. `failures` are wrong passwords in a row; until `blocked_until` nobody tries again."""

    username: str
    address: str
    failures: int
    failed_at: datetime | None
    blocked_until: datetime | None
    succeeded_at: datetime | None


_COLUMNS = tuple(_PLACE.c[name] for name in Place.__dataclass_fields__)


def take(tx: Tx, username: str, address: str) -> Place:
    """What is known of the account at that address; nobody else changes it before the transaction ends."""
    insert = sqlite.insert if tx.is_sqlite else postgresql.insert
    new = insert(_PLACE).values(username=username[:MOST_NAME], address=address[:MOST_ADDRESS], failures=0)
    tx.execute(new.on_conflict_do_nothing())
    return Place(*tx.execute(select(*_COLUMNS).where(*_at(username, address)).with_for_update()).one())


def put(tx: Tx, place: Place) -> None:
    """Write what is known of an account at an address that was taken."""
    values = {name: getattr(place, name) for name in ("failures", "failed_at", "blocked_until", "succeeded_at")}
    tx.execute(update(_PLACE).where(*_at(place.username, place.address)).values(**values))


def of_account(tx: Tx, username: str) -> list[Place]:
    """Every address at which passwords of the account were wrong, the latest first."""
    query = select(*_COLUMNS).where(_PLACE.c.username == username, _PLACE.c.failures > 0)
    return [Place(*row) for row in tx.execute(query.order_by(_PLACE.c.failed_at.desc()).limit(50))]


def release(tx: Tx, username: str) -> int:
    """Forget the wrong passwords of an account, wherever they were tried; how many addresses that frees."""
    free = update(_PLACE).where(_PLACE.c.username == username, _PLACE.c.failures > 0)
    freed = tx.execute(free.values(failures=0, blocked_until=None)).rowcount
    tried = select(ATTEMPT.c.attempt_key).where(ATTEMPT.c.kind == "account", ATTEMPT.c.name == username)
    tx.execute(delete(ATTEMPT).where(ATTEMPT.c.attempt_key.in_(list(tx.execute(tried).scalars()))))
    return int(freed)


def recent_attempts(tx: Tx, kind: str, name: str, *, since: datetime) -> tuple[int, datetime | None]:
    """Open attempts of an account or address after `since`, and when the oldest of them was."""
    where = (ATTEMPT.c.kind == kind, ATTEMPT.c.name == name, ATTEMPT.c.tried_at > since)
    row = tx.execute(
        select(func.count().label("tries"), func.min(ATTEMPT.c.tried_at).label("oldest")).where(*where)
    ).one()
    return int(row.tries), row.oldest


def forget_before(tx: Tx, failed: datetime, succeeded: datetime) -> None:
    """Forget places whose last wrong password and last right one both lie that far back."""
    old = or_(_PLACE.c.failed_at.is_(None), _PLACE.c.failed_at < failed)
    gone = or_(_PLACE.c.succeeded_at.is_(None), _PLACE.c.succeeded_at < succeeded)
    tx.execute(delete(_PLACE).where(old, gone))


def _at(username: str, address: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (_PLACE.c.username == username[:MOST_NAME], _PLACE.c.address == address[:MOST_ADDRESS])
