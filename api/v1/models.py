"""What the designer asks: findings of the gate, words to choose from, the text of a version, and its deployment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, FreeObject
from api.call import Call
from api.endpoints import Table
from api.packing import packed
from api.pages.form_preview import Language, preview
from api.pages.rendering import zone_of
from api.shapes import BOOLEAN, INTEGER, KEY, OBJECT, TEXT, list_of, nullable, shape
from engine.access import Permission, require
from engine.definitions.files import ModelFile
from engine.deployments import Deployed, DeployedItem, ModelRow
from engine.findings import Finding, Text
from engine.search.request import Search
from engine.values import Json, Values

table = Table("/api/v1", "Designer")

_ENDINGS = {"bpmn": ".bpmn", "dmn": ".dmn", "form": ".form"}
_MIME = {"bpmn": "text/xml", "dmn": "text/xml", "form": "application/json"}
_KINDS = {"process": "bpmn", "requirements": "dmn", "form": "form", "decision": "decision"}
_BOTH = shape("BothLanguages", en=TEXT, zh=TEXT)
_FINDING = shape(
    "Finding",
    code=TEXT,
    level={"type": "string", "enum": ["error", "warning", "ignored"]},
    file=TEXT,
    elementId=nullable(TEXT),
    elementName=nullable(TEXT),
    line=nullable(INTEGER),
    reason=_BOTH,
    advice=_BOTH,
)
_FINDINGS = shape("Findings", findings=list_of(_FINDING))
_PUBLISHED_ITEM = shape("PublishedModel", kind=TEXT, id=TEXT, key=KEY, version=INTEGER, isNew=BOOLEAN)
_PUBLISHED = shape("Publication", deploymentKey=KEY, items=list_of(_PUBLISHED_ITEM), findings=list_of(_FINDING))
_VOCABULARY = shape(
    "ModelVocabulary",
    roles=list_of(OBJECT),
    calendars=list_of(OBJECT),
    jobTypes=list_of(TEXT),
    forms=list_of(OBJECT),
    decisions=list_of(OBJECT),
    processes=list_of(OBJECT),
    variables=list_of(OBJECT),
)


class ModelBody(Body):
    """One model as it stands in the editor."""

    name: Annotated[str, Field(min_length=1, max_length=400)]
    text: str
    kind: Literal["bpmn", "dmn", "form"]

    def file(self) -> ModelFile:
        """The file it would be deployed as: its name ends as its kind demands."""
        ending = _ENDINGS[self.kind]
        return ModelFile(self.name if self.name.endswith(ending) else self.name + ending, self.text.encode())


class PublishBody(ModelBody):
    """The same with what the change is about, kept with the deployment."""

    note: Annotated[str, Field(max_length=2000)] = ""


class PreviewBody(Body):
    """A form with sample variables of a case, and the language to draw it in."""

    form: FreeObject
    values: FreeObject = {}
    language: Language = "zh-CN"


@table.post("/models/lint", answer=_FINDINGS)
def lint(call: Call, body: ModelBody) -> Values:
    """What the deployment gate would say of this text; nothing is stored."""
    require(call.actor, Permission.DEPLOY)
    return {"findings": [_finding(found) for found in call.engine.check_models([body.file()], actor=call.actor)]}


@table.post("/models/publish", answer=_PUBLISHED, command="CREATE")
def publish(call: Call, body: PublishBody) -> Response:
    """Deploy one model with a note; an error of the gate refuses it."""
    return call.do(
        lambda once: call.engine.deploy([body.file()], actor=call.actor, note=body.note.strip(), once=once), _published
    )


@table.post("/models/preview", media_type="text/html")
def preview_form(call: Call, body: PreviewBody) -> Response:
    """The task page's own rendering of a form that is being edited. 400 when task pages cannot show it."""
    require(call.actor, Permission.DEPLOY)
    moment, zone = call.engine.clock(), zone_of(call.request)
    return Response(
        preview(body.form, body.values, language=body.language, now=moment, zone=zone), media_type="text/html"
    )


@table.get("/models/vocabulary", answer=_VOCABULARY)
def vocabulary(call: Call) -> Values:
    """Codes and names for pick-lists: what a model may refer to here."""
    require(call.actor, Permission.DEPLOY)
    models = call.engine.list_models(actor=call.actor)
    words = call.engine.vocabulary(actor=call.actor)
    return {
        "roles": _roles(words.roles or {}),
        "calendars": [{"code": code} for code in sorted(words.calendars or ())],
        "jobTypes": [*sorted(words.built_in_job_types | words.known_workers)],
        "forms": [_newest(row, "formId") for row in models.forms if row.is_latest],
        "decisions": _decisions(call),
        "processes": [_newest(row, "processId") for row in models.processes if row.is_latest],
        "variables": [],
    }


@table.get("/models/{kind}/{key}/text", media_type="text/plain")
def text(call: Call, kind: str, key: int) -> Response:
    """The file behind one deployed version, byte for byte; `kind` is bpmn, dmn or form."""
    require(call.actor, Permission.DEPLOY)
    match kind:
        case "bpmn":
            content = call.engine.definition_xml(key, actor=call.actor)
        case "dmn":
            content = call.engine.requirements_xml(key, actor=call.actor)
        case _:
            content = call.engine.form_schema(key, actor=call.actor).schema.encode()
    media_type = _MIME.get(kind, "application/json")
    return packed(call.request, content, media_type=media_type, headers={"Content-Disposition": "attachment"})


def _published(deployed: Deployed) -> Json:
    return {
        "deploymentKey": str(deployed.deployment_key),
        "items": [_item(item) for item in deployed.items],
        "findings": [_finding(found) for found in deployed.findings],
    }


def _item(item: DeployedItem) -> Values:
    return {
        "kind": _KINDS[item.kind],
        "id": item.id,
        "key": str(item.key),
        "version": item.version,
        "isNew": item.is_new,
    }


def _roles(names_by_code: Mapping[str, tuple[str, ...]]) -> list[Json]:
    named = sorted(names_by_code.items())
    return [{"code": code, "names": {"zh": names[0], "en": names[-1]}} for code, names in named if names]


def _newest(row: ModelRow, member: str) -> Values:
    return {member: row.id, "name": row.name, "names": {"zh": row.name, "en": row.name_en or row.name}}


def _decisions(call: Call) -> list[Json]:
    wanted = Search(filter={"isLatestVersion": True}, page={"limit": 1000})
    page = call.engine.search("decision_definition", wanted, actor=call.actor)
    return [{"decisionId": str(item["decisionDefinitionId"]), "name": str(item["name"])} for item in page.items]


def _finding(finding: Finding) -> Values:
    return {
        "code": finding.code,
        "level": finding.level,
        "file": finding.file,
        "elementId": finding.element_id or None,
        "elementName": finding.element_name or None,
        "line": finding.line or None,
        "reason": _both(finding.reason),
        "advice": _both(finding.advice),
    }


def _both(text: Text) -> Values:
    return {"en": text.en, "zh": text.zh}
