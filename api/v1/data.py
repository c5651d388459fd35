"""Reference data: look, edit row by row, bring in and give out whole tables (API 21)."""

from __future__ import annotations

from starlette.responses import Response

from api.bodies import Body, FreeObject
from api.call import Call, json_answer
from api.endpoints import Table
from api.errors import BadRequest
from api.items import moment_text
from api.shapes import BOOLEAN, INTEGER, KEY, MOMENT, OBJECT, TEXT, list_of, nullable, shape
from api.v1.inbox import whole_number
from engine.reference.browsing import MAX_PAGE, DataQuery
from engine.reference.cells import choices_of, kind_of
from engine.reference.rights import may_edit
from engine.reference.rows import DataRow
from engine.reference.tables import TABLES, DataTable
from engine.store.reference.changes import ChangeRow
from engine.values import Json, Values, load

table = Table("/api/v1/data", "Reference data")

_COLUMN = shape("DataColumn", name=TEXT, label=TEXT, labelEn=TEXT, kind=TEXT, choices=list_of(TEXT), isRequired=BOOLEAN)
_TABLE = shape(
    "DataTable", name=TEXT, title=TEXT, titleEn=TEXT, key=list_of(TEXT), mayEdit=BOOLEAN, columns=list_of(_COLUMN)
)
_ROW = shape("DataRow", id=TEXT, revision=INTEGER, values=OBJECT)
_PAGE = shape("DataPage", items=list_of(_ROW), total=INTEGER, after=nullable(TEXT))
_CHANGE = shape(
    "DataChange", kind=TEXT, before=nullable(OBJECT), after=nullable(OBJECT), changedBy=TEXT, changedAt=MOMENT,
    importKey=nullable(KEY),
)  # fmt: skip
_OWN = ("q", "sort", "limit", "after")
_JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json-lines")


class RowValues(Body):
    """A row by column name; money in yuan, days as ISO text, words as a list."""

    values: FreeObject


@table.get("", answer=shape("DataTables", items=list_of(_TABLE)))
def list_tables(call: Call) -> Values:
    """Every table with its columns, and whether the caller edits it."""
    return {"items": [_table_json(one, call) for one in TABLES.values()]}


@table.get("/{name}", answer=_PAGE, query=_OWN)
def list_rows(call: Call, name: str) -> Values:
    """Rows of a table: `q` words, other parameters exact cells, `sort` a column (`-` before it: downwards)."""
    asked = call.request.query_params
    limit = max(1, min(whole_number(call, "limit", 50), MAX_PAGE))
    query = DataQuery(
        asked.get("q", ""), {key: text for key, text in asked.items() if key not in _OWN}, asked.get("sort", ""),
        asked.get("after", ""), limit,
    )  # fmt: skip
    found = call.engine.list_data(name, query, actor=call.actor)
    return {"items": [_row_json(row) for row in found.rows], "total": found.total, "after": found.next_after}


@table.get("/{name}/export", media_type="text/csv", query=("format",))
def export_rows(call: Call, name: str) -> Response:
    """The whole table as `format=csv` or `jsonl`: what an import of the same table reads."""
    form = call.request.query_params.get("format", "csv")
    if form not in ("csv", "jsonl"):
        raise BadRequest("expected the query parameter 'format' to be csv or jsonl, but found another value")
    content = call.engine.export_data(name, form=form, actor=call.actor)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/jsonl"
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'})


@table.get("/{name}/{id}", answer=_ROW)
def get_row(call: Call, name: str, id: str) -> Response:
    """One row; the parts of its key with colons between."""
    return _answer(call.engine.get_data(name, id, actor=call.actor))


@table.get("/{name}/{id}/history", answer=shape("DataHistory", items=list_of(_CHANGE)))
def row_history(call: Call, name: str, id: str) -> Values:
    """Who changed a row, newest first."""
    return {"items": [_change_json(one) for one in call.engine.data_history(name, id, actor=call.actor)]}


@table.put("/{name}/{id}", answer=_ROW, command="PUT")
def put_row(call: Call, name: str, id: str, body: RowValues) -> Response:
    """Add a row or write it whole; with If-Match only the revision one knows."""
    expected = call.expected_revision()
    return call.do(
        lambda once: call.engine.put_data(name, id, body.values, actor=call.actor, expected=expected, once=once),
        _row_json,
    )


@table.patch("/{name}/{id}", answer=_ROW, command="PATCH")
def patch_row(call: Call, name: str, id: str, body: RowValues) -> Response:
    """Write columns of a row; with If-Match only the revision one knows."""
    expected = call.expected_revision()
    return call.do(
        lambda once: call.engine.patch_data(name, id, body.values, actor=call.actor, expected=expected, once=once),
        _row_json,
    )


@table.delete("/{name}/{id}", status=204, command="DELETE")
def remove_row(call: Call, name: str, id: str) -> Response:
    """Take a row away; with If-Match only the revision one knows."""
    expected = call.expected_revision()
    return call.do(lambda once: call.engine.remove_data(name, id, actor=call.actor, expected=expected, once=once))


def _answer(row: DataRow) -> Response:
    return json_answer(_row_json(row), headers={"ETag": f'"{row.revision}"'})


def _row_json(row: DataRow) -> Values:
    return {"id": row.row_id, "revision": row.revision, "values": row.values}


def _change_json(one: ChangeRow) -> Values:
    return {
        "kind": one.kind, "before": load(one.before) if one.before else None,
        "after": load(one.after) if one.after else None, "changedBy": one.changed_by,
        "changedAt": moment_text(one.changed_at), "importKey": str(one.import_key) if one.import_key else None,
    }  # fmt: skip


def _table_json(one: DataTable, call: Call) -> Values:
    columns: list[Json] = []
    for column in one.sheet.columns:
        label = one.label(column)
        choices: list[Json] = list(choices_of(column))
        columns.append(
            {
                "name": column.name, "label": label.zh, "labelEn": label.en, "kind": kind_of(column),
                "choices": choices, "isRequired": not column.is_optional,
            }
        )  # fmt: skip
    key: list[Json] = [column.name for column in one.key_columns]
    return {
        "name": one.name, "title": one.title.zh, "titleEn": one.title.en, "key": key,
        "mayEdit": may_edit(one, call.actor), "columns": columns,
    }  # fmt: skip
