"""Stores that are built, opened and closed, and payouts of grants."""

from __future__ import annotations

from engine.findings import Text
from workers.catalogue.entry import NUMBER, OBJECT, TEXT, JobType, object_of

_ONCE = "one row for each element instance, written in the transaction that completes the job"

ENTRIES: tuple[JobType, ...] = (
    JobType(
        "store.plan",
        Text("Put a store to be built or refitted on record", "登记待建或改造的门店"),
        object_of(("application", "reference"), application=OBJECT, reference=TEXT),
        object_of(("store",), store=OBJECT),
        error_codes={
            "STORE_UNAVAILABLE": Text(
                "the store is not the dealer's, or somebody builds there already", "门店不属于该经销商,或已有在建项目"
            )
        },
        idempotency=_ONCE,
    ),
    JobType(
        "store.record",
        Text("Write a store's status or the result of an inspection", "更新门店状态或检查结果"),
        object_of(
            ("store", "status"), store=OBJECT, score=NUMBER,
            status={"enum": ["planned", "building", "active", "closed"]},
        ),
        object_of(()),
        idempotency=_ONCE,
    ),
    JobType(
        "store.activate",
        Text("Open a store: its unit and its record", "门店开业:建立单位并更新档案"),
        object_of(("store",), store=OBJECT, opened_on=TEXT, score=NUMBER),
        object_of(("opening",), opening=OBJECT),
        idempotency=_ONCE,
    ),
    JobType(
        "payout.book",
        Text("Book a part of a grant as paid", "登记一笔补贴付款"),
        object_of(
            ("amount", "granted", "payee", "reference", "purpose", "part"), amount=NUMBER, granted=NUMBER, payee=TEXT,
            reference=TEXT, purpose=TEXT, part=TEXT, bank_reference=TEXT,
        ),
        object_of(("payout",), payout=OBJECT),
        idempotency=_ONCE,
    ),
    JobType(
        "payout.reverse",
        Text("Take a booked part back", "冲回一笔补贴付款"),
        object_of(("payout",), payout=OBJECT, reason=TEXT),
        object_of(("reversal",), reversal=OBJECT),
        idempotency=_ONCE,
    ),
)  # fmt: skip
