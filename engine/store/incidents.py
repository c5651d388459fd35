"""Reading incidents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from engine.actor import Actor
from engine.store import scope
from engine.store.database import Tx
from engine.store.schema import CASE, INCIDENT, PROCESS_DEFINITION

Record = Row[*tuple[Any, ...]]


def get(tx: Tx, incident_key: int) -> Record | None:
    """One incident."""
    return tx.execute(select(INCIDENT).where(INCIDENT.c.incident_key == incident_key)).one_or_none()


def open_ones(tx: Tx, actor: Actor, *, limit: int) -> Sequence[Record]:
    """The newest open incidents of the cases the actor sees, with process names and business key."""
    query = (
        select(
            INCIDENT, CASE.c.business_key, CASE.c.process_id,
            PROCESS_DEFINITION.c.name.label("process_name"), PROCESS_DEFINITION.c.name_en.label("process_name_en"),
        )
        .join(CASE, CASE.c.case_key == INCIDENT.c.case_key)
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key)
        .where(INCIDENT.c.state == "ACTIVE", scope.case_condition(actor))
        .order_by(INCIDENT.c.incident_key.desc())
        .limit(limit)
    )  # fmt: skip
    return tx.execute(query).all()
