"""Process definitions and forms (API 4, 13)."""

from __future__ import annotations

from starlette.responses import Response

from api.bodies import Body, FreeObject
from api.call import Call, SearchBody, json_answer
from api.endpoints import Table
from api.packing import packed
from api.shapes import INTEGER, KEY, TEXT, item_shape, list_of, page_of, shape
from engine.definitions.library import FormRow
from engine.search.statistics import ElementCount
from engine.values import Json, Values

table = Table("/v2", "Process definitions")

DEFINITION = item_shape("ProcessDefinition", "process_definition")
FORM = shape("Form", formKey=KEY, formId=TEXT, version=INTEGER, schema=TEXT, tenantId=TEXT)
ELEMENT_COUNT = shape(
    "ElementStatistics", elementId=TEXT, active=INTEGER, canceled=INTEGER, incidents=INTEGER, completed=INTEGER
)
ELEMENT_COUNTS = shape("ElementStatisticsList", items=list_of(ELEMENT_COUNT))
NO_FORM = {204: "there is no form"}


class StatisticsBody(Body):
    """Which instances to count."""

    filter: FreeObject = {}


@table.post("/process-definitions/search", answer=page_of(DEFINITION))
def search_definitions(call: Call, body: SearchBody) -> Values:
    """Search process definitions."""
    return call.search("process_definition", body)


@table.get("/process-definitions/{key}", answer=DEFINITION)
def get_definition(call: Call, key: int) -> Response:
    """One process definition."""
    return call.one("process_definition", key)


@table.get("/process-definitions/{key}/xml", media_type="text/xml")
def get_definition_xml(call: Call, key: int) -> Response:
    """The BPMN file, byte for byte what was deployed."""
    return xml_answer(call, call.engine.definition_xml(key, actor=call.actor))


@table.get("/process-definitions/{key}/form", answer=FORM, also=NO_FORM)
def get_start_form(call: Call, key: int) -> Response:
    """The start form."""
    return form_answer(call.engine.start_form(key, actor=call.actor))


@table.post("/process-definitions/{key}/statistics/element-instances", answer=ELEMENT_COUNTS)
def count_definition_elements(call: Call, key: int, body: StatisticsBody) -> Values:
    """How many element instances of the definition's process instances are in which state, by element."""
    return counts_json(call.engine.count_elements(definition_key=key, case_filter=body.filter, actor=call.actor))


@table.get("/forms/{key}", answer=FORM)
def get_form(call: Call, key: int) -> Response:
    """One deployed form."""
    return form_answer(call.engine.form_schema(key, actor=call.actor))


def xml_answer(call: Call, content: bytes) -> Response:
    """A deployed file as XML; a browser saves it and never shows it: foreign XML may be a page."""
    return packed(call.request, content, media_type="text/xml", headers={"Content-Disposition": "attachment"})


def form_answer(form: FormRow | None) -> Response:
    """A form, its schema as a string; 204 when there is none."""
    if form is None:
        return Response(status_code=204)
    content: Json = {
        "formKey": str(form.form_key),
        "formId": form.form_id,
        "version": form.version,
        "schema": form.schema,
        "tenantId": "<default>",
    }
    return json_answer(content)


def counts_json(counts: tuple[ElementCount, ...]) -> Values:
    """Counts by element."""
    return {
        "items": [
            {
                "elementId": count.element_id,
                "active": count.active,
                "canceled": count.terminated,
                "incidents": count.incidents,
                "completed": count.completed,
            }
            for count in counts
        ]
    }
