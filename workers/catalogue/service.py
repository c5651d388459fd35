"""Customers, products, stations, fees and talk with people and other systems."""

from __future__ import annotations

from engine.findings import Text
from workers.catalogue.entry import LIST, NUMBER, OBJECT, TEXT, JobType, object_of

_TEMPLATE = Text("name of the text template", "文本模板名称")
_CHANNEL = Text("mail, sms, webhook or letter; none = the best there is", "mail、sms、webhook 或 letter；不填自选")
_OUTBOX = "unique outbox row for each element instance, written in the transaction that completes the job"
_NOTIFICATION = object_of(("notification",), notification=OBJECT)

ENTRIES: tuple[JobType, ...] = (
    JobType(
        "customer.lookup",
        Text("Find customer, product and warranty by serial number or phone", "按序列号或电话查询客户、产品与保修"),
        object_of(("request",), request=OBJECT),
        object_of(
            ("lookup", "customer", "product", "fault_options", "part_options"),
            lookup=OBJECT, customer=OBJECT, product=OBJECT, products=LIST, fault_options=LIST, part_options=LIST,
        ),
    ),
    JobType(
        "station.rank",
        Text("Rank the service stations for a job", "为派工排列服务站"),
        object_of(("region",), region=TEXT, skills=LIST, category=TEXT),
        object_of(("stations", "station_options"), stations=LIST, station_options=LIST),
    ),
    JobType(
        "fee.calculate",
        Text("Calculate a quote or the final fee from tariffs and part prices", "按收费标准与配件价计算报价或费用"),
        object_of(
            ("mode",), mode={"enum": ["quote", "final"]}, product=OBJECT, region=TEXT, service_kind=TEXT,
            fault_code=TEXT, parts=LIST, payer={"enum": ["maker", "dealer", "customer"]}, visit_count=NUMBER,
            result=TEXT, reference=TEXT, quote=OBJECT, tariff=OBJECT,
        ),
        object_of(("fee",), fee=OBJECT),
    ),
    JobType(
        "notify.customer",
        Text("Tell the customer", "通知客户"),
        object_of((), customer=OBJECT, title=TEXT, text=TEXT, send_by={"enum": ["mail", "sms", "webhook", "letter"]}),
        _NOTIFICATION,
        headers={"template": _TEMPLATE, "channel": _CHANNEL},
        idempotency=_OUTBOX,
    ),
    JobType(
        "notify.user",
        Text("Tell those who hold a role at a unit", "通知某单位的某角色"),
        object_of(("unit",), unit=TEXT, title=TEXT, text=TEXT),
        _NOTIFICATION,
        headers={"template": _TEMPLATE, "role": Text("role code", "角色代码")},
        idempotency=_OUTBOX,
    ),
    JobType(
        "http.call",
        Text("Call another system over HTTP", "通过 HTTP 调用其他系统"),
        object_of(("url",), url=TEXT, method=TEXT, headers=OBJECT, body={}),
        object_of(("status", "body"), status=NUMBER, body={}),
        error_codes={"HTTP_4xx": Text("the other system refused the call", "对方系统拒绝了请求")},
        idempotency="header Idempotency-Key `<case key>:<element instance key>`, the same on every try",
    ),
)  # fmt: skip
