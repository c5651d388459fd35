"""Long polls: woken at once, held without a thread, and empty-handed with 200."""

from __future__ import annotations

import asyncio
import threading
import time

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build

WANTED = {"type": "x.work", "timeout": 60_000, "maxJobsToActivate": 1, "worker": "w"}


def model() -> bytes:
    """start → service task."""
    return build.process(build.START + build.service_task("work") + build.line("start", "work"))


def test_a_poll_without_jobs_ends_empty_after_its_time(sqlite_as_user: AsUser) -> None:
    began = time.monotonic()

    answer = sqlite_as_user("admin").post("/v2/jobs/activation", json={**WANTED, "requestTimeout": 300})

    assert (answer.status_code, answer.json()) == (200, {"jobs": []})
    assert 0.25 < time.monotonic() - began < 5


def test_a_waiting_poll_gets_a_new_job_at_once(sqlite_as_user: AsUser, sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, model())
    client = sqlite_as_user("admin")
    started = threading.Timer(0.3, lambda: build.a_case(sqlite_engine, unit="hq"))
    started.start()

    answer = client.post("/v2/jobs/activation", json={**WANTED, "requestTimeout": 20_000})

    started.join()
    assert len(answer.json()["jobs"]) == 1


def test_two_polls_never_share_a_job(sqlite_as_user: AsUser, sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, model())
    for _ in range(6):
        build.a_case(sqlite_engine, unit="hq")
    client = sqlite_as_user("admin")
    found: list[str] = []

    def poll() -> None:
        for _ in range(3):
            jobs = client.post("/v2/jobs/activation", json={**WANTED, "requestTimeout": -1}).json()["jobs"]
            found.extend(job["jobKey"] for job in jobs)

    threads = [threading.Thread(target=poll) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == len(set(found)) == 6


def test_one_look_serves_many_waiting_clients() -> None:
    from api.waiting import DueJobs

    looks: list[int] = []

    def due(_types: tuple[str, ...]) -> set[str]:
        looks.append(1)
        return {"b"} if len(looks) > 2 else set()

    async def wait() -> float:
        jobs = DueJobs(due)
        began = time.monotonic()
        await asyncio.gather(*(jobs.wait_for("b", 5) for _ in range(50)))
        return time.monotonic() - began

    assert asyncio.run(wait()) < 2
    assert len(looks) <= 4


def test_who_gets_his_jobs_is_not_made_to_wait_for_the_next_as_if_he_had_tried_in_vain() -> None:
    # Given waiters that are woken at once, ten times, and get their job each time
    from api.waiting import DueJobs

    async def work() -> float:
        jobs = DueJobs(lambda types: set(types))
        began = time.monotonic()
        for _ in range(10):
            await jobs.wait_for("b", 5)
            jobs.served("b")
        return time.monotonic() - began

    async def try_in_vain() -> float:
        jobs = DueJobs(lambda types: set(types))
        began = time.monotonic()
        for _ in range(10):
            await jobs.wait_for("b", 5)
        return time.monotonic() - began

    # When the same is done by one who gets nothing
    served, in_vain = asyncio.run(work()), asyncio.run(try_in_vain())
    # Then only he holds back
    assert in_vain > 2.5
    assert served < in_vain / 2
