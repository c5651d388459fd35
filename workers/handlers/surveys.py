"""Surveys: whether a customer may be asked, that he is asked once, how it ended, and "never call me again".

`survey.eligible`, `survey.reserve`, `survey.score`, `customer.stop_calls`. What is written is written in the
transaction that completes the job, one row for each survey case.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.errors import Conflict
from engine.store import surveys
from engine.store.database import Tx
from engine.store.surveys import Reachable
from engine.values import Json, Values, dump
from workers.contract import BadInput, BpmnError, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

REST_DAYS = 30
ALREADY_CONTACTED = "ALREADY_CONTACTED"
_OUTCOMES = ("answered", "refused", "unreachable", "stopped")
_PROMOTER, _PASSIVE = 9, 7


class TakenMeanwhile(Conflict):
    """Another survey chose the customer between the look and the write: the job is tried again, and sees it."""

    code = "taken_meanwhile"


def judge_eligibility(engine: Engine, job: ActivatedJob) -> Done:
    """Give `contact`: how the customer is reached, when he was last asked, and a sample number of 0 to 99.

    Input `survey` (customer_code, case_number); header `rest_days` (default 30).
    """
    survey = record_of(job.variables, "survey")
    code, number = text_of(survey, "customer_code", default=""), text_of(survey, "case_number", default="")
    known, last = engine.survey_contact(code, but_case=job.case_key) if code else (None, None)
    days = None if last is None else (engine.clock() - last) // timedelta(days=1)
    return Done({"contact": _contact(known, days, _rest_days(job), sample_number(number or str(job.case_key)))})


def reserve_contact(engine: Engine, job: ActivatedJob) -> Done:
    """Write that the customer is asked now. BPMN error ALREADY_CONTACTED when another survey was faster."""
    code, rest = text_of(record_of(job.variables, "survey"), "customer_code"), timedelta(days=_rest_days(job))
    _, last = engine.survey_contact(code, but_case=job.case_key)
    if _is_recent(last, engine.clock(), rest):
        raise BpmnError(ALREADY_CONTACTED, f"expected no survey of the customer within {rest.days} days, but found one")

    def write(tx: Tx) -> None:
        surveys.lock_customer(tx, code)
        if _is_recent(surveys.last_contact(tx, code, but_case=job.case_key), tx.now, rest):
            raise TakenMeanwhile("expected no other survey of the customer, but one was begun just now")
        surveys.add_contact(tx, job.case_key, code)

    return Done({}, writes=write)


def score_answer(engine: Engine, job: ActivatedJob) -> Done:
    """Keep how the survey ended, and give `score`: csat, nps, group (promoter, passive, detractor), has_text.

    Inputs: `survey`, `outcome` (answered, refused, unreachable, stopped), `answer` {csat?, nps?, text?, …}, `channel`,
    `call_count`.
    """
    outcome = text_of(job.variables, "outcome")
    if outcome not in _OUTCOMES:
        raise BadInput(f"expected an outcome of {', '.join(_OUTCOMES)}, but found '{outcome[:40]}'")
    survey, answer = record_of(job.variables, "survey"), record_of(job.variables, "answer")
    csat, nps = _whole(answer, "csat", 1, 5), _whole(answer, "nps", 0, 10)
    text = text_of(answer, "text", default="")[:2000]
    row: dict[str, object] = {
        "case_key": job.case_key, "element_instance_key": job.element_instance_key, "outcome": outcome,
        "channel": text_of(job.variables, "channel", default="")[:20], "call_count": _count(job.variables),
        "csat": csat, "nps": nps, "text": text, "answers": dump(answer), **_about(survey),
    }  # fmt: skip
    score: Values = {"csat": csat, "nps": nps, "group": _group(nps), "has_text": bool(text.strip())}
    return Done({"score": score}, writes=lambda tx: surveys.add_answer(tx, row))


def stop_calls(engine: Engine, job: ActivatedJob) -> Done:
    """Never call the customer of input `customer_code` again, nor anybody by his number. Without code: nothing."""
    code = text_of(job.variables, "customer_code", default="")
    return Done({}, writes=(lambda tx: surveys.stop_calls(tx, code, job.case_key)) if code else None)


def sample_number(text: str) -> int:
    """A number of 0 to 99 that follows from the case number: nobody can choose it, and it stays the same."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100


def _contact(known: Reachable | None, days: int | None, rest_days: int, sample: int) -> Values:
    return {
        "is_known": known is not None,
        "name": known.name if known else None,
        "phone": known.phone if known else None,
        "email": known.email if known else None,
        "tier": known.tier if known else None,
        "region": known.region_code if known else None,
        "is_not_called": known.is_not_called if known else False,
        "days_since": days,
        "is_recent": days is not None and days < rest_days,
        "sample_number": sample,
    }


def _is_recent(last: datetime | None, now: datetime, rest: timedelta) -> bool:
    return last is not None and now - last < rest


def _rest_days(job: ActivatedJob) -> int:
    text = job.headers.get("rest_days") or str(REST_DAYS)
    if not text.isdecimal() or not 1 <= int(text) <= 365:
        raise BadInput(f"expected header 'rest_days' of 1 to 365 days, but found '{text[:20]}'")
    return int(text)


def _whole(answer: Values, name: str, least: int, most: int) -> int | None:
    """The number, which forms may give as text (radio buttons do); None when it was not answered."""
    found: Json = answer.get(name)
    if isinstance(found, str) and found.isdecimal():
        found = int(found)
    if found in (None, ""):
        return None
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or found != int(found):
        raise BadInput(f"expected a whole number in answer '{name}', but found another value")
    if not least <= found <= most:
        raise BadInput(f"expected answer '{name}' of {least} to {most}, but found {found}")
    return int(found)


def _count(variables: Values) -> int:
    found = variables.get("call_count")
    return int(found) if isinstance(found, int | Decimal) and not isinstance(found, bool) else 0


def _group(nps: int | None) -> str | None:
    if nps is None:
        return None
    return "promoter" if nps >= _PROMOTER else "passive" if nps >= _PASSIVE else "detractor"


def _about(survey: Values) -> dict[str, object]:
    places = {
        "subject": ("subject", 40), "related_case": ("case_number", 128), "customer_code": ("customer_code", 40),
        "unit_code": ("unit", 64), "region_code": ("region", 64), "product_model": ("product_model", 40),
    }  # fmt: skip
    return {column: text_of(survey, name, default="")[:most] for column, (name, most) in places.items()}
