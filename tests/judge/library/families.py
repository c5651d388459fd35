"""Parents and what they call, in one file: variables both ways, errors and escalations outward, endings inward."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.library.scopes import call
from tests.judge.model import Model
from tests.models import bpmn as b

DATA: dict[str, list[Any]] = {"n": [1, 2], "hot": [True, False], "items": [[1, 2], [], [3]]}
CODES = b.error_top("E1") + b.error_top("E2") + b.escalation_top("X1") + b.escalation_top("X2")
MANY = b.many("=items", output=("all", "=n"))


def family(name: str, *lines: str, xml: str, children: dict[str, str], **more: Any) -> Model:
    """The process `p` and the processes it calls, by id."""
    tops = TOPS if "escalation" in TOPS else TOPS + CODES
    parent = b.model(*lines, xml=xml, top=tops).decode()
    inside = [f'<process id="{key}" isExecutable="true">{xml}</process>' for key, xml in children.items()]
    called = "".join(inside)
    content = parent.replace("</definitions>", f"{called}</definitions>").encode()
    more.setdefault("data", DATA)
    return Model(
        name, content, families=("families",), process_id="p", start={"id": "k1", "items": [1, 2]},
        errors=("E1", "E2"), escalations=("X1", "X2"), length=16, **more,
    )  # fmt: skip


def child(*lines: str, xml: str = "") -> str:
    """The content of a called process; its elements begin with `k`."""
    return b.content(*lines, xml='<startEvent id="kstart"/>' + xml)


WORK = child("kstart -> kwork -> kend", xml='<endEvent id="kend"/>')
ESCALATING = child(
    "kstart -> kthrow -> kwork -> kend",
    xml=b.throw("kthrow", b.escalation("X1")) + b.end("kend", b.escalation("X2")),
)
FAILING = child(
    "kstart -> kwork -> kx",
    "kx -> kfail : =hot",
    "kx -> kend",
    xml='<exclusiveGateway id="kx" default="kx_kend"/>' + b.end("kfail", b.error("E1")) + '<endEvent id="kend"/>',
)
BUSY = child(
    "kstart -> kfork -> kwork -> kjoin -> kend",
    "kfork -> kwait -> kjoin",
    xml='<parallelGateway id="kfork"/><parallelGateway id="kjoin"/><endEvent id="kend"/>'
    + b.catch("kwait", b.message("m"))
    + b.service("kwork"),
)
PASSING = child("kstart -> kset -> kend", xml=b.script("kset", "=n + 1", result="n") + '<endEvent id="kend"/>')
MIDDLE = child(
    "kstart -> deeper -> kend",
    "ksoft -> kbeside",
    xml=call("deeper", process="deepest")
    + b.boundary("ksoft", "deeper", b.escalation("X2"), interrupting=False)
    + '<endEvent id="kend"/>',
)


def _deep(content: str) -> str:
    return content.replace('"k', '"d').replace("k_", "d_")


CAUGHT = b.boundary("oops", "c", b.error("E1")) + b.boundary("any", "c", b.error())
HEARD = b.boundary("soft", "c", b.escalation("X1"), interrupting=False) + b.boundary("hard", "c", b.escalation("X2"))

UNDO = call("undo").replace("<callActivity ", '<callActivity isForCompensation="true" ')

MODELS: tuple[Model, ...] = (
    family("call_work", "start -> c -> a -> end", xml=call("c"), children={"child": WORK}),
    family("call_passing", "start -> c -> a -> end", xml=call("c"), children={"child": PASSING}),
    family(
        "call_locals_only", "start -> c -> a -> end",
        xml=call("c", b.io("input: =n -> given"), attributes='propagateAllParentVariables="false"'),
        children={"child": WORK},
    ),
    family(
        "call_mapped_back", "start -> c -> a -> end",
        xml=call("c", b.io("output: =n -> got")), children={"child": PASSING},
    ),
    family(
        "call_nothing_back", "start -> c -> a -> end",
        xml=call("c", attributes='propagateAllChildVariables="false"'), children={"child": PASSING},
    ),
    family(
        "call_error", "start -> c -> a -> end", "oops -> b", "any -> z",
        xml=call("c") + CAUGHT, children={"child": FAILING},
    ),
    family("call_error_uncaught", "start -> c -> a -> end", xml=call("c"), children={"child": FAILING}),
    family(
        "call_error_of_work", "start -> c -> a -> end", "oops -> b", "any -> z",
        xml=call("c") + CAUGHT, children={"child": BUSY},
    ),
    family(
        "call_error_to_event_sub", "start -> c -> a -> end",
        xml=call("c") + b.event_sub("e", "start_e -> h -> end_e", start=b.error("E1")), children={"child": FAILING},
    ),
    family(
        "call_escalations", "start -> c -> a -> end", "soft -> b", "hard -> z",
        xml=call("c") + HEARD, children={"child": ESCALATING},
    ),
    family("call_escalations_unheard", "start -> c -> a -> end", xml=call("c"), children={"child": ESCALATING}),
    family(
        "call_interrupted", "start -> c -> a -> end", "late -> b",
        xml=call("c") + b.boundary("late", "c", b.timer("PT1H")), children={"child": BUSY},
    ),
    family(
        "call_interrupted_by_event_sub", "start -> c -> a -> end",
        xml=call("c") + b.event_sub("e", "start_e -> h -> end_e", start=b.signal("s")), children={"child": BUSY},
    ),
    family(
        "call_beside_terminate", "start -> fork -> c -> a", "fork -> b -> stop",
        xml=call("c") + b.end("stop", "<terminateEventDefinition/>"), children={"child": BUSY},
    ),
    family(
        "call_many", "start -> c -> a -> end", "oops -> b", "any -> z",
        xml=call("c").replace("</callActivity>", f"{MANY}</callActivity>") + CAUGHT, children={"child": FAILING},
    ),
    family(
        "call_many_sequential", "start -> c -> a -> end",
        xml=call("c").replace("</callActivity>", f'{b.many("=items", sequential=True)}</callActivity>'),
        children={"child": WORK},
    ),
    family(
        "call_two_deep", "start -> c -> a -> end", "oops -> b", "any -> z",
        xml=call("c") + CAUGHT, children={"child": MIDDLE, "deepest": _deep(FAILING)},
    ),
    family(
        "call_two_deep_escalations", "start -> c -> a -> end", "soft -> b", "hard -> z",
        xml=call("c") + HEARD, children={"child": MIDDLE, "deepest": _deep(ESCALATING)},
    ),
    family(
        "call_two_deep_interrupted", "start -> c -> a -> end", "late -> b",
        xml=call("c") + b.boundary("late", "c", b.timer("PT1H")), children={"child": MIDDLE, "deepest": _deep(BUSY)},
    ),
    family(
        "call_in_transaction", "start -> tx -> end", "off -> b",
        xml=b.sub("tx", "start_in -> c -> a -> stop", xml=call("c") + b.end("stop", "<cancelEventDefinition/>")
                  + b.compensation("c", "undo", xml=UNDO),
                  tag="transaction")
        + b.boundary("off", "tx", "<cancelEventDefinition/>"),
        children={"child": WORK},
    ),
)  # fmt: skip
