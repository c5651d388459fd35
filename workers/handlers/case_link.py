"""`case.link`: what a case is about, the earlier cases about the same, and links to those that it repeats or follows.

A repeat is a case of the same process about the same product that began within the last 30 days (header `within`). The
rows are written in the transaction that completes the job, which also looks for the others: of two complaints that come
at the same moment one sees the other. A second run replaces what the first one wrote.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.feel import parse_timer_duration
from engine.service.casework import link_case, register_case
from engine.store.case_links import CaseAbout
from engine.store.database import Tx
from engine.values import Json, Values
from workers.contract import BadInput, Done, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

WITHIN = "P30D"
_STATES = {"active": "处理中", "completed": "已完成", "terminated": "已终止"}
MOST = 20


def link_cases(engine: Engine, job: ActivatedJob) -> Done:
    """Give `repeat_count`, `earlier_cases`, `related_case_found`; in: `product_serial customer_code related_case`."""
    serial = text_of(job.variables, "product_serial", default="").strip().upper()
    subjects = {"product": serial, "customer": text_of(job.variables, "customer_code", default="")}
    related = text_of(job.variables, "related_case", default="").strip()
    within, kind = _within(job.headers.get("within") or WITHIN), job.headers.get("kind") or "repeat"
    origin = engine.case_by_number(related) if related else None

    def write(tx: Tx) -> Values:
        others = register_case(tx, job.case_key, subjects, limit=MOST)
        same = [
            case
            for case in others
            if case.is_same_product and case.process_id == job.process_id and case.started_at >= tx.now - within
        ]
        repeats = [(case.case_key, kind) for case in same if case.is_earlier]
        follows = [(origin, "follow_up")] if origin is not None else []
        missed_by = [(case.case_key, kind) for case in same if not case.is_earlier]
        link_case(tx, job.case_key, to=[*repeats, *follows], missed_by=missed_by)
        return {"repeat_count": len(repeats), "earlier_cases": [_shown(case) for case in others if case.is_earlier]}

    return Done({"related_case_found": origin is not None}, writes=write)


def _within(text: str) -> timedelta:
    parsed = parse_timer_duration(text)
    if parsed is None or parsed.months:
        raise BadInput(f"expected a duration of days in header 'within', but found '{text}'")
    return parsed.time


def _shown(case: CaseAbout) -> Json:
    return {
        "number": case.business_key or str(case.case_key),
        "process": case.process_name,
        "process_en": case.process_name_en,
        "state": case.state,
        "state_name": _STATES.get(case.state, case.state),
        "state_name_en": case.state,
        "started_on": case.started_at.date().isoformat(),
        "is_same_product": case.is_same_product,
    }
