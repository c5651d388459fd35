"""Reading and writing deployments and what they made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select, update

from engine.store.database import Tx
from engine.store.schema import (
    DECISION_DEFINITION,
    DECISION_REQUIREMENTS,
    DEPLOYMENT,
    FORM_DEFINITION,
    PROCESS_DEFINITION,
    RESOURCE,
    START_SUBSCRIPTION,
)

# Of each kind: its table, its key column and its id column.
KINDS: Mapping[str, tuple[Table, str, str]] = {
    "process": (PROCESS_DEFINITION, "definition_key", "process_id"),
    "requirements": (DECISION_REQUIREMENTS, "requirements_key", "requirements_id"),
    "decision": (DECISION_DEFINITION, "decision_key", "decision_id"),
    "form": (FORM_DEFINITION, "form_key", "form_id"),
}


def add_deployment(tx: Tx, deployment_key: int, *, by: str, note: str) -> None:
    """Record that `by` deployed now."""
    tx.execute(insert(DEPLOYMENT).values(deployment_key=deployment_key, deployed_at=tx.now, deployed_by=by, note=note))


def add_resource(tx: Tx, row: Mapping[str, object]) -> None:
    """Store a deployed file."""
    tx.execute(insert(RESOURCE).values(**row))


def was_deployed(tx: Tx, name: str, sha256: str) -> bool:
    """Whether a file of that name with those bytes was ever deployed."""
    query = select(RESOURCE.c.resource_key).where(RESOURCE.c.name == name, RESOURCE.c.sha256 == sha256)
    return tx.execute(query.limit(1)).one_or_none() is not None


def add(tx: Tx, kind: str, row: Mapping[str, object]) -> None:
    """Store one definition as the newest of its id; the one before is the newest no longer."""
    table, _, id_column = KINDS[kind]
    tx.execute(
        update(table).where(table.c[id_column] == row[id_column], table.c.is_latest.is_(True)).values(is_latest=False)
    )
    tx.execute(insert(table).values(**row, is_latest=True))


def latest(tx: Tx, kind: str, identifier: str, *, for_update: bool = False) -> Row[*tuple[Any, ...]] | None:
    """The newest definition of `identifier` with its file's `sha256`, if any; locked against a racing deployment."""
    table, _, id_column = KINDS[kind]
    query = (
        select(table, *_file_columns(kind))
        .where(table.c[id_column] == identifier, table.c.is_latest.is_(True))
    )  # fmt: skip
    query = query.join(RESOURCE, RESOURCE.c.resource_key == _resource_key(kind)) if kind != "decision" else query
    return tx.execute(query.with_for_update(of=table) if for_update else query).one_or_none()


def find(
    tx: Tx, kind: str, identifier: str, *, binding: str, version_tag: str | None, deployment_key: int | None
) -> int | None:
    """The key bound by `latest`, `deployment` or `versionTag` (V3), if there is one.

    A file of a set that did not change stays the version it was, of an older deployment: with `deployment` that one is
    bound which was the newest when the set was deployed.
    """
    table, key_column, id_column = KINDS[kind]
    query = select(table.c[key_column]).where(table.c[id_column] == identifier)
    if binding == "deployment":
        query = query.where(table.c.deployment_key <= deployment_key).order_by(table.c.version.desc()).limit(1)
    elif binding == "versionTag":
        query = query.where(table.c.version_tag == version_tag).order_by(table.c.version.desc()).limit(1)
    else:
        query = query.where(table.c.is_latest.is_(True))
    return tx.execute(query).scalar_one_or_none()


def find_version(tx: Tx, process_id: str, version: int) -> int | None:
    """The key of one version of a process."""
    return tx.execute(
        select(PROCESS_DEFINITION.c.definition_key).where(
            PROCESS_DEFINITION.c.process_id == process_id, PROCESS_DEFINITION.c.version == version
        )
    ).scalar_one_or_none()


