"""`http.call`: one request to another system, never to our own house (see `workers.guarded_http`).

Inputs: `url`, `method` (default GET), `headers`, `body` (JSON). Outputs: `status`, `body` (JSON, or text).
Every call carries `Idempotency-Key: <case>:<element instance>`, the same on each try. 2xx and 3xx are answers, 4xx
is the BPMN error `HTTP_<status>` (429 apart), 5xx and network failures are tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.values import Json, Values, dump, load
from workers import guarded_http
from workers.contract import BadInput, BpmnError, Done, record_of, text_of
from workers.guarded_http import Blocked, HttpAnswer, TooMuch

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE"))
_TOO_MANY = 429


class TryAgain(Exception):
    """The other system is not well; the job is tried again."""


def call_http(engine: Engine, job: ActivatedJob) -> Done:
    """Do the request and give its answer."""
    method = text_of(job.variables, "method", default="GET").upper()
    if method not in _METHODS:
        raise BadInput(f"expected a method of {', '.join(sorted(_METHODS))}, but found '{method}'")
    body = job.variables.get("body")
    try:
        answer = guarded_http.fetch(
            method,
            text_of(job.variables, "url"),
            headers=_headers(job.variables, job.case_key, job.element_instance_key, has_body=body is not None),
            body=dump(body).encode() if body is not None else None,
            allowed=engine.settings.http_allowed_networks,
        )
    except Blocked as blocked:
        raise BadInput(str(blocked)) from None
    except TooMuch as much:
        raise TryAgain(str(much)) from None
    return _judged(answer)


def _headers(variables: Values, case_key: int, element_instance_key: int, *, has_body: bool) -> dict[str, str]:
    own = {"Idempotency-Key": f"{case_key}:{element_instance_key}", "Accept": "application/json"}
    if has_body:
        own["Content-Type"] = "application/json"
    given = {name: value for name, value in record_of(variables, "headers").items() if isinstance(value, str)}
    if any("\n" in text or "\r" in text for pair in given.items() for text in pair):
        raise BadInput("expected headers of one line each, but found a line break")
    return {**own, **given}


def _judged(answer: HttpAnswer) -> Done:
    result: Values = {"status": answer.status, "body": _body(answer)}
    if answer.status >= 500 or answer.status == _TOO_MANY:
        raise TryAgain(f"expected an answer, but the other system said {answer.status}")
    if answer.status >= 400:
        raise BpmnError(f"HTTP_{answer.status}", f"the other system said {answer.status}", result)
    return Done(result)


def _body(answer: HttpAnswer) -> Json:
    try:
        return load(answer.body)
    except Invalid:
        return answer.body.decode("utf-8", "replace")
