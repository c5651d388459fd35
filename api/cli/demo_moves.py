"""What the people of the demo do at each task of a repair: the everyday answer, unless a shape says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeAlias

Values: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What a person sees when he decides: the case's variables and the time."""

    variables: Mapping[str, Any]
    now: datetime

    def get(self, *path: str) -> Any:
        """The value at a path of names; None when any of them is missing."""
        found: Any = self.variables
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found


Answer: TypeAlias = Callable[[View], Values]


@dataclass(frozen=True, slots=True)
class Fill:
    """Complete the task with these values."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Silence:
    """Do nothing while time passes."""

    hours: int


@dataclass(frozen=True, slots=True)
class Say:
    """A message reaches the case, by its repair number."""

    message: str
    values: Values = field(default_factory=dict)


Move: TypeAlias = Fill | Silence | Say


def accept(_: View) -> Values:
    """The station takes the job."""
    return {"answer": {"decision": "accept"}}


def decline(_: View) -> Values:
    """The station has nobody free."""
    return {"answer": {"decision": "decline", "reason": "no_capacity"}}


def dispatch(view: View) -> Values:
    """The dispatcher names the best ranked station."""
    return {"dispatch": {"unit": view.get("stations")[0]["unit"], "note": "已电话确认"}}


def appoint(view: View) -> Values:
    """Tomorrow at ten, with the first technician of the station."""
    tomorrow = datetime.combine((view.now + timedelta(days=1)).date(), time(2, 0), tzinfo=UTC)
    technician = view.get("offer", "technicians")[0]["value"]
    return {"appointment": {"technician": technician, "at": moment(tomorrow)}}


def visit(*, outcome: str = "repairable", is_misuse: bool = False, at_hand: bool = True, part_count: int = 1) -> Answer:
    """The technician's diagnosis, with the first fault and the first parts that fit."""

    def answer(view: View) -> Values:
        if outcome == "missed":
            return {"visit": {"outcome": outcome, "note": "敲门无人应答"}}
        fault = view.get("fault_options")[0]["value"]
        found: Values = {
            "outcome": outcome,
            "serial": view.get("product", "serial") or "UNKNOWN",
            "fault_code": fault,
            "cause": "按故障代码检测确认",
            "is_misuse": is_misuse,
        }
        if outcome == "repairable":
            parts = [option["value"] for option in view.get("part_options")[:part_count]]
            found["parts"] = [{"part": part, "quantity": 1} for part in parts]
            found["are_parts_at_hand"] = at_hand
        return {"visit": found}

    return answer


def consent(view: View) -> Values:
    """The customer agrees to the price and signs."""
    agreed = view.get("quote", "customer_total")
    return {"consent": {"is_given": True, "agreed_total": agreed, "signature": f"name:{view.get('customer', 'name')}"}}


def refuse_price(view: View) -> Values:
    """The customer would rather buy a new one."""
    return {"consent": {"is_given": False, "agreed_total": view.get("quote", "customer_total"), "reason": "buys_new"}}


def repaired(view: View) -> Values:
    """The work is done and signed for."""
    used = [{**part, "is_returned": True} for part in view.get("visit", "parts") or []]
    work = {"outcome": "repaired", "checks": ["power", "earth", "trial"], "note": "已更换配件并试机正常"}
    return {"work": {**work, "parts_used": used, "signature": f"name:{view.get('customer', 'name')}"}}


def lacks_part(view: View) -> Values:
    """Another part turns out to be broken."""
    part = view.get("part_options")[-1]["value"]
    needed = [{"part": part, "quantity": 1}]
    return {"work": {"outcome": "parts_missing", "parts_needed": needed, "note": "拆机后发现另一配件损坏"}}


def beyond_repair(_: View) -> Values:
    """The machine cannot be repaired after all."""
    return {"work": {"outcome": "not_repairable", "note": "主体变形,无法修复"}}


def verdict(decision: str) -> Answer:
    """Quality exchanges, refunds or rejects."""

    def answer(view: View) -> Values:
        choices: dict[str, Values] = {
            "exchange": {"model": view.get("product", "model") or "KFR-35A"},
            "refund": {"amount": 1999},
        }
        return {"verdict": {"decision": decision, "reason": "质量部门判定", **choices.get(decision, {})}}

    return answer


def delay(decision: str) -> Answer:
    """The parts clerk names a new date, or says there are no more."""

    def answer(view: View) -> Values:
        more = {"expected_on": (view.now + timedelta(days=7)).date().isoformat()} if decision == "wait" else {}
        return {"delay": {"decision": decision, "note": "供应商延期", **more}}

    return answer


def confirm(extra: int = 0) -> Answer:
    """The station confirms its fee, with an extra amount or none."""

    def answer(_: View) -> Values:
        more = {"extra_reason": "高空作业"} if extra else {}
        return {"claim": {"is_confirmed": True, "extra_amount": extra, **more}}

    return answer


def review(decision: str) -> Answer:
    """Finance approves, or sends the fee back."""

    def answer(_: View) -> Values:
        more = {"remark": "追加金额缺少照片"} if decision == "correct" else {}
        return {"review": {"decision": decision, **more}}

    return answer


def clarify(view: View) -> Values:
    """The agent describes a machine that is not on record."""
    told = {"phone": view.get("request", "phone"), "is_unregistered": True, "product_category": "washer"}
    return {"clarification": {**told, "product_model": "XQG-80"}}


def moment(when: datetime) -> str:
    """As the forms write a date and time."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


EVERYDAY: Mapping[str, Move] = {
    "clarify_request": Fill(clarify),
    "accept_job": Fill(accept),
    "dispatch_by_hand": Fill(dispatch),
    "appoint_technician": Fill(appoint),
    "visit_customer": Fill(visit()),
    "obtain_consent": Fill(consent),
    "carry_out_repair": Fill(repaired),
    "decide_on_delay": Fill(delay("wait")),
    "decide_exchange": Fill(verdict("exchange")),
    "confirm_fee": Fill(confirm()),
    "review_fee": Fill(review("approve")),
}
