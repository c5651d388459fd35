"""Cases and what lives in them. Every key begins with the case: the door to sharding stays open (decision 12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from engine.store.types import UNIT_PATH, Utc


def _key(*, primary: bool = False, nullable: bool = False) -> Column[int]:
    return Column(BigInteger, primary_key=primary, nullable=nullable, autoincrement=False)


class Case(SQLModel, table=True):
    """One execution of a definition. `state_blob` is the core's own; `revision` grows with every step.

    `history_seq` and `history_hash` are the head of the case's chain, so that a step appends without reading.
    """

    __tablename__ = "case_instance"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'completed', 'terminated')", name="case_state"),
        CheckConstraint("(state = 'active') = (ended_at IS NULL)", name="case_ended"),
        Index("case_unit", "unit_path", "case_key"),
        Index("case_process", "process_id", "state", "case_key"),
        Index("case_started", "started_at", "case_key"),
        Index("case_process_started", "process_id", "state", "started_at", "case_key"),
        Index("case_parent", "parent_case_key"),
        Index("case_root", "root_case_key"),
        Index("case_business_key", "business_key", "process_id"),
        Index("case_start_message", "process_id", "start_correlation_key"),
        Index(
            "case_trouble",
            "case_key",
            "root_case_key",
            "parent_case_key",
            postgresql_where=text("incident_count > 0"),
            sqlite_where=text("incident_count > 0"),
        ),
    )

    case_key: int = Field(sa_column=_key(primary=True))
    definition_key: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    process_id: str = Field(max_length=256)
    process_version: int
    parent_case_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    parent_element_instance_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    root_case_key: int = Field(sa_column=_key())
    call_depth: int = 0
    propagate_all: bool = True
    state: str = Field(default="active", max_length=12)
    business_key: str | None = Field(default=None, max_length=256)
    start_correlation_key: str | None = Field(default=None, max_length=256)
    unit_id: int
    unit_path: str = Field(sa_column=Column(UNIT_PATH, nullable=False))
    tags: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    started_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    started_by: str = Field(max_length=256)
    ended_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    incident_count: int = 0
    revision: int = 0
    state_blob: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    history_seq: int = 0
    history_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CaseVariable(SQLModel, table=True):
    """A live variable: JSON text in the scope that holds it."""

    __tablename__ = "case_variable"
    __table_args__ = (Index("case_variable_key", "variable_key", unique=True), Index("case_variable_name", "name"))

    case_key: int = Field(sa_column=_key(primary=True))
    scope_key: int = Field(sa_column=_key(primary=True))
    name: str = Field(primary_key=True, max_length=128)
    variable_key: int = Field(sa_column=_key())
    value: str = Field(sa_column=Column(Text, nullable=False))


class ElementInstance(SQLModel, table=True):
    """One passage of a token through an element."""

    __tablename__ = "element_instance"
    __table_args__ = (Index("element_instance_key", "element_instance_key", unique=True),)

    case_key: int = Field(sa_column=_key(primary=True))
    element_instance_key: int = Field(sa_column=_key(primary=True))
    element_id: str = Field(max_length=256)
    name: str = Field(max_length=400)
    type: str = Field(max_length=40)
    state: str = Field(max_length=12)
    scope_key: int = Field(sa_column=_key())
    started_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Utc))


class CaseShare(SQLModel, table=True):
    """A unit outside the case's own that works on it: the one that last got a task of `role`."""

    __tablename__ = "case_share"
    __table_args__ = (Index("case_share_unit", "unit_path"),)

    case_key: int = Field(sa_column=_key(primary=True))
    role: str = Field(primary_key=True, max_length=64)
    unit_path: str = Field(sa_column=Column(UNIT_PATH, nullable=False))


class Incident(SQLModel, table=True):
    """A place where a case cannot go on until somebody acts."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("incident_open", "state", "incident_key"),
        Index("incident_case", "case_key"),
        CheckConstraint("state IN ('ACTIVE', 'RESOLVED')", name="incident_state"),
    )

    incident_key: int = Field(sa_column=_key(primary=True))
    case_key: int = Field(sa_column=_key())
    element_instance_key: int = Field(sa_column=_key())
    element_id: str = Field(max_length=256)
    error_type: str = Field(max_length=64)
    message: str = Field(sa_column=Column(Text, nullable=False))
    job_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    state: str = Field(default="ACTIVE", max_length=12)
    opened_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    resolved_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    resolved_by: str | None = Field(default=None, max_length=256)


class DecisionInstance(SQLModel, table=True):
    """One evaluation of a decision with all it required; `report` is JSON: inputs, matched rules, outputs of each."""

    __tablename__ = "decision_instance"
    __table_args__ = (Index("decision_instance_case", "case_key"),)

    evaluation_key: int = Field(sa_column=_key(primary=True))
    case_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    element_instance_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    decision_key: int = Field(sa_column=_key())
    decision_id: str = Field(max_length=256)
    evaluated_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    is_failed: bool = False
    report: str = Field(sa_column=Column(Text, nullable=False))
