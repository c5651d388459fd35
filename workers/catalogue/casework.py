"""Knowledge, links between cases, fees and settlements."""

from __future__ import annotations

from engine.findings import Text
from engine.values import Json
from workers.catalogue.entry import LIST, NUMBER, OBJECT, TEXT, JobType, object_of

_BOOLEAN: Json = {"type": "boolean"}

ENTRIES: tuple[JobType, ...] = (
    JobType(
        "knowledge.suggest",
        Text("Suggest standard answers for a question", "按问题推荐知识条目"),
        object_of(("text",), text=TEXT, product=OBJECT, category=TEXT),
        object_of(("suggestions", "suggestion_options"), suggestions=LIST, suggestion_options=LIST),
    ),
    JobType(
        "case.link",
        Text("Link a case with earlier ones about the same product", "关联同一产品的历史工单"),
        object_of((), product_serial=TEXT, customer_code=TEXT, related_case=TEXT),
        object_of(
            ("repeat_count", "earlier_cases"), repeat_count=NUMBER, earlier_cases=LIST, related_case_found=_BOOLEAN
        ),
        headers={
            "within": Text("how far back a repeat may lie, ISO duration, P30D if absent", "重复的时间范围,默认 P30D"),
            "kind": Text("word for the link, 'repeat' if absent", "关联类型,默认 repeat"),
        },
        idempotency="links of the case are replaced in the transaction that completes the job",
    ),
    JobType(
        "fee.make",
        Text("Write the approved fee of a case into the ledger", "将已审核费用记入台账"),
        object_of(
            ("fee", "unit", "reference"), fee=OBJECT, unit=TEXT, reference=TEXT, extra_amount=NUMBER, extra_reason=TEXT
        ),
        object_of(("fee", "fee_entry"), fee=OBJECT, fee_entry=OBJECT),
        idempotency="one unique ledger row for each case, written in the transaction that completes the job",
    ),
    JobType(
        "settlement.batch",
        Text("Settle the approved fees of a month, one statement for each unit", "按月结算,每单位一张结算单"),
        object_of((), period=TEXT, unit=TEXT),
        object_of(("settlements", "batch"), settlements=LIST, batch=OBJECT),
        error_codes={"PERIOD_NOT_OVER": Text("the month still runs", "该月尚未结束")},
        idempotency="a fee is tied to one statement, a unit has one a month; all or none of a batch is written",
    ),
    JobType(
        "settlement.release",
        Text("Release statements to their units", "发布结算单"),
        object_of(("settlements",), settlements=LIST),
        object_of(("released_count",), released_count=NUMBER),
        idempotency="a released statement stays released",
    ),
    JobType(
        "settlement.adjust",
        Text("Correct a released statement in the next one", "在下期结算单中更正"),
        object_of(("number", "amount", "reason"), number=TEXT, amount=NUMBER, reason=TEXT),
        object_of(("adjustment",), adjustment=OBJECT),
        idempotency="one row for each element instance, written in the transaction that completes the job",
    ),
    JobType(
        "settlement.statement",
        Text("Write a statement for reading and printing", "生成可打印的结算单"),
        object_of(("number",), number=TEXT),
        object_of(("statement",), statement=OBJECT),
    ),
)
