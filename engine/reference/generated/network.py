"""Makes the rows of a network: pure, the same for the same seed, size and day."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from engine.reference.generated.words import (
    BRANDS,
    GIVEN,
    REGIONS,
    ROADS,
    SKILLS,
    SURNAMES,
    TRADES,
    Word,
)

Row: TypeAlias = dict[str, object]
STORES_OF_A_CLERK = 5
_KNOWN_REGIONS = frozenset({"region_east", "region_south", "region_north"})
_HQ_PEOPLE = (
    ("agent", 60), ("agent_lead", 6), ("quality", 6), ("dispatcher", 8), ("finance", 5), ("channel", 5), ("brand", 4),
    ("surveyor", 12), ("parts_clerk", 6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """How large: the further `stations` are authorised ones that belong to no dealer."""

    dealers: int = 300
    stores: int = 10_000
    stations: int = 300
    customers: int = 50_000
    seed: int = 1


@dataclass(slots=True)
class Network:
    """Rows by table, in the order they are written. Units name their parents, which stand before them."""

    units: list[Row] = field(default_factory=list)
    users: list[Row] = field(default_factory=list)
    grants: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """(user name, role, unit code, and below)"""
    stations: list[Row] = field(default_factory=list)
    warehouses: list[Row] = field(default_factory=list)
    tariffs: list[Row] = field(default_factory=list)
    credit_accounts: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)


def make_network(size: NetworkSize, *, models: Sequence[str], today: date) -> Network:
    """A network of that size over the product `models`, as of `today`."""
    return _Maker(size, models, today).make()


class _Maker:
    def __init__(self, size: NetworkSize, models: Sequence[str], today: date) -> None:
        self._size, self._models, self._today = size, list(models), today
        self._random = random.Random(size.seed)
        self._network = Network()
        self._shares = [share for _, _, share, _ in REGIONS]

    def make(self) -> Network:
        self._regions()
        self._headquarters()
        for number, stores in enumerate(self._stores_of_dealers(), start=1):
            self._dealer(number, stores)
        for number in range(1, self._size.stations + 1):
            code, _, _, cities = self._region()
            self._station(f"sta{number:04}", code, code, self._one(cities), "特约服务站", "authorised station")
        self._customers()
        return self._network

    def _regions(self) -> None:
        for code, name, _, _ in REGIONS:
            short = code.removeprefix("region_")
            if code not in _KNOWN_REGIONS:
                self._unit(code, "hq", "region", name, code, "office_hours")
                place = (f"{name[0][:2]}备件库", f"{name[1].removesuffix(' region')} parts warehouse")
                self._unit(f"warehouse_{short}", code, "warehouse", place, code, "office_hours")
                self._person(f"rm_{short}", ("region_manager", code, True))
                self._person(f"pc_{short}", ("parts_clerk", f"warehouse_{short}", False))
                days = self._random.randint(6, 12)
                self._network.warehouses.append({
                    "warehouse_code": f"wh_region_{short}", "unit_code": f"warehouse_{short}", "name": place[0],
                    "name_en": place[1], "kind": "regional", "region_code": code, "lead_days": days,
                })  # fmt: skip
                self._network.tariffs.append({
                    "kind": "travel", "region_code": code, "category": "*", "level": "*",
                    "amount_cents": 100 * self._random.randint(28, 45), "name": "上门费", "name_en": "Travel",
                })  # fmt: skip

    def _headquarters(self) -> None:
        for role, count in _HQ_PEOPLE:
            for number in range(1, count + 1):
                self._person(f"hq_{role}{number:02}", (role, "hq", True))

    def _stores_of_dealers(self) -> list[int]:
        """How many stores each dealer has: most a few, some very many, and the sum as asked."""
        weights = [self._random.lognormvariate(0, 0.9) for _ in range(self._size.dealers)]
        whole = sum(weights) or 1.0
        counts = [int(self._size.stores * weight / whole) for weight in weights]
        for index in range(self._size.stores - sum(counts)):
            counts[index % len(counts)] += 1
        return counts

    def _dealer(self, number: int, stores: int) -> None:
        region, _, _, cities = self._region()
        code, city = f"dea{number:04}", self._one(cities)
        brand, trade = self._one(BRANDS), self._one(TRADES)
        name = (f"{city[0]}{brand[0]}{trade[0]}", f"{city[1]} {brand[1]} {trade[1]}")
        self._unit(code, region, "dealer", name, region, "service_hours")
        self._person(code, ("dealer", code, True))
        tier = self._random.choices(("gold", "silver", "bronze"), (15, 35, 50))[0]
        limit = {"gold": 200_000, "silver": 80_000, "bronze": 30_000}[tier]
        self._network.credit_accounts.append({"unit_code": code, "tier": tier, "limit_cents": limit * 100})
        if self._random.random() < 0.7:
            self._station(f"{code}_st", code, region, city, "服务站", "service station")
        self._stores(code, region, city, cities, stores)

    def _stores(self, dealer: str, region: str, home: Word, cities: Sequence[Word], count: int) -> None:
        codes = []
        for number in range(1, count + 1):
            city = home if self._random.random() < 0.7 else self._one(cities)
            road, house = self._one(ROADS), self._random.randint(1, 399)
            code = f"{dealer}_s{number:03}"
            self._unit(
                code, dealer, "store", (f"{city[0]}{road[0]}{house}号店", f"{city[1]} {road[1]} {house} store"), region,
                "service_hours",
            )  # fmt: skip
            codes.append(code)
        for start in range(0, count, STORES_OF_A_CLERK):
            grants = [("store", code, False) for code in codes[start : start + STORES_OF_A_CLERK]]
            self._person(f"{dealer}_c{start // STORES_OF_A_CLERK + 1:03}", *grants)

    def _station(self, code: str, parent: str, region: str, city: Word, kind: str, kind_en: str) -> None:
        brand = self._one(BRANDS)
        name = (f"{city[0]}{brand[0]}{kind}", f"{city[1]} {brand[1]} {kind_en}")
        self._unit(code, parent, "station", name, region, "service_hours")
        self._person(f"{code}_desk", ("station", code, False))
        for number in range(1, self._random.randint(2, 4) + 1):
            self._person(f"{code}_t{number}", ("technician", code, False))
        count = self._random.choices((len(SKILLS), 6, 4), (50, 30, 20))[0]
        skills = sorted(self._random.sample(SKILLS, count), key=SKILLS.index)
        self._network.stations.append({
            "unit_code": code, "regions": region, "skills": ",".join(skills),
            "capacity": self._random.randint(6, 40), "score": min(99, max(40, int(self._random.gauss(82, 9)))),
        })  # fmt: skip

    def _customers(self) -> None:
        phones = self._random.sample(range(10**9), self._size.customers)
        for number, phone in enumerate(phones, start=1):
            region, _, _, cities = self._region()
            code, city = f"K{number:06}", self._one(cities)
            surname, given = self._one(SURNAMES), self._one(GIVEN)
            road, house, flat = self._one(ROADS), self._random.randint(1, 399), self._random.randint(101, 2904)
            self._network.customers.append({
                "customer_code": code, "name": surname[0] + given[0], "phone": f"13{phone:09}",
                "tier": "vip" if self._random.random() < 0.06 else "standard", "region_code": region,
                "address": f"{city[0]}{road[0]}{house}号{flat}室", "is_not_called": self._random.random() < 0.02,
            })  # fmt: skip
            self._network.products += self._products(code, number)

    def _products(self, customer: str, number: int) -> Iterator[Row]:
        for index in range(self._random.choices((1, 2, 3), (70, 24, 6))[0]):
            model = self._random.choice(self._models)
            age = timedelta(days=self._random.randint(0, 3_300))
            bought = self._today - age if self._random.random() < 0.97 else None
            extended = bought + timedelta(days=5 * 365) if bought and self._random.random() < 0.08 else None
            yield {
                "serial": f"G{model.replace('-', '')}{number:06}{index}", "model": model, "customer_code": customer,
                "purchased_on": bought, "extended_until": extended,
            }  # fmt: skip

    def _unit(self, code: str, parent: str, kind: str, name: Word, region: str, calendar: str) -> None:
        self._network.units.append({
            "code": code, "parent": parent, "kind": kind, "name": name[0], "name_en": name[1], "region_code": region,
            "calendar": calendar,
        })  # fmt: skip

    def _person(self, username: str, *grants: tuple[str, str, bool]) -> None:
        surname, given = self._one(SURNAMES), self._one(GIVEN)
        self._network.users.append({
            "username": username, "display_name": f"{surname[0]}{given[0]} {surname[1]} {given[1]}",
            "email": f"{username}@huachen.example",
        })  # fmt: skip
        self._network.grants += [(username, role, unit, below) for role, unit, below in grants]

    def _region(self) -> tuple[str, Word, int, tuple[Word, ...]]:
        return self._random.choices(REGIONS, self._shares)[0]

    def _one(self, words: Sequence[Word]) -> Word:
        return words[int(self._random.random() * len(words))]
