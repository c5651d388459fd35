"""Cases by serial, phone, name, unit and lateness: alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.search.request import Search
from engine.service import Engine
from engine.service.casework import register_case
from engine.tasks import TaskChange
from engine.values import Values
from tests.engine import build

NAMES = ("contact",)
MODEL = build.process(build.START + build.user_task("task") + build.END + build.line("start", "task", "end"))


def _case(engine: Engine, unit: str, contact: Values) -> int:
    wanted = StartRequest(process_id="p", variables={"contact": contact}, unit_code=unit)
    return engine.start_case(wanted, actor=SYSTEM).case_key


def _seen(engine: Engine, **pins: str | frozenset[str]) -> list[object]:
    found = engine.search("case", Search(pins=pins), actor=SYSTEM)
    return [item["processInstanceKey"] for item in found.items]


def test_cases_are_found_by_what_they_are_about_where_they_belong_and_by_lateness(engine: Engine) -> None:
    engine.deploy([ModelFile("p.bpmn", MODEL)], actor=SYSTEM)
    east = _case(engine, "store_sh_1", {"name": "李小龙", "phone": "13900000042"})
    south = _case(engine, "store_gz_1", {"name": "王五", "phone": "13900000043"})
    engine._write(lambda tx: register_case(tx, south, {"product": "SN-1", "customer": "C0001"}, limit=1))
    task = next(task for task in engine.case_page(east, actor=SYSTEM).tasks if task.state == "open")
    engine.update_task(task.task_key, TaskChange(due_at=engine.clock() - timedelta(hours=1)), actor=SYSTEM)

    def about(text: str) -> tuple[int, ...]:
        return engine.cases_about(text, variables=NAMES, actor=SYSTEM)

    assert about("13900000042") == about("李小龙") == (east,)
    assert about("sn-1") == about("13610869919") == about("c0001") == (south,)
    assert about('3"') == about("%") == ()
    assert _seen(engine, late_at=engine.clock().isoformat()) == [east]
    assert _seen(engine, under=engine.units_called("dealer_gz")) == [south]
    assert _seen(engine, under=frozenset()) == []
    assert set(engine.units_of_cases([east, south])) == {east, south}


def test_cases_in_trouble_are_those_with_an_incident_and_those_that_called_one(engine: Engine) -> None:
    broken = (
        '<bpmn:scriptTask id="script"><bpmn:extensionElements><zeebe:script expression="=assert(x, x != null)" '
        'resultVariable="r"/></bpmn:extensionElements></bpmn:scriptTask>'
    )
    inner = build.process(build.START + broken + build.END + build.line("start", "script", "end"), process_id="inner")
    call = (
        '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="inner"/>'
        "</bpmn:extensionElements></bpmn:callActivity>"
    )
    outer = build.process(build.START + call + build.END + build.line("start", "call", "end"), process_id="outer")
    engine.deploy(
        [ModelFile("inner.bpmn", inner), ModelFile("outer.bpmn", outer), ModelFile("p.bpmn", MODEL)], actor=SYSTEM
    )
    sound = engine.start_case(StartRequest(process_id="p"), actor=SYSTEM).case_key
    caller = engine.start_case(StartRequest(process_id="outer"), actor=SYSTEM).case_key

    def found(wanted: bool) -> list[object]:
        page = engine.search("case", Search(filter={"hasIncident": wanted}), actor=SYSTEM)
        return [(item["processInstanceKey"], item["hasIncident"]) for item in page.items]

    (called,) = (key for key, _ in found(True) if key != caller)
    assert sorted(found(True)) == [(caller, True), (called, True)]
    assert found(False) == [(sound, False)]
    assert called not in (sound, caller)
