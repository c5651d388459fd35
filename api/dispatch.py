"""Finds the endpoint for a path and runs it: authenticate, read, act, answer. See `endpoints`."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from api.bodies import Body, read_json, read_key, read_model
from api.call import Call, json_answer
from api.endpoints import Endpoint
from api.errors import BadRequest, UnsupportedMediaType, plain_problem, problem_of
from api.session import authenticate
from engine.actor import Actor, ActorKind
from engine.errors import ServicelaneError

NOBODY = Actor(name="", kind=ActorKind.CLIENT)
_MAX_PARTS = 100
_THREADS = ThreadPoolExecutor(40, thread_name_prefix="request")
T = TypeVar("T")


@dataclass(slots=True)
class _Node:
    """One segment of paths: what follows it by name, what follows any name, and the endpoints that end here."""

    by_name: dict[str, _Node] = field(default_factory=dict)
    by_any: _Node | None = None
    endpoints: dict[str, Ready] = field(default_factory=dict)


class Tree(BaseRoute):
    """All endpoints as one route of the application. A path it does not know is left to the routes after it."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._root = _Node()
        for endpoint in endpoints:
            self._add(Ready(endpoint))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """FULL for a known path, whatever the method: a wrong one is answered here."""
        if scope["type"] != "http":
            return Match.NONE, {}
        segments = get_route_path(scope).rstrip("/").split("/")[1:]
        node = _walk(self._root, segments, 0)
        return (Match.NONE, {}) if node is None else (Match.FULL, {"servicelane_endpoints": node.endpoints})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose path `matches` found."""
        ready: Mapping[str, Ready] = scope["servicelane_endpoints"]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method not in ready:
            allowed = ", ".join(sorted(ready))
            problem = plain_problem(
                405, f"expected one of {allowed}, but found {scope['method'][:20]}", headers={"Allow": allowed}
            )
            await problem.answer(scope["path"])(scope, receive, send)
            return
        request = Request(scope, receive)
        response = await ready[method].answer(request)
        await response(scope, receive, send)

    def _add(self, ready: Ready) -> None:
        node = self._root
        for segment in ready.endpoint.path.split("/")[1:]:
            if segment.startswith("{"):
                node.by_any = node.by_any or _Node()
                node = node.by_any
            else:
                node = node.by_name.setdefault(segment, _Node())
        if ready.endpoint.method in node.endpoints:
            raise ValueError(f"expected one handler of {ready.endpoint.method} {ready.endpoint.path}, but found two")
        node.endpoints[ready.endpoint.method] = ready


class Ready:
    """An endpoint with its signature read, ready to answer."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._is_async = endpoint.is_async
        self._body = endpoint.body
        self._parameters = [
            (index, name, kind)
            for index, segment in enumerate(endpoint.path.split("/")[1:])
            if segment.startswith("{")
            for name, kind in [(segment[1:-1], endpoint.parameters[segment[1:-1]])]
        ]

    async def answer(self, request: Request) -> Response:
        """The answer to `request`, whatever happens but a bug."""
        try:
            if self.endpoint.reads_form:
                return await self._with_form(request)
            raw = await request.body()
            if self._is_async:
                call, arguments = await _in_thread(self._prepare, request, raw)
                waited = self.endpoint.handler(call, **arguments)
                assert isinstance(waited, Awaitable)
                return _response(self.endpoint, await waited)
            return await _in_thread(self._answer, request, raw)
        except ServicelaneError as error:
            return self._problem(request, error)

    def _answer(self, request: Request, raw: bytes) -> Response:
        try:
            call, arguments = self._prepare(request, raw)
            return _response(self.endpoint, self.endpoint.handler(call, **arguments))
        except ServicelaneError as error:
            return self._problem(request, error)

    async def _with_form(self, request: Request) -> Response:
        """Who asks is settled before a byte of a large upload is read."""
        call, arguments = await _in_thread(self._prepare, request, b"")
        if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            raise UnsupportedMediaType("expected a body of multipart/form-data, but found another kind")
        async with request.form(max_files=_MAX_PARTS, max_fields=_MAX_PARTS) as form:
            call.form = form
            return await _in_thread(lambda: _response(self.endpoint, self.endpoint.handler(call, **arguments)))

    def _prepare(self, request: Request, raw: bytes) -> tuple[Call, dict[str, object]]:
        engine = request.app.state.engine
        actor = NOBODY if self.endpoint.is_public else authenticate(request, engine)
        arguments: dict[str, object] = {}
        if self._parameters:
            segments = get_route_path(request.scope).split("/")[1:]
            for index, name, kind in self._parameters:
                arguments[name] = read_key(segments[index]) if kind is int else _name(segments[index])
        if self._body is not None:
            arguments["body"] = self._read(self._body, request, raw)
        return Call(request, engine, actor, raw), arguments

    def _read(self, model: type[Body], request: Request, raw: bytes) -> Body:
        return read_model(model, read_json(raw, request.headers.get("content-type", "")))

    def _problem(self, request: Request, error: ServicelaneError) -> Response:
        language = request.headers.get("accept-language", "en")
        return problem_of(error, command=self.endpoint.command, language=language).answer(request.url.path)


async def _in_thread(run: Callable[..., T], *arguments: object) -> T:
    """What `run` gives, run in one of our threads: handing over costs half of what the framework's pool does."""
    return await get_running_loop().run_in_executor(_THREADS, partial(run, *arguments))


def _walk(node: _Node, segments: list[str], at: int) -> _Node | None:
    if at == len(segments):
        return node if node.endpoints else None
    named = node.by_name.get(segments[at])
    found = _walk(named, segments, at + 1) if named is not None else None
    if found is None and node.by_any is not None and segments[at]:
        found = _walk(node.by_any, segments, at + 1)
    return found


def _name(text: str) -> str:
    if "\0" in text or len(text) > 400:
        raise BadRequest("expected a name of at most 400 characters in the path, but found another")
    return text


def _response(endpoint: Endpoint, result: object) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status_code=204)
    if isinstance(result, (dict, list)):
        return json_answer(result, status=endpoint.status)
    raise TypeError(f"expected {endpoint.path} to answer JSON, but it gave {type(result).__name__}")
