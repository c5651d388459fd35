"""A small model whose service tasks are the five job types of stores and payouts, and a dealer's case of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pytest
from sqlalchemy import event, text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.values import Values
from workers import drain

_TYPES = ("store.plan", "payout.book", "store.activate", "store.record", "payout.reverse")
_INPUTS = {
    "store.record": '<zeebe:input source="active" target="status" />',
    "payout.reverse": '<zeebe:input source="cancelled" target="reason" />',
}


def _task(number: int, job_type: str) -> str:
    mapping = f"<zeebe:ioMapping>{_INPUTS[job_type]}</zeebe:ioMapping>" if job_type in _INPUTS else ""
    return (
        f'<bpmn:serviceTask id="do_{number}" name="{job_type}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{job_type}" retries="3" />{mapping}</bpmn:extensionElements>'
        f"<bpmn:incoming>f{number}</bpmn:incoming><bpmn:outgoing>f{number + 1}</bpmn:outgoing></bpmn:serviceTask>"
        f'<bpmn:sequenceFlow id="f{number + 1}" sourceRef="do_{number}" targetRef="do_{number + 1}" />'
    )


MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://t">
  <bpmn:process id="build_and_pay" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="do_1" />
    {"".join(_task(number, job_type) for number, job_type in enumerate(_TYPES, 1))}
    <bpmn:endEvent id="do_6"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>""".encode()

GIVEN: Values = {
    "application": {"name": "上海静安店", "name_en": "Jing'an", "address": "上海市静安区南京西路1号", "area_sqm": 86},
    "reference": "S261123-0001", "amount": 40000, "granted": 100000, "payee": "dealer_sh", "purpose": "store_subsidy",
    "part": "1", "score": 92,
}  # fmt: skip

Play: TypeAlias = Callable[..., int]


@pytest.fixture
def start(engine: Engine) -> Play:
    """Start a case at a unit with the given variables over `GIVEN`, without doing its jobs."""
    engine.deploy([ModelFile("build_and_pay.bpmn", MODEL)], actor=SYSTEM)

    def begin(unit: str = "dealer_sh", **changes: object) -> int:
        request = StartRequest("build_and_pay", variables={**GIVEN, **changes}, unit_code=unit)  # type: ignore[dict-item]
        return engine.start_case(request, actor=SYSTEM).case_key

    return begin


@pytest.fixture
def play(engine: Engine, start: Play) -> Play:
    """Start a case and do all its jobs."""

    def begin(unit: str = "dealer_sh", **changes: object) -> int:
        case_key = start(unit, **changes)
        drain(engine)
        return case_key

    return begin


def count(engine: Engine, table: str) -> int:
    """How many rows the table has."""
    return int(engine._read(lambda tx: tx.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()))


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table of ours has."""
    return {name: count(engine, name) for name in ("store_record", "store_change", "payout", "payout_reversal")}


class Crash(Exception):
    """The process died."""


@contextmanager
def crashing_at(engine: Engine, number: int) -> Iterator[None]:
    """Let the `number`-th changing statement in the block fail."""
    asked = 0

    def listen(connection: object, cursor: object, statement: str, *_: object) -> None:
        nonlocal asked
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            asked += 1
            if asked == number:
                raise Crash(statement[:60])

    event.listen(engine.database.sql, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine.database.sql, "before_cursor_execute", listen)
