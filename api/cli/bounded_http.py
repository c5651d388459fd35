"""uvicorn's fast HTTP protocol with an end to what a request's head may be: the parser itself sets none."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024


class BoundedHttp(HttpToolsProtocol):
    """Answers 400 and hangs up when request line and headers go on beyond `MAX_HEAD_BYTES`."""

    _head_bytes = 0
    _is_in_head = True
    _ended_count = 0

    def data_received(self, data: bytes) -> None:
        """Bytes of the client; those of a head that is not whole yet are counted."""
        ended = self._ended_count
        super().data_received(data)
        if not self._is_in_head or self._ended_count != ended:
            return  # the end of a body came with the beginning of this head: counted from the next bytes on
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(f"expected a head of at most {MAX_HEAD_BYTES} bytes, but it is larger")

    def on_headers_complete(self) -> None:
        """The head is whole: what follows is the body, which the application bounds."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head may begin."""
        self._is_in_head, self._head_bytes = True, 0
        self._ended_count += 1
        super().on_message_complete()
