"""What people of the business day usually answer, by field; `element:field` where it depends on the task."""

from __future__ import annotations

from collections.abc import Mapping

from api.cli.business.habits import (
    Habit,
    always,
    any_offered,
    between,
    cell,
    chance,
    copy,
    in_days,
    mostly,
    numbered,
    one_part,
    parts_used,
    scored,
    told,
    visit_time,
)

HABITS: Mapping[str, Habit] = {
    # a repair
    "answer.decision": mostly(accept=88, decline=12),
    "appointment.at": visit_time,
    "appointment.technician": any_offered,
    "clarification.is_unregistered": always(True),
    "clarification.product_category": mostly(washer=4, refrigerator=3, air_conditioner=3),
    "visit.outcome": mostly(repairable=84, missed=9, not_repairable=7),
    "visit.serial": copy("product.serial", "UNKNOWN"),
    "visit.fault_code": any_offered,
    "visit.is_misuse": chance(8),
    "visit.parts": one_part,
    "visit.are_parts_at_hand": chance(72),
    "work.outcome": mostly(repaired=92, parts_missing=5, not_repairable=3),
    "work.parts_used": parts_used,
    "work.parts_needed": one_part,
    "consent.is_given": chance(80),
    "verdict.decision": mostly(exchange=45, refund=35, reject=20),
    "verdict.model": copy("product.model", "KFR-35A"),
    "verdict.amount": between(300, 2600, step=100),
    "delay.decision": mostly(wait=75, unobtainable=25),
    "delay.expected_on": in_days(3, 12),
    "claim.extra_amount": lambda scene: 120 if scene.dice.randrange(10) == 0 else 0,
    "review.decision": mostly(approve=90, correct=10),
    # a complaint
    "outcome.accepted": mostly(yes=84, no=16),
    "finding.is_justified": mostly(yes=55, partly=25, no=20),
    "finding.fine": between(100, 500, step=100),
    "statement.agrees": mostly(yes=40, partly=35, no=25),
    "settlement.kind": mostly(goodwill=5, exchange=2, refund=2, explain=1),
    "settlement.amount": between(50, 3000, step=50),
    "settlement.model": copy("product.model", "KFR-35A"),
    "follow_up.withdrawn": mostly(close=6, again=4),
    "follow_up.late": mostly(wait=9, close=1),
    "payout.decision": mostly(pay=94, refuse=6),
    "collection.condition": mostly(complete=85, incomplete=10, damaged=5),
    "handover.serial": numbered("NEW"),
    "anew.kind": mostly(refund=6, goodwill=4),
    "anew.amount": between(100, 900, step=50),
    "approval.decision": mostly(approve=88, refuse=12, reject=6),
    "complete_contact:text": told,
    # parts
    "decision.verdict": mostly(approve=90, refuse=10),
    "substitute.answer": mostly(agree=70, wait=30),
    "shipment.lines.picked": cell("quantity", short_percent=4),
    "shipment.lines.received": cell("shipped", short_percent=5),
    "dispatch.waybill": numbered("SF"),
    "decide_back_order:answer.decision": mostly(look_again=45, wait=40, unobtainable=15),
    "decide_back_order:answer.expected_on": in_days(2, 9),
    "part_return.lines.sent": cell("quantity", short_percent=6),
    "part_return.lines.arrived": cell("sent", short_percent=3),
    "part_return.lines.verdict": mostly(credit=82, reject=18),
    "sent_back.waybill": numbered("SF"),
    # callbacks
    "call.result": mostly(answered=55, no_answer=34, refused=8, never_again=3),
    "answer.csat": scored(5, 8, 14, 33, 40),
    "answer.nps": lambda scene: scene.dice.choices(range(11), weights=(3, 1, 2, 2, 3, 6, 8, 14, 22, 20, 19))[0],
    "answer.is_solved": mostly(yes=85, no=15),
    "confirmation.decision": mostly(start=85, confirm=78, change=18, drop=4),
    "campaign.per_day": between(4, 12),
    # settlements and rebates
    "check.decision": mostly(agree=86, object=14),
    "answer_objection:answer.amount": between(10, 60, step=5),
    "review.rate": copy("rebate.rate", 0),
    "review.tier": copy("rebate.tier", "bronze"),
    # a store
    "survey.items.score": scored(1, 2, 10, 47, 40),
    "survey.distance_km": between(1, 9),
    "acceptance.items.score": scored(2, 5, 12, 41, 40),
    "inspection.items.score": scored(1, 3, 12, 44, 40),
    "agreement.decision": mostly(sign=92, decline=8),
    "budget_review.decision": mostly(approve=85, correct=15),
    "exception.decision": mostly(grant=75, refuse=25),
    "budget.lines": lambda scene: [
        {"item": "门头", "quantity": 1, "unit_price": scene.dice.randrange(20, 45) * 1000},
        {"item": "货架", "quantity": scene.dice.randrange(6, 18), "unit_price": 1850},
    ],
    "budget.fit_out_days": between(12, 25),
    "budget.signage_days": between(8, 18),
    "budget.shelves_days": between(10, 20),
    "budget.samples_days": between(12, 24),
    "budget.training_days": between(12, 24),
    "progress.percent": between(20, 95),
    "handling.decision": mostly(urge=60, extend=30, visit=10),
    "handling.new_date": in_days(5, 12),
    "payment.bank_reference": numbered("ICBC"),
    "confirmation.items.is_done": always(True),
    "milestone.people_count": between(3, 9),
}

# Who does these needs to know nothing of the case: one question less to the server.
KNOWN_BY_HEART = frozenset(
    {
        "accept_job", "confirm_fee", "review_fee", "answer_consultation", "reply_to_consumer", "ask_consumer",
        "chase_response", "investigate_conduct", "settle_delivery", "check_price", "assess_safety", "state_own_side",
        "approve_goodwill", "approve_exchange", "approve_payment", "decide_on_delay",
        "confirm_statement", "answer_objection", "release_statements", "approve_in_region", "approve_in_finance",
    }
)  # fmt: skip
