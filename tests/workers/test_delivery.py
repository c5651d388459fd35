"""The outbox leaves the house: a real SMTP server and a real HTTP gateway on the loopback."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from engine.clock import PinnedClock, system_clock
from engine.service import Engine
from engine.service.reference import notify
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from engine.store.reference.notifications import NewNotification
from engine.webhooks import Signed, is_genuine
from workers.contract import BadInput
from workers.delivery import LEASE, WAITS, send_queued
from workers.handlers.notify import notify_customer

SECRET = "whsec_c2VjcmV0IG9mIHRoZSBob3VzZQ=="
BOTH = {"email": "a@b.c", "phone": "1"}
OpenEngine = Callable[..., Engine]


class _Mailbox(socketserver.StreamRequestHandler):
    """Just enough SMTP to take a mail."""

    taken: ClassVar[list[str]] = []

    def handle(self) -> None:
        self._say("220 here")
        lines: list[str] = []
        in_data = False
        while raw := self.rfile.readline():
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if in_data:
                if line == ".":
                    in_data = False
                    self.taken.append("\n".join(lines))
                    self._say("250 taken")
                lines.append(line)
            elif line.upper().startswith("DATA"):
                in_data, lines = True, []
                self._say("354 go on")
            elif line.upper().startswith("QUIT"):
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Gateway(BaseHTTPRequestHandler):
    """Takes messages; answers what `statuses` says, then 200."""

    statuses: ClassVar[list[int]] = []
    taken: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.statuses.pop(0) if self.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.fixture
def gateway() -> Iterator[str]:
    _Gateway.statuses.clear()
    _Gateway.taken.clear()
    yield from _served(ThreadingHTTPServer(("127.0.0.1", 0), _Gateway), "http")


@pytest.fixture
def mailbox() -> Iterator[str]:
    _Mailbox.taken.clear()
    yield from _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mailbox), "smtp")


def _served(server: socketserver.BaseServer, scheme: str) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"{scheme}://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_engine(tmp_path: Any, clock: PinnedClock) -> Iterator[OpenEngine]:
    """`open_engine(sms_url=…)`: an engine with these settings, loopback allowed."""
    opened: list[Engine] = []

    def make(**settings: Any) -> Engine:
        database = Database(f"sqlite:///{tmp_path / 'out.db'}")
        upgrade(database)
        chosen = EngineSettings(http_allowed_networks=("127.0.0.0/8",), **settings)
        opened.append(Engine(database, clock=clock, settings=chosen))
        return opened[-1]

    yield make
    for engine in opened:
        engine.close()


def _queue(engine: Engine, channel: str, recipient: str, *, number: int = 1, language: str = "") -> None:
    row = NewNotification(
        1, number, "customer", "t", "标题", "Title", "您好,修好了", "It is repaired", recipient=recipient,
        state="queued", channel=channel, language=language,
    )  # fmt: skip
    engine._write(lambda tx: notify(tx, row))


def _told(engine: Engine) -> list[tuple[str, str | None]]:
    return [(one.state, one.error) for one in engine.notifications_of(1)]


def test_a_mail_reaches_a_real_server_with_both_languages(open_engine: OpenEngine, mailbox: str) -> None:
    engine = open_engine(smtp_url=f"{mailbox}/?from=service%40lane.example")
    _queue(engine, "mail", "wang@lane.example")

    assert send_queued(engine) == 1

    assert len(_Mailbox.taken) == 1
    assert "From: service@lane.example" in _Mailbox.taken[0]
    assert "@servicelane>" in _Mailbox.taken[0]
    assert _told(engine) == [("sent", None)]


def test_a_short_message_reaches_the_gateway_in_the_readers_language_with_its_key(
    open_engine: OpenEngine, gateway: str
) -> None:
    engine = open_engine(sms_url=f"{gateway}/send", sms_token="t0ken")
    _queue(engine, "sms", "13800000001")
    _queue(engine, "sms", "13800000002", number=2, language="en")

    assert send_queued(engine) == 2

    (first, body), (_, english) = _Gateway.taken
    assert first["authorization"] == "Bearer t0ken"
    assert first["idempotency-key"].startswith("notification-")
    assert json.loads(body)["text"] == "您好,修好了"
    assert json.loads(english)["text"] == "It is repaired"


def test_a_webhook_is_signed_so_that_its_receiver_can_tell(open_engine: OpenEngine, gateway: str) -> None:
    engine = open_engine(notify_url=f"{gateway}/hook", notify_secret=SECRET)
    _queue(engine, "webhook", "13800000001")

    send_queued(engine)

    headers, body = _Gateway.taken[0]
    assert is_genuine((SECRET,), Signed.of(headers), body, now=system_clock())
    assert not is_genuine((SECRET,), Signed.of(headers), body + b" ", now=system_clock())


def test_a_gateway_that_is_down_is_asked_again_under_the_same_key_until_it_takes(
    open_engine: OpenEngine, gateway: str, clock: PinnedClock
) -> None:
    engine = open_engine(sms_url=gateway)
    _Gateway.statuses += [503, 500]
    _queue(engine, "sms", "13800000001")

    tries = [send_queued(engine), send_queued(engine)]
    for wait in WAITS[:2]:
        clock.move(wait)
        tries.append(send_queued(engine))

    assert tries == [1, 0, 1, 1]
    assert len({headers["idempotency-key"] for headers, _ in _Gateway.taken}) == 1
    assert _told(engine) == [("sent", None)]


def test_a_gateway_that_never_takes_is_given_up_in_words(
    open_engine: OpenEngine, gateway: str, clock: PinnedClock
) -> None:
    engine = open_engine(sms_url=gateway)
    _Gateway.statuses += [503] * 20
    _queue(engine, "sms", "13800000001")

    for wait in (timedelta(0), *WAITS, timedelta(days=9)):
        clock.move(wait)
        send_queued(engine)

    ((state, error),) = _told(engine)
    assert state == "failed"
    assert "503" in str(error)
    assert len(_Gateway.taken) == len(WAITS) + 1


def test_workers_side_by_side_send_each_message_once(open_engine: OpenEngine, gateway: str) -> None:
    engine = open_engine(sms_url=gateway)
    for number in range(12):
        _queue(engine, "sms", f"1380000{number:04}", number=number + 1)

    with ThreadPoolExecutor(4) as pool:
        tried = sum(pool.map(lambda _: send_queued(engine), range(4)))

    assert tried == 12
    assert len({json.loads(body)["to"] for _, body in _Gateway.taken}) == len(_Gateway.taken) == 12


def test_what_a_worker_took_and_never_settled_is_sent_by_another_later(
    open_engine: OpenEngine, gateway: str, clock: PinnedClock
) -> None:
    engine = open_engine(sms_url=gateway)
    _queue(engine, "sms", "13800000001")
    (waiting,) = engine.queued_notifications()
    assert engine.take_notification(waiting.notification_key, lease=LEASE)  # and then it dies

    assert send_queued(engine) == 0
    clock.move(LEASE)

    assert send_queued(engine) == 1


@pytest.mark.parametrize(
    ("settings", "customer", "wanted", "found"),
    [
        ({"smtp_url": "smtp://m"}, BOTH, "", ("mail", "queued", "a@b.c")),
        ({"sms_url": "http://s"}, BOTH, "", ("sms", "queued", "1")),
        ({"smtp_url": "smtp://m", "sms_url": "http://s"}, BOTH, "sms", ("sms", "queued", "1")),
        ({"smtp_url": "smtp://m"}, BOTH, "sms", ("mail", "queued", "a@b.c")),
        ({}, {"email": "a@b.c"}, "", ("", "shown", "a@b.c")),
        ({"notify_url": "http://w"}, {"phone": "1"}, "webhook", ("webhook", "queued", "1")),
        ({}, {"name": "张伟", "address": "上海"}, "letter", ("letter", "shown", "张伟\n上海")),
    ],
)  # fmt: skip
def test_a_message_leaves_by_the_wanted_way_or_the_next_best(
    open_engine: OpenEngine, make_job: Any, settings: Any, customer: Any, wanted: str, found: tuple[str, str, str]
) -> None:
    engine = open_engine(**settings)
    job = make_job({"customer": customer, "channel": wanted, "text": "x"})

    done = notify_customer(engine, job)
    assert done.writes is not None
    engine._write(done.writes)

    (told,) = engine.notifications_of(42)
    assert (told.channel, told.state, told.recipient) == found


def test_a_case_with_a_channel_of_its_own_says_by_another_name_how_to_send(
    open_engine: OpenEngine, make_job: Any
) -> None:
    given = {"customer": {"phone": "13800000001", "name": "李伟"}, "channel": "weibo", "send_by": "letter", "text": "x"}

    assert notify_customer(open_engine(), make_job(given)).variables["notification"]["channel"] == "letter"
    assert (
        notify_customer(open_engine(), make_job({**given, "send_by": None})).variables["notification"]["channel"] == ""
    )
    with pytest.raises(BadInput, match="send_by"):
        notify_customer(open_engine(), make_job({**given, "send_by": "weibo"}))


def test_an_unknown_channel_is_an_incident_not_a_guess(open_engine: OpenEngine, make_job: Any) -> None:
    with pytest.raises(BadInput, match="channel"):
        notify_customer(open_engine(), make_job({"customer": {}, "channel": "pigeon", "text": "x"}))
