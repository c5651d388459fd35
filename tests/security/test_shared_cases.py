"""What a station learns over HTTP of a case of headquarters, while it works on it and afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.reference import notifications
from engine.store.reference.notifications import NewNotification
from tests.engine import build
from tests.security.conftest import AsUser

RIVAL = "Rival station"
FORM = {
    "id": "answer",
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {
            "type": "text",
            "id": "told",
            "text": "{{ request.address }}",
            "properties": {"text.en": "{{ request.town }}"},
        },
        {"type": "radio", "id": "choice", "key": "answer.choice", "label": "答复", "valuesKey": "choices"},
        {
            "type": "textfield",
            "id": "why",
            "key": "reason",
            "label": "原因",
            "conditional": {"hide": '=answer.choice = "yes" and is_urgent'},
            "properties": {"label.en": "Reason"},
        },
    ],
}
VARIABLES = {
    "request": {"address": "1 Long Road", "town": "Hangzhou"},
    "choices": ["yes", "no"],
    "is_urgent": True,
    "customer": {"name": "Li Wei"},
    "ranking": [RIVAL],
}


@dataclass(frozen=True)
class Shared:
    """A case of headquarters whose first task waits at the station of the demo user `station`."""

    case: str
    task: str


@pytest.fixture
def shared(sqlite_engine: Engine) -> Shared:
    """The case also has a failed job, whose incident quotes a variable, and a notification to a customer."""
    engine = sqlite_engine
    unit = engine.actor_of_basic("station", "demo", address="test").grants[0].unit_code
    other = engine.actor_of_basic("station2", "demo", address="test").grants[0].unit_code
    body = build.START + '<bpmn:parallelGateway id="fork"/>' + build.service_task("work")
    body += _task("one", unit, form=True) + _task("two", other) + build.END
    body += build.line("start", "fork", "one", "two", "end") + build.flow("fork", "work")
    form = ModelFile("answer.form", json.dumps(FORM).encode())
    build.deployed(engine, build.process(body), more=(form,))
    case = build.a_case(engine, unit="hq", variables=dict(VARIABLES))
    job = engine.activate_jobs(["x.work"], worker="w", limit=1, timeout=timedelta(minutes=1), actor=SYSTEM)[0]
    engine.fail_job(job.job_key, retries=0, message=f"no answer of {RIVAL}", variables={}, actor=SYSTEM)
    note = NewNotification(
        case, job.element_instance_key, "customer", "t", "标题", "Title", "文", RIVAL, recipient="13800000000"
    )
    with engine.database.write(engine.clock, engine.new_key) as tx:
        notifications.add(tx, note)
    task = build.tasks(engine, engine.actor_of_basic("station", "demo", address="test"))[0].task_key
    return Shared(str(case), str(task))


def test_a_station_is_told_no_notifications_of_a_case_it_only_shares(as_user: AsUser, shared: Shared) -> None:
    path = f"/api/v1/cases/{shared.case}/notifications"

    assert len(as_user("agent").get(path).json()["items"]) == 1
    assert as_user("station").get(path).json()["items"] == []


def test_a_station_reads_only_the_variables_that_its_form_and_panels_show(as_user: AsUser, shared: Shared) -> None:
    station = as_user("station")

    screen = station.get(f"/api/v1/tasks/{shared.task}").json()["values"]
    every = station.post(f"/v2/user-tasks/{shared.task}/variables/search").json()["items"]
    effective = station.post(f"/v2/user-tasks/{shared.task}/effective-variables/search").json()["items"]

    shown = {"request", "choices", "is_urgent", "customer"}
    assert set(screen) == {one["name"] for one in every} == {one["name"] for one in effective} == shown


def test_headquarters_reads_every_variable_a_task_sees(as_user: AsUser, shared: Shared) -> None:
    found = as_user("admin").post(f"/v2/user-tasks/{shared.task}/variables/search").json()["items"]

    assert {one["name"] for one in found} == set(VARIABLES)


def test_a_station_reads_nothing_by_its_task_once_the_case_moved_on(as_user: AsUser, shared: Shared) -> None:
    station = as_user("station")
    done = station.post(f"/v2/user-tasks/{shared.task}/completion", json={"variables": {"answer": {"choice": "no"}}})
    assert done.status_code == 204, done.text

    for path in ("variables", "effective-variables"):
        assert station.post(f"/v2/user-tasks/{shared.task}/{path}/search").status_code == 404
    assert station.get(f"/tasks/{shared.task}").status_code == 404


def test_no_list_tells_a_station_what_machines_said_of_a_shared_case(as_user: AsUser, shared: Shared) -> None:
    station, admin = as_user("station"), as_user("admin")

    for kind in ("incidents", "jobs", "decision-instances", "variables"):
        assert station.post(f"/v2/{kind}/search").json()["items"] == [], kind
    screens = [station.get(f"/api/v1/cases/{shared.case}"), station.get(f"/api/v1/cases/{shared.case}/timeline")]
    screens.append(station.get(f"/cases/{shared.case}"))
    assert all(screen.status_code == 200 and RIVAL not in screen.text for screen in screens)
    assert RIVAL in admin.get(f"/api/v1/cases/{shared.case}").text


def test_searching_by_error_text_tells_a_station_nothing(as_user: AsUser, shared: Shared) -> None:
    quoted = {"filter": {"errorMessage": {"$like": f"*{RIVAL}*"}}}

    assert len(as_user("admin").post("/v2/process-instances/search", json=quoted).json()["items"]) == 1
    assert as_user("station").post("/v2/process-instances/search", json=quoted).json()["items"] == []


def _task(name: str, unit: str, *, form: bool = False) -> str:
    link = '<zeebe:formDefinition formId="answer"/>' if form else ""
    at = f'<zeebe:properties><zeebe:property name="sl:unit" value="{unit}"/></zeebe:properties>'
    return build.user_task(name, role="station", extensions=link + at)
