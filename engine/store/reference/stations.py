"""Stations with what they can do, what they have to do, and who works there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.store.database import Tx
from engine.store.schema import ROLE_GRANT, TASK, UNIT, USER, table

_PROFILE = table("station_profile")


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station that is not closed; `open_load` counts its open tasks."""

    unit_code: str
    name: str
    name_en: str
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    score: int
    open_load: int


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """A technician of a station."""

    username: str
    display_name: str
    unit_code: str


def stations(tx: Tx) -> list[StationRow]:
    """Every open station, by code."""
    load = (
        select(TASK.c.unit_id, func.count().label("open_load")).where(TASK.c.state == "open").group_by(TASK.c.unit_id)
    )
    counted = load.subquery()
    query = (
        select(
            _PROFILE.c.unit_code, UNIT.c.name, UNIT.c.name_en, _PROFILE.c.regions, _PROFILE.c.skills,
            _PROFILE.c.capacity, _PROFILE.c.score, func.coalesce(counted.c.open_load, 0),
        )
        .join(UNIT, UNIT.c.code == _PROFILE.c.unit_code)
        .outerjoin(counted, counted.c.unit_id == UNIT.c.unit_id)
        .where(UNIT.c.is_closed.is_(False))
        .order_by(_PROFILE.c.unit_code)
    )  # fmt: skip
    return [_station(*row) for row in tx.execute(query)]


def _station(
    code: str, name: str, name_en: str, regions: str, skills: str, capacity: int, score: int, open_load: int
) -> StationRow:
    return StationRow(
        code, name, name_en, tuple(regions.split(",")), tuple(skills.split(",")), capacity, score, open_load
    )


def technicians(tx: Tx) -> list[TechnicianRow]:
    """Active people who hold the role `technician` at a station, by name."""
    query = (
        select(USER.c.username, USER.c.display_name, UNIT.c.code)
        .join(ROLE_GRANT, ROLE_GRANT.c.username == USER.c.username)
        .join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id)
        .where(ROLE_GRANT.c.role == "technician", USER.c.is_active.is_(True), UNIT.c.kind == "station")
        .order_by(UNIT.c.code, USER.c.username)
    )
    return [TechnicianRow(*row) for row in tx.execute(query)]
