"""Rounds of a complex gateway that cannot end (W12)."""

from __future__ import annotations

from tests.models.bpmn import model
from tests.process.driver import Case


def test_w12_a_condition_that_fails_at_the_reset_is_an_incident_and_goes_on_when_it_is_resolved() -> None:
    gateway = '<complexGateway id="g"><activationCondition>=activationCount >= 2</activationCondition></complexGateway>'
    lines = ("start -> fork", "fork -> a", "fork -> b", "fork -> c", "a -> g", "b -> g", "c -> g")
    given = model(*lines, "g -> x : =assert(n, n > 0) = 5", "g -> y : =waitingForStart", xml=gateway)
    case = Case(given).start(n=1).task("a").task("b")
    assert case.open == ["c", "y"]

    case.set(n=0).task("c")
    assert (case.open, case.incident_types) == (["y"], ["CONDITION_ERROR"])

    case.set(n=5).resolve()
    assert (case.open, case.incident_types) == (["x", "y"], [])
