"""The gate and the machine agree (G3): what one accepts the other executes, and all else is refused by name."""

from __future__ import annotations

import pytest

from engine.process.capabilities import (
    EXECUTED_ELEMENTS,
    EXECUTED_EVENTS,
    EXECUTED_FEATURES,
    definition_name,
    executed_names,
)
from engine.process.check import DeploymentSet, Vocabulary, check_bpmn
from engine.process.check.names import EVENT_DEFINITIONS, FLOW_NODES, LOOPS
from engine.process.check.vocabulary import Vocabulary as GateVocabulary
from engine.process.machine import commands, lifecycle
from engine.process.reading.nodes import _BEHAVIOURS as BEHAVIOUR_OF
from tests.models.bpmn import (
    boundary,
    catch,
    compensate,
    compensation,
    conditional,
    end,
    error,
    error_top,
    escalation,
    escalation_top,
    event_sub,
    message,
    message_top,
    model,
    signal,
    signal_top,
    sub,
    throw,
    timer,
)
from tests.process.driver import Case

KINDS = sorted(name.removesuffix("EventDefinition") for name in EVENT_DEFINITIONS)
TOPS = message_top("msg") + signal_top("sig") + error_top("err") + escalation_top("esc")
DEFINITIONS = {
    "message": message("msg"),
    "signal": signal("sig"),
    "error": error("err"),
    "escalation": escalation("esc"),
    "conditional": conditional("=hot"),
    "timer": timer("PT1H"),
    "compensate": compensate(),
    "cancel": "<cancelEventDefinition/>",
    "terminate": "<terminateEventDefinition/>",
    "link": '<linkEventDefinition name="there"/>',
}
START_TIMER = timer("R3/PT1H", kind="timeCycle")
LINK_TO = throw("from", DEFINITIONS["link"])
LINK_AT = catch("at", DEFINITIONS["link"])


def standing(place: str, kind: str) -> bytes:
    """A model with an event of that kind at that place, and around it what the rules ask for."""
    definition = DEFINITIONS[kind]
    if place == "start":
        given = START_TIMER if kind == "timer" else definition
        return model("start -> a -> end", top=TOPS, xml=f'<startEvent id="start">{given}</startEvent>')
    if place == "event sub-process":
        handler = event_sub("on", "start_on -> h -> end_on", start=definition)
        return model("start -> s -> end", top=TOPS, xml=sub("s", "start_in -> x -> end_in", xml=handler))
    if place == "catch":
        lines = ["start -> a -> from", "at -> end"] if kind == "link" else ["start -> at -> a -> end"]
        return model(*lines, top=TOPS, xml=catch("at", definition) + (LINK_TO if kind == "link" else ""))
    if place == "throw":
        lines = ["start -> a -> from", "at -> end"] if kind == "link" else ["start -> from -> a -> end"]
        return model(*lines, top=TOPS, xml=throw("from", definition) + (LINK_AT if kind == "link" else ""))
    if place == "end":
        return _ending(kind, definition)
    return _at_boundary(kind, definition)


def _ending(kind: str, definition: str) -> bytes:
    if kind != "cancel":
        return model("start -> a -> stop", top=TOPS, xml=end("stop", definition))
    inner = sub("tx", "start_in -> a -> stop", tag="transaction", xml=end("stop", definition))
    return model("start -> tx -> end", "out -> b", xml=inner + boundary("out", "tx", definition))


def _at_boundary(kind: str, definition: str) -> bytes:
    if kind == "compensate":
        return model("start -> a -> end", xml='<userTask id="a"/>' + compensation("a", "undo"))
    if kind == "cancel":
        return _ending(kind, definition)
    return model("start -> a -> end", "out -> b", top=TOPS, xml='<userTask id="a"/>' + boundary("out", "a", definition))


def refusals(content: bytes, *, without: str = "") -> set[str]:
    """The codes of the gate's errors; `without` is a name the machine is said not to execute."""
    known = Vocabulary(executed=executed_names() - {without})
    found = check_bpmn(content, file="m.bpmn", vocabulary=known, in_set=DeploymentSet())
    return {finding.code for finding in found if finding.level == "error"}


def test_g3_the_gate_takes_its_list_from_the_machine() -> None:
    assert GateVocabulary().executed == executed_names()


def test_g3_every_flow_node_loop_and_event_definition_of_the_standard_is_executed() -> None:
    assert executed_names() - EXECUTED_FEATURES == FLOW_NODES | LOOPS | EVENT_DEFINITIONS


@pytest.mark.parametrize("kind", sorted(EXECUTED_ELEMENTS - LOOPS - {"scriptTask", "businessRuleTask"}))
def test_g3_every_executed_element_has_a_behaviour_of_the_machine(kind: str) -> None:
    assert commands is not None, "importing it registers every behaviour"
    assert BEHAVIOUR_OF[kind] in lifecycle.BEHAVIOURS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", sorted(EXECUTED_EVENTS))
def test_e1_an_event_is_accepted_and_runs_where_it_is_executed_and_refused_everywhere_else(
    place: str, kind: str
) -> None:
    content = standing(place, kind)
    executed = {definition_name(name) for name in EXECUTED_EVENTS[place]}

    if kind not in executed:
        assert "EVENT_POSITION" in refusals(content)
        return
    assert refusals(content) == set()
    assert refusals(content, without=f"{kind}EventDefinition") == {"UNKNOWN_ELEMENT"}
    case = Case(content).start("start" if place == "start" else None, id="1")
    assert not case.incidents
    for waiting in list(case.open):
        case.task(waiting)
    assert set(case.incident_types) <= {"UNHANDLED_ERROR_EVENT"}
