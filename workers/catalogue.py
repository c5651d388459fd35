"""What each built-in job type takes and gives (dialect S18): for the designer's help, the gate and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.findings import Text
from engine.values import Json

Schema = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class JobType:
    """One built-in job type. Schemas are JSON Schema; `idempotency` says what keeps a second run harmless."""

    type: str
    purpose: Text
    inputs: Schema
    outputs: Schema
    headers: Mapping[str, Text] = field(default_factory=dict)
    error_codes: Mapping[str, Text] = field(default_factory=dict)
    idempotency: str = "the result depends on nothing but inputs and reference data"


def _object(required: tuple[str, ...], **properties: Json) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


_TEXT: Json = {"type": "string"}
_OBJECT: Json = {"type": "object"}
_LIST: Json = {"type": "array"}
_NUMBER: Json = {"type": "number"}
_TEMPLATE = Text("name of the text template", "文本模板名称")
_OUTBOX = "unique outbox row for each element instance, written in the transaction that completes the job"
_NOTIFICATION = _object(("notification",), notification=_OBJECT)

CATALOGUE: Mapping[str, JobType] = {
    entry.type: entry
    for entry in (
        JobType(
            "customer.lookup",
            Text("Find customer, product and warranty by serial number or phone", "按序列号或电话查询客户、产品与保修"),
            _object(("request",), request=_OBJECT),
            _object(
                ("lookup", "customer", "product", "fault_options", "part_options"),
                lookup=_OBJECT, customer=_OBJECT, product=_OBJECT, fault_options=_LIST, part_options=_LIST,
            ),
        ),
        JobType(
            "station.rank",
            Text("Rank the service stations for a job", "为派工排列服务站"),
            _object(("region",), region=_TEXT, skills=_LIST, category=_TEXT),
            _object(("stations", "station_options"), stations=_LIST, station_options=_LIST),
        ),
        JobType(
            "fee.calculate",
            Text("Calculate a quote or the final fee from tariffs and part prices", "按收费标准与配件价计算报价或费用"),
            _object(
                ("mode",), mode={"enum": ["quote", "final"]}, product=_OBJECT, region=_TEXT, service_kind=_TEXT,
                fault_code=_TEXT, parts=_LIST, payer={"enum": ["maker", "dealer", "customer"]}, visit_count=_NUMBER,
                result=_TEXT, reference=_TEXT, quote=_OBJECT,
            ),
            _object(("fee",), fee=_OBJECT),
        ),
        JobType(
            "notify.customer",
            Text("Tell the customer", "通知客户"),
            _object((), customer=_OBJECT, title=_TEXT, text=_TEXT),
            _NOTIFICATION,
            headers={"template": _TEMPLATE},
            idempotency=_OUTBOX,
        ),
        JobType(
            "notify.user",
            Text("Tell those who hold a role at a unit", "通知某单位的某角色"),
            _object(("unit",), unit=_TEXT, title=_TEXT, text=_TEXT),
            _NOTIFICATION,
            headers={"template": _TEMPLATE, "role": Text("role code", "角色代码")},
            idempotency=_OUTBOX,
        ),
        JobType(
            "http.call",
            Text("Call another system over HTTP", "通过 HTTP 调用其他系统"),
            _object(("url",), url=_TEXT, method=_TEXT, headers=_OBJECT, body={}),
            _object(("status", "body"), status=_NUMBER, body={}),
            error_codes={"HTTP_4xx": Text("the other system refused the call", "对方系统拒绝了请求")},
            idempotency="header Idempotency-Key `<case key>:<element instance key>`, the same on every try",
        ),
    )
}  # fmt: skip
