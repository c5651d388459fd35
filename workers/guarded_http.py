"""Outgoing HTTP that cannot be turned inwards.

The name is resolved once for a connection, every answer must be a public address, and the connection goes to the
very address that was checked (TLS still checks the host name), so a name that changes its mind between check and use
gains nothing. No redirects, no proxies of the environment, no sockets of the machine, a list of ports, a limit on
decompressed bytes and on the whole time. Networks of one's own house are open only when an administrator listed them.
"""

from __future__ import annotations

import ipaddress
import math
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import httpcore
import httpx

MAX_BYTES = 1_000_000
TOTAL_SECONDS = 10.0
PORTS = (80, 443)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOW_32 = 0xFFFFFFFF
Resolve = Callable[[str, int], Sequence[str]]


class Blocked(Exception):
    """The address, port or scheme is not allowed. Names no address: the text may reach a designer."""


class TooMuch(Exception):
    """The answer is larger, or takes longer, than allowed."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back; header names in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def is_allowed(address: str, allowed: Iterable[str] = ()) -> bool:
    """Whether a connection to `address` may be opened: it is public, or lies in an allowed network."""
    ip = _plain(ipaddress.ip_address(address.split("%")[0]))
    if ip is None:
        return False
    if any(ip in ipaddress.ip_network(network, strict=False) for network in allowed):
        return True
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections only to addresses that were checked."""

    def __init__(self, allowed: Sequence[str], resolver: Resolve, end: float = math.inf) -> None:
        """`end` by `time.monotonic()`: no connection reads or writes beyond it."""
        self._allowed, self._resolve, self._end = allowed, resolver, end
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host`, when all its addresses are allowed."""
        addresses = self._resolve(host, port)
        if not addresses or not all(is_allowed(address, self._allowed) for address in addresses):
            raise Blocked("expected a public address, but this one is not allowed")
        return _Ending(self.dial(addresses[0], port, timeout, local_address, socket_options), self._end)

    def dial(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        """Connect to an address that passed."""
        return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        """Never."""
        raise Blocked("expected a network address, but found a socket of the machine")

    def sleep(self, seconds: float) -> None:
        """Wait between retries of the pool."""
        self._backend.sleep(seconds)


class _Ending(httpcore.NetworkStream):
    """A stream that ends at a moment, however slowly the other side trickles its headers."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes that came before the end. Raises httpcore.ReadTimeout."""
        return self._stream.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send before the end. Raises httpcore.WriteTimeout."""
        self._stream.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same end for what is inside TLS."""
        left = self._left(timeout, httpcore.ConnectTimeout)
        return _Ending(self._stream.start_tls(ssl_context, server_hostname, left), self._end)

    def get_extra_info(self, info: str) -> object:
        """What the connection tells of itself."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, late: type[httpcore.TimeoutException]) -> float | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise late("expected an answer in time, but it takes longer")
        return timeout if left == math.inf else min(left, left if timeout is None else timeout)


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    allowed: Sequence[str] = (),
    ports: Sequence[int] = PORTS,
    resolver: Resolve = resolve,
    backend: type[CheckedBackend] = CheckedBackend,
    total_seconds: float = TOTAL_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> HttpAnswer:
    """One request, one answer. Raises Blocked, TooMuch, httpx.HTTPError for what the network does."""
    _check_url(url, ports)
    end = time.monotonic() + total_seconds
    with httpx.Client(
        transport=_transport(backend(allowed, resolver, end)), follow_redirects=False, trust_env=False,
        timeout=httpx.Timeout(total_seconds, connect=min(3.0, total_seconds)),
    ) as client, client.stream(method, url, headers=dict(headers or {}), content=body) as answer:  # fmt: skip
        found = bytearray()
        # No chunk size: with one, a server that trickles bytes holds the reader past the deadline.
        for piece in answer.iter_bytes():
            found += piece
            if len(found) > max_bytes:
                raise TooMuch(f"expected an answer of at most {max_bytes} bytes, but it is larger")
            if time.monotonic() > end:
                raise TooMuch(f"expected an answer within {total_seconds} s, but it takes longer")
        return HttpAnswer(answer.status_code, bytes(found), dict(answer.headers))


def _check_url(url: str, ports: Sequence[int]) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise Blocked("expected a URL, but found none") from None
    defaults = {"http": 80, "https": 443}
    if parsed.scheme not in defaults or parsed.userinfo or not parsed.host:
        raise Blocked("expected an http or https URL without credentials")
    if (parsed.port or defaults[parsed.scheme]) not in ports:
        raise Blocked(f"expected a port of {', '.join(map(str, ports))}")


class _Transport(httpx.BaseTransport):
    """httpx over a pool with our backend: its own transport offers no way to give one."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request through the pool; network failures come out as httpx's."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        sent = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        try:
            answer = self._pool.handle_request(sent)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.TransportError(str(error) or type(error).__name__, request=request) from error
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close the pool."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _transport(backend: httpcore.NetworkBackend) -> _Transport:
    return _Transport(
        httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), retries=0, network_backend=backend)
    )


def _plain(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address behind a wrapped IPv4 one; None for tunnels, which hide where they end."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & _LOW_32)
    return None if ip.sixtofour is not None or ip.teredo is not None else ip
