"""What cases have written down and nobody edits: stores, payouts, sales, movements of stock and credit, statements."""

from __future__ import annotations

from engine.reference.columns import Column, cents, code, day, key, moment, one_of, percent, text, whole
from engine.reference.sheets import Sheet

_UNIT = ("unit", "code")
_CASE = Column("case_key", key)
_OPTIONAL_CASE = Column("case_key", key, is_optional=True)
_STATUSES = one_of("planned", "building", "active", "closed")
RECORDS = (
    Sheet(
        "stores", "store_record", ("store_code",),
        (
            Column("store_code", code), Column("name", text), Column("name_en", text),
            Column("dealer_code", code, refers=_UNIT), Column("status", _STATUSES), Column("area_sqm", whole),
            Column("opened_on", day, is_optional=True), _CASE, Column("address", text),
            Column("visual_identity_score", percent, is_optional=True),
            Column("inspected_on", day, is_optional=True), Column("inspection_score", percent, is_optional=True),
            Column("changed_at", moment),
        ),
    ),
    Sheet(
        "payouts", "payout", ("payout_key",),
        (
            Column("payout_key", key), Column("booked_at", moment), Column("payee_code", code, refers=_UNIT),
            Column("reference", text), Column("part", text), Column("amount", cents, stored_as="amount_cents"), _CASE,
            Column("purpose", text), Column("granted", cents, stored_as="granted_cents"),
            Column("bank_reference", text),
        ),
    ),
    Sheet(
        "payout_reversals", "payout_reversal", ("payout_key",),
        (
            Column("payout_key", key), Column("reversed_at", moment), Column("amount", cents, stored_as="amount_cents"),
            Column("reason", text), _CASE,
        ),
    ),
    Sheet(
        "sales", "sale", ("sale_key",),
        (
            Column("sale_key", key), Column("sold_on", day), Column("unit_code", code, refers=_UNIT),
            Column("shop", text), Column("order_number", text), Column("serial", code), Column("model", code),
            Column("price", cents, stored_as="price_cents", is_optional=True), Column("customer_code", code),
            Column("recorded_at", moment), Column("recorded_by", text), _OPTIONAL_CASE,
        ),
    ),
    Sheet(
        "stock_movements", "stock_movement", ("movement_key",),
        (
            Column("movement_key", key), Column("moved_at", moment), Column("part_code", code),
            Column("warehouse_code", code, refers=("warehouse", "warehouse_code")), Column("kind", text),
            Column("on_hand", whole), Column("reason", text), Column("reserved", whole), Column("in_transit", whole),
            Column("quarantined", whole), Column("reference", text), _OPTIONAL_CASE,
        ),
    ),
    Sheet(
        "credit_entries", "credit_entry", ("entry_key",),
        (
            Column("entry_key", key), Column("booked_at", moment), Column("unit_code", code, refers=_UNIT),
            Column("kind", text), Column("owed", cents, stored_as="owed_cents"),
            Column("held", cents, stored_as="held_cents"), Column("reason", text), Column("reference", text),
            _OPTIONAL_CASE,
        ),
    ),
    Sheet(
        "settlements", "settlement", ("settlement_key",),
        (
            Column("settlement_key", key), Column("number", text), Column("unit_code", code, refers=_UNIT),
            Column("period", text), Column("state", text), Column("fee_count", whole),
            Column("total", cents, stored_as="total_cents"), _CASE, Column("made_at", moment),
            Column("released_at", moment, is_optional=True),
        ),
    ),
    Sheet(
        "rebates", "rebate", ("unit_code", "period"),
        (
            Column("unit_code", code, refers=_UNIT), Column("period", text),
            Column("purchases", cents, stored_as="purchases_cents"), Column("rate", whole),
            Column("rebate", cents, stored_as="rebate_cents"), Column("tier_before", text), Column("tier", text),
            _CASE, Column("accrued_at", moment),
        ),
    ),
)  # fmt: skip
