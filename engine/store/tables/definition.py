"""Deployments and what they made: processes, decisions, forms. Rows never change, but for `state`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


def _key(*, primary: bool = False, nullable: bool = False, index: bool = False) -> Column[int]:
    if primary:
        return Column(BigInteger, primary_key=True, autoincrement=False)
    return Column(BigInteger, nullable=nullable, index=index)


class KeyNode(SQLModel, table=True):
    """One row for each process that ever made keys; its number modulo 1024 is the node of `engine.keys`."""

    __tablename__ = "key_node"
    __table_args__ = {"sqlite_autoincrement": True}

    node_id: int | None = Field(default=None, primary_key=True)
    registered_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class Deployment(SQLModel, table=True):
    """What was made available together, by whom, when."""

    __tablename__ = "deployment"

    deployment_key: int = Field(sa_column=_key(primary=True))
    deployed_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    deployed_by: str = Field(max_length=256)
    note: str = Field(default="", sa_column=Column(Text, nullable=False))


class Resource(SQLModel, table=True):
    """One deployed file, byte for byte."""

    __tablename__ = "resource"

    resource_key: int = Field(sa_column=_key(primary=True))
    deployment_key: int = Field(sa_column=_key(index=True))
    name: str = Field(max_length=400)
    kind: str = Field(max_length=8)
    sha256: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ProcessDefinition(SQLModel, table=True):
    """One executable process of a deployment."""

    __tablename__ = "process_definition"
    __table_args__ = (
        UniqueConstraint("process_id", "version", name="process_version"),
        CheckConstraint("state IN ('ACTIVE', 'DRAINING', 'DELETED')", name="process_state"),
    )

    definition_key: int = Field(sa_column=_key(primary=True))
    process_id: str = Field(max_length=256)
    version: int
    version_tag: str | None = Field(default=None, max_length=256)
    name: str | None = Field(default=None, max_length=400)
    name_en: str | None = Field(default=None, max_length=400)
    resource_key: int = Field(sa_column=_key(index=True))
    resource_name: str = Field(max_length=400)
    deployment_key: int = Field(sa_column=_key(index=True))
    start_form_id: str | None = Field(default=None, max_length=256)
    is_latest: bool = True
    state: str = Field(default="ACTIVE", max_length=16)


class DecisionRequirements(SQLModel, table=True):
    """One DMN file of a deployment."""

    __tablename__ = "decision_requirements"
    __table_args__ = (UniqueConstraint("requirements_id", "version", name="requirements_version"),)

    requirements_key: int = Field(sa_column=_key(primary=True))
    requirements_id: str = Field(max_length=256)
    version: int
    name: str = Field(max_length=400)
    namespace: str = Field(default="", max_length=400)
    resource_key: int = Field(sa_column=_key(index=True))
    resource_name: str = Field(max_length=400)
    deployment_key: int = Field(sa_column=_key(index=True))
    is_latest: bool = True


class DecisionDefinition(SQLModel, table=True):
    """One decision of a DMN file."""

    __tablename__ = "decision_definition"
    __table_args__ = (UniqueConstraint("decision_id", "version", name="decision_version"),)

    decision_key: int = Field(sa_column=_key(primary=True))
    decision_id: str = Field(max_length=256)
    version: int
    version_tag: str | None = Field(default=None, max_length=256)
    name: str = Field(max_length=400)
    requirements_key: int = Field(sa_column=_key(index=True))
    deployment_key: int = Field(sa_column=_key(index=True))
    is_latest: bool = True


class FormDefinition(SQLModel, table=True):
    """One form of a deployment."""

    __tablename__ = "form_definition"
    __table_args__ = (UniqueConstraint("form_id", "version", name="form_version"),)

    form_key: int = Field(sa_column=_key(primary=True))
    form_id: str = Field(max_length=256)
    version: int
    version_tag: str | None = Field(default=None, max_length=256)
    name: str = Field(default="", max_length=400)
    name_en: str = Field(default="", max_length=400)
    resource_key: int = Field(sa_column=_key(index=True))
    resource_name: str = Field(max_length=400)
    deployment_key: int = Field(sa_column=_key(index=True))
    is_latest: bool = True


class StartSubscription(SQLModel, table=True):
    """A typed start event of the newest version of a process (C8, V2). Timers carry `due_at` and the cycle text."""

    __tablename__ = "start_subscription"
    __table_args__ = (
        CheckConstraint("kind IN ('message', 'signal', 'timer', 'conditional')", name="start_kind"),
        Index("start_subscription_name", "kind", "name"),
        Index("start_subscription_due", "due_at"),
    )

    subscription_key: int = Field(sa_column=_key(primary=True))
    definition_key: int = Field(sa_column=_key(index=True))
    process_id: str = Field(max_length=256, index=True)
    element_id: str = Field(max_length=256)
    kind: str = Field(max_length=12)
    name: str = Field(default="", max_length=400)
    due_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    timer_text: str | None = Field(default=None, sa_column=Column(Text))
    fired_count: int = 0
