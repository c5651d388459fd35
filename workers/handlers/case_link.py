"""`case.link`: what a case is about, the earlier cases about the same, and links to those that it repeats or follows.

A repeat is a case of the same process about the same product that began within the last 30 days (header `within`). The
rows are written in the transaction that completes the job; a second run replaces what the first one wrote.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.feel import parse_timer_duration
from engine.service.casework import link_case
from engine.store.case_links import EarlierCase
from engine.store.database import Tx
from engine.values import Json
from workers.contract import BadInput, Done, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

WITHIN = "P30D"
MOST = 20


def link_cases(engine: Engine, job: ActivatedJob) -> Done:
    """Give `repeat_count`, `earlier_cases`, `related_case_found`; in: `product_serial customer_code related_case`."""
    serial = text_of(job.variables, "product_serial", default="").strip().upper()
    subjects = {"product": serial, "customer": text_of(job.variables, "customer_code", default="")}
    related = text_of(job.variables, "related_case", default="").strip()
    since = engine.clock() - _within(job.headers.get("within") or WITHIN)
    earlier = engine.earlier_cases(job.case_key, subjects, limit=MOST)
    repeats = [
        case
        for case in earlier
        if case.is_same_product and case.process_id == job.process_id and case.started_at >= since
    ]
    origin = engine.case_by_number(related) if related else None
    links = [(case.case_key, job.headers.get("kind") or "repeat") for case in repeats]
    links += [(origin, "follow_up")] if origin is not None else []

    def write(tx: Tx) -> None:
        link_case(tx, job.case_key, subjects, links)

    found: dict[str, Json] = {
        "repeat_count": len(repeats),
        "earlier_cases": [_shown(case) for case in earlier],
        "related_case_found": origin is not None,
    }
    return Done(found, writes=write)


def _within(text: str) -> timedelta:
    parsed = parse_timer_duration(text)
    if parsed is None or parsed.months:
        raise BadInput(f"expected a duration of days in header 'within', but found '{text}'")
    return parsed.time


def _shown(case: EarlierCase) -> Json:
    return {
        "number": case.business_key or str(case.case_key),
        "process": case.process_name,
        "process_en": case.process_name_en,
        "state": case.state,
        "started_on": case.started_at.date().isoformat(),
        "is_same_product": case.is_same_product,
    }
