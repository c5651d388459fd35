"""Jobs: leased, fenced, retried, exhausted (rules I1, I2, I3, I6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.errors import Conflict, Forbidden, NotFound
from engine.jobs import ActivatedJob, LeaseLost
from engine.service import Engine
from engine.store.database import Tx
from tests.conftest import ActorOf
from tests.engine import build

MINUTE = timedelta(minutes=1)


def a_job(engine: Engine, *, retries: str = "3") -> ActivatedJob:
    """A leased job of a new case."""
    body = build.START + build.service_task("work", retries=retries) + build.user_task("after") + build.END
    build.deployed(engine, build.process(body + build.line("start", "work", "after", "end")))
    build.a_case(engine, unit="hq", variables={"amount": 12})
    return activated(engine)[0]


def activated(engine: Engine, *, worker: str = "w", limit: int = 10) -> tuple[ActivatedJob, ...]:
    """Lease jobs of type x.work for a minute."""
    return engine.activate_jobs(["x.work"], worker=worker, limit=limit, timeout=MINUTE, actor=SYSTEM)


def open_incidents(engine: Engine, case_key: int) -> list[str]:
    """The types of the open incidents of a case."""
    page = engine.case_page(case_key, actor=SYSTEM)
    return [incident.error_type for incident in page.incidents if incident.state == "ACTIVE"]


def test_a_completed_job_moves_the_case_with_its_results(engine: Engine, actor: ActorOf) -> None:
    job = a_job(engine)

    engine.complete_job(job.job_key, {"result": "done"}, actor=SYSTEM, lease_token=job.lease_token)

    page = engine.case_page(job.case_key, actor=actor("agent"))
    assert job.variables == {"amount": 12}
    assert page.variables == {"amount": 12, "result": "done"}
    assert [task.element_id for task in page.tasks] == ["after"]


def test_a_leased_job_is_given_to_nobody_else_until_its_lease_ends(engine: Engine, clock: PinnedClock) -> None:
    first = a_job(engine)
    assert activated(engine) == ()

    clock.move(MINUTE)
    again = activated(engine)

    assert [(job.job_key, job.retries) for job in again] == [(first.job_key, first.retries)]
    assert again[0].lease_token != first.lease_token


def test_a_late_worker_cannot_complete_a_job_that_was_given_to_another(engine: Engine, clock: PinnedClock) -> None:
    first = a_job(engine)
    clock.move(MINUTE)
    activated(engine)

    with pytest.raises(LeaseLost):
        engine.complete_job(first.job_key, {}, actor=SYSTEM, lease_token=first.lease_token)


def test_what_a_handler_writes_is_undone_with_a_lost_lease(engine: Engine, clock: PinnedClock) -> None:
    first = a_job(engine)
    clock.move(MINUTE)
    activated(engine)
    written: list[Tx] = []

    with pytest.raises(LeaseLost):
        engine.complete_job(first.job_key, {}, actor=SYSTEM, lease_token=first.lease_token, writes=written.append)

    assert written == []


def test_two_workers_asking_at_once_never_share_a_job(engine: Engine) -> None:
    body = build.START + build.service_task("work") + build.END
    build.deployed(engine, build.process(body + build.line("start", "work", "end")))
    for _ in range(20):
        build.a_case(engine, unit="hq")

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda name: activated(engine, worker=str(name), limit=20), range(4)))

    keys = [job.job_key for jobs in taken for job in jobs]
    assert len(keys) == len(set(keys))
    assert len(keys) + len(activated(engine, limit=20)) == 20


def test_a_failed_job_waits_for_its_back_off_and_counts_down(engine: Engine, clock: PinnedClock) -> None:
    job = a_job(engine)

    engine.fail_job(job.job_key, message="no answer", variables={}, actor=SYSTEM, lease_token=job.lease_token)

    assert activated(engine) == ()
    clock.move(timedelta(seconds=12))
    assert activated(engine)[0].retries == 2


def test_a_job_without_retries_opens_an_incident_and_resolving_gives_the_retries_back(engine: Engine) -> None:
    job = a_job(engine, retries="1")

    engine.fail_job(job.job_key, message="no answer", variables={}, actor=SYSTEM)

    incident = engine.case_page(job.case_key, actor=SYSTEM).incidents[0]
    assert (incident.error_type, incident.message, incident.state) == ("JOB_NO_RETRIES", "no answer", "ACTIVE")
    with pytest.raises(Conflict):
        engine.complete_job(job.job_key, {}, actor=SYSTEM)

    engine.resolve_incident(incident.incident_key, actor=SYSTEM, reason="partner is back")

    assert open_incidents(engine, job.case_key) == []
    assert [again.job_key for again in activated(engine)] == [job.job_key]


def test_a_completed_job_is_gone_for_a_second_completion(engine: Engine) -> None:
    job = a_job(engine)
    engine.complete_job(job.job_key, {}, actor=SYSTEM)

    with pytest.raises(NotFound):
        engine.complete_job(job.job_key, {}, actor=SYSTEM)


def test_an_uncaught_error_of_a_worker_is_an_incident_with_its_code(engine: Engine) -> None:
    job = a_job(engine)

    engine.throw_job_error(job.job_key, error_code="NO_STOCK", message="none left", variables={}, actor=SYSTEM)

    assert open_incidents(engine, job.case_key) == ["UNHANDLED_ERROR_EVENT"]


def test_somebody_without_the_right_to_work_jobs_gets_none(engine: Engine, actor: ActorOf) -> None:
    a_job(engine)

    with pytest.raises(Forbidden):
        engine.activate_jobs(["x.work"], worker="w", limit=1, timeout=MINUTE, actor=actor("agent"))


def test_deliveries_of_ours_are_never_handed_to_a_worker(engine: Engine) -> None:
    assert engine.activate_jobs(["internal.message"], worker="w", limit=9, timeout=MINUTE, actor=SYSTEM) == ()
