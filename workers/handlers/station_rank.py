"""`station.rank`: which stations to offer a job to, the best first.

A station qualifies when it serves the region and has every wanted skill. Its points: last quarter's score (0 to 100),
minus up to 50 for its load (open tasks against capacity), plus 10 when it belongs to the region itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.store.reference.stations import StationRow, TechnicianRow
from engine.values import Json
from workers.contract import Done, list_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

LOAD_WEIGHT = 50
HOME_BONUS = 10


def rank_stations(engine: Engine, job: ActivatedJob) -> Done:
    """Give `stations` (unit, name, name_en, score, open_load, technicians) and `station_options` for a select."""
    region = text_of(job.variables, "region")
    skills = [skill for skill in list_of(job.variables, "skills") if isinstance(skill, str)]
    stations, technicians = engine.stations()
    ranked = ranking(stations, region=region, skills=skills)
    options: list[Json] = [
        {"value": station.unit_code, "label": station.name, "label.en": station.name_en} for station, _ in ranked
    ]
    return Done(
        {
            "stations": [_offer(station, points, technicians) for station, points in ranked],
            "station_options": options,
        }
    )


def ranking(stations: Sequence[StationRow], *, region: str, skills: Sequence[str]) -> list[tuple[StationRow, Decimal]]:
    """The stations that qualify with their points, best first; equal ones by code."""
    fit = [station for station in stations if region in station.regions and set(skills) <= set(station.skills)]
    return sorted(((one, _points(one, region)) for one in fit), key=lambda pair: (-pair[1], pair[0].unit_code))


def _points(station: StationRow, region: str) -> Decimal:
    load = Decimal(min(station.open_load, station.capacity)) / station.capacity if station.capacity else Decimal(1)
    home = HOME_BONUS if station.regions[0] == region else 0
    return (station.score - load * LOAD_WEIGHT + home).quantize(Decimal("0.1"))


def _offer(station: StationRow, points: Decimal, technicians: Sequence[TechnicianRow]) -> Json:
    people: list[Json] = [
        {"value": one.username, "label": one.display_name, "label.en": one.display_name}
        for one in technicians
        if one.unit_code == station.unit_code
    ]
    return {
        "unit": station.unit_code,
        "name": station.name,
        "name_en": station.name_en,
        "score": points,
        "open_load": station.open_load,
        "technicians": people,
    }
