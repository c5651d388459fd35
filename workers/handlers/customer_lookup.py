"""`customer.lookup`: who is calling about which machine, and what can be wrong with it.

A serial number that is known decides; else the phone number, when its customer has exactly one machine. Not found is an
answer, not an error: `lookup.is_found` is false and the product is what the request says. In a case below headquarters
customers of other units are not found either: whoever reads the case could ask for any phone number.

`product.is_callers` is true when the machine stands on record for the phone number that was told. Pages for customers
name the machine only then: a stranger who reports any serial number would learn from them whether it is on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.store.reference.products import CustomerRow, ProductRow
from engine.values import Json, Values
from workers.contract import Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

_MOST_MACHINES = 10


def look_up_customer(engine: Engine, job: ActivatedJob) -> Done:
    """Give `lookup customer product products fault_options part_options` for the input `request`."""
    request = record_of(job.variables, "request")
    serial, phone = text_of(request, "product_serial", default=""), text_of(request, "phone", default="")
    machine = engine.find_product(serial.strip().upper()) if serial.strip() else None
    if machine is not None and not engine.is_customer_near(machine.customer_code, job.unit_path):
        machine = None
    caller = engine.find_customer(phone=phone.strip()) if phone.strip() else None
    if caller is not None and not engine.is_customer_near(caller.customer_code, job.unit_path):
        caller = None
    if machine is None and caller is not None and not serial.strip():
        machine = _only_machine(engine, caller)
    owner = engine.find_customer(code=machine.customer_code) if machine else None
    today = _today(engine.clock(), engine.settings.time_zone)
    product = _registered(machine, today) if machine else _as_told(engine, request, today)
    return Done(
        {
            "lookup": {"is_found": machine is not None, "is_caller_known": caller is not None},
            "customer": _customer(request, owner or caller, engine.region_at(job.unit_path)),
            "product": {**product, "is_callers": machine is not None and machine.customer_code == _code_of(caller)},
            "products": _machines(engine, owner or caller, today),
            "fault_options": _fault_options(engine, text_of(product, "category", default="")),
            "part_options": _part_options(engine, product),
        }
    )


def _code_of(known: CustomerRow | None) -> str:
    return known.customer_code if known else ""


def _only_machine(engine: Engine, caller: CustomerRow) -> ProductRow | None:
    serials = engine.serials_of(caller.customer_code)
    return engine.find_product(serials[0]) if len(serials) == 1 else None


def _customer(request: Values, known: CustomerRow | None, region: str) -> Values:
    """Name and phone as told now: the caller may be another than the owner on record.

    Who is not on record for the case's unit is taken for a customer of its `region`.
    """
    return {
        "code": known.customer_code if known else None,
        "name": request.get("customer_name") or (known.name if known else None),
        "phone": request.get("phone") or (known.phone if known else None),
        "email": request.get("email") or ((known.email or None) if known else None),
        "tier": known.tier if known else "standard",
        "region": known.region_code if known else region or None,
        "address": request.get("address") or (known.address if known else None),
        "is_not_called": known.is_not_called if known else False,
    }


def _machines(engine: Engine, known: CustomerRow | None, today: date) -> list[Json]:
    """The machines on record of a customer, at most ten; the caller's panel shows them."""
    serials = engine.serials_of(known.customer_code)[:_MOST_MACHINES] if known else []
    found = [engine.find_product(serial) for serial in serials]
    return [_registered(machine, today) for machine in found if machine is not None]


def _registered(machine: ProductRow, today: date) -> Values:
    extended = machine.extended_until
    return {
        "serial": machine.serial,
        "model": machine.model,
        "model_name": machine.name,
        "model_name_en": machine.name_en,
        "category": machine.category,
        "is_registered": True,
        "is_extended": extended is not None and extended >= today,
        **_age(machine.purchased_on, today),
    }


def _as_told(engine: Engine, request: Values, today: date) -> Values:
    """A machine that is not on record, as the agent or the consumer described it."""
    model = text_of(request, "product_model", default="")
    known = engine.find_model(model) if model else None
    name, name_en, category = known or (model or "未登记产品", model or "Unregistered product", "")
    return {
        "serial": request.get("product_serial"),
        "model": model or None,
        "model_name": name,
        "model_name_en": name_en,
        "category": text_of(request, "product_category", default="") or category or None,
        "is_registered": False,
        "is_extended": False,
        **_age(_date(request.get("purchase_date")), today),
    }


def _age(bought: date | None, today: date) -> Values:
    months: Json = None
    if bought is not None:
        months = (today.year - bought.year) * 12 + today.month - bought.month - (today.day < bought.day)
    return {"purchase_date": bought.isoformat() if bought else None, "age_months": months}


def _fault_options(engine: Engine, category: str) -> list[Json]:
    return [
        {
            "value": fault.fault_code,
            "label": f"{fault.fault_code} {fault.name}",
            "label.en": f"{fault.fault_code} {fault.name_en}",
            "kind": fault.kind,
            "level": fault.level,
        }
        for fault in engine.faults_of(category)
    ]


def _part_options(engine: Engine, product: Values) -> list[Json]:
    category, model = text_of(product, "category", default=""), text_of(product, "model", default="")
    parts: Sequence[Json] = [
        {
            "value": part.part_code,
            "label": f"{part.part_code} {part.name}",
            "label.en": f"{part.part_code} {part.name_en}",
        }
        for part in engine.parts_of(category, model)
    ]
    return list(parts)


def _date(value: Json) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
