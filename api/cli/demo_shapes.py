"""The shapes of the demo's repairs: what is unusual about each, how it must end, and what must have happened."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.cli.demo_moves import (
    Fill,
    Move,
    Say,
    Silence,
    Values,
    beyond_repair,
    confirm,
    decline,
    delay,
    lacks_part,
    refuse_price,
    review,
    verdict,
    visit,
)

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Shape:
    """One course of a repair.

    `moves` by element id are used one after the other, then the everyday ones; under `WAITING` those made while no task
    is open. `end` is the end event that must be reached, `passes` elements that must have been passed.
    """

    name: str
    name_en: str
    end: str
    moves: Mapping[str, Sequence[Move]] = field(default_factory=dict)
    passes: frozenset[str] = frozenset()
    request: Values = field(default_factory=dict)
    is_message: bool = False


_AWAY, _PAID = Fill(visit(outcome="missed")), Fill(visit(is_misuse=True))
_NO_PART = Fill(visit(at_hand=False))
_HOPELESS = Fill(visit(outcome="not_repairable"))
_ARRIVAL, _CANCEL = Say("parts_arrived", {"parts_delivery": "SF-20261121"}), Say("repair_cancelled")
_NO_MORE = Say("parts_unobtainable", {"parts_result": {"arrived": False, "lines": []}})
_DONE, _OFF = "repair_completed", "repair_withdrawn"


def _shape(name: str, name_en: str, end: str, *passes: str, **moves: Sequence[Move]) -> Shape:
    return Shape(name, name_en, end, moves, frozenset(passes))


SHAPES: tuple[Shape, ...] = (
    _shape("正常维修", "regular", _DONE, "tell_appointment", "finish_work"),
    Shape("外部渠道报修", "requested by message", _DONE, passes=frozenset({"repair_requested"}), is_message=True),
    _shape("首家不接", "declined once", _DONE, accept_job=[Fill(decline)]),
    _shape("首家超时", "silent once", _DONE, "is_accept_time_over", accept_job=[Silence(24)]),
    _shape(
        "三家不接,人工派单", "by hand", _DONE, "dispatch_by_hand",
        accept_job=[Fill(decline), Silence(24), Fill(decline)],
    ),
    _shape("迟迟未预约", "late appointment", _DONE, "alert_region_manager", appoint_technician=[Silence(24)]),
    _shape("逾期上门", "late visit", _DONE, "alert_agent_lead", visit_customer=[Silence(36)]),
    _shape("自费维修", "paid by the customer", _DONE, "obtain_consent", visit_customer=[_PAID]),
    _shape(
        "拒绝报价", "quote refused", "quote_refused", "refuse_quote", visit_customer=[_PAID],
        obtain_consent=[Fill(refuse_price)],
    ),
    _shape("派单时取消", "cancelled early", _OFF, "tell_station", accept_job=[_CANCEL]),
    Shape(
        "登记时取消", "cancelled at once", _OFF, {"clarify_request": [_CANCEL]},
        request={"product_serial": "NOT-ON-RECORD"},
    ),
    _shape("预约后取消", "cancelled later", _OFF, "cancel_repair", visit_customer=[_CANCEL]),
    _shape("缺件到货", "parts arrive", _DONE, "parts_arrived", visit_customer=[_NO_PART], waiting=[_ARRIVAL]),
    _shape(
        "缺件逾期后到货", "parts late", _DONE, "are_parts_overdue", "tell_delay", visit_customer=[_NO_PART],
        waiting=[Silence(15 * 24), _ARRIVAL],
    ),
    _shape(
        "配件停产换货", "parts unobtainable", "product_exchanged", "grant_exchange", visit_customer=[_NO_PART],
        waiting=[Silence(15 * 24)], decide_on_delay=[Fill(delay("unobtainable"))],
    ),
    _shape(
        "等件时取消", "cancelled waiting", "cancelled_while_waiting", "abandon_wait", "end_parts_wait",
        visit_customer=[_NO_PART], waiting=[_CANCEL],
    ),
    _shape("一次未遇", "missed once", _DONE, "tell_missed_visit", visit_customer=[_AWAY]),
    _shape("三次未遇", "missed three times", "closed_without_repair", "give_up_visits", visit_customer=[_AWAY] * 3),
    _shape("客户改期", "rescheduled", _DONE, "is_rescheduled", visit_customer=[Say("repair_rescheduled")]),
    _shape(
        "无法修复退款", "refund", "product_refunded", "grant_refund", visit_customer=[_HOPELESS],
        decide_exchange=[Fill(verdict("refund"))],
    ),
    _shape(
        "不予换退,判定逾期", "rejected late", "closed_without_repair", "reject_claim", "alert_quality",
        visit_customer=[_HOPELESS], decide_exchange=[Silence(120), Fill(verdict("reject"))],
    ),
    _shape(
        "费用退回更正", "fee reworked", _DONE, "review_fee", "alert_finance",
        confirm_fee=[Fill(confirm(extra=120)), Fill(confirm())], review_fee=[Silence(120), Fill(review("correct"))],
    ),
    Shape(
        "产品未登记", "unknown product", _DONE, passes=frozenset({"clarify_request"}),
        request={"product_serial": "NOT-ON-RECORD"},
    ),
    _shape(
        "维修中又缺件", "part broke", _DONE, "request_parts", carry_out_repair=[Fill(lacks_part)], waiting=[_ARRIVAL],
    ),
    _shape("拆机后无法修复", "beyond repair", "product_exchanged", carry_out_repair=[Fill(beyond_repair)]),
    _shape(
        "供应商断供换货", "supplier gives up", "product_exchanged", "are_parts_unobtainable", visit_customer=[_NO_PART],
        waiting=[_NO_MORE],
    ),
    Shape(
        "空调安装", "installation", _DONE, passes=frozenset({"request_survey"}),
        request={"service_kind": "installation"},
    ),
    Shape("保养", "maintenance", _DONE, passes=frozenset({"obtain_consent"}), request={"service_kind": "maintenance"}),
    Shape("投诉转来", "awaited by a complaint", _DONE, request={"complaint_number": "C-DEMO"}, is_message=True),
    _shape("完工后要求取消", "too late to cancel", _DONE, "tell_too_late", confirm_fee=[_CANCEL]),
)  # fmt: skip


def chosen(count: int, *, seed: int) -> list[Shape]:
    """`count` shapes: each once while there is room, the rest drawn by `seed`, the everyday one more often."""
    dice = random.Random(seed)
    rest = dice.choices(SHAPES, weights=[6, 3, 3, 3] + [1] * (len(SHAPES) - 4), k=max(0, count - len(SHAPES)))
    return [*SHAPES, *rest][:count]
