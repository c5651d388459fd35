"""What random changes of the other models brought to light."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.library.gateways import complex_, inclusive
from tests.judge.model import Model
from tests.models import bpmn as b


def _m(name: str, *lines: str, xml: str, **more: Any) -> Model:
    return Model(name, b.model(*lines, xml=xml, top=TOPS), families=("found",), **more)


THREE = ("start -> fork -> a -> two", "fork -> b -> two", "fork -> c -> two")
EITHER = b.signal("s") + '<escalationEventDefinition escalationRef="X2"/>'

MODELS: tuple[Model, ...] = (
    _m(
        "complex_activation_may_fail",
        *THREE,
        "two -> d -> end",
        xml=complex_("two", "=ok"),
        data={"ok": [True, False, None]},
    ),
    _m(
        "complex_reset_may_fail",
        *THREE,
        "two -> d : =waitingForStart",
        "two -> e : =assert(n, n > 0) = 2",
        "two -> f -> end",
        xml=complex_("two", "=activationCount >= 2", "two_f"),
        data={"n": [0, 1, 2, None]},
        start={"n": 1},
        length=18,
    ),
    _m(
        "inclusive_join_and_boundary_of_what_has_not_begun",
        "start -> fork -> a -> i -> d -> end",
        "fork -> b -> end",
        "late -> i",
        xml=inclusive("i") + '<userTask id="b" startQuantity="2"/>' + b.boundary("late", "b", b.timer("PT1H")),
    ),
    _m(
        "signal_or_escalation_at_a_boundary",
        "start -> s1 -> end",
        "on -> d -> end",
        xml=b.sub(
            "s1", "start_in -> a -> up -> b", xml=b.throw("up", '<escalationEventDefinition escalationRef="X2"/>')
        )
        + b.boundary("on", "s1", EITHER),
        data={"n": [1, 2]},
        start={"n": 0},
    ),
    _m(
        "loop_of_no_rounds",
        "start -> a -> c -> end",
        xml='<userTask id="a"><standardLoopCharacteristics loopMaximum="0"/></userTask>',
    ),
)
