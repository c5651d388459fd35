"""Links for people without an account, surveys, campaigns, sales, lists of units."""

from __future__ import annotations

from engine.findings import Text
from workers.catalogue.entry import NUMBER, OBJECT, TEXT, JobType, object_of

_ONE_ROW = "unique row for each element instance, written in the transaction that completes the job"
_EXPIRES = Text("how long the link is good: ISO duration, default P90D", "链接有效期：ISO 时长，默认 P90D")
_KIND = Text("what the link is for, one word", "链接用途，一个单词")

_REST = Text("days between two surveys of one customer, default 30", "同一客户两次回访的间隔天数，默认 30")

ENTRIES: tuple[JobType, ...] = (
    JobType(
        "customer.link",
        Text("Make a link by which the customer follows the case", "生成客户跟踪案件的链接"),
        object_of(()),
        object_of(("link",), link=OBJECT),
        headers={"expires": _EXPIRES, "kind": _KIND},
        idempotency=_ONE_ROW,
    ),
    JobType(
        "survey.link",
        Text("Make a link to a questionnaire", "生成问卷链接"),
        object_of(()),
        object_of(("link",), link=OBJECT),
        headers={"expires": _EXPIRES, "kind": _KIND},
        idempotency=_ONE_ROW,
    ),
    JobType(
        "survey.eligible",
        Text("Say whether a customer may be asked, and how he is reached", "查询客户能否被回访及联系方式"),
        object_of(("survey",), survey=OBJECT),
        object_of(("contact",), contact=OBJECT),
        headers={"rest_days": _REST},
    ),
    JobType(
        "survey.reserve",
        Text("Write that a customer is asked now, so that nobody else asks him", "登记本次回访，避免重复打扰客户"),
        object_of(("survey",), survey=OBJECT),
        object_of(()),
        headers={"rest_days": _REST},
        error_codes={
            "ALREADY_CONTACTED": Text("another survey asked him within the days of rest", "间隔期内已有其他回访")
        },
        idempotency=_ONE_ROW,
    ),
    JobType(
        "survey.score",
        Text("Keep how a survey ended, and score it", "记录回访结果并计分"),
        object_of(("survey", "outcome"), survey=OBJECT, outcome=TEXT, answer=OBJECT, channel=TEXT, call_count=NUMBER),
        object_of(("score",), score=OBJECT),
        idempotency=_ONE_ROW,
    ),
    JobType(
        "survey.select",
        Text("Choose the customers of a campaign and count them", "筛选回访活动的客户并统计"),
        object_of(("campaign",), campaign=OBJECT),
        object_of(("preview",), preview=OBJECT),
        headers={"role": Text("whose holders call: role code, default surveyor", "由谁回访：角色代码，默认 surveyor")},
        idempotency="members are written once for each campaign, in the transaction that completes the job",
    ),
    JobType(
        "survey.invite",
        Text("Begin the surveys of one day of a campaign", "发起活动当天的回访"),
        object_of(("day",), day=NUMBER),
        object_of(("invited",), invited=NUMBER),
        headers={
            "message": Text(
                "message that starts a survey, default survey_requested", "发起回访的消息，默认 survey_requested"
            )
        },
        idempotency="a message id for each member of the campaign",
    ),
    JobType(
        "customer.stop_calls",
        Text("Never call this customer again", "登记客户拒绝来电"),
        object_of(("customer_code",), customer_code=TEXT),
        object_of(()),
        idempotency="one row for each customer",
    ),
    JobType(
        "sale.record",
        Text("Record a sale: customer, machine, start of the warranty", "登记销售：客户、产品与保修起始日"),
        object_of(("sale",), sale=OBJECT),
        object_of(("customer", "product"), customer=OBJECT, product=OBJECT),
        error_codes={"SALE_REFUSED": Text("serial number sold before, or a wrong field", "序列号已售出或资料有误")},
        idempotency="order and serial number are unique; written in the transaction that completes the job",
    ),
)
