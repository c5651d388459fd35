"""Wrong passwords: who guesses waits longer and longer, where he guesses; whoever works elsewhere goes on working."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine import passwords, signin_blocks
from engine.actor import Actor
from engine.errors import Forbidden, NotFound, Overloaded, Unauthenticated
from engine.service import Engine
from tests.security.conftest import AsUser

BEGIN = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
HOME, AWAY = "10.0.0.1", "203.0.113.9"


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password is right when it is the demo's: a hash takes 50 ms."""
    monkeypatch.setattr(passwords, "is_secret", lambda secret, secret_hash: secret_hash and secret == "demo")


@pytest.fixture
def time(engine: Engine) -> Clock:
    clock = Clock()
    engine.sign_in_clock = clock
    return clock


def test_each_wrong_password_after_the_fifth_doubles_the_wait_up_to_an_hour(engine: Engine, time: Clock) -> None:
    waits = []
    for _ in range(13):
        assert _try(engine, "agent", AWAY) == 0
        wait = _try(engine, "agent", AWAY)
        if wait == 0:
            continue
        waits.append(wait - 1)
        time.move(timedelta(seconds=wait))

    assert waits[:8] == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_who_guesses_from_elsewhere_does_not_lock_out_people_where_they_work(engine: Engine, time: Clock) -> None:
    engine.sign_in("agent", "demo", address=HOME)

    for number in range(300):
        _try(engine, "agent", f"198.51.100.{number % 250}")
        time.move(timedelta(seconds=2))

    assert engine.sign_in("agent", "demo", address=HOME).actor.name == "agent"
    with pytest.raises(Overloaded):
        engine.sign_in("agent", "demo", address=AWAY)


def test_who_guesses_in_an_office_does_not_lock_out_his_colleagues(engine: Engine, time: Clock) -> None:
    for name in ("agent", "operator"):
        engine.sign_in(name, "demo", address=HOME)

    for _ in range(9):
        _try(engine, "agent", HOME)

    assert _try(engine, "agent", HOME) > 0
    assert engine.sign_in("operator", "demo", address=HOME).actor.name == "operator"


def test_many_names_from_one_address_are_slowed(engine: Engine, time: Clock) -> None:
    waits = [_try(engine, f"name{number}", AWAY) for number in range(8)]

    assert [wait > 0 for wait in waits] == [False] * 5 + [True] * 3


def test_guesses_from_many_addresses_at_one_account_are_slowed(engine: Engine, time: Clock) -> None:
    tried = 0
    for number in range(3600):
        tried += _try(engine, "agent", f"2001:db8::{number:x}") == 0
        time.move(timedelta(seconds=1))

    assert tried <= 51


def test_a_right_password_forgets_the_wrong_ones(engine: Engine, time: Clock) -> None:
    for _ in range(4):
        for _ in range(4):
            assert _try(engine, "agent", HOME) == 0
        engine.sign_in("agent", "demo", address=HOME)

    assert engine.sign_in_blocks("agent", actor=_admin(engine)) == ()


def test_a_wait_ends_by_itself_and_a_day_forgets_it(engine: Engine, time: Clock) -> None:
    for _ in range(5):
        _try(engine, "agent", AWAY)
    wait = _try(engine, "agent", AWAY)

    time.move(timedelta(seconds=wait))

    assert _try(engine, "agent", AWAY) == 0
    time.move(timedelta(days=1, seconds=1))
    assert [_try(engine, "agent", AWAY) for _ in range(5)] == [0] * 5


def test_an_unknown_name_waits_like_a_known_one(engine: Engine, time: Clock) -> None:
    known = [_try(engine, "agent", AWAY) for _ in range(7)]
    time.move(timedelta(minutes=2))
    unknown = [_try(engine, "nobody-here", AWAY) for _ in range(7)]

    assert known == unknown


def test_an_administrator_sees_who_waits_and_lets_him_in(app: FastAPI, sqlite_engine: Engine, as_user: AsUser) -> None:
    sqlite_engine.sign_in_clock = Clock()
    for _ in range(6):
        _try(sqlite_engine, "agent", AWAY)
    admin = as_user("admin")

    page = admin.get("/admin/user?username=agent").text
    blocks = admin.get("/api/v1/users/agent/sign-in-blocks").json()["items"]
    freed = admin.post("/api/v1/users/agent/release")

    assert AWAY in page
    assert [(block["address"], block["failures"]) for block in blocks] == [(AWAY, 5)]
    assert blocks[0]["blockedUntil"] == "2026-05-04T08:01:00.000Z"
    assert freed.json() == {"freed": 1}
    assert sqlite_engine.sign_in("agent", "demo", address=AWAY).actor.name == "agent"
    assert AWAY not in admin.get("/admin/user?username=agent").text


def test_nobody_else_sees_or_ends_a_wait(engine: Engine, time: Clock) -> None:
    dealer = engine.actor_of_basic("dealer", "demo", address=HOME)
    admin = _admin(engine)
    engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=admin)
    local = engine.actor_of_basic("dealer", "demo", address=HOME)

    with pytest.raises(Forbidden):
        engine.release_sign_in("station", actor=dealer)
    with pytest.raises(NotFound):
        engine.release_sign_in("agent", actor=local)
    with pytest.raises(NotFound):
        engine.sign_in_blocks("agent", actor=local)
    assert engine.release_sign_in("station", actor=local) == 0


def test_the_page_says_how_long_to_wait(app: FastAPI, sqlite_engine: Engine) -> None:
    clock = Clock()
    sqlite_engine.sign_in_clock = clock
    sent = {"username": "agent", "password": "wrong", "next": "/"}
    with TestClient(app) as browser:
        browser.cookies.set("language", "en")
        answers = [browser.post("/signin", data=sent) for _ in range(6)]
        clock.move(timedelta(seconds=61))
        browser.post("/signin", data=sent)
        later = browser.post("/signin", data=sent)

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "Try again in 61 seconds" in answers[-1].text
    assert "Try again in 3 minutes, or ask an administrator" in later.text


def test_parallel_guesses_get_no_more_tries_than_one_after_the_other(engine: Engine, time: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: _try(engine, "agent", AWAY), range(24)))

    assert waits.count(0) == 5


def test_waits_grow_from_a_minute_to_an_hour() -> None:
    assert [signin_blocks.wait_after(tries).total_seconds() for tries in (5, 6, 10, 11, 9999)] == [
        60, 120, 1920, 3600, 3600,
    ]  # fmt: skip


def _try(engine: Engine, username: str, address: str) -> int:
    """A wrong password: 0 when it was judged, else how many seconds to wait."""
    try:
        engine.sign_in(username, "wrong", address=address)
    except Unauthenticated:
        return 0
    except Overloaded as wait:
        return wait.retry_after_seconds
    raise AssertionError("a wrong password let somebody in")


def _admin(engine: Engine) -> Actor:
    return engine.actor_of_basic("admin", "demo", address="10.0.0.99")
