"""Models with one fault each: flows, gateways, events. (key of the catalogue, element id, content)."""

from __future__ import annotations

from tests.check.models import END, MESSAGE, START, event, flow, line, message, model, sub, timer, work

_PLAIN = line(START, work(), END)
_ERROR = '<error id="err" name="e" errorCode="E1"/>'
_DYNAMIC = '<error id="err" name="e" errorCode="=code"/>'
_INNER = line('<startEvent id="s2"/>', work("inner"), '<endEvent id="e2"/>', prefix="g")


def _gate(kind: str, *flows: str, attributes: str = "", content: str = "") -> bytes:
    gateway = f'<{kind} id="gate" {attributes}>{content}</{kind}>'
    return model(line(START, gateway) + work() + END + "".join(flows) + flow("w", "work", "end"))


def _attached(definition: str, attributes: str = "", host: str = "") -> bytes:
    boundary = event("boundaryEvent", "b", definition, f'attachedToRef="work" {attributes}')
    return model(line(START, host or work(), END) + boundary + flow("g", "b", "end"), MESSAGE + _ERROR)


def _watch(start: str, attributes: str = "") -> bytes:
    inner = line(start, work("inner"), '<endEvent id="e2"/>', prefix="g")
    return model(_PLAIN + sub("watch", inner, 'triggeredByEvent="true" ' + attributes), MESSAGE + _ERROR)


_TWO = flow("a", "gate", "work", "=x"), flow("b", "gate", "end", "=not(x)")
_TO_CATCH = message("intermediateCatchEvent", "c1") + timer("intermediateCatchEvent", "c2", "PT1H")


def _race(attributes: str = "", third: str = "", targets: tuple[str, ...] = ("c1", "c2")) -> bytes:
    flows = "".join(flow(f"r{at}", "gate", target) for at, target in enumerate(targets))
    ends = flow("e1", "c1", "end") + flow("e2", "c2", "end")
    return model(
        line(START, f'<eventBasedGateway id="gate" {attributes}/>') + _TO_CATCH + END + flows + ends + third, MESSAGE
    )


