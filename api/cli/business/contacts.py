"""Who turns to the maker during the simulated days, when, and with what: drawn by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from api.cli.business.habits import SAYINGS
from api.cli.business.network import Network, Row
from engine.values import Json, Values


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: at `at` somebody starts `process_id` with `values`, by form as `by` or by `message`.

    With `path` they are posted there instead: `times` over, as feeds do; without `by` by somebody without account.
    """

    at: datetime
    kind: str
    process_id: str
    values: Values
    by: str = ""
    message: str = ""
    number: str = ""
    path: str = ""
    times: int = 1


Drawn: TypeAlias = "Callable[[random.Random, Network, str, datetime], Contact | None]"

_CATEGORIES = {"consultation": 34, "product_fault": 34, "delivery": 11, "conduct": 9, "price": 8, "safety": 4}
_CHANNELS = ("wechat", "weibo", "sms", "web", "shop", "email")


def drawn(
    network: Network, *, count: int, first: datetime, days: int, seed: int, offered: frozenset[str]
) -> list[Contact]:
    """`count` contacts over so many days from `first` (a midnight) on, of the processes that are `offered`."""
    dice = random.Random(seed)
    kinds = {name: (draw, weight) for name, (process, draw, weight) in KINDS.items() if process in offered}
    names = dice.choices(list(kinds), weights=[weight for _, weight in kinds.values()], k=count)
    must = [name for name, (process, _, _) in KINDS.items() if process in offered and count >= 2 * len(kinds)]
    names[: len(must)] = must  # each kind at least once, however few contacts there are
    found = []
    for number, name in enumerate(names, start=1):
        at = first + timedelta(days=dice.randrange(days), hours=dice.triangular(8, 20, 11))
        contact = kinds[name][0](dice, network, f"{seed}-{number:04}", at)
        found += [contact] if contact is not None else []
    return sorted(found, key=lambda contact: contact.at)


