"""What waits: tasks for people, jobs for machines, timers, subscriptions, messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from engine.store.types import UNIT_PATH, Utc


def _key(*, primary: bool = False, nullable: bool = False) -> Column[int]:
    return Column(BigInteger, primary_key=primary, nullable=nullable, autoincrement=False)


class Task(SQLModel, table=True):
    """Work of a case for a person: issued to a role at a unit (S5); `assignee` holds it once claimed.

    The indexes serve the inbox: `task_inbox` who reaches few units, those below the class who reaches many, one for
    each order of the inbox and one for processes of few tasks; they carry role, unit and process, so that nobody's rows
    are read but one's own. `offered_to` names the further roles (`store.offers`): the few tasks that have some stand in
    indexes of their own beside these.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'completed', 'withdrawn')", name="task_state"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="task_ended"),
        CheckConstraint("priority BETWEEN 0 AND 100", name="task_priority"),
        Index(
            "task_inbox",
            "role",
            "unit_path",
            "task_key",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
        Index(
            "task_assignee",
            "assignee",
            "task_key",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
        Index("task_case", "case_key"),
        Index("task_element_instance", "element_instance_key", unique=True),
        Index("task_done_by", "ended_by", "ended_at"),
    )

    task_key: int = Field(sa_column=_key(primary=True))
    case_key: int = Field(sa_column=_key())
    element_instance_key: int = Field(sa_column=_key())
    element_id: str = Field(max_length=256)
    name: str = Field(max_length=400)
    name_en: str = Field(default="", max_length=400)
    definition_key: int = Field(sa_column=_key())
    process_id: str = Field(max_length=256)
    business_key: str | None = Field(default=None, max_length=256)
    role: str = Field(max_length=64)
    unit_id: int
    unit_path: str = Field(sa_column=Column(UNIT_PATH, nullable=False))
    state: str = Field(default="open", max_length=12)
    assignee: str | None = Field(default=None, max_length=256)
    assigned_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    priority: int = 50
    due_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    follow_up_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    response_due_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    form_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    external_form: str | None = Field(default=None, max_length=400)
    headers: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    offered_to: str | None = Field(default=None, sa_column=Column(Text))
    created_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    ended_by: str | None = Field(default=None, max_length=256)
    revision: int = 0
    changed_by: str = Field(default="system", max_length=256)
    changed_at: datetime = Field(sa_column=Column(Utc, nullable=False))


_TASK = SQLModel.metadata.tables["task"].c
_IS_OPEN, _IS_OFFERED = text("state = 'open'"), text("state = 'open' AND offered_to IS NOT NULL")
for _name, *_columns in (
    ("urgency", _TASK.priority.desc(), _TASK.due_at, _TASK.task_key),
    ("due", _TASK.due_at, _TASK.task_key),
    ("age", _TASK.task_key),
):
    _all = (*_columns, _TASK.role, _TASK.unit_path, _TASK.process_id)
    Index(f"task_{_name}", *_all, postgresql_where=_IS_OPEN, sqlite_where=_IS_OPEN)
    _offered = (*_columns, _TASK.unit_path, _TASK.process_id, _TASK.offered_to)
    Index(f"task_offered_{_name}", *_offered, postgresql_where=_IS_OFFERED, sqlite_where=_IS_OFFERED)
_offered = (_TASK.unit_path, _TASK.task_key, _TASK.process_id, _TASK.offered_to)
Index("task_offered_unit", *_offered, postgresql_where=_IS_OFFERED, sqlite_where=_IS_OFFERED)
_all = (_TASK.process_id, _TASK.role, _TASK.unit_path, _TASK.task_key)
Index("task_process", *_all, postgresql_where=_IS_OPEN, sqlite_where=_IS_OPEN)


class TaskCandidate(SQLModel, table=True):
    """A further role (`kind` 'role', beyond `task.role`) or a person ('user') who may take the task (S6).

    Triggers write roles into `task.offered_to`, whoever inserts and deletes here.
    """

    __tablename__ = "task_candidate"
    __table_args__ = (
        CheckConstraint("kind IN ('role', 'user')", name="candidate_kind"),
        Index("task_candidate_name", "kind", "name"),
    )

    task_key: int = Field(sa_column=_key(primary=True))
    kind: str = Field(primary_key=True, max_length=4)
    name: str = Field(primary_key=True, max_length=256)


class Job(SQLModel, table=True):
    """Work for a machine. A claim sets `lease_until` and a fresh `lease_token`, the fence of its completion.

    `available_at` is when it may be taken (back-off); `exclusive` jobs of ours without case carry `payload` (JSON).
    States as `/v2` names them; a waiting or leased job is CREATED or FAILED (retries left), ERROR is an incident's.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('CREATED', 'FAILED', 'INCIDENT', 'COMPLETED', 'CANCELED', 'ERROR_THROWN')", name="job_state"
        ),
        Index(
            "job_due",
            "type",
            "available_at",
            postgresql_where=text("state IN ('CREATED', 'FAILED')"),
            sqlite_where=text("state IN ('CREATED', 'FAILED')"),
        ),
        Index("job_case", "case_key"),
    )

    job_key: int = Field(sa_column=_key(primary=True))
    case_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    element_instance_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    element_id: str = Field(default="", max_length=256)
    type: str = Field(max_length=256)
    kind: str = Field(default="BPMN_ELEMENT", max_length=24)
    listener_event: str = Field(default="UNSPECIFIED", max_length=16)
    state: str = Field(default="CREATED", max_length=16)
    retries: int = 3
    model_retries: int = 3
    attempt: int = 0
    priority: int = 0
    headers: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    payload: str | None = Field(default=None, sa_column=Column(Text))
    available_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    lease_until: datetime | None = Field(default=None, sa_column=Column(Utc))
    lease_token: str | None = Field(default=None, max_length=40)
    worker: str | None = Field(default=None, max_length=200)
    error_code: str | None = Field(default=None, max_length=256)
    error_message: str | None = Field(default=None, sa_column=Column(Text))
    created_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    updated_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Utc))


class Timer(SQLModel, table=True):
    """A wait of a case for time; the row is gone once it fired or was cancelled."""

    __tablename__ = "timer"
    __table_args__ = (Index("timer_due", "due_at"), Index("timer_case", "case_key"))

    timer_key: int = Field(sa_column=_key(primary=True))
    case_key: int = Field(sa_column=_key())
    element_instance_key: int = Field(sa_column=_key())
    element_id: str = Field(max_length=256)
    due_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class Subscription(SQLModel, table=True):
    """A wait of a case for a message or signal; the row is gone once it closed."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("kind IN ('message', 'signal')", name="subscription_kind"),
        Index("subscription_name", "kind", "name", "correlation_key"),
        Index("subscription_case", "case_key"),
    )

    subscription_key: int = Field(sa_column=_key(primary=True))
    case_key: int = Field(sa_column=_key())
    process_id: str = Field(max_length=256)
    element_instance_key: int = Field(sa_column=_key())
    element_id: str = Field(max_length=256)
    kind: str = Field(max_length=8)
    name: str = Field(max_length=256)
    correlation_key: str = Field(default="", max_length=256)
    is_interrupting: bool = True
    opened_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class Message(SQLModel, table=True):
    """A published message, kept while it is buffered (`expires_at`) or its id remembered (`remembered_until`)."""

    __tablename__ = "message"
    __table_args__ = (
        Index("message_name", "name", "correlation_key", "message_key"),
        Index(
            "message_once",
            "name",
            "correlation_key",
            "message_id",
            unique=True,
            postgresql_where=text("message_id IS NOT NULL"),
            sqlite_where=text("message_id IS NOT NULL"),
        ),
        Index("message_forget", "remembered_until"),
    )

    message_key: int = Field(sa_column=_key(primary=True))
    name: str = Field(max_length=256)
    correlation_key: str = Field(default="", max_length=256)
    message_id: str | None = Field(default=None, max_length=256)
    variables: str = Field(sa_column=Column(Text, nullable=False))
    published_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    published_by: str = Field(max_length=256)
    expires_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    remembered_until: datetime = Field(sa_column=Column(Utc, nullable=False))


class MessageCorrelation(SQLModel, table=True):
    """A message was taken by a process: at most once for each process id (C4)."""

    __tablename__ = "message_correlation"

    message_key: int = Field(sa_column=_key(primary=True))
    process_id: str = Field(primary_key=True, max_length=256)
    case_key: int = Field(sa_column=_key())


class Document(SQLModel, table=True):
    """A file: photo, signature, attachment. `content_hash` is SHA-256 in hex; bytes are never changed."""

    __tablename__ = "document"
    __table_args__ = (Index("document_case", "case_key"),)

    document_id: str = Field(primary_key=True, max_length=64)
    case_key: int | None = Field(default=None, sa_column=_key(nullable=True))
    unit_path: str = Field(default="/", sa_column=Column(UNIT_PATH, nullable=False))
    file_name: str = Field(max_length=400)
    content_type: str = Field(max_length=100)
    size_bytes: int
    content_hash: str = Field(max_length=64)
    metadata_json: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    added_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    added_by: str = Field(max_length=256, index=True)
    expires_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