CASES = [
    ("NO_START_EVENT", "p", model(line(work(), END))),
    ("NO_START_EVENT", "s", model(line(START, sub("s", work("inner")), END))),
    (
        "NO_NONE_START_EVENT.embedded",
        "s",
        model(line(START, sub("s", line(timer("startEvent", "s2", "PT1H"), work())), END)),
    ),
    ("UNREACHABLE", "lost", model(_PLAIN + work("lost"))),
    ("FLOW_NOT_ALLOWED.incoming", "start", model(_PLAIN + flow("f9", "work", "start"))),
    ("FLOW_NOT_ALLOWED.outgoing", "end", model(_PLAIN + flow("f9", "end", "work"))),
    (
        "FLOW_NOT_ALLOWED.link",
        "in",
        model(
            line(
                START,
                event("intermediateThrowEvent", "o", '<linkEventDefinition name="A"/>'),
                event("intermediateCatchEvent", "in", '<linkEventDefinition name="A"/>'),
                END,
            )
        ),
    ),
    ("GATEWAY_FLOWS", "gate", model(line(START, '<parallelGateway id="gate"/>'))),
    ("CONDITION_MISSING", "b", _gate("exclusiveGateway", _TWO[0], flow("b", "gate", "end"))),
    ("CONDITION_MISSING", "b", _gate("inclusiveGateway", _TWO[0], flow("b", "gate", "end"))),
    ("CONDITION_NOT_ALLOWED", "a", _gate("parallelGateway", *_TWO)),
    ("CONDITION_NOT_ALLOWED", "f9", model(_PLAIN + flow("f9", "start", "work", "=x"))),
    ("DEFAULT_WITH_CONDITION", "b", _gate("exclusiveGateway", *_TWO, attributes='default="b"')),
    ("ACTIVATION_CONDITION", "gate", _gate("complexGateway", *_TWO)),
    ("EVENT_GATEWAY_TARGET", "r1", _race(targets=("c1", "end"), third=flow("z", "start", "c2"))),
    ("EVENT_GATEWAY_TARGET.shared", "c1", _race(third=flow("z", "start", "c1"))),
    ("EVENT_GATEWAY_TARGET.count", "gate", _race(targets=("c1",), third=flow("z", "start", "c2"))),
    ("EVENT_GATEWAY_START", "gate", _race('instantiate="true"')),
    ("EVENT_GATEWAY_START", "gate", _race('eventGatewayType="Parallel"')),
    # events: every dash of table 1.2
    *[
        ("EVENT_POSITION", "e", model(line(event("startEvent", "e", kind), work(), END), MESSAGE))
        for kind in ("error", "escalation", "compensate", "cancel", "terminate", "link")
    ],
    *[
        ("EVENT_POSITION", "e", model(line(START, event("intermediateCatchEvent", "e", kind), END)))
        for kind in ("error", "escalation", "compensate", "cancel", "terminate")
    ],
    *[("EVENT_POSITION", "b", _attached(kind)) for kind in ("terminate", "link")],
    *[
        ("EVENT_POSITION", "e", model(line(START, event("intermediateThrowEvent", "e", kind), END)))
        for kind in ("timer", "conditional", "error", "cancel", "terminate")
    ],
    *[
        ("EVENT_POSITION", "e", model(line(START, event("endEvent", "e", kind))))
        for kind in ("timer", "conditional", "link")
    ],
    *[("EVENT_POSITION", "s2", _watch(event("startEvent", "s2", kind))) for kind in ("cancel", "terminate", "link")],
    ("EVENT_POSITION", "c", model(line(START, '<intermediateCatchEvent id="c"/>', END))),
    ("EVENT_POSITION.one_start", "watch", _watch(message("startEvent", "s2") + message("startEvent", "s3"))),
    ("EVENT_POSITION.untyped_start", "s2", _watch('<startEvent id="s2"/>')),
    (
        "EVENT_POSITION.typed_start",
        "s2",
        model(line(START, sub("s", line(message("startEvent", "s2"), work())), END), MESSAGE),
    ),
    ("EVENT_POSITION.interrupting", "b", _attached("error", 'cancelActivity="false"')),
    ("EVENT_POSITION.interrupting", "s2", _watch(event("startEvent", "s2", "error", 'isInterrupting="false"'))),
    ("EVENT_POSITION.cancel", "b", _attached("cancel")),
    ("EVENT_POSITION.cancel", "e", model(line(START, event("endEvent", "e", "cancel")))),
    (
        "EVENT_COMBINATION",
        "e",
        model(line(START, event("endEvent", "e", "<terminateEventDefinition/><escalationEventDefinition/>"))),
    ),
    ("PARALLEL_MULTIPLE", "b", _attached("conditional", 'parallelMultiple="true"')),
    (
        "DUPLICATE_TRIGGER",
        "b2",
        model(
            line(START, work(), END)
            + "".join(
                event("boundaryEvent", node, "error", 'attachedToRef="work"') + flow(f"g{node}", node, "end")
                for node in ("b1", "b2")
            )
        ),
    ),
    (
        "DUPLICATE_TRIGGER",
        "s2",
        model(
            line(message("startEvent", "s1"), work(), END) + message("startEvent", "s2") + flow("x", "s2", "work"),
            MESSAGE,
        ),
    ),
    ("DUPLICATE_TRIGGER.start", "s2", model(_PLAIN + '<startEvent id="s2"/>' + flow("x", "s2", "work"))),
    (
        "LINK_UNPAIRED.throw",
        "o",
        model(line(START, event("intermediateThrowEvent", "o", '<linkEventDefinition name="A"/>'))),
    ),
    (
        "LINK_UNPAIRED.catch",
        "i",
        model(
            _PLAIN
            + line(
                event("intermediateCatchEvent", "i", '<linkEventDefinition name="A"/>'),
                '<endEvent id="e2"/>',
                prefix="g",
            )
        ),
    ),
    (
        "LINK_UNPAIRED.twice",
        "i2",
        model(
            line(START, event("intermediateThrowEvent", "o", '<linkEventDefinition name="A"/>'))
            + line(event("intermediateCatchEvent", "i", '<linkEventDefinition name="A"/>'), END, prefix="g")
            + line(
                event("intermediateCatchEvent", "i2", '<linkEventDefinition name="A"/>'),
                '<endEvent id="e2"/>',
                prefix="h",
            )
        ),
    ),
    (
        "BOUNDARY_NOT_ALLOWED",
        "b",
        model(
            _PLAIN
            + sub("w", line(message("startEvent", "s2"), work("inner")), 'triggeredByEvent="true"')
            + event("boundaryEvent", "b", "error", 'attachedToRef="w"')
            + flow("g", "b", "end"),
            MESSAGE,
        ),
    ),
    ("TRIGGER_NEVER", "b", _attached("error", host='<manualTask id="work"/>')),
    ("TRIGGER_NEVER.process", "s2", _watch(event("startEvent", "s2", "compensate"))),
    (
        "CORRELATION_KEY_MISSING",
        "c",
        model(line(START, message("intermediateCatchEvent", "c"), END), '<message id="m" name="go"/>'),
    ),
    ("CORRELATION_STYLE", "cp", model(_PLAIN, '<correlationProperty id="cp"/>')),
    (
        "STATIC_CODE_REQUIRED",
        "b",
        model(
            line(START, work(), END)
            + event("boundaryEvent", "b", '<errorEventDefinition errorRef="err"/>', 'attachedToRef="work"')
            + flow("g", "b", "end"),
            _DYNAMIC,
        ),
    ),
    (
        "STATIC_CODE_REQUIRED.start",
        "s1",
        model(line(message("startEvent", "s1"), work(), END), MESSAGE.replace('"go"', '"=x"')),
    ),
    ("TIMER_KIND", "s1", model(line(timer("startEvent", "s1", "PT1H"), work(), END))),
    ("TIMER_KIND", "c", model(line(START, timer("intermediateCatchEvent", "c", "R/PT1H", of="timeCycle"), END))),
    ("TIMER_KIND", "b", _attached("<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>")),
    ("TIMER_KIND.count", "b", _attached("timer")),
    (
        "TIMER_KIND.value",
        "b",
        _attached("<timerEventDefinition><timeDuration>8 hours</timeDuration></timerEventDefinition>"),
    ),
    (
        "TIMER_KIND.value",
        "b",
        _attached("<timerEventDefinition><timeDate>2026-13-01</timeDate></timerEventDefinition>"),
    ),
    ("TIMER_KIND.value", "c", model(line(START, timer("intermediateCatchEvent", "c", '=duration("x")'), END))),
    ("TIMER_KIND.start_expression", "s1", model(line(timer("startEvent", "s1", "=due", of="timeDate"), work(), END))),
    ("TIMER_TOO_OFTEN", "s1", model(line(timer("startEvent", "s1", "R/PT10S", of="timeCycle"), work(), END))),
    ("TIMER_TOO_OFTEN", "s1", model(line(timer("startEvent", "s1", "*/10 * * * * *", of="timeCycle"), work(), END))),
    (
        "TRIGGER_NEVER.cycle",
        "b",
        _attached(
            "<timerEventDefinition><timeCycle>R0/PT1H</timeCycle></timerEventDefinition>", 'cancelActivity="false"'
        ),
    ),
]
