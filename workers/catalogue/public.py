"""Links for people without an account, surveys, campaigns, sales, lists of units."""

from __future__ import annotations

from engine.findings import Text
from workers.catalogue.entry import OBJECT, JobType, object_of

_ONE_ROW = "unique row for each element instance, written in the transaction that completes the job"
_EXPIRES = Text("how long the link is good: ISO duration, default P90D", "链接有效期：ISO 时长，默认 P90D")
_KIND = Text("what the link is for, one word", "链接用途，一个单词")

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
)
