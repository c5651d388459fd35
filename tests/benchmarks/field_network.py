"""The network of the generated field: 300 dealers, 20,000 stores, 1,000 people at headquarters; and places in it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine import passwords
from engine.reference.generated import NetworkSize
from engine.reference.generated.loading import FIRST_DEALER
from engine.service import Engine
from engine.service.reference import DEMO_PASSWORD
from engine.store import organisation
from engine.store.database import Tx
from engine.store.reference import bulk
from engine.store.schema import ROLE_GRANT, UNIT

HQ_PEOPLE = 1_000
WIDE, AUDITOR = "field_wide", "field_auditor"
"""A user of headquarters with five roles there and below, and an auditor of everything."""
_WIDE_ROLES = ("agent", "agent_lead", "quality", "dispatcher", "channel")
_HQ_ROLES = ("agent", "agent_lead", "quality", "dispatcher", "finance", "channel", "surveyor", "parts_clerk")


@dataclass(frozen=True, slots=True)
class Place:
    """A store with the units above it, the station that serves it, and a person for each role there."""

    number: str
    store: str
    dealer: str
    region: str
    station: str
    clerk: str
    technician: str
    desk: str
    agent: str
    agent_lead: str
    dispatcher: str
    finance: str
    channel: str
    surveyor: str
    parts_clerk: str


def load(engine: Engine, *, dealers: int, stores: int) -> None:
    """Make the network unless it is there: demo data beside it, people at headquarters, an auditor, a wide user."""
    if engine._read(lambda tx: organisation.unit_by_code(tx, FIRST_DEALER)) is None:
        size = NetworkSize(dealers, stores, dealers, 5 * dealers, 1)
        engine.load_generated_network(size, told=lambda _name, _count: None)
        engine._write(_add_people)


def _add_people(tx: Tx) -> None:
    secret = passwords.hash_secret(DEMO_PASSWORD)
    units = {row.code: row.unit_id for row in tx.execute(select(UNIT.c.code, UNIT.c.unit_id))}
    known = tx.execute(select(ROLE_GRANT.c.username).where(ROLE_GRANT.c.unit_id == units["hq"]).distinct()).all()
    names = [
        (f"field_hq{number:04}", (_HQ_ROLES[number % len(_HQ_ROLES)],)) for number in range(HQ_PEOPLE - len(known))
    ]
    people = [*names, (WIDE, _WIDE_ROLES), (AUDITOR, ("auditor",))]
    users = [{"username": name, "display_name": name, "email": f"{name}@huachen.example"} for name, _ in people]
    bulk.add_users(tx, users, secret_hash=secret, told=lambda _name, _count: None)
    grants = [(name, role, "hq", True) for name, roles in people for role in roles]
    bulk.add_grants(tx, grants, units, told=lambda _name, _count: None)


class Places:
    """Draws places of the network; the same for the same seed."""

    def __init__(self, engine: Engine) -> None:
        rows = engine._read(lambda tx: tx.execute(select(UNIT)).all())
        self.units: Mapping[str, tuple[int, str]] = {row.code: (row.unit_id, row.path) for row in rows}
        codes = {row.unit_id: row.code for row in rows}
        self._stores = sorted(
            (row.code, codes[row.parent_id]) for row in rows if row.kind == "store" and row.code.startswith("dea")
        )
        self._region_of = {row.code: row.region_code for row in rows}
        self._stations: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if row.kind == "station" and row.code.startswith(("sta", "dea")):
                self._stations[row.region_code].append(row.code)
        self._all_stations = sorted(code for codes_ in self._stations.values() for code in codes_)
        people = engine._read(lambda tx: tx.execute(select(ROLE_GRANT)).all())
        held: dict[tuple[str, str], list[str]] = defaultdict(list)
        for grant in people:
            held[grant.role, codes[grant.unit_id]].append(grant.username)
        self._held: Mapping[tuple[str, str], Sequence[str]] = {key: sorted(names) for key, names in held.items()}

    def draw(self, chance: random.Random, number: str) -> Place:
        """Any store, a station of its region, and people who may do the work."""

        def one(names: Sequence[str]) -> str:
            return names[int(chance.random() * len(names))]

        store, dealer = self._stores[int(chance.random() * len(self._stores))]
        region = self._region_of[dealer]
        station = one(self._stations.get(region) or self._all_stations)
        at_hq = {role: one(self._held[role, "hq"]) for role in _HQ_ROLES if role != "quality"}
        return Place(
            number=number, store=store, dealer=dealer, region=region, station=station,
            clerk=one(self._held["store", store]), technician=one(self._held["technician", station]),
            desk=one(self._held["station", station]), **at_hq,
        )  # fmt: skip


TEMPLATE_NUMBER = "FIELD-TEMPLATE"
"""The business key of what is played for real."""


def template_place(places: Places) -> Place:
    """Where cases are played that others are copied from: everything of it differs in the copies."""
    return places.draw(random.Random(0), TEMPLATE_NUMBER)
