"""The application: all routes, all errors, one guard around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.direct import Direct
from api.dispatch import Tree
from api.errors import ErrorPage, error_answer, plain_problem, problem_of, unexpected, wants_problem
from api.guard import Guard
from api.pages import site
from api.pages.built_files import BuiltFiles
from api.settings import API_LEVEL, ServerSettings
from api.v1 import TABLES as OWN_TABLES
from api.v2 import TABLES as CAMUNDA_TABLES
from api.waiting import DueJobs
from engine.errors import ServicelaneError
from engine.service import Engine

# Routers of FastAPI beside our endpoint tables and pages: a module with a `router`, one line each.
ROUTER_MODULES = ("api.pages.designer",)
STATIC = Path(__file__).resolve().parent / "static"
ENDPOINTS = tuple(endpoint for table in (*CAMUNDA_TABLES, *OWN_TABLES) for endpoint in table.endpoints)


def create_app(
    engine: Engine, settings: ServerSettings | None = None, *, drain: Callable[[], object] | None = None
) -> FastAPI:
    """The application over `engine`.

    `drain` does everything that is due, until nothing is; it runs after the clock was set. None: due timers only.
    """
    app = FastAPI(
        title="Servicelane", version=API_LEVEL, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.engine = engine
    app.state.settings = settings or ServerSettings()
    app.state.due_jobs = DueJobs(engine.due_job_types, engine.when_jobs_open)
    app.state.drain = drain or (lambda: _fire_timers(engine))
    app.state.endpoints = ENDPOINTS
    for router in _routers():
        app.include_router(router)
    app.mount("/static", BuiltFiles(directory=STATIC, check_dir=False), name="static")
    _handle_errors(app, site.error_page)
    app.add_middleware(Direct, tree=Tree(ENDPOINTS), main=app)
    app.add_middleware(Guard)
    return app


def _routers() -> Iterator[APIRouter]:
    yield from site.routers()
    for name in ROUTER_MODULES:
        yield import_module(name).router


def _fire_timers(engine: Engine) -> None:
    while engine.fire_due_timers():
        pass


def _handle_errors(app: FastAPI, page: ErrorPage) -> None:
    """Every error leaves as problem details or as a page; nothing of a framework's own form gets out."""

    @app.exception_handler(ServicelaneError)
    def _ours(request: Request, error: ServicelaneError) -> Response:
        language = request.headers.get("accept-language", "en")
        return error_answer(request, problem_of(error, language=language), page)

    @app.exception_handler(RequestValidationError)
    def _unreadable(request: Request, error: RequestValidationError) -> Response:
        return error_answer(request, plain_problem(400, _told(error)), page)

    @app.exception_handler(HTTPException)
    def _framework(request: Request, error: HTTPException) -> Response:
        detail = str(error.detail) if error.detail else "expected another request"
        if error.status_code == 404:
            detail = "expected a path that exists, but this one does not"
        problem = plain_problem(error.status_code, detail, headers=dict(error.headers or {}))
        return error_answer(request, problem, page)

    @app.exception_handler(ClientDisconnect)
    def _gone(request: Request, _error: ClientDisconnect) -> Response:
        """Nobody reads this answer; a body that ends early is no fault of ours, so the log stays quiet."""
        return plain_problem(400, "expected the whole body, but the connection ended").answer(request.url.path)

    @app.exception_handler(Exception)
    def _bug(request: Request, error: Exception) -> Response:
        problem = unexpected(str(request.state.request_id), error)
        return problem.answer(request.url.path) if wants_problem(request.url.path) else page(request, 500, "")


def _told(error: RequestValidationError) -> str:
    """The faults of a request that FastAPI read, in our words and without its values."""
    faults = []
    for fault in error.errors()[:20]:
        name = ".".join(str(part) for part in fault["loc"][1:])[:200] or "body"
        if fault["type"] == "extra_forbidden":
            faults.append(f"Request property [{name}] cannot be parsed")
        elif fault["type"] == "missing":
            faults.append(f"No {name} provided")
        else:
            faults.append(f"Request property [{name}]: {fault['msg']}")
    return "; ".join(faults)
