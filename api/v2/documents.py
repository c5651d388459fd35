"""Documents (API 13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.bodies import Body, FreeObject, Key, Moment, read_json, read_model
from api.call import Call, json_answer
from api.endpoints import Table
from api.errors import BadRequest
from api.items import moment_text
from api.session import own_origin
from api.settings import MAX_DOCUMENT_BYTES
from api.shapes import INTEGER, KEY, MOMENT, OBJECT, TEXT, named, nullable, shape
from engine.documents import Document, NewDocument
from engine.errors import TooLarge
from engine.public.signed_files import LIFE
from engine.values import Json

table = Table("/v2", "Documents")

_METADATA = shape(
    "DocumentMetadata",
    contentType=TEXT,
    fileName=TEXT,
    expiresAt=nullable(MOMENT),
    size=INTEGER,
    processDefinitionId=nullable(TEXT),
    processInstanceKey=nullable(KEY),
    customProperties=OBJECT,
)
DOCUMENT = named(
    "DocumentReference",
    {
        "camunda.document.type": TEXT,
        "storeId": TEXT,
        "documentId": TEXT,
        "contentHash": TEXT,
        "metadata": _METADATA.reference,
    },
)
STORE_ID = "servicelane"
_LINK = shape("DocumentLink", url=TEXT, expiresAt=MOMENT)


class DocumentMetadata(Body):
    """What the uploader says of a file."""

    content_type: str | None = None
    file_name: str | None = None
    expires_at: Moment | None = None
    size: int | None = None
    process_definition_id: str | None = None
    process_instance_key: Key | None = None
    custom_properties: FreeObject = {}


class LinkBody(Body):
    """How long the address is good, in milliseconds: an hour when absent, a week at most."""

    time_to_live: Annotated[int, Field(gt=0, le=604_800_000)] | None = None


@table.post(
    "/documents", status=201, answer=DOCUMENT, command="CREATE", reads_form=True, query=("storeId", "documentId")
)
def add_document(call: Call) -> Response:
    """Keep a file; its reference may be put into variables as it is."""
    new = _new_document(call)
    return call.do(lambda once: call.engine.add_document(new, actor=call.actor, once=once), document_json, status=201)


@table.get("/documents/{document_id}", media_type="application/octet-stream", query=("storeId", "contentHash"))
def get_document(call: Call, document_id: str) -> Response:
    """The bytes of a file."""
    _check_store(call)
    content_hash = call.request.query_params.get("contentHash")
    return file_answer(*call.engine.get_document(document_id, actor=call.actor, content_hash=content_hash))


def file_answer(document: Document, content: bytes) -> Response:
    """The bytes of a document, which a browser saves and never shows."""
    name = quote(document.file_name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "private, no-store"}
    return Response(content, media_type=document.content_type, headers=headers)


@table.post("/documents/{document_id}/links", status=201, answer=_LINK, command="CREATE", query=("storeId",))
def link_document(call: Call, document_id: str, body: LinkBody) -> Response:
    """A signed address of this one file, for whoever holds it until it expires."""
    _check_store(call)
    life = timedelta(milliseconds=body.time_to_live) if body.time_to_live is not None else LIFE
    signed, expires_at = call.engine.sign_document(document_id, life, actor=call.actor)
    url = f"{own_origin(call.request)}/api/v1/public/documents/{signed}"
    return json_answer({"url": url, "expiresAt": moment_text(expires_at)}, status=201)


@table.delete("/documents/{document_id}", status=204, command="DELETE", query=("storeId",))
def delete_document(call: Call, document_id: str) -> Response:
    """Forget a file that no case refers to."""
    _check_store(call)
    return call.do(lambda once: call.engine.delete_document(document_id, actor=call.actor, once=once))


def document_json(document: Document) -> Json:
    """A reference to a document, as it stands in variables."""
    return {
        "camunda.document.type": "camunda",
        "storeId": STORE_ID,
        "documentId": document.document_id,
        "contentHash": document.content_hash,
        "metadata": {
            "contentType": document.content_type,
            "fileName": document.file_name,
            "expiresAt": moment_text(document.expires_at),
            "size": document.size_bytes,
            "processDefinitionId": document.process_id,
            "processInstanceKey": None if document.case_key is None else str(document.case_key),
            "customProperties": document.properties,
        },
    }


def _new_document(call: Call) -> NewDocument:
    """The one file part, with what the metadata part says. Raises BadRequest, TooLarge."""
    _check_store(call)
    parts = call.form.multi_items() if call.form is not None else []
    files = [part for name, part in parts if name == "file" and isinstance(part, UploadFile)]
    if len(files) != 1:
        raise BadRequest(f"expected one part 'file' with a file name, but found {len(files)}")
    content = files[0].file.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        raise TooLarge(f"expected a document of at most {MAX_DOCUMENT_BYTES} bytes, but it is larger")
    said = _metadata(call)
    return NewDocument(
        content=content,
        file_name=said.file_name or files[0].filename or "file",
        content_type=said.content_type or files[0].content_type or "application/octet-stream",
        document_id=call.request.query_params.get("documentId"),
        case_key=said.process_instance_key,
        process_id=said.process_definition_id,
        expires_at=said.expires_at,
        properties=said.custom_properties,
    )


def _metadata(call: Call) -> DocumentMetadata:
    part = call.form.get("metadata") if call.form is not None else None
    if part is None:
        return DocumentMetadata()
    raw = part.file.read(64 * 1024) if isinstance(part, UploadFile) else part.encode("utf-8", "replace")
    return read_model(DocumentMetadata, read_json(raw, "application/json"))


def _check_store(call: Call) -> None:
    store = call.request.query_params.get("storeId")
    if store not in (None, "", STORE_ID):
        raise BadRequest(f"expected the document store '{STORE_ID}', the only one there is, but found another")
