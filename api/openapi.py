"""The description of the API (OpenAPI 3.1), made from the endpoints and models that answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.endpoints import Endpoint
from api.errors import TITLES
from api.settings import API_LEVEL
from api.shapes import PROBLEM, SCHEMAS, Schema
from engine.values import Json, Values, load

_REFERENCE = "#/components/schemas/{model}"
_ALWAYS = (400, 401, 403, 404, 413, 429, 500, 503, 507)
_COMMANDS = (409,)
_SECURITY: list[Json] = [{"basic": []}, {"bearer": []}, {"cookie": []}]


def describe(app: FastAPI) -> Values:
    """The whole description; made once for each application."""
    known: Values | None = getattr(app.state, "openapi", None)
    if known is None:
        known = _described(app)
        app.state.openapi = known
    return known


def _described(app: FastAPI) -> Values:
    endpoints: tuple[Endpoint, ...] = app.state.endpoints
    others = _of_fastapi(app)
    schemas: Values = {**_schemas(others), **_bodies(endpoints), **SCHEMAS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Servicelane",
            "version": API_LEVEL,
            "description": "`/v2` follows the Camunda 8 Orchestration Cluster REST API; `/api/v1` is our own.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {**_paths(endpoints), **_other_paths(others)},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "servicelane"},
            },
        },
    }


def _paths(endpoints: Iterable[Endpoint]) -> Values:
    paths: dict[str, dict[str, Json]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return dict(paths)


def _operation(endpoint: Endpoint) -> Values:
    operation: Values = {
        "operationId": _operation_id(endpoint),
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
        "security": [] if endpoint.is_public else _SECURITY,
    }
    body = _request_body(endpoint)
    if body is not None:
        operation["requestBody"] = body
    return operation


def _operation_id(endpoint: Endpoint) -> str:
    if endpoint.handler.__name__.startswith("_"):
        return endpoint.method.lower() + endpoint.path.replace("/", "_").replace("{", "").replace("}", "")
    return endpoint.handler.__module__.rsplit(".", 1)[-1] + "_" + endpoint.handler.__name__


def _parameters(endpoint: Endpoint) -> list[Json]:
    found: list[Json] = []
    for name, kind in endpoint.parameters.items():
        schema: Schema = {"type": "string", "pattern": "^-?[0-9]{1,25}$"} if kind is int else {"type": "string"}
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    for name in endpoint.query:
        found.append({"name": name, "in": "query", "required": False, "schema": {"type": "string"}})
    if endpoint.method != "GET" and not endpoint.is_public:
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string"}})
    return found


def _responses(endpoint: Endpoint) -> Values:
    is_offered = endpoint.tag != "Not offered"
    found: Values = {}
    if is_offered:
        found[str(endpoint.status)] = _success(endpoint)
        for status, meaning in endpoint.also.items():
            found[str(status)] = {"description": meaning}
    failures = [*_ALWAYS, *(_COMMANDS if endpoint.command else ())] if is_offered else [401, 501]
    for status in failures:
        found[str(status)] = {
            "description": TITLES[status],
            "content": {"application/problem+json": {"schema": PROBLEM.reference}},
        }
    return found


def _success(endpoint: Endpoint) -> Json:
    answer: Values = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.status == 204:
        return answer
    schema: Schema = endpoint.answer.reference if endpoint.answer else {}
    return {**answer, "content": {endpoint.media_type: {"schema": schema}}}


def _request_body(endpoint: Endpoint) -> Json | None:
    if endpoint.reads_form:
        binary: Values = {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}
        return {"required": True, "content": {"multipart/form-data": {"schema": binary}}}
    if endpoint.body is None:
        return None
    reference: Values = {"$ref": _REFERENCE.format(model=endpoint.body.__name__)}
    return {"required": False, "content": {"application/json": {"schema": reference}}}


def _bodies(endpoints: Iterable[Endpoint]) -> Values:
    models = sorted({endpoint.body for endpoint in endpoints if endpoint.body}, key=lambda model: model.__name__)
    _, described = models_json_schema(
        [(model, "validation") for model in models], by_alias=True, ref_template=_REFERENCE
    )
    schemas = load(json.dumps(described.get("$defs", {})))
    assert isinstance(schemas, dict)
    return schemas


def _of_fastapi(app: FastAPI) -> Values:
    """What FastAPI says of the routers beside ours."""
    described = load(json.dumps(app.openapi()))
    assert isinstance(described, dict)
    return described


def _schemas(described: Values) -> Values:
    components = described.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


def _other_paths(described: Values) -> Values:
    paths = described.get("paths")
    return paths if isinstance(paths, dict) else {}
