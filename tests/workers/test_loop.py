"""The worker on a real engine: done once, tried again, given up, fenced, drained, and mail sent."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from engine.store.reference.notifications import NewNotification
from workers import Worker, drain
from workers.contract import BadInput, BpmnError, Done
from workers.delivery import WAITS, mail_of, send_queued, sender_of
from workers.handlers import BUILT_IN
from workers.work import LEASE, do_job

MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://t">
  <bpmn:error id="e1" errorCode="NO_STOCK" />
  <bpmn:process id="machine_work" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="x.work" retries="2" />
      </bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:boundaryEvent id="is_out" attachedToRef="work"><bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:errorEventDefinition id="ed" errorRef="e1" /></bpmn:boundaryEvent>
    <bpmn:endEvent id="worked"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:endEvent id="out"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work" />
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="worked" />
    <bpmn:sequenceFlow id="f3" sourceRef="is_out" targetRef="out" />
  </bpmn:process>
</bpmn:definitions>"""


@pytest.fixture
def working(tmp_path: Path, clock: PinnedClock) -> Any:
    database = Database(f"sqlite:///{tmp_path / 'loop.db'}")
    upgrade(database)
    settings = EngineSettings(
        is_test_mode=True, smtp_url="smtp://post%40a.test:x@mail.test:2525/?from=service%40a.test"
    )
    engine = Engine(database, clock=clock, settings=settings)
    engine.load_demo_network()
    engine.deploy([ModelFile("machine_work.bpmn", MODEL)], actor=SYSTEM)
    yield engine
    engine.close()


def start(engine: Engine) -> int:
    return engine.start_case(StartRequest("machine_work", unit_code="hq"), actor=SYSTEM).case_key


def page(engine: Engine, case_key: int) -> Any:
    return engine.case_page(case_key, actor=SYSTEM)


def test_a_job_is_done_and_its_result_reaches_the_case(working: Engine) -> None:
    case_key = start(working)

    drain(working, handlers={"x.work": lambda engine, job: Done({"answer": 42})})

    assert page(working, case_key).head.state == "completed"
    assert page(working, case_key).variables == {"answer": 42}


def test_a_failing_handler_is_tried_again_after_its_back_off_then_an_incident(
    working: Engine, clock: PinnedClock
) -> None:
    tries: list[int] = []

    def fail(engine: Engine, job: ActivatedJob) -> Done:
        tries.append(job.attempt)
        raise RuntimeError("partner is down")

    case_key = start(working)

    drain(working, handlers={"x.work": fail})
    assert (tries, page(working, case_key).incidents) == ([1], ())
    clock.move(timedelta(seconds=12))
    drain(working, handlers={"x.work": fail})

    assert tries == [1, 2]
    (incident,) = page(working, case_key).incidents
    assert (incident.error_type, incident.message) == ("JOB_NO_RETRIES", "RuntimeError: partner is down")


def test_bad_input_is_an_incident_at_once(working: Engine) -> None:
    def refuse(engine: Engine, job: ActivatedJob) -> Done:
        raise BadInput("expected text in input 'url', but found nothing")

    case_key = start(working)

    drain(working, handlers={"x.work": refuse})

    assert [incident.error_type for incident in page(working, case_key).incidents] == ["JOB_NO_RETRIES"]


def test_a_bpmn_error_takes_the_boundary_event(working: Engine) -> None:
    def throw(engine: Engine, job: ActivatedJob) -> Done:
        raise BpmnError("NO_STOCK", "nothing left", {"missing": "AC-PCB"})

    case_key = start(working)

    drain(working, handlers={"x.work": throw})

    assert "out" in page(working, case_key).done
    assert page(working, case_key).head.state == "completed"


def test_the_result_of_a_worker_that_lost_its_lease_is_dropped(working: Engine, clock: PinnedClock) -> None:
    case_key = start(working)
    (late,) = working.activate_jobs(["x.work"], worker="late", limit=1, timeout=LEASE, actor=SYSTEM)
    clock.move(LEASE + timedelta(seconds=1))

    drain(working, handlers={"x.work": lambda engine, job: Done({"by": "second"})})
    do_job(working, late, {"x.work": lambda engine, job: Done({"by": "first"})})

    assert page(working, case_key).variables == {"by": "second"}


def test_jobs_of_unknown_types_are_left_to_others(working: Engine) -> None:
    case_key = start(working)

    drain(working, handlers=BUILT_IN)

    assert page(working, case_key).head.state == "active"
    assert page(working, case_key).incidents == ()


def test_a_running_worker_stops_when_told_and_drain_waits_for_it(working: Engine) -> None:
    begun, go_on, stop = threading.Event(), threading.Event(), threading.Event()

    def slow(engine: Engine, job: ActivatedJob) -> Done:
        begun.set()
        go_on.wait(10)
        return Done({"by": "thread"})

    case_key = start(working)
    thread = threading.Thread(target=Worker(working, handlers={"x.work": slow}, threads=1).run, args=(stop,))
    thread.start()
    assert begun.wait(10)
    threading.Timer(0.3, go_on.set).start()

    drain(working, handlers={})
    found = page(working, case_key).head.state
    stop.set()
    thread.join(10)

    assert found == "completed"
    assert not thread.is_alive()


def _queue(engine: Engine, recipient: str, number: int) -> None:
    from engine.service.reference import notify

    row = NewNotification(
        1, number, "customer", "t", "标题", "Title", "正文", "Text", recipient=recipient, state="queued"
    )
    engine._write(lambda tx: notify(tx, row))


def test_queued_mail_is_sent_once_and_failures_are_written(working: Engine, clock: PinnedClock) -> None:
    sent: list[EmailMessage] = []

    def send(url: str, message: EmailMessage) -> None:
        if message["To"] == "gone@a.test":
            raise OSError("connection refused")
        sent.append(message)

    _queue(working, "wang@a.test", 1)
    _queue(working, "gone@a.test", 2)

    assert send_queued(working, send=send) == 2
    assert send_queued(working, send=send) == 0
    assert [(message["To"], message["Subject"]) for message in sent] == [("wang@a.test", "标题")]
    for wait in WAITS:
        clock.move(wait)
        assert send_queued(working, send=send) == 1
    clock.move(timedelta(days=1))
    assert send_queued(working, send=send) == 0
    assert len(sent) == 1
    states = {told.recipient: (told.state, told.error) for told in working.notifications_of(1)}
    assert states == {"wang@a.test": ("sent", None), "gone@a.test": ("failed", "OSError: connection refused")}


def test_mail_names_its_sender_and_keeps_its_id(working: Engine) -> None:
    _queue(working, "wang@a.test", 3)
    (told,) = working.queued_notifications()

    mail = mail_of(told, sender=sender_of(working.settings.smtp_url or ""))

    assert mail["From"] == "service@a.test"
    assert mail["Message-ID"] == f"<{told.notification_key}@servicelane>"
    assert "正文" in mail.get_content()
    assert "Text" in mail.get_content()
