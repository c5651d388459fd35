"""One request on its way to one engine method: who asks, and how the answer is made, once only if he wants it so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import Body, FreeList, FreeObject
from api.errors import BadRequest
from api.items import Present, page_json, presenter
from engine.actor import Actor
from engine.errors import Conflict
from engine.search.request import Search
from engine.service import Engine
from engine.service.transaction import Once, Replayed
from engine.store.answers import StoredAnswer
from engine.store.search.paging import REVISION
from engine.values import Json, Values, dump

T = TypeVar("T")
_REQUEST_KEY = re.compile(r"[\x21-\x7e]{1,255}\Z")
_REVISION = re.compile(r'(?:W/)?"([0-9]{1,15})"\Z')
_JSON = "application/json"


class SearchBody(Body):
    """The body of a search (API 1.4)."""

    filter: FreeObject = {}
    sort: FreeList = []
    page: FreeObject = {}


@dataclass(slots=True)
class Call:
    """A request whose caller is known. `raw` is its body, `form` a multipart one."""

    request: Request
    engine: Engine
    actor: Actor
    raw: bytes = b""
    form: FormData | None = None

    def do(
        self,
        operation: Callable[[Once[T] | None], T],
        answer: Callable[[T], Json] | None = None,
        *,
        status: int | None = None,
    ) -> Response:
        """Run a command and answer 200 with `answer` of its result, or 204.

        With an Idempotency-Key the effect and the answer are stored together, and a repetition gets that answer.
        """
        status = status or (204 if answer is None else 200)
        once = self._once(answer, status)
        try:
            result = self._first_or_replay(operation, once)
        except Replayed as replayed:
            return _stored(replayed.answer)
        return json_answer(answer(result), status=status) if answer is not None else Response(status_code=204)

    def search(
        self,
        kind: str,
        body: SearchBody,
        *,
        within: tuple[str, int | str] | None = None,
        pins: Mapping[str, int | str | frozenset[str]] | None = None,
        present: Present | None = None,
    ) -> Values:
        """The page of a search; see `engine.search.request.Search`."""
        wanted = Search(body.filter, body.sort, body.page, within, pins or {})
        return page_json(self.engine.search(kind, wanted, actor=self.actor), present or presenter(kind))

    def one(self, kind: str, key: int | str, *, present: Present | None = None) -> Response:
        """One object by its key, with its revision as ETag when it has one."""
        item = self.engine.get_one(kind, key, actor=self.actor)
        headers = {"ETag": f'"{item[REVISION]}"'} if REVISION in item else {}
        return json_answer((present or presenter(kind))(item), headers=headers)

    def expected_revision(self) -> int | None:
        """The revision that If-Match demands; None = any. Raises BadRequest for an ETag that is not of ours."""
        header = self.request.headers.get("if-match")
        if header is None or header.strip() == "*":
            return None
        found = _REVISION.match(header.strip())
        if found is None:
            raise BadRequest('expected If-Match to be one ETag of ours, such as "7", but found another form')
        return int(found[1])

    def flag(self, name: str, *, default: bool) -> bool:
        """A query parameter that is true or false."""
        value = self.request.query_params.get(name)
        if value is None:
            return default
        if value.lower() not in ("true", "false"):
            raise BadRequest(f"expected the query parameter '{name}' to be true or false, but found another value")
        return value.lower() == "true"

    def _first_or_replay(self, operation: Callable[[Once[T] | None], T], once: Once[T] | None) -> T:
        try:
            return operation(once)
        except Conflict:
            if once is None:
                raise
            # A twin with the same key may have won the race: then its answer is stored by now.
            return operation(once)

    def _once(self, answer: Callable[[T], Json] | None, status: int) -> Once[T] | None:
        request_key = self.request.headers.get("idempotency-key")
        if request_key is None:
            return None
        if not _REQUEST_KEY.match(request_key):
            raise BadRequest("expected an Idempotency-Key of 1 to 255 visible ASCII characters, but found another form")
        told = f"{self.request.method} {self.request.url.path}?{self.request.url.query}\n".encode()
        fingerprint = hashlib.sha256(told + self.raw).hexdigest()
        return Once(
            caller=self.actor.name,
            request_key=request_key,
            fingerprint=fingerprint,
            render=lambda result: (status, dump(answer(result)) if answer is not None else ""),
        )


def json_answer(content: Json, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON with exact numbers."""
    return Response(dump(content), status, headers, media_type=_JSON)


def _stored(answer: StoredAnswer) -> Response:
    headers = {"Idempotency-Replayed": "true"}
    if answer.status == 204:
        return Response(status_code=204, headers=headers)
    return Response(answer.body, answer.status, headers, media_type=_JSON)
