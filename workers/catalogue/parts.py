"""Parts, warehouses, dealers' credit and rebates."""

from __future__ import annotations

from engine.findings import Text
from workers.catalogue.entry import LIST, NUMBER, OBJECT, TEXT, JobType, object_of

_ONCE = "one booking for each element instance, written in the transaction that completes the job"

ENTRIES: tuple[JobType, ...] = (
    JobType(
        "parts.check",
        Text("Complete an order with receiver, prices and stock, and say what cannot be ordered", "核对备件订单"),
        object_of(("order",), order=OBJECT),
        object_of(("order", "lines", "refusals"), order=OBJECT, lines=LIST, refusals=LIST),
    ),
    JobType(
        "parts.reserve",
        Text("Hold pieces for an order line, or put it on back order", "为订单行预留库存或登记缺货"),
        object_of(("order_number", "order", "line"), order_number=TEXT, order=OBJECT, line=OBJECT),
        object_of(("line",), line=OBJECT),
        headers={
            "source": Text(
                "regional, central, substitute, agreed or back_order",
                "regional(大区库)、central(中央库)、substitute(替代件)、agreed(征得同意的替代件)、back_order(缺货登记)",
            )
        },
        idempotency=_ONCE,
    ),
    JobType(
        "parts.release",
        Text("Give back what an order, or one line of it, holds or waits for", "释放订单的预留与缺货登记"),
        object_of((), order_number=TEXT, line=OBJECT, reason=TEXT),
        object_of(("released_count", "served"), released_count=NUMBER, served=LIST),
        headers={"of": Text("ended_cases: of all orders whose cases were ended", "ended_cases：所有已被终止的订单")},
        idempotency=_ONCE,
    ),
    JobType(
        "parts.ship",
        Text("Ship what was picked and charge it to the dealer's credit", "发货出库并计入经销商欠款"),
        object_of(("order_number", "shipment"), order_number=TEXT, shipment=OBJECT),
        object_of(("shipment",), shipment=OBJECT),
        idempotency=_ONCE,
    ),
    JobType(
        "parts.receive",
        Text(
            "Book what arrived, what became of the missing, or a supplier's delivery", "登记到货、差异处理或供应商来货"
        ),
        object_of((), order_number=TEXT, shipment=OBJECT, is_ordered_again={"type": "boolean"}, delivery=OBJECT),
        object_of((), shipment=OBJECT, served=LIST),
        headers={"step": Text("confirm, settle or delivery", "confirm(收货)、settle(差异处理)、delivery(来货入库)")},
        idempotency=_ONCE,
    ),
    JobType(
        "parts.return",
        Text("Book defective parts that came back, and the verdict on them", "登记旧件返回与检验结果"),
        object_of(("order_number", "part_return"), order_number=TEXT, order=OBJECT, part_return=OBJECT),
        object_of(("part_return",), part_return=OBJECT),
        headers={"step": Text("arrive or inspect", "arrive(返回入库)、inspect(检验结论)")},
        idempotency=_ONCE,
    ),
    JobType(
        "credit.check",
        Text("Hold an order's amount at the dealer's credit", "核对并占用经销商信用额度"),
        object_of(("order_number", "order"), order_number=TEXT, order=OBJECT),
        object_of(("credit",), credit=OBJECT),
        headers={"approved": Text("yes: also beyond the limit", "yes:允许超出额度")},
        idempotency=_ONCE,
    ),
    JobType(
        "credit.release",
        Text("Give back what is left of an order's hold", "释放订单占用的信用额度"),
        object_of(("order_number",), order_number=TEXT),
        object_of(("released_amount",), released_amount=NUMBER),
        idempotency=_ONCE,
    ),
    JobType(
        "credit.pay",
        Text("Lower what a dealer owes by what he paid", "登记经销商付款，冲减欠款"),
        object_of(("payment",), payment=OBJECT),
        object_of(("payment",), payment=OBJECT),
        error_codes={"UNKNOWN_ACCOUNT": Text("the payer has no credit account", "付款方没有信用账户")},
        idempotency=_ONCE,
    ),
    JobType(
        "credit.charge",
        Text("Charge a deduction to what a dealer owes", "将扣款计入经销商欠款"),
        object_of(("deduction",), deduction=OBJECT),
        object_of(("deduction",), deduction=OBJECT),
        idempotency="one charge for each account and reference, and one booking for each element instance",
    ),
    JobType(
        "rebate.collect",
        Text("What each dealer bought in a month", "统计各经销商当月采购额"),
        object_of(("period",), period=TEXT),
        object_of(("purchases",), purchases=LIST),
    ),
    JobType(
        "rebate.accrue",
        Text("Book a dealer's rebate of a month and the tier from now on", "计提经销商当月返利并更新等级"),
        object_of(("period", "purchase", "rebate"), period=TEXT, purchase=OBJECT, rebate=OBJECT),
        object_of(("rebate",), rebate=OBJECT),
        idempotency="one rebate for each account and month, and one booking for each element instance",
    ),
)
