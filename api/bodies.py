"""Reads request bodies: JSON with exact numbers into closed models, and what is wrong with them as BadRequest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from api.errors import BadRequest, UnsupportedMediaType
from engine.errors import FieldError, Invalid, NotFound, TooLarge
from engine.search.operands import moment
from engine.values import MAX_DEPTH, Json, Values, load

_KEY = re.compile(r"-?[0-9]{1,25}\Z")
_ROOM_FOR_ENVELOPE = 8
TENANT = "<default>"


class Body(BaseModel):
    """A request body: closed, strict, named in camel case. A `null` counts as absent."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=to_camel, arbitrary_types_allowed=True
    )


B = TypeVar("B", bound=Body)


def read_key(text: object, *, what: str = "object") -> int:
    """The key in a path or body. Raises BadRequest for another form, NotFound for a number that no key can be."""
    if not isinstance(text, str) or not _KEY.match(text):
        raise BadRequest(f"expected a key of 1 to 25 decimal digits as a string, but found {_shown(text)}")
    if abs(int(text)) >= 2**63:
        raise NotFound(what, text)
    return int(text)


def _values(value: object) -> Values:
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, but found {_shown(value)}")
    return value


def _list(value: object) -> list[Json]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list, but found {_shown(value)}")
    return value


def _tenant(value: str) -> str:
    if value != TENANT:
        raise ValueError(f"expected the tenant '{TENANT}', the only one there is, but found '{value[:64]}'")
    return value


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("expected a date-time with an offset as a string")
    try:
        return moment("value", value)
    except Invalid as error:
        raise ValueError(str(error)) from None


Key: TypeAlias = Annotated[int, BeforeValidator(read_key), WithJsonSchema({"type": "string", "pattern": "^-?[0-9]+$"})]
if TYPE_CHECKING:
    FreeObject: TypeAlias = Values
    FreeList: TypeAlias = list[Json]
else:
    # Checked by their own validators: pydantic would walk into every value, and knows no exact numbers.
    FreeObject = Annotated[
        dict, PlainValidator(_values), WithJsonSchema({"type": "object", "additionalProperties": True})
    ]
    FreeList = Annotated[list, PlainValidator(_list), WithJsonSchema({"type": "array", "items": {"type": "object"}})]
Tenant: TypeAlias = Annotated[str, AfterValidator(_tenant)]
Moment: TypeAlias = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]


def read_json(raw: bytes, content_type: str) -> Values:
    """The JSON object in a body; empty and `null` are `{}`. Raises BadRequest, UnsupportedMediaType, TooLarge."""
    if not raw.strip():
        return {}
    kind = content_type.split(";")[0].strip().lower()
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMediaType(f"expected a body of application/json, but found {kind[:60]}")
    value = _loaded(raw)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"expected a JSON object as body, but found {_shown(value)}")
    return value


def read_model(model: type[B], content: Mapping[str, Json]) -> B:
    """The body as `model`. Raises BadRequest that names each wrong property."""
    try:
        return model.model_validate({name: value for name, value in content.items() if value is not None})
    except ValidationError as error:
        raise _bad_request(error) from None
    except RecursionError:
        raise TooLarge(f"expected JSON of depth at most {MAX_DEPTH}, but found deeper nesting") from None


def _loaded(raw: bytes) -> Json:
    try:
        value = load(raw.decode("utf-8"))
    except TooLarge:
        raise
    except UnicodeDecodeError as error:
        raise BadRequest(f"expected JSON in UTF-8, but {error.reason} at byte {error.start}") from None
    except Invalid as error:
        raise BadRequest(str(error)) from None
    _check(value, depth=0, has_escapes=b"\\u" in raw or b"\0" in raw)
    return value


def _check(value: Json, *, depth: int, has_escapes: bool) -> None:
    """No deeper than values may be, and no text that no database stores: NUL, or half a surrogate pair."""
    if depth > MAX_DEPTH + _ROOM_FOR_ENVELOPE:
        raise TooLarge(f"expected JSON of depth at most {MAX_DEPTH}, but found deeper nesting")
    if isinstance(value, dict):
        for name, item in value.items():
            if has_escapes:
                _check_text(name)
            if isinstance(item, (dict, list, str)):
                _check(item, depth=depth + 1, has_escapes=has_escapes)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list, str)):
                _check(item, depth=depth + 1, has_escapes=has_escapes)
    elif isinstance(value, str) and has_escapes:
        _check_text(value)


def _check_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRequest("expected text of Unicode characters, but found NUL or half a surrogate pair")


def _bad_request(error: ValidationError) -> BadRequest:
    found = [_field_error(part["loc"], part["type"], part["msg"]) for part in error.errors(include_input=False)[:20]]
    return BadRequest("; ".join(one.en for one in found), errors=found)


def _field_error(location: tuple[int | str, ...], kind: str, message: str) -> FieldError:
    # The last part of a union's location names the branch, in brackets or by its type; it means nothing to callers.
    path = [str(part) for part in location if not str(part).startswith(("function-", "is-instance"))]
    name = ".".join(path)[:200] or "body"
    pointer = "/" + "/".join(path)[:200]
    match kind:
        case "extra_forbidden":
            return FieldError(
                pointer, kind, f"Request property [{name}] cannot be parsed", f"请求属性 [{name}] 无法识别"
            )
        case "missing":
            return FieldError(pointer, kind, f"No {name} provided", f"缺少 {name}")
        case _:
            text = message.removeprefix("Value error, ")
            return FieldError(pointer, kind, f"Request property [{name}]: {text}", f"请求属性 [{name}]：{text}")


def _shown(value: object) -> str:
    """What was found, for a message: short texts and numbers as they are, else only their kind."""
    if value is None or isinstance(value, (bool, int, str)):
        text = repr(value) if isinstance(value, str) else str(value).lower()
        return text if len(text) <= 60 else f"{len(text)} characters"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a number"
