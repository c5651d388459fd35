"""Who changed which reference data, and what imports did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class ReferenceChange(SQLModel, table=True):
    """One row of reference data, a unit, user or grant that was added, changed or removed, by whom.

    `before` and `after` are JSON of the row's columns, null where there was or is no row.
    """

    __tablename__ = "reference_change"
    __table_args__ = (
        CheckConstraint("kind IN ('added', 'changed', 'removed')", name="reference_change_kind"),
        Index("reference_change_row", "table_name", "row_id", "change_key"),
    )

    change_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    table_name: str = Field(max_length=40)
    row_id: str = Field(max_length=300)
    kind: str = Field(max_length=8)
    before: str | None = Field(default=None, sa_column=Column(Text))
    after: str | None = Field(default=None, sa_column=Column(Text))
    changed_by: str = Field(max_length=256)
    changed_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    import_key: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))


class ReferenceImport(SQLModel, table=True):
    """One import: what it did, or why nothing of it was taken over. `errors` is JSON, at most 200 faults."""

    __tablename__ = "reference_import"
    __table_args__ = (
        CheckConstraint("mode IN ('upsert', 'replace')", name="reference_import_mode"),
        CheckConstraint("state IN ('done', 'refused')", name="reference_import_state"),
    )

    import_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    table_name: str = Field(max_length=40, index=True)
    file_name: str = Field(default="", max_length=200)
    mode: str = Field(max_length=8)
    is_dry_run: bool = False
    state: str = Field(max_length=8)
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    errors: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    started_by: str = Field(max_length=256)
    started_at: datetime = Field(sa_column=Column(Utc, nullable=False))
