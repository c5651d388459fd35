"""The processes that are shipped, with results their work may bring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.judge.model import Model

BPMN = Path(__file__).resolve().parents[3] / "bpmn"
STATIONS = [{"unit": f"s{number}", "name": f"Station {number}", "technicians": ["t1"]} for number in (1, 2, 3)]
REPAIR: dict[str, dict[str, list[Any]]] = {
    "look_up_customer": {
        "lookup": [{"is_found": True}, {"is_found": False}],
        "customer": [{"name": "c"}],
        "product": [{"category": "tv"}],
        "fault_options": [[{"value": "f1", "kind": "part"}]],
        "part_options": [[]],
    },
    "clarify_request": {"clarification": [{"is_unregistered": True}, {}]},
    "rank_stations": {"stations": [STATIONS, STATIONS[:1], []], "station_options": [[]]},
    "dispatch_by_hand": {"dispatch": [{"unit": "s2"}]},
    "accept_job": {"answer": [{"decision": "accept"}, {"decision": "accept"}, {"decision": "decline"}]},
    "appoint_technician": {"appointment": [{"at": "2026-03-05T09:00+08:00", "technician": "t1"}]},
    "visit_customer": {
        "visit": [
            {"outcome": outcome, "fault_code": "f1", "are_parts_at_hand": at_hand}
            for outcome in ("missed", "repairable", "repairable", "beyond")
            for at_hand in (True, False)
        ]
    },
    "quote_price": {"fee": [{"customer_total": 10}]},
    "obtain_consent": {"consent": [{"is_given": True, "agreed_total": 10}, {"is_given": False}]},
    "carry_out_repair": {"work": [{"outcome": outcome} for outcome in ("repaired", "parts_missing", "beyond")]},
    "request_parts": {"delivered": [True]},
    "decide_on_delay": {"delay": [{"decision": "wait"}, {"decision": "obtain"}, {"decision": "give up"}]},
    "decide_exchange": {"verdict": [{"decision": decision} for decision in ("exchange", "refund", "reject")]},
    "calculate_fee": {"fee": [{"customer_total": 10}]},
    "confirm_fee": {"claim": [{"extra_amount": 5}, {}]},
    "review_fee": {"review": [{"decision": "approve"}, {"decision": "return"}]},
}

MODELS: tuple[Model, ...] = (
    Model(
        "repair_dispatch",
        (BPMN / "repair_dispatch" / "repair_dispatch.bpmn").read_bytes(),
        families=("shipped",),
        start={"repair_number": "R1", "request": {"region": "east", "service_kind": "home"}},
        brings=REPAIR,
        errors=("REPAIR_CANCELLED",),
        length=45,
    ),
)
