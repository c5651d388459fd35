"""Look-ups for form fields: search as one types, as far as the caller may see (docs/forms.md)."""

from __future__ import annotations

from starlette.responses import Response

from api.call import Call, json_answer
from api.endpoints import Table
from api.shapes import OBJECT, TEXT, list_of, shape
from api.v1.inbox import whole_number
from engine.forms import Found
from engine.values import Values

table = Table("/api/v1/lookups", "Look-ups")

_FOUND = shape("LookupFound", value=TEXT, label=TEXT, labelEn=TEXT, detail=TEXT, detailEn=TEXT, record=OBJECT)
_PAGE = shape("LookupPage", items=list_of(_FOUND))
_OWN = ("q", "limit")
_DEFAULT_LIMIT = 20


@table.get("/{source}", answer=_PAGE, query=(*_OWN, "category", "model", "kind", "within", "region", "role"))
def search_lookup(call: Call, source: str) -> Response:
    """The records that hold every word of `q`, best first; other parameters are filters of the source."""
    asked = call.request.query_params
    filters = {name: value for name, value in asked.items() if name not in _OWN}
    limit = whole_number(call, "limit", _DEFAULT_LIMIT)
    found = call.engine.search_lookup(source, asked.get("q", ""), filters, actor=call.actor, limit=limit)
    return json_answer({"items": [_json(one) for one in found]}, headers={"Cache-Control": "private, max-age=20"})


def _json(found: Found) -> Values:
    return {
        "value": found.key,
        "label": found.zh,
        "labelEn": found.en,
        "detail": found.detail_zh,
        "detailEn": found.detail_en,
        "record": found.record,
    }
