"""Imports of reference data: at once while the request waits, or left to a worker and asked for again (API 21)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Literal

from starlette.responses import Response

from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest, Problem
from api.items import moment_text
from api.shapes import BOOLEAN, INTEGER, KEY, MOMENT, OBJECT, TEXT, list_of, nullable, shape
from engine.errors import NotFound
from engine.reference.bringing import Brought, NewImport, faults_of
from engine.reference.formulas import guarded
from engine.reference.importing import ImportRefused, LineError
from engine.reference.rights import known_table
from engine.service.data import ImportTurnedDown
from engine.store.reference.changes import ImportRow
from engine.store.reference.runs import RunRow
from engine.values import Json, Values, load

table = Table("/api/v1/data", "Reference data")
imports = Table("/api/v1/imports", "Reference data")

_FAULT = shape("ImportFault", line=INTEGER, column=TEXT, value=TEXT, reason=TEXT, reasonEn=TEXT)
_IMPORT = shape(
    "DataImport", importKey=KEY, table=TEXT, fileName=TEXT, mode=TEXT, isDryRun=BOOLEAN, state=TEXT, added=INTEGER,
    changed=INTEGER, removed=INTEGER, unchanged=INTEGER, startedBy=TEXT, startedAt=MOMENT, errors=list_of(_FAULT),
    differences=list_of(OBJECT), lineCount=nullable(INTEGER), checkedCount=nullable(INTEGER), problem=TEXT,
    changedAt=MOMENT,
)  # fmt: skip
_JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json-lines")


@table.post("/{name}/imports", status=202, answer=_IMPORT, query=("mode", "dryRun", "file", "async"))
def import_rows(call: Call, name: str) -> Response:
    """Bring a table to what a CSV file or JSON lines say, all or nothing; `mode=replace` removes what is not named.

    With `async=true` or `Prefer: respond-async` a worker does it: `Location` tells where to ask.
    """
    known_table(name)
    wanted = NewImport(
        name, call.raw, _form(call), _mode(call), call.flag("dryRun", default=False),
        call.request.query_params.get("file", "")[:200],
    )  # fmt: skip
    if _is_left_to_workers(call):
        return _queued(call, wanted)
    try:
        return call.do(
            lambda once: call.engine.import_data(wanted, actor=call.actor, once=once), _brought_json, status=202
        )
    except ImportRefused as refused:
        return _refusal(call, refused)


@imports.get("/{key}", answer=_IMPORT)
def get_import(call: Call, key: int) -> Values:
    """An import as it ended, with its faults; one of a worker also while it goes on."""
    try:
        return run_json(call.engine.get_import_run(key, actor=call.actor))
    except NotFound:
        return import_json(call.engine.get_import(key, actor=call.actor))


@imports.post("/{key}/confirmation", status=202, answer=_IMPORT, command="CONFIRM")
def confirm_import(call: Call, key: int) -> Response:
    """Say yes to what a worker's dry run found: the same file is imported now."""
    return call.do(lambda once: call.engine.confirm_import(key, actor=call.actor, once=once), run_json, status=202)


@imports.get("/{key}/errors.csv", media_type="text/csv")
def get_import_errors(call: Call, key: int) -> Response:
    """The faults of a refused import as CSV: line, column, value, reason."""
    row: RunRow | ImportRow
    try:
        row = call.engine.get_import_run(key, actor=call.actor)
    except NotFound:
        row = call.engine.get_import(key, actor=call.actor)
    headers = {"Content-Disposition": f'attachment; filename="{row.table_name}-errors.csv"'}
    return Response(errors_csv(row.errors), media_type="text/csv; charset=utf-8", headers=headers)


def errors_csv(errors: str) -> str:
    """The faults of an import as CSV, from the JSON of its row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["line", "column", "value", "reason", "reason_en"])
    for one in faults_of(errors):
        writer.writerow([one.line, *map(guarded, (one.column, one.value, one.reason.zh, one.reason.en))])
    return out.getvalue()


def import_json(row: ImportRow) -> Values:
    """An import that ended as JSON."""
    return {
        **_either_json(row), "differences": [], "lineCount": None, "checkedCount": None, "problem": "",
        "changedAt": moment_text(row.started_at),
    }  # fmt: skip


def run_json(row: RunRow) -> Values:
    """An import of a worker as JSON."""
    return {
        **_either_json(row), "differences": load(row.differences), "lineCount": row.line_count,
        "checkedCount": row.checked_count, "problem": row.problem, "changedAt": moment_text(row.changed_at),
    }  # fmt: skip


def _either_json(row: RunRow | ImportRow) -> Values:
    return {
        "importKey": str(row.import_key), "table": row.table_name, "fileName": row.file_name, "mode": row.mode,
        "isDryRun": row.is_dry_run, "state": row.state, "added": row.added, "changed": row.changed,
        "removed": row.removed, "unchanged": row.unchanged, "startedBy": row.started_by,
        "startedAt": moment_text(row.started_at), "errors": _faults(faults_of(row.errors)),
    }  # fmt: skip


def _queued(call: Call, wanted: NewImport) -> Response:
    answer = call.do(lambda once: call.engine.queue_import(wanted, actor=call.actor, once=once), run_json, status=202)
    told = load(bytes(answer.body).decode())
    assert isinstance(told, dict)
    answer.headers["Location"] = f"/api/v1/imports/{told['importKey']}"
    answer.headers["Preference-Applied"] = "respond-async"
    return answer


def _is_left_to_workers(call: Call) -> bool:
    wishes = ",".join(call.request.headers.getlist("prefer")).lower().split(",")
    return call.flag("async", default=False) or "respond-async" in (wish.split(";")[0].strip() for wish in wishes)


def _brought_json(brought: Brought) -> Values:
    differences: list[Json] = [
        {"id": one.row_id, "before": one.before, "after": one.after} for one in brought.differences
    ]
    return {**import_json(brought.row), "differences": differences if brought.row.is_dry_run else []}


def _refusal(call: Call, refused: ImportRefused) -> Response:
    """400 with every fault; `importKey` names the refusal in the log, null for a dry run."""
    key = str(refused.row.import_key) if isinstance(refused, ImportTurnedDown) else None
    members: dict[str, Json] = {"importKey": key, "errors": _faults(refused.errors)}
    return Problem(400, "INVALID_ARGUMENT", str(refused), refused.code, members, {}).answer(call.request.url.path)


def _faults(found: Sequence[LineError]) -> list[Json]:
    return [
        {"line": one.line, "column": one.column, "value": one.value, "reason": one.reason.zh, "reasonEn": one.reason.en}
        for one in found
    ]


def _form(call: Call) -> Literal["csv", "jsonl"]:
    kind = call.request.headers.get("content-type", "").split(";")[0].strip().lower()
    return "jsonl" if kind in _JSON_LINES else "csv"


def _mode(call: Call) -> Literal["upsert", "replace"]:
    mode = call.request.query_params.get("mode", "upsert")
    if mode not in ("upsert", "replace"):
        raise BadRequest("expected the query parameter 'mode' to be upsert or replace, but found another value")
    return "replace" if mode == "replace" else "upsert"
