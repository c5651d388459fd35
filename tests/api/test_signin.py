"""Who gets in: cookies, Basic, bearer tokens, throttling, forged requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.service import Engine
from tests.api.conftest import anonymous, basic

HERE = {"Origin": "http://testserver"}


def signed_in(app: FastAPI, username: str = "agent") -> tuple[TestClient, str]:
    """A browser that signed in, and its token against forgery."""
    browser = anonymous(app)
    answer = browser.post("/api/v1/login", json={"username": username, "password": "demo"}, headers=HERE)
    assert answer.status_code == 200, answer.text
    return browser, answer.json()["csrfToken"]


def test_a_cookie_is_http_only_and_lax_and_named_for_its_host_over_https(sqlite_app: FastAPI) -> None:
    plain = anonymous(sqlite_app).post("/api/v1/login", json={"username": "agent", "password": "demo"})
    secure = TestClient(sqlite_app, base_url="https://lane.example").post(
        "/api/v1/login", json={"username": "agent", "password": "demo"}
    )

    assert plain.headers["set-cookie"].startswith("servicelane=")
    assert "HttpOnly" in plain.headers["set-cookie"]
    assert "SameSite=lax" in plain.headers["set-cookie"]
    assert secure.headers["set-cookie"].startswith("__Host-servicelane=")
    assert "Secure" in secure.headers["set-cookie"]
    assert secure.headers["strict-transport-security"]


def test_an_unsafe_request_with_a_cookie_needs_the_token_of_its_session(sqlite_app: FastAPI) -> None:
    browser, token = signed_in(sqlite_app)
    change = {"language": "en"}

    assert browser.get("/api/v1/me").json()["username"] == "agent"
    for headers, status in (
        ({}, 403),
        ({"X-CSRF-Token": "guess"}, 403),
        ({"X-CSRF-Token": token, "Origin": "https://evil.example"}, 403),
        ({"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"}, 403),
        ({"X-CSRF-Token": token, **HERE}, 200),
    ):
        assert browser.patch("/api/v1/me", json=change, headers=headers).status_code == status, headers


def test_signing_in_again_ends_the_old_session(sqlite_app: FastAPI) -> None:
    browser, _ = signed_in(sqlite_app)
    old = browser.cookies["servicelane"]

    browser.post("/api/v1/login", json={"username": "agent", "password": "demo"})

    assert browser.cookies["servicelane"] != old
    assert anonymous(sqlite_app).get("/api/v1/me", headers={"Cookie": f"servicelane={old}"}).status_code == 401


def test_signing_out_ends_the_session(sqlite_app: FastAPI) -> None:
    browser, token = signed_in(sqlite_app)
    secret = browser.cookies["servicelane"]

    assert browser.post("/api/v1/logout", headers={"X-CSRF-Token": token}).status_code == 204

    assert anonymous(sqlite_app).get("/api/v1/me", headers={"Cookie": f"servicelane={secret}"}).status_code == 401


def test_a_session_ends_after_thirty_idle_minutes_and_after_eight_hours(
    sqlite_app: FastAPI, sqlite_engine: Engine
) -> None:
    begin = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    now = [begin]
    sqlite_engine.sign_in_clock = lambda: now[0]
    browser, _ = signed_in(sqlite_app)

    now[0] = begin + timedelta(minutes=29)
    assert browser.get("/api/v1/me").status_code == 200
    now[0] += timedelta(minutes=29)
    assert browser.get("/api/v1/me").status_code == 200
    now[0] += timedelta(minutes=31)
    assert browser.get("/api/v1/me").status_code == 401

    now[0] = begin
    busy, _ = signed_in(sqlite_app)
    while now[0] < begin + timedelta(hours=7, minutes=50):
        now[0] += timedelta(minutes=20)
        assert busy.get("/api/v1/me").status_code == (200 if now[0] < begin + timedelta(hours=8) else 401)
    now[0] = begin + timedelta(hours=8)
    assert busy.get("/api/v1/me").status_code == 401


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(sqlite_app: FastAPI) -> None:
    client = anonymous(sqlite_app)

    wrong = client.get("/api/v1/me", headers=basic("agent", "wrong"))
    unknown = client.get("/api/v1/me", headers=basic("nobody", "wrong"))

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.headers["www-authenticate"] == 'Basic realm="servicelane", Bearer'


def test_the_sixth_failure_within_a_minute_has_to_wait(sqlite_app: FastAPI, sqlite_engine: Engine) -> None:
    begin = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    now = [begin]
    sqlite_engine.sign_in_clock = lambda: now[0]
    client = anonymous(sqlite_app)

    answers = [client.get("/api/v1/me", headers=basic("agent", f"guess {n}")) for n in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "61"
    assert client.get("/api/v1/me", headers=basic("agent")).status_code == 429
    now[0] += timedelta(seconds=61)
    assert client.get("/api/v1/me", headers=basic("agent")).status_code == 200


def test_right_passwords_are_never_throttled(sqlite_app: FastAPI) -> None:
    for _ in range(12):
        assert (
            anonymous(sqlite_app).post("/api/v1/login", json={"username": "agent", "password": "demo"}).status_code
            == 200
        )


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic bm9jb2xvbg==",
        "Bearer",
        "Bearer a.b.c",
        "Bearer slt_x",
        "Digest x",
        "Basic /w==",
        "",
    ],
)
def test_credentials_of_another_form_are_401(sqlite_app: FastAPI, header: str) -> None:
    answer = anonymous(sqlite_app).get("/v2/topology", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_bearer_token_of_ours_is_a_jwt_that_ends(sqlite_app: FastAPI, sqlite_engine: Engine) -> None:
    client = anonymous(sqlite_app)
    fields = {"grant_type": "client_credentials", "client_id": "operator", "client_secret": "demo"}

    answer = client.post("/oauth/token", data=fields)
    token = answer.json()["access_token"]

    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)
    assert token.count(".") == 2
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/v2/authentication/me", headers=bearer).json()["username"] == "operator"
    assert client.get("/v2/topology", headers={"Authorization": f"Bearer {token}x"}).status_code == 401
    later = sqlite_engine.sign_in_clock() + timedelta(hours=1, seconds=1)
    sqlite_engine.sign_in_clock = lambda: later
    assert client.get("/v2/topology", headers=bearer).status_code == 401


def test_a_wrong_client_secret_gives_no_token(sqlite_app: FastAPI) -> None:
    fields = {"grant_type": "client_credentials", "client_id": "operator", "client_secret": "wrong"}

    assert anonymous(sqlite_app).post("/oauth/token", data=fields).status_code == 401


def test_a_personal_token_works_until_it_is_removed(sqlite_app: FastAPI) -> None:
    client = TestClient(sqlite_app, headers=basic("agent"))
    made = client.post("/api/v1/me/tokens", json={"name": "phone"}).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}

    assert anonymous(sqlite_app).get("/api/v1/me", headers=bearer).json()["username"] == "agent"
    assert "token" not in client.get("/api/v1/me/tokens").json()["items"][0]
    assert client.delete(f"/api/v1/me/tokens/{made['tokenKey']}").status_code == 204
    assert anonymous(sqlite_app).get("/api/v1/me", headers=bearer).status_code == 401


def test_a_new_password_ends_other_sessions_and_old_tokens(sqlite_app: FastAPI) -> None:
    browser, token = signed_in(sqlite_app)
    other, _ = signed_in(sqlite_app)
    fields = {"grant_type": "client_credentials", "client_id": "agent", "client_secret": "demo"}
    bearer = {
        "Authorization": "Bearer " + anonymous(sqlite_app).post("/oauth/token", data=fields).json()["access_token"]
    }
    assert anonymous(sqlite_app).get("/api/v1/me", headers=bearer).status_code == 200

    changed = browser.put(
        "/api/v1/me/password",
        json={"oldPassword": "demo", "newPassword": "correct horse"},
        headers={"X-CSRF-Token": token},
    )

    assert changed.status_code == 204
    assert browser.get("/api/v1/me").status_code == 200
    assert other.get("/api/v1/me").status_code == 401
    assert anonymous(sqlite_app).get("/api/v1/me", headers=bearer).status_code == 401
    assert anonymous(sqlite_app).get("/api/v1/me", headers=basic("agent")).status_code == 401
    assert anonymous(sqlite_app).get("/api/v1/me", headers=basic("agent", "correct horse")).status_code == 200


def test_a_too_short_password_is_refused_by_field(sqlite_app: FastAPI) -> None:
    answer = TestClient(sqlite_app, headers=basic("agent")).put(
        "/api/v1/me/password", json={"oldPassword": "demo", "newPassword": "short"}
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/newPassword")


def test_a_page_sends_who_is_not_signed_in_to_the_sign_in(sqlite_app: FastAPI) -> None:
    answer = anonymous(sqlite_app).get("/inbox?queue=mine")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=%2Finbox%3Fqueue%3Dmine")


def test_demo_accounts_are_offered_while_they_have_the_demo_password(sqlite_engine: Engine) -> None:
    names = {account.username for account in sqlite_engine.demo_accounts()}

    assert {"agent", "station", "station2", "dealer", "dealer2", "technician", "operator", "auditor"} <= names


def test_settings_of_the_caller_are_checked_and_kept(sqlite_app: FastAPI) -> None:
    client = TestClient(sqlite_app, headers=basic("agent"))

    assert client.patch("/api/v1/me", json={"language": "en", "timeZone": "Europe/Berlin"}).status_code == 200
    assert client.get("/api/v1/me").json()["timeZone"] == "Europe/Berlin"
    wrong = client.patch("/api/v1/me", json={"language": "xx", "timeZone": "Mars"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/language", "/timeZone"]