def get(tx: Tx, kind: str, key: int) -> Row[*tuple[Any, ...]] | None:
    """One definition by key, with the bytes of its file as `content` (not for decisions: take their requirements)."""
    table, key_column, _ = KINDS[kind]
    if kind == "decision":
        return tx.execute(select(table).where(table.c[key_column] == key)).one_or_none()
    query = (
        select(table, RESOURCE.c.content, RESOURCE.c.sha256)
        .join(RESOURCE, RESOURCE.c.resource_key == table.c.resource_key)
        .where(table.c[key_column] == key)
    )
    return tx.execute(query).one_or_none()


def decisions_of(tx: Tx, requirements_key: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The decisions of one DMN file."""
    query = select(DECISION_DEFINITION).where(DECISION_DEFINITION.c.requirements_key == requirements_key)
    return tx.execute(query.order_by(DECISION_DEFINITION.c.decision_key)).all()


def all_of(tx: Tx, kind: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """All definitions of a kind with who deployed them when, newest version first."""
    table, _, id_column = KINDS[kind]
    query = (
        select(table, DEPLOYMENT.c.deployed_at, DEPLOYMENT.c.deployed_by, DEPLOYMENT.c.note)
        .join(DEPLOYMENT, DEPLOYMENT.c.deployment_key == table.c.deployment_key)
        .order_by(table.c[id_column], table.c.version.desc())
    )
    return tx.execute(query).all()


def ids(tx: Tx, kind: str) -> frozenset[str]:
    """The ids of everything of that kind that was ever deployed."""
    table, _, id_column = KINDS[kind]
    return frozenset(tx.execute(select(table.c[id_column]).where(table.c.is_latest.is_(True))).scalars())


def latest_namespaces(tx: Tx) -> dict[str, int]:
    """The key of the newest DMN file of each namespace; of several files in one, the one deployed last."""
    table = DECISION_REQUIREMENTS
    query = select(table.c.namespace, table.c.requirements_key).where(table.c.is_latest.is_(True))
    return {row.namespace: row.requirements_key for row in tx.execute(query.order_by(table.c.requirements_key))}


def replace_start_subscriptions(tx: Tx, process_id: str, rows: Sequence[Mapping[str, object]]) -> None:
    """The newest version's typed start events take over at once (V2, C8, T10)."""
    tx.execute(delete(START_SUBSCRIPTION).where(START_SUBSCRIPTION.c.process_id == process_id))
    if rows:
        tx.execute(insert(START_SUBSCRIPTION), list(rows))


def start_subscriptions(tx: Tx, kind: str, name: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The start events that wait for that message or signal, by process."""
    query = select(START_SUBSCRIPTION).where(START_SUBSCRIPTION.c.kind == kind, START_SUBSCRIPTION.c.name == name)
    return tx.execute(query.order_by(START_SUBSCRIPTION.c.subscription_key)).all()


def _file_columns(kind: str) -> tuple[Any, ...]:
    return () if kind == "decision" else (RESOURCE.c.sha256,)


def _resource_key(kind: str) -> Any:
    return KINDS[kind][0].c.resource_key


def due_starts(tx: Tx, limit: int) -> list[int]:
    """Up to `limit` timer start events whose time has come, by due time."""
    query = select(START_SUBSCRIPTION.c.subscription_key).where(
        START_SUBSCRIPTION.c.kind == "timer", START_SUBSCRIPTION.c.due_at <= tx.now
    )
    return list(tx.execute(query.order_by(START_SUBSCRIPTION.c.due_at).limit(limit)).scalars())


def lock_due_start(tx: Tx, subscription_key: int) -> Row[*tuple[Any, ...]] | None:
    """The timer start event, locked, when it is still there and due."""
    query = select(START_SUBSCRIPTION).where(
        START_SUBSCRIPTION.c.subscription_key == subscription_key, START_SUBSCRIPTION.c.due_at <= tx.now
    )
    return tx.execute(query.with_for_update()).one_or_none()


def set_next_start(tx: Tx, subscription_key: int, due_at: datetime | None, *, fired_count: int) -> None:
    """It fired: the next round is due at `due_at`, never when None; `fired_count` rounds are used up."""
    tx.execute(
        update(START_SUBSCRIPTION)
        .where(START_SUBSCRIPTION.c.subscription_key == subscription_key)
        .values(due_at=due_at, fired_count=fired_count)
    )
