"""Ordinary models pass without errors and without noise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.models import (
    END,
    MESSAGE,
    START,
    event,
    ext,
    findings,
    flow,
    line,
    message,
    model,
    said,
    sub,
    timer,
    work,
)

_SIGNAL = '<signal id="sig" name="alarm"/>'
_ERROR = '<error id="err" name="broken" errorCode="E1"/>'
_ESCALATION = '<escalation id="esc" name="up" escalationCode="U1"/>'
_ROOTS = MESSAGE + _SIGNAL + _ERROR + _ESCALATION
_GROUPS = '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="agent"/>'
_USER = f'<userTask id="ask">{ext(_GROUPS)}</userTask>'
_SCRIPT = ext('<zeebe:script expression="=1 + 1" resultVariable="two"/>')
_FORK = (
    START
    + '<parallelGateway id="fork"/><parallelGateway id="join"/>'
    + work("a")
    + work("b")
    + END
    + flow("f1", "start", "fork")
    + flow("f2", "fork", "a")
    + flow("f3", "fork", "b")
    + flow("f4", "a", "join")
    + flow("f5", "b", "join")
    + flow("f6", "join", "end")
)
_DECIDE = (
    START
    + '<exclusiveGateway id="is_big" default="no"/>'
    + END
    + work()
    + flow("f1", "start", "is_big")
    + flow("yes", "is_big", "work", "=amount &gt; 10")
    + flow("no", "is_big", "end")
    + flow("f2", "work", "end")
)
_RACE = (
    START
    + '<eventBasedGateway id="race"/>'
    + message("intermediateCatchEvent", "arrived")
    + timer("intermediateCatchEvent", "late", "P1D")
    + '<receiveTask id="answer" messageRef="m2"/>'
    + END
    + flow("f1", "start", "race")
    + flow("f2", "race", "arrived")
    + flow("f3", "race", "late")
    + flow("f4", "race", "answer")
    + flow("f5", "arrived", "end")
    + flow("f6", "late", "end")
    + flow("f7", "answer", "end")
)
_M2 = MESSAGE.replace('"m"', '"m2"').replace('"go"', '"answered"')
_COMPENSATION = (
    line(START, work(), event("intermediateThrowEvent", "undo", "compensate"), END)
    + event("boundaryEvent", "undone", "compensate", 'attachedToRef="work"')
    + work("handler", attributes='isForCompensation="true"')
    + '<association id="as" sourceRef="undone" targetRef="handler"/>'
)
_TRANSACTION = (
    line(
        START,
        sub(
            "tx",
            line('<startEvent id="s2"/>', work(), event("endEvent", "e2", "cancel"), prefix="t"),
            kind="transaction",
        ),
        END,
    )
    + event("boundaryEvent", "cancelled", "cancel", 'attachedToRef="tx"')
    + flow("g1", "cancelled", "end")
)
_AD_HOC = line(START, sub("pick", work() + work("other"), kind="adHocSubProcess"), END)
_EVENT_SUB = line(START, work(), END) + sub(
    "watch",
    line(message("startEvent", "s2", 'isInterrupting="false"'), work("w2"), '<endEvent id="e2"/>', prefix="g"),
    'triggeredByEvent="true"',
)
_EACH = (
    '<zeebe:loopCharacteristics inputCollection="=lines" inputElement="line" '
    'outputCollection="done" outputElement="=x"/>'
)
_MULTI = line(
    START,
    f'<callActivity id="call">{ext("<zeebe:calledElement processId=@order@/>")}'
    f"<multiInstanceLoopCharacteristics>{ext(_EACH)}</multiInstanceLoopCharacteristics></callActivity>",
    END,
)
_LINKS = line(START, event("intermediateThrowEvent", "out", '<linkEventDefinition name="A"/>')) + line(
    event("intermediateCatchEvent", "in", '<linkEventDefinition name="A"/>'), END, prefix="g"
)
_BOUNDARIES = (
    line(START, work(), END)
    + event("boundaryEvent", "failed", '<errorEventDefinition errorRef="err"/>', 'attachedToRef="work"')
    + event("boundaryEvent", "any", "error", 'attachedToRef="work"')
    + timer(
        "boundaryEvent", "often", "R3/PT10M", of="timeCycle", attributes='attachedToRef="work" cancelActivity="false"'
    )
    + "".join(flow(f"g{at}", node, "end") for at, node in enumerate(("failed", "any", "often")))
)
_COMPLEX = _FORK.replace(
    '<parallelGateway id="join"/>',
    '<complexGateway id="join"><activationCondition>=activationCount &gt;= 1</activationCondition></complexGateway>',
)
ACCEPTED = {
    "user task": line(START, _USER, END),
    "fork and join": _FORK,
    "decision with default": _DECIDE,
    "event-based gateway": _RACE,
    "compensation": _COMPENSATION,
    "transaction": _TRANSACTION,
    "ad-hoc": _AD_HOC,
    "event sub-process": _EVENT_SUB,
    "multi-instance call": _MULTI,
    "links": _LINKS,
    "boundary events": _BOUNDARIES,
    "complex gateway": _COMPLEX,
    "timer start": line(timer("startEvent", "start", "0 0 8 * * MON-FRI", of="timeCycle"), work(), END),
    "signal throw": line(START, event("intermediateThrowEvent", "s", '<signalEventDefinition signalRef="sig"/>'), END),
    "error end": line(START, event("endEvent", "e", '<errorEventDefinition errorRef="err"/>')),
    "escalation end": line(START, event("endEvent", "e", '<escalationEventDefinition escalationRef="esc"/>')),
    "message end without worker": line(START, message("endEvent", "e")),
    "none events": line(START, '<intermediateThrowEvent id="milestone"/>', END),
    "script": line(START, f'<scriptTask id="t">{_SCRIPT}</scriptTask>', END),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_ordinary_models_have_no_errors_and_no_warnings(name: str) -> None:
    content = model(ACCEPTED[name], _ROOTS + _M2)

    found = findings(content)

    assert [each.text("en") for each in found if each.level != "ignored"] == []


def test_a_model_of_the_designer_with_pools_lanes_colours_and_templates_has_no_errors() -> None:
    content = Path(__file__).with_name("designer.bpmn").read_bytes()

    found = findings(content, strict=True)

    assert [each.text("en") for each in found if each.level != "ignored"] == []
    assert {each.element_id for each in found} >= {"bank", "mf", "note", "as", "dor", "do", "g", "cat"}


def test_a_process_that_is_not_executable_is_listed_and_not_checked() -> None:
    drawing = '<process id="drawing" isExecutable="false"><task/><choreographyTask id="x"/></process>'

    found = findings(model(line(START, work(), END), drawing))

    assert ("DRAWING_ONLY", "ignored", "drawing") in {(each.code, each.level, each.element_id) for each in found}
    assert said(model(line(START, work(), END), drawing)) == set()


def test_findings_are_sorted_by_line_and_element_and_come_once() -> None:
    content = model(
        line(START, work(), '<task id="nothing"/>', END), "\n<message id='x'/>\n<signal id='y' structureRef='z'/>"
    )

    found = findings(content)

    places = [(each.file, each.line, each.element_id, each.code) for each in found]
    assert places == sorted(places)
    assert len(set(found)) == len(found)
