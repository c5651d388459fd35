"""Scopes that have done everything inside and cannot leave yet: listeners, mappings, conditions that fail (K8, P4)."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.model import Model
from tests.models import bpmn as b

DATA: dict[str, list[Any]] = {"n": [0, 1], "more": [True, False, None]}
LISTENER = (
    '<zeebe:executionListeners><zeebe:executionListener eventType="end" type="x.end"/></zeebe:executionListeners>'
)
FAILING = b.io("output: =assert(n, n > 0) -> m")


def _m(name: str, *lines: str, xml: str, **more: Any) -> Model:
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=DATA, families=("scopes",), start={"id": "k1"}, **more)


def _watched(*, interrupting: bool, inside: str, loop: str = "") -> str:
    """A sub-process with an event sub-process, a boundary event and what keeps it from leaving."""
    watch = b.event_sub("es", "start_es -> rescue -> end_es", start=b.signal("s"), interrupting=interrupting)
    body = b.sub("s1", "start_in -> a -> end_in", xml=watch, inside=b.extensions(inside) + loop)
    return body + b.boundary("out", "s1", b.message("m"))


LINES = ("start -> s1 -> c -> end", "out -> d -> end")
UNTIL = (
    '<standardLoopCharacteristics loopMaximum="3"><loopCondition>=more</loopCondition></standardLoopCharacteristics>'
)
EACH = b.many("=[1, 2]", until="=more")

MODELS: tuple[Model, ...] = (
    _m("leaving_by_a_listener", *LINES, xml=_watched(interrupting=True, inside=LISTENER)),
    _m("leaving_by_a_listener_beside", *LINES, xml=_watched(interrupting=False, inside=LISTENER)),
    _m("leaving_fails_in_a_mapping", *LINES, xml=_watched(interrupting=True, inside=FAILING)),
    _m("leaving_fails_in_a_mapping_beside", *LINES, xml=_watched(interrupting=False, inside=FAILING)),
    _m("leaving_fails_in_a_loop", *LINES, xml=_watched(interrupting=True, inside="", loop=UNTIL), length=18),
    _m("leaving_fails_in_one_of_many", *LINES, xml=_watched(interrupting=False, inside="", loop=EACH), length=18),
)