def _complaint(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    category = dice.choices(list(_CATEGORIES), weights=list(_CATEGORIES.values()))[0]
    machine = dice.choice(network.machines)
    values: Values = {
        "channel": dice.choice(_CHANNELS),
        "contact": _person(machine),
        "product_serial": machine["serial"],
        "text": dice.choice(SAYINGS[category]),
        "complaint_number": f"C-{number}",
    }
    return Contact(
        at, f"complaint: {category}", "complaint", values, message="complaint_received", number=f"C-{number}"
    )


def _call(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """By telephone: the agent's form, completed on the next screen."""
    machine = dice.choice(network.machines)
    person = _person(machine)
    values: Values = {
        "channel": dice.choice(("phone", "store")),
        "contact": {name: person[name] for name in ("name", "phone", "region", "address")},
        "product_serial": machine["serial"],
        "complaint_number": f"C-{number}",
    }
    return Contact(at, "call to an agent", "complaint", values, by="agent", number=f"C-{number}")


def _repair(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    values: Values = {"request": _request(dice, dice.choice(network.machines)), "repair_number": f"R-{number}"}
    if dice.randrange(3):
        return Contact(at, "repair by an agent", "repair_dispatch", values, by="agent", number=f"R-{number}")
    message = "repair_requested"
    return Contact(at, "repair by message", "repair_dispatch", values, message=message, number=f"R-{number}")


def _request(dice: random.Random, machine: Row) -> Values:
    kind = dice.choices(("repair", "installation", "maintenance"), weights=(80, 12, 8))[0]
    is_known = dice.randrange(25) > 0
    return {
        "customer_name": machine["name"],
        "phone": machine["phone"],
        "product_serial": machine["serial"] if is_known else "NOT-ON-RECORD",
        "service_kind": kind,
        "fault_text": dice.choice(SAYINGS["product_fault"]),
        "is_safety": dice.randrange(30) == 0,
        "is_misuse": dice.randrange(30) == 0,
        "region": machine["region_code"],
        "address": machine["address"],
    }


def _person(machine: Row) -> Values:
    return {
        "name": machine["name"],
        "phone": machine["phone"],
        "region": machine["region_code"],
        "address": machine["address"],
        "customer_code": machine["customer_code"],
    }


def _replenishment(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A station or dealer fills its shelf."""
    kind = dice.choice(("station", "station", "dealer"))
    unit = dice.choice(network.units_of(kind))
    parts = dice.sample([row["part_code"] for row in network.rows("parts")], k=dice.randint(1, 4))
    lines: list[Json] = [
        {"part": part, "quantity": dice.choices((1, 2, 3, 5, 10), weights=(40, 30, 15, 10, 5))[0]} for part in parts
    ]
    values: Values = {
        "order": {"receiver": unit, "urgent": dice.randrange(5) == 0, "lines": lines},
        "order_number": f"P-{number}",
    }
    by = network.person(kind, unit) or kind
    return Contact(at, "parts for a shelf", "parts_order", values, by=by, number=f"P-{number}")


def _store(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A dealer wants to open a store."""
    dealer = dice.choice(network.units_of("dealer"))
    street = dice.choice(("人民路", "解放路", "建设路", "中山路", "和平路"))
    values: Values = {
        "application": {
            "kind": "new",
            "name": f"{network.units[dealer]['name'][:2]}{street}{number[-4:]}号店",
            "name_en": f"Store {number}",
            "address": f"{network.units[dealer]['name'][:2]}市{street}{dice.randint(1, 900)}号",
            "city_tier": dice.choice(("tier_1", "tier_2", "tier_3")),
            "area_sqm": dice.randrange(60, 220, 5),
            "monthly_rent": dice.randrange(8000, 40000, 500),
            "lease_months": dice.choice((36, 48, 60)),
            "opening_on": (at + timedelta(days=90)).date().isoformat(),
            "plan": "面向周边小区的体验店,首年目标四百万元",
            "photos": ["file:front.jpg", "file:inside.jpg"],
            "lease": ["file:lease.pdf"],
        }
    }
    by = network.person("dealer", dealer) or "dealer"
    return Contact(at, "a new store", "store_build_out", values, by=by, number=f"S-{number}")


def _campaign(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """The team leader asks customers of some regions."""
    regions = dice.sample(("region_east", "region_south", "region_north"), k=dice.randint(1, 2))
    campaign: Values = {
        "name": f"回访 {number}", "subject": "store_visit", "regions": list(regions), "per_day": 5, "limit": 20,
    }  # fmt: skip
    return Contact(at, "a campaign", "survey_campaign", {"campaign": campaign}, by="agent_lead", number=f"M-{number}")


def _sale(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A store sells a machine to somebody new."""
    store = dice.choice(network.units_of("store"))
    model = dice.choice(network.rows("product_models"))["model"]
    buyer = dice.choice("赵钱孙李周吴郑王") + dice.choice(("明", "丽", "建国", "秀英", "伟", "婷"))
    sale: Values = {
        "customer_name": buyer,
        "phone": f"139{dice.randrange(10**8):08}",
        "address": f"{network.units[store]['name'][:2]}市中山路{dice.randint(1, 900)}号",
        "model": model,
        "serial": f"SN{model.replace('-', '')}{number.replace('-', '')}",
        "sold_on": at.date().isoformat(),
        "price": dice.randrange(899, 8999, 100),
        "store": store,
        "order_number": f"POS-{number}",
        "extended_months": dice.choice((0, 0, 0, 12, 24)),
    }
    by = network.person("store", store) or "store"
    return Contact(at, "a sale", "sale_registration", {"sale": sale}, by=by, number=f"V-{number}")


def _delivery(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A supplier delivers to a warehouse."""
    warehouse = dice.choice([code for code, row in network.units.items() if row["kind"] == "warehouse"])
    parts = dice.sample([row["part_code"] for row in network.rows("parts")], k=dice.randint(3, 8))
    lines: list[Json] = [{"part": part, "quantity": dice.randrange(4, 25)} for part in parts]
    values: Values = {"delivery": {"warehouse": warehouse, "note": f"DN-{number}", "lines": lines}}
    return Contact(at, "a delivery", "stock_receipt", values, by="parts_clerk", number=f"D-{number}")


def _payment(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A dealer pays some of what he owes; the bank's notice names his account."""
    account = dice.choice([row["unit_code"] for row in network.rows("credit_accounts")])
    payment: Values = {"account": account, "amount": dice.randrange(100, 3000, 50), "reference": f"BANK-{number}"}
    return Contact(at, "a payment", "dealer_payment", {"payment": payment}, message="dealer_paid", number=f"B-{number}")


def _instruction(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """Headquarters ask all dealers or all stations to do something."""
    kind, title = dice.choice((("dealer", "更换门头海报"), ("station", "核对技师资质"), ("store", "更新价格标签")))
    units = network.units_of(kind)
    instruction: Values = {
        "title": f"{title} {number}",
        "text": "请按附件要求落实并逐项确认",
        "due_on": (at + timedelta(days=dice.randint(4, 9))).date().isoformat(),
        "kind": kind,
        "units": list(dice.sample(units, k=min(len(units), 4))),
        "items": [{"title": "完成"}, {"title": "拍照留存"}],
    }
    by = dice.choice(("channel", "quality", "brand"))
    return Contact(at, "an instruction", "instruction", {"instruction": instruction}, by=by, number=f"I-{number}")


def _order(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A shop's order feed, which now and then repeats itself."""
    sale = _sale(dice, network, number, at).values["sale"]
    assert isinstance(sale, dict)
    values: Values = {
        "shop": dice.choice(("tmall", "jd")),
        "orderNumber": f"SO-{number}",
        "serial": sale["serial"],
        "model": sale["model"],
        "soldOn": sale["sold_on"],
        "store": sale["store"],
        "customer": {"name": sale["customer_name"], "phone": sale["phone"], "address": sale["address"]},
        "price": sale["price"],
    }
    times = dice.choice((1, 1, 1, 2))
    return Contact(
        at, "an order of a shop", "sale_registration", values, by="operator", number=number, path="/api/v1/sales",
        times=times,
    )  # fmt: skip


def _web(dice: random.Random, network: Network, number: str, at: datetime) -> Contact:
    """A consumer on the public page."""
    machine = dice.choice(network.machines)
    person = _person(machine)
    told: Values = {
        "contact": {name: person[name] for name in ("name", "phone", "region")},
        "product_serial": machine["serial"],
        "text": dice.choice(SAYINGS[dice.choices(list(_CATEGORIES), weights=list(_CATEGORIES.values()))[0]]),
    }
    values: Values = {"values": told, "requestId": f"web-{number}"}
    path = "/api/v1/public/intake/complaint_received"
    return Contact(at, "complaint on the web page", "complaint", values, number=number, path=path)


KINDS: Mapping[str, tuple[str, Drawn, int]] = {
    "complaint": ("complaint", _complaint, 400),
    "call": ("complaint", _call, 80),
    "repair": ("repair_dispatch", _repair, 270),
    "parts": ("parts_order", _replenishment, 60),
    "web": ("complaint", _web, 12),
    "sale": ("sale_registration", _sale, 80),
    "order": ("sale_registration", _order, 40),
    "delivery": ("stock_receipt", _delivery, 20),
    "store": ("store_build_out", _store, 6),
    "campaign": ("survey_campaign", _campaign, 2),
    "instruction": ("instruction", _instruction, 4),
    "payment": ("dealer_payment", _payment, 15),
}
"""kind → process, how it is drawn, how often"""
