"""Resolving incidents (dialect I6)."""

from __future__ import annotations

from engine.access import Permission, require_at
from engine.actor import Actor
from engine.advance import Turn, World
from engine.errors import Conflict, NotFound
from engine.process.command import ResolveIncident
from engine.store import cases, incidents, jobs, views
from engine.store.database import Tx


def resolve(tx: Tx, world: World, incident_key: int, *, actor: Actor, reason: str, needs_retries: bool = False) -> None:
    """Repeat what failed; still failing, a new incident opens. Raises NotFound when unknown, resolved or not seen.

    `needs_retries`: as `/v2` has it, a job must have got retries first; otherwise it gets those of the model back.
    """
    incident = incidents.get(tx, incident_key)
    if incident is None or not views.sees_case(tx, incident.case_key, actor):
        raise NotFound("incident", incident_key)
    row = cases.lock(tx, incident.case_key)
    incident = incidents.get(tx, incident_key)
    if incident is None or incident.state != "ACTIVE":
        raise NotFound("incident", incident_key)
    require_at(actor, Permission.OPERATE, row.unit_path)
    if needs_retries and incident.job_key is not None:
        job = jobs.get(tx, incident.job_key)
        if job is not None and job.retries < 1:
            raise Conflict(f"expected job '{incident.job_key}' to have retries left, but it has none: raise them first")
    turn = Turn(tx, world, actor)
    case = turn.take(incident.case_key, row)
    turn.run(case, ResolveIncident(incident_key), reasons={"incident": str(incident_key), "reason": reason})
    turn.settle()
