"""A dealer never sees another dealer's case, task or history; a unit that works on a case sees its part (S5, S9)."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.service import Engine
from tests.conftest import ActorOf
from tests.engine import build


def two_stage(first: str, second: str) -> bytes:
    """A task for the station named by variable `first`, then one for that of `second`."""
    tasks = "".join(
        build.user_task(
            name,
            role="station",
            extensions=f'<zeebe:properties><zeebe:property name="sl:unit" value="={name}_unit"/></zeebe:properties>',
        )
        for name in (first, second)
    )
    return build.process(build.START + tasks + build.END + build.line("start", first, second, "end"))


def units(actor: ActorOf) -> tuple[str, str]:
    """The stations of two dealers."""
    return actor("station").grants[0].unit_code, actor("station2").grants[0].unit_code


def test_a_case_of_one_dealer_is_absent_for_another(engine: Engine, actor: ActorOf) -> None:
    build.deployed(engine, build.one_task(role="station"))
    case = build.a_case(engine, unit=units(actor)[0])

    assert engine.case_head(case, actor=actor("station")).case_key == case
    for stranger in ("station2", "dealer2", "technician2", "store2"):
        with pytest.raises(NotFound):
            engine.case_page(case, actor=actor(stranger))
        with pytest.raises(NotFound):
            engine.timeline(case, actor=actor(stranger))
        assert build.tasks(engine, actor(stranger)) == ()


def test_a_station_sees_a_case_of_headquarters_only_while_it_works_on_it(engine: Engine, actor: ActorOf) -> None:
    mine, theirs = units(actor)
    build.deployed(engine, two_stage("one", "two"))
    case = build.a_case(engine, unit="hq", variables={"one_unit": mine, "two_unit": theirs, "secret": "rival"})
    with pytest.raises(NotFound):
        engine.case_page(case, actor=actor("station2"))

    key = build.tasks(engine, actor("station"))[0].task_key
    engine.complete_task(key, {}, actor=actor("station"), from_form=False)

    with pytest.raises(NotFound):
        engine.case_page(case, actor=actor("station"))
    assert engine.case_page(case, actor=actor("station2")).head.case_key == case


def test_a_station_below_the_cases_unit_keeps_seeing_it_between_its_tasks(engine: Engine, actor: ActorOf) -> None:
    mine, _ = units(actor)
    body = build.START + build.user_task(
        "visit",
        role="station",
        extensions=f'<zeebe:properties><zeebe:property name="sl:unit" value="{mine}"/></zeebe:properties>',
    )
    body += build.user_task("review", role="quality") + build.END + build.line("start", "visit", "review", "end")
    build.deployed(engine, build.process(body))
    case = build.a_case(engine, unit="region_east")
    key = build.tasks(engine, actor("station"))[0].task_key

    engine.complete_task(key, {}, actor=actor("station"), from_form=False)

    assert engine.case_head(case, actor=actor("station")).state == "active"
    assert engine.case_head(case, actor=actor("dealer")).state == "active"
    with pytest.raises(NotFound):
        engine.case_head(case, actor=actor("station2"))


def test_a_sharing_unit_sees_neither_raw_variables_nor_the_other_units_work(engine: Engine, actor: ActorOf) -> None:
    mine, theirs = units(actor)
    build.deployed(engine, two_stage("one", "two"))
    case = build.a_case(engine, unit="hq", variables={"one_unit": mine, "two_unit": theirs, "secret": "rival"})
    key = build.tasks(engine, actor("station"))[0].task_key
    engine.complete_task(key, {}, actor=actor("station"), from_form=False)

    page = engine.case_page(case, actor=actor("station2"))
    seen = engine.timeline(case, actor=actor("station2"))

    assert page.variables is None
    assert [task.element_id for task in page.tasks] == ["two"]
    assert {entry.element_id for entry in seen if entry.type.startswith("task.")} == {"two"}
    assert all(entry.values is None for entry in seen)
    assert any(entry.element_id == "one" for entry in engine.timeline(case, actor=actor("auditor")))


def test_a_task_whose_unit_cannot_be_found_goes_to_nobody_and_is_an_incident(engine: Engine, actor: ActorOf) -> None:
    build.deployed(engine, two_stage("one", "two"))

    case = build.a_case(engine, unit="hq", variables={"one_unit": "nowhere", "two_unit": "nowhere"})

    page = engine.case_page(case, actor=actor("operator"))
    assert page.tasks == ()
    assert [incident.error_type for incident in page.incidents] == ["NO_UNIT"]

    engine.set_variables(case, {"one_unit": units(actor)[0]}, local=False, actor=actor("operator"))
    engine.resolve_incident(page.incidents[0].incident_key, actor=actor("operator"), reason="unit code corrected")

    assert [task.element_id for task in build.tasks(engine, actor("station"))] == ["one"]
