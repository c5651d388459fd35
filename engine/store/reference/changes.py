"""The log of changes to reference data, and of imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from engine.store.database import Tx
from engine.store.schema import table

_CHANGE = table("reference_change")
_IMPORT = table("reference_import")


@dataclass(frozen=True, slots=True)
class NewChange:
    """One row before and after, as JSON text; None where there was or is no row."""

    table_name: str
    row_id: str
    before: str | None
    after: str | None
    import_key: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as it was noted."""

    change_key: int
    table_name: str
    row_id: str
    kind: str
    before: str | None
    after: str | None
    changed_by: str
    changed_at: datetime
    import_key: int | None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as it ended. `errors` is JSON."""

    import_key: int
    table_name: str
    file_name: str
    mode: str
    is_dry_run: bool
    state: str
    added: int
    changed: int
    removed: int
    unchanged: int
    errors: str
    started_by: str
    started_at: datetime


_CHANGE_COLUMNS = tuple(_CHANGE.c[name] for name in ChangeRow.__dataclass_fields__)
_IMPORT_COLUMNS = tuple(_IMPORT.c[name] for name in ImportRow.__dataclass_fields__)


def note(tx: Tx, changes: Sequence[NewChange], *, by: str) -> None:
    """Write changes of this moment."""
    rows = [
        {
            "change_key": tx.new_key(), "table_name": one.table_name, "row_id": one.row_id[:300],
            "kind": "added" if one.before is None else "removed" if one.after is None else "changed",
            "before": one.before, "after": one.after, "changed_by": by, "changed_at": tx.now,
            "import_key": one.import_key,
        }
        for one in changes
    ]  # fmt: skip
    if rows:
        tx.execute(insert(_CHANGE), rows)


def of_row(tx: Tx, table_name: str, row_id: str, *, limit: int = 50) -> tuple[ChangeRow, ...]:
    """What happened to a row, newest first."""
    query = select(*_CHANGE_COLUMNS).where(_CHANGE.c.table_name == table_name, _CHANGE.c.row_id == row_id)
    return tuple(ChangeRow(*row) for row in tx.execute(query.order_by(_CHANGE.c.change_key.desc()).limit(limit)))


def keep_import(tx: Tx, row: ImportRow) -> None:
    """Write how an import ended."""
    tx.execute(insert(_IMPORT).values(**{name: getattr(row, name) for name in ImportRow.__dataclass_fields__}))


def get_import(tx: Tx, import_key: int) -> ImportRow | None:
    """One import."""
    row = tx.execute(select(*_IMPORT_COLUMNS).where(_IMPORT.c.import_key == import_key)).one_or_none()
    return ImportRow(*row) if row else None
