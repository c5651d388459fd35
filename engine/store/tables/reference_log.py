"""Who changed which reference data, and what imports did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Text
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


class ImportRun(SQLModel, table=True):
    """An import that goes on without its browser: the file until it is done with, how far it is, and how it ended.

    `looked`: what it would do is known and waits for a yes. `failed`: `problem` says why nothing was taken over.
    Done and refused ones stand in `reference_import` too, under the same key. `errors` and `differences` are JSON.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("mode IN ('upsert', 'replace')", name="import_run_mode"),
        CheckConstraint("form IN ('csv', 'jsonl')", name="import_run_form"),
        CheckConstraint(
            "state IN ('waiting', 'checking', 'writing', 'looked', 'done', 'refused', 'failed')",
            name="import_run_state",
        ),
        CheckConstraint("content IS NOT NULL OR state IN ('done', 'refused', 'failed')", name="import_run_content"),
        Index("import_run_table", "table_name", "import_key"),
    )

    import_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    table_name: str = Field(max_length=40)
    file_name: str = Field(default="", max_length=200)
    form: str = Field(max_length=8)
    mode: str = Field(max_length=8)
    is_dry_run: bool = False
    state: str = Field(default="waiting", max_length=8)
    line_count: int = 0
    checked_count: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    errors: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    differences: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    problem: str = Field(default="", sa_column=Column(Text, nullable=False))
    started_by: str = Field(max_length=256)
    started_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
