"""What customers are given: money, and a machine for another."""

from __future__ import annotations

from engine.findings import Text
from workers.catalogue.entry import NUMBER, OBJECT, TEXT, JobType, object_of

_ONCE = "one row for each element instance, written in the transaction that completes the job"

ENTRIES: tuple[JobType, ...] = (
    JobType(
        "customer.pay",
        Text("Pay a refund or a goodwill amount to a customer", "向客户退款或支付补偿"),
        object_of(
            ("kind", "amount", "granted", "customer", "reference"), kind={"enum": ["refund", "goodwill"]},
            amount=NUMBER, granted=NUMBER, customer=OBJECT, reference=TEXT, account=TEXT, product_serial=TEXT,
            approved_by=TEXT,
        ),
        object_of(("payment",), payment=OBJECT),
        idempotency=_ONCE,
    ),
    JobType(
        "customer.take_back",
        Text("Take a payment to a customer back", "冲回一笔客户付款"),
        object_of(("payment",), payment=OBJECT, reason=TEXT),
        object_of(("reversal",), reversal=OBJECT),
        idempotency=_ONCE,
    ),
    JobType(
        "product.exchange",
        Text("Put a new machine in the place of a customer's; its warranty goes on", "登记换机,保修期延续"),
        object_of(
            ("product", "new_serial", "model", "customer", "unit", "region", "reference"), product=OBJECT,
            new_serial=TEXT, model=TEXT, customer=OBJECT, unit=TEXT, region=TEXT, reference=TEXT,
        ),
        object_of(("exchange",), exchange=OBJECT),
        error_codes={"SERIAL_TAKEN": Text("the serial number cannot be the new machine's", "序列号不可用")},
        idempotency=_ONCE,
    ),
)  # fmt: skip
