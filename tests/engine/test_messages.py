"""Messages and signals between callers, cases and processes (rules C1 to C15)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.errors import Forbidden, NotFound
from engine.messages import Publication
from engine.service import Engine
from engine.store.organisation import unit_by_code
from engine.values import Values
from tests.conftest import ActorOf
from tests.engine import build

HOUR = timedelta(hours=1)
MESSAGE = (
    '<bpmn:message id="m" name="arrived"><bpmn:extensionElements><zeebe:subscription correlationKey="=number"/>'
    "</bpmn:extensionElements></bpmn:message>"
)
CATCH = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
)


def waiting(engine: Engine, number: str = "7", *, process_id: str = "p") -> int:
    """A case that waits for the message 'arrived' with that key."""
    body = build.START + CATCH + build.user_task("after") + build.END + build.line("start", "wait", "after", "end")
    content = build.process(body, extra=MESSAGE, process_id=process_id)
    build.deployed(engine, content, name=f"{process_id}.bpmn")
    return build.a_case(engine, unit="hq", variables={"number": number}, process_id=process_id)


def arrived(number: str = "7", *, ttl: timedelta = timedelta(0), message_id: str | None = None) -> Publication:
    """The message."""
    variables: Values = {"parts": 3}
    return Publication("arrived", number, variables, ttl, message_id)


def stands_after(engine: Engine, case_key: int) -> bool:
    """Whether the case has taken the message."""
    return [task.element_id for task in engine.case_page(case_key, actor=SYSTEM).tasks] == ["after"]


def test_a_message_reaches_the_case_that_waits_with_its_key_and_brings_its_variables(engine: Engine) -> None:
    case, other = waiting(engine), waiting(engine, "8")

    published = engine.publish_message(arrived(), actor=SYSTEM)

    assert published.case_keys == (case,)
    assert stands_after(engine, case)
    assert not stands_after(engine, other)
    assert (engine.case_page(case, actor=SYSTEM).variables or {})["parts"] == 3


def test_of_two_waiting_cases_of_one_process_the_oldest_takes_the_message(engine: Engine) -> None:
    first, second = waiting(engine), waiting(engine)

    assert engine.publish_message(arrived(), actor=SYSTEM).case_keys == (first,)
    assert not stands_after(engine, second)


def test_every_process_that_waits_takes_the_message_once(engine: Engine) -> None:
    cases = {waiting(engine, process_id="p"), waiting(engine, process_id="q")}

    assert set(engine.publish_message(arrived(), actor=SYSTEM).case_keys) == cases


def test_a_buffered_message_is_taken_by_a_later_case_and_an_expired_one_never(
    engine: Engine, clock: PinnedClock
) -> None:
    engine.publish_message(arrived(ttl=HOUR), actor=SYSTEM)
    engine.publish_message(arrived("9", ttl=HOUR), actor=SYSTEM)

    assert stands_after(engine, waiting(engine))

    clock.move(HOUR)
    assert not stands_after(engine, waiting(engine, "9"))


def test_a_message_without_time_to_live_is_now_or_never(engine: Engine) -> None:
    engine.publish_message(arrived(), actor=SYSTEM)

    assert not stands_after(engine, waiting(engine))


def test_a_repeated_message_id_changes_nothing_and_gets_the_first_answer(engine: Engine) -> None:
    first_case = waiting(engine)
    first = engine.publish_message(arrived(message_id="shop-1"), actor=SYSTEM)
    second_case = waiting(engine)

    again = engine.publish_message(arrived(message_id="shop-1"), actor=SYSTEM)

    assert (again.message_key, again.case_keys, again.is_duplicate) == (first.message_key, (first_case,), True)
    assert not stands_after(engine, second_case)


def test_correlating_finds_nobody_and_says_so(engine: Engine) -> None:
    with pytest.raises(NotFound):
        engine.correlate_message(arrived(), actor=SYSTEM)


def test_a_message_starts_one_case_for_a_key_and_the_next_when_that_one_ends(engine: Engine, actor: ActorOf) -> None:
    body = (
        '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'
        + build.user_task("task") + build.END + build.line("start", "task", "end")
    )  # fmt: skip
    build.deployed(engine, build.process(body, extra='<bpmn:message id="m" name="arrived"/>'))

    first = engine.publish_message(arrived(ttl=HOUR), actor=SYSTEM)
    second = engine.publish_message(arrived(ttl=HOUR), actor=SYSTEM)

    assert (len(first.case_keys), second.case_keys) == (1, ())
    agent = actor("agent")
    engine.complete_task(build.tasks(engine, agent)[0].task_key, {}, actor=agent, from_form=False)
    assert [task.case_key != first.case_keys[0] for task in build.tasks(engine, agent)] == [True]


def test_a_thrown_message_reaches_another_process_after_the_commit(engine: Engine) -> None:
    case = waiting(engine)
    throw = (
        '<bpmn:intermediateThrowEvent id="tell"><bpmn:extensionElements><zeebe:ioMapping>'
        '<zeebe:input source="=5" target="parts"/></zeebe:ioMapping></bpmn:extensionElements>'
        '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateThrowEvent>'
    )
    body = build.START + throw + build.END + build.line("start", "tell", "end")
    build.deployed(engine, build.process(body, extra=MESSAGE, process_id="sender"), name="sender.bpmn")

    build.a_case(engine, process_id="sender", unit="hq", variables={"number": "7"})

    assert stands_after(engine, case)
    assert (engine.case_page(case, actor=SYSTEM).variables or {})["parts"] == 5


def test_a_signal_reaches_every_case_that_waits(engine: Engine) -> None:
    body = (
        build.START
        + '<bpmn:intermediateCatchEvent id="wait"><bpmn:signalEventDefinition signalRef="s"/>'
        + "</bpmn:intermediateCatchEvent>" + build.user_task("after") + build.END
        + build.line("start", "wait", "after", "end")
    )  # fmt: skip
    build.deployed(engine, build.process(body, extra='<bpmn:signal id="s" name="recall"/>'))
    cases = [build.a_case(engine, unit="hq") for _ in range(3)]

    engine.broadcast_signal("recall", {"model": "K7"}, actor=SYSTEM)
    engine.deliver_due()

    assert [stands_after(engine, case) for case in cases] == [True, True, True]


def test_publishing_and_subscribing_at_once_never_miss_each_other(engine: Engine) -> None:
    waiting(engine, "first")  # deploys

    def begin(number: int) -> int:
        return build.a_case(engine, unit="hq", variables={"number": str(number)})

    def tell(number: int) -> None:
        engine.publish_message(arrived(str(number), ttl=HOUR), actor=SYSTEM)

    with ThreadPoolExecutor(8) as pool:
        begun = [pool.submit(begin, number) for number in range(24)]
        told = [pool.submit(tell, number) for number in range(24)]
        cases = [future.result() for future in begun]
        for future in told:
            future.result()

    assert all(stands_after(engine, case) for case in cases)


def test_a_message_reaches_no_further_than_who_sends_it(engine: Engine, actor: ActorOf) -> None:
    case = waiting(engine)
    grant = replace(actor("agent").grants[0], unit_code="region_east", unit_path=_path(engine, "region_east"))

    published = engine.publish_message(arrived(), actor=replace(actor("agent"), grants=(grant,)))

    assert published.case_keys == ()
    assert not stands_after(engine, case)
    assert engine.publish_message(arrived(), actor=actor("agent")).case_keys == (case,)


def _path(engine: Engine, code: str) -> str:
    unit = engine._read(lambda tx: unit_by_code(tx, code))
    assert unit is not None
    return unit.path


def test_somebody_without_the_right_cannot_publish(engine: Engine, actor: ActorOf) -> None:
    with pytest.raises(Forbidden):
        engine.publish_message(arrived(), actor=actor("technician"))
