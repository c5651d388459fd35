"""What a client may send before a request is even whole, over a real connection."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from api.cli.bounded_http import MAX_HEAD_BYTES, BoundedHttp


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    """A server as `servicelane serve` runs it."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=BoundedHttp, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def test_a_head_without_end_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        answer = _sent_until_answered(client, b"a" * 8192, most=2 * MAX_HEAD_BYTES // 8192 + 4)

    assert answer.startswith(b"HTTP/1.1 400 ")


def test_many_requests_on_one_connection_are_each_counted_afresh(port: int) -> None:
    request = b"GET /static/none HTTP/1.1\r\nHost: x\r\nX: " + b"a" * (MAX_HEAD_BYTES // 2) + b"\r\n\r\n"

    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        for _ in range(4):
            client.sendall(request)
            assert client.recv(65_536).startswith(b"HTTP/1.1 404 ")


def test_a_body_larger_than_a_head_may_be_is_no_head(port: int) -> None:
    body = b"language=en&back=" + b"x" * (3 * MAX_HEAD_BYTES)
    head = f"POST /language HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"

    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
        for start in range(0, len(body), 8192):
            client.sendall(body[start : start + 8192])
        assert client.recv(65_536).startswith(b"HTTP/1.1 303 ")


def test_a_client_that_hangs_up_writes_nothing_into_the_log(port: int, caplog: pytest.LogCaptureFixture) -> None:
    for path, kind in (("/signin", "application/x-www-form-urlencoded"), ("/api/v1/login", "application/json")):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(
                f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 9\r\n\r\na".encode()
            )
            time.sleep(0.2)
    time.sleep(0.3)

    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def _sent_until_answered(client: socket.socket, piece: bytes, *, most: int) -> bytes:
    for _ in range(most):
        try:
            client.sendall(piece)
        except OSError:
            break
        time.sleep(0.005)
    try:
        return client.recv(65_536)
    except ConnectionResetError:
        return b""
