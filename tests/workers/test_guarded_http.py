"""The outgoing guard: nothing of our own house is reached, however it is spelled."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterable, Iterator

import httpcore
import httpx
import pytest

from workers.guarded_http import Blocked, CheckedBackend, TooMuch, fetch, is_allowed

PORTS = (80, 443)
dialled: list[str] = []


class Recorder(CheckedBackend):
    """Notes what passed the guard, and never dials it."""

    def dial(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        dialled.append(address)
        raise httpcore.ConnectError("recorded")


class Inside(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/redirect" else 200)
        if self.path == "/redirect":
            self.send_header("location", "/secret")
        if self.path == "/bomb":
            self.send_header("content-encoding", "gzip")
        self.end_headers()
        self.wfile.write(gzip.compress(b"\0" * 5_000_000) if self.path == "/bomb" else b'{"a": 1}')

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Inside)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://0x7f.1/", "http://127.1/", "http://0.0.0.0/", "http://[::]/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://017700000001/", "http://169.254.169.254/latest", "http://[fe80::1]/",
        "http://[fd00::1]/", "http://100.64.0.1/", "http://10.0.0.1/", "http://192.168.1.1/", "http://224.0.0.1/",
        "http://240.0.0.1/", "file:///etc/passwd", "gopher://example.test/", "http://u:p@example.test/",
        "http://example.test:22/", "http:///x", "",
    ],
)  # fmt: skip
def test_no_url_reaches_our_own_house(url: str) -> None:
    dialled.clear()

    with pytest.raises((Blocked, httpx.HTTPError, OSError, UnicodeError)):
        fetch("GET", url, backend=Recorder, ports=PORTS)

    assert dialled == []


def test_a_name_with_one_inner_address_is_blocked_and_the_checked_address_is_dialled() -> None:
    dialled.clear()

    with pytest.raises(Blocked):
        fetch("GET", "http://a.test/", backend=Recorder, resolver=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(httpx.HTTPError):
        fetch("GET", "http://a.test/", backend=Recorder, resolver=lambda host, port: ["93.184.216.34"])

    assert dialled == ["93.184.216.34"]


def test_an_allowed_network_is_reached_without_following_redirects(port: int) -> None:
    url = f"http://127.0.0.1:{port}"

    plain = fetch("GET", url + "/", allowed=("127.0.0.0/8",), ports=(port,))
    moved = fetch("GET", url + "/redirect", allowed=("127.0.0.0/8",), ports=(port,))

    assert (plain.status, plain.body) == (200, b'{"a": 1}')
    assert moved.status == 302


def test_a_compressed_bomb_is_cut_off(port: int) -> None:
    with pytest.raises(TooMuch):
        fetch("GET", f"http://127.0.0.1:{port}/bomb", allowed=("127.0.0.0/8",), ports=(port,))


def test_addresses_are_judged_by_where_they_lead() -> None:
    assert is_allowed("93.184.216.34")
    assert not is_allowed("::ffff:10.1.2.3")
    assert is_allowed("10.1.2.3", allowed=("10.0.0.0/8",))
