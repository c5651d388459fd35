"""Links of before 0010, which cases showed to readers: they follow their case; a newer one can be asked for."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from engine import passwords
from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.public.links import OldLink
from engine.public.renewing import NoWayToSend
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from tests.conftest import with_name
from tests.public.conftest import ASKED, MODELS, PNG, case_of
from workers import drain

SCRIPTS = Path(__file__).resolve().parents[2] / "engine" / "store" / "migrations"
NUMBER = "H-13800000001"
TOKEN = re.compile(r"/p/([A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])")


@pytest.fixture(params=["sqlite", "postgres"])
def grown_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind, to be migrated."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'grown.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"grown_{uuid4().hex[:10]}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield with_name(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def old(grown_url: str, clock: PinnedClock) -> Iterator[tuple[Engine, str]]:
    """An installation of before 0010 with a case whose variable and message held the token, brought up to date."""
    database = Database(grown_url)
    upgrade(database)
    settings = EngineSettings(is_test_mode=True, public_url="https://lane.example")
    engine = Engine(database, clock=clock, settings=settings)
    engine.load_demo_network()
    engine.deploy([ModelFile(file.name, file.read_bytes()) for file in sorted(MODELS.iterdir())], actor=SYSTEM)
    engine.receive("help_wanted", ASKED, channel="web", request_id="request-of-old")
    drain(engine)
    token = _back_before_0010(database, case_of(engine, NUMBER))
    upgrade(database)
    yield engine, token
    engine.close()


def test_an_old_link_follows_its_case_and_does_nothing_else(old: tuple[Engine, str]) -> None:
    engine, token = old

    seen = engine.tracking(token)

    assert (seen.is_old, seen.number, seen.offers) == (True, NUMBER, ())
    with pytest.raises(OldLink):
        engine.reply(token, "help_answered", {"accepted": "yes"}, request_id="request-1")
    with pytest.raises(OldLink):
        engine.add_link_file(token, PNG, "a.png", "image/png")


def test_what_was_told_before_shows_staff_a_mask(old: tuple[Engine, str]) -> None:
    engine, token = old

    row = engine.case_page(case_of(engine, NUMBER), actor=SYSTEM).notifications[0]

    assert token not in row.text + row.text_en
    assert "/p/*" in row.text


def test_a_message_after_the_change_holds_the_new_link_though_the_variable_is_old(old: tuple[Engine, str]) -> None:
    engine, token = old

    stored = engine.masked(f"https://lane.example/p/{token}")
    new = engine.customer_mail()[0]

    found = TOKEN.search(new.text)
    assert token not in stored
    assert found is not None
    assert found[1] != token
    assert engine.tracking(found[1]).offers


def test_the_holder_of_an_old_link_has_a_new_one_sent_to_the_address_of_the_case(old: tuple[Engine, str]) -> None:
    engine, token = old
    with engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE notification SET channel = 'sms', state = 'sent'"))

    with TestClient(create_app(engine), follow_redirects=False) as customer:
        customer.cookies.set("language", "en")
        page = customer.get(f"/p/{token}").text
        answer = customer.post(f"/p/renew/{token}")

    sent = engine.queued_notifications()
    assert "Send me the new link" in page
    assert answer.headers["location"] == f"/p/{token}?renewed=1"
    assert [(row.recipient, row.channel, row.state) for row in sent] == [("13800000001", "sms", "queued")]


def test_a_case_that_reached_nobody_asks_its_customer_to_call(old: tuple[Engine, str]) -> None:
    engine, token = old

    with pytest.raises(NoWayToSend):
        engine.renew_link(token)
    with TestClient(create_app(engine), follow_redirects=False) as customer:
        answer = customer.post(f"/p/renew/{token}")

    assert answer.headers["location"] == f"/p/{token}?call=1"


@pytest.mark.parametrize(
    ("way", "recipient", "expected"),
    [
        ({"sms_url": "https://sms.example"}, "13800000001", "sms"),
        ({"smtp_url": "smtp://mail.example"}, "a@b.example", "mail"),
        ({"notify_url": "https://hook.example"}, "13800000001", "webhook"),
        ({"smtp_url": "smtp://mail.example"}, "13800000001", None),
        ({"sms_url": "https://sms.example"}, "张伟\n文三路 1 号", None),
    ],
)
def test_who_was_never_reached_gets_the_new_link_by_a_way_that_is_open_now(
    old: tuple[Engine, str], way: dict[str, str], recipient: str, expected: str | None
) -> None:
    engine, token = old
    with engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE notification SET recipient = :to, channel = ''"), {"to": recipient})
    later = Engine(engine.database, clock=engine.clock, settings=replace(engine.settings, **way))

    if expected is None:
        with pytest.raises(NoWayToSend):
            later.renew_link(token)
    else:
        later.renew_link(token)

    sent = [(row.recipient, row.channel) for row in later.queued_notifications()]
    assert sent == ([(recipient, expected)] if expected else [])


def test_old_links_end_when_they_would_have(old: tuple[Engine, str], clock: PinnedClock) -> None:
    engine, token = old

    clock.move(timedelta(days=31))

    with TestClient(create_app(engine)) as customer:
        assert customer.get(f"/p/{token}").status_code == 404


def _back_before_0010(database: Database, case_key: int) -> str:
    """The schema of before, with the token where it stood then: its hash, a message, a variable."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.sql.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision("0010").down_revision))
        secret = connection.execute(text("SELECT secret FROM link_secret")).scalar_one()
        row = connection.execute(text("SELECT link_key, element_instance_key FROM public_link")).one()
        mac = hmac.digest(bytes(secret), f"link:{case_key}:{row.element_instance_key}".encode(), "sha256")
        token = base64.urlsafe_b64encode(mac[:24]).decode()
        hashed = passwords.digest(token)
        connection.execute(text("UPDATE public_link SET token_hash = :hash"), {"hash": hashed})
        told = {"text": f"进度:https://lane.example/p/{token}", "en": f"Here: https://lane.example/p/{token}"}
        connection.execute(text("UPDATE notification SET text = :text, text_en = :en"), told)
    return token


def _on_server(url: str, statement: str) -> None:
    database = Database(url)
    with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.close()
