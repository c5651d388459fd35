"""Calls that cases make to other systems: never inwards, never longer than their time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from time import monotonic

import httpx
import pytest

from workers.guarded_http import fetch, is_allowed


@pytest.fixture(params=[b"HTTP/1.1 200 OK\r\n", b""], ids=["headers", "early hints"])
def trickling_port(request: pytest.FixtureRequest) -> Iterator[int]:
    """A server that begins to answer and then sends one more header (or one more interim answer) every 50 ms."""
    line = b"X-More: yes\r\n" if request.param else b"HTTP/1.1 103 Early Hints\r\n\r\n"
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(request.param)
                for _ in range(100):
                    if stop.wait(0.05):
                        return
                    try:
                        connection.sendall(line)
                    except OSError:
                        return

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        stop.set()
        thread.join()


def test_a_server_that_trickles_its_headers_does_not_hold_the_worker(trickling_port: int) -> None:
    started = monotonic()

    with pytest.raises(httpx.TransportError):
        fetch(
            "GET", f"http://127.0.0.1:{trickling_port}/", allowed=("127.0.0.0/8",), ports=(trickling_port,),
            total_seconds=0.5,
        )  # fmt: skip

    assert monotonic() - started < 2


@pytest.mark.parametrize("address", ["fec0::1", "fe80::1", "fc00::1", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"])
def test_no_address_of_ones_own_network_is_called(address: str) -> None:
    assert not is_allowed(address)
