"""Imports that a worker carries out: the rows that say how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from engine.store.database import Tx
from engine.store.schema import table

_RUN = table("import_run")


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import of a worker, without its file. `errors` and `differences` are JSON; see `ImportRun`."""

    import_key: int
    table_name: str
    file_name: str
    form: str
    mode: str
    is_dry_run: bool
    state: str
    line_count: int
    checked_count: int
    added: int
    changed: int
    removed: int
    unchanged: int
    errors: str
    differences: str
    problem: str
    started_by: str
    started_at: datetime
    changed_at: datetime

    @property
    def is_going_on(self) -> bool:
        """Whether a worker has it or will have it."""
        return self.state in ("waiting", "checking", "writing")


_COLUMNS = tuple(_RUN.c[name] for name in RunRow.__dataclass_fields__)


def add(tx: Tx, row: RunRow, content: bytes) -> None:
    """Write a new one with its file."""
    values = {name: getattr(row, name) for name in RunRow.__dataclass_fields__}
    tx.execute(insert(_RUN).values(**values, content=content))


def get(tx: Tx, import_key: int, *, is_to_change: bool = False) -> RunRow | None:
    """One import; `is_to_change`: locked where the database locks rows."""
    query = select(*_COLUMNS).where(_RUN.c.import_key == import_key)
    row = tx.execute(query.with_for_update() if is_to_change else query).one_or_none()
    return RunRow(*row) if row else None


def content_of(tx: Tx, import_key: int) -> bytes:
    """The file, empty when it was dropped."""
    found = tx.execute(select(_RUN.c.content).where(_RUN.c.import_key == import_key)).scalar_one_or_none()
    return bytes(found or b"")


def recent(tx: Tx, table_name: str, *, by: str | None, limit: int = 10) -> tuple[RunRow, ...]:
    """The newest imports of a table; with `by` those of one person."""
    query = select(*_COLUMNS).where(_RUN.c.table_name == table_name)
    if by is not None:
        query = query.where(_RUN.c.started_by == by)
    return tuple(RunRow(*row) for row in tx.execute(query.order_by(_RUN.c.import_key.desc()).limit(limit)))


def change(tx: Tx, import_key: int, **changes: object) -> None:
    """Write the named columns."""
    tx.execute(update(_RUN).where(_RUN.c.import_key == import_key).values(changed_at=tx.now, **changes))


def forget(tx: Tx, *, before: datetime) -> int:
    """Drop what nobody said yes to since `before`; how many went."""
    return tx.execute(delete(_RUN).where(_RUN.c.state == "looked", _RUN.c.changed_at < before)).rowcount
