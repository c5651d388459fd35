"""`store.plan`, `store.record`, `store.activate`: records of stores, written in the job's own transaction."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.service.stores import DealerRow, Source, StorePlan, activate_store, plan_store, record_store
from engine.store.database import Tx
from engine.values import Json, Values
from workers.contract import BadInput, BpmnError, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

_UNAVAILABLE = {
    "foreign": ("这家门店不属于该经销商", "This store does not belong to the dealer"),
    "building": ("这家门店已有在建项目", "Another project is building at this store"),
}
_STATUSES = ("planned", "building", "active", "closed")


def plan_a_store(engine: Engine, job: ActivatedJob) -> Done:
    """Put the store of `application` on record as planned. Output `store`: code, names, dealer, region, calendar.

    The dealer is that of the case's own unit. Throws STORE_UNAVAILABLE when the application names a store that is not
    his, or where another case is building, with `refusal`: reason, reason_en, dealer.
    """
    dealer = engine.dealer_at(job.unit_path)
    if dealer is None:
        raise BadInput("expected a case at a unit of a dealer, but its unit belongs to none")
    application = record_of(job.variables, "application")
    store_code = text_of(application, "store_code", default="") or _new_code(text_of(job.variables, "reference"))
    reason = engine.why_store_unavailable(store_code, dealer=dealer, case_key=job.case_key)
    if reason is not None:
        zh, en = _UNAVAILABLE[reason]
        raise BpmnError("STORE_UNAVAILABLE", en, {"refusal": {"reason": zh, "reason_en": en, "dealer": dealer.code}})
    wanted = _plan(application, store_code)

    def write(tx: Tx) -> None:
        plan_store(tx, wanted, dealer=dealer, source=_source(job))

    return Done({"store": _shown(wanted, dealer)}, writes=write)


def record_a_store(engine: Engine, job: ActivatedJob) -> Done:
    """Write `status` of `store`; `score` (0 to 100) is the result of an inspection of an active one."""
    store_code, status = _code(job), text_of(job.variables, "status")
    if status not in _STATUSES:
        raise BadInput(f"expected a status of {', '.join(_STATUSES)}, but found '{status}'")
    score = _score(job.variables.get("score"))

    def write(tx: Tx) -> None:
        record_store(tx, store_code, status=status, score=score, source=_source(job))

    return Done(writes=write)


def activate_a_store(engine: Engine, job: ActivatedJob) -> Done:
    """Open `store`: its unit and record. `score` is that of the acceptance. Output `opening`: unit, opened_on."""
    store_code, score = _code(job), _score(job.variables.get("score"))
    opened_on = _opening_day(job.variables.get("opened_on"), engine.clock(), engine.settings.time_zone)

    def write(tx: Tx) -> None:
        activate_store(tx, store_code, opened_on=opened_on, score=score, source=_source(job))

    return Done({"opening": {"unit": store_code, "opened_on": opened_on.isoformat()}}, writes=write)


def _plan(application: Values, store_code: str) -> StorePlan:
    area = application.get("area_sqm")
    if isinstance(area, bool) or not isinstance(area, int | Decimal) or area < 1:
        raise BadInput(f"expected the area of the application to be a number above 0, but found {area}")
    name = text_of(application, "name")
    return StorePlan(
        store_code, name, text_of(application, "name_en", default=name), text_of(application, "address"), int(area)
    )


def _shown(plan: StorePlan, dealer: DealerRow) -> Values:
    return {
        "code": plan.store_code, "name": plan.name, "name_en": plan.name_en, "dealer": dealer.code,
        "dealer_name": dealer.name, "dealer_name_en": dealer.name_en, "region": dealer.region_code,
        "calendar": dealer.calendar,
    }  # fmt: skip


def _new_code(reference: str) -> str:
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in reference.lower())
    return f"store_{kept}"[:64]


def _code(job: ActivatedJob) -> str:
    return text_of(record_of(job.variables, "store"), "code")


def _score(value: Json) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= 100:
        raise BadInput(f"expected a score from 0 to 100, but found {value}")
    return round(value)


def _opening_day(value: Json, now: datetime, zone: str) -> date:
    if value is None:
        return now.astimezone(ZoneInfo(zone)).date()
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(f"expected a day in 'opened_on', but found '{value}'") from None


def _source(job: ActivatedJob) -> Source:
    return Source(job.case_key, job.element_instance_key)
