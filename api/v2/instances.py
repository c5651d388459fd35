"""Process instances: search, read, and what is counted of them (API 5)."""

from __future__ import annotations

from starlette.responses import Response

from api.call import Call, SearchBody, json_answer
from api.endpoints import Table
from api.shapes import KEY, TEXT, item_shape, list_of, page_of, shape
from api.v2.definitions import ELEMENT_COUNTS, counts_json
from api.v2.incidents import INCIDENT
from engine.errors import NotFound
from engine.values import Json, Values

table = Table("/v2", "Process instances")

INSTANCE = item_shape("ProcessInstance", "case")
_FLOW = shape(
    "SequenceFlow",
    sequenceFlowId=TEXT,
    elementId=TEXT,
    processInstanceKey=KEY,
    rootProcessInstanceKey=KEY,
    processDefinitionKey=KEY,
    processDefinitionId=TEXT,
    tenantId=TEXT,
)
_FLOWS = shape("SequenceFlowList", items=list_of(_FLOW))


@table.post("/process-instances/search", answer=page_of(INSTANCE))
def search_instances(call: Call, body: SearchBody) -> Values:
    """Search process instances."""
    return call.search("case", body)


@table.get("/process-instances/{key}", answer=INSTANCE)
def get_instance(call: Call, key: int) -> Response:
    """One process instance."""
    return call.one("case", key)


@table.get("/process-instances/{key}/sequence-flows", answer=_FLOWS)
def list_flows(call: Call, key: int) -> Values:
    """The sequence flows taken, each once."""
    case, flows = call.engine.taken_flows(key, actor=call.actor)
    about: Values = {
        "processInstanceKey": str(key),
        "rootProcessInstanceKey": str(case["rootProcessInstanceKey"]),
        "processDefinitionKey": str(case["processDefinitionKey"]),
        "processDefinitionId": str(case["processDefinitionId"]),
        "tenantId": "<default>",
    }
    items: list[Json] = [{"sequenceFlowId": f"{key}_{flow}", "elementId": flow, **about} for flow in flows]
    return {"items": items}


@table.get("/process-instances/{key}/call-hierarchy")
def list_callers(call: Call, key: int) -> Response:
    """The process instances that called this one, as far as they are seen, root first, and itself: a bare array."""
    chain: list[Json] = []
    wanted: object = key
    while isinstance(wanted, int):
        try:
            case = call.engine.get_one("case", wanted, actor=call.actor)
        except NotFound:
            if not chain:
                raise
            break
        chain.insert(0, {
            "processInstanceKey": str(case["processInstanceKey"]),
            "processDefinitionKey": str(case["processDefinitionKey"]),
            "processDefinitionName": str(case["processDefinitionName"] or case["processDefinitionId"]),
        })  # fmt: skip
        wanted = case["parentProcessInstanceKey"]
    return json_answer(chain)


@table.get("/process-instances/{key}/statistics/element-instances", answer=ELEMENT_COUNTS)
def count_instance_elements(call: Call, key: int) -> Values:
    """How many element instances of the process instance are in which state, by element."""
    return counts_json(call.engine.count_case_elements(key, actor=call.actor))


@table.post("/process-instances/{key}/incidents/search", answer=page_of(INCIDENT))
def search_instance_incidents(call: Call, key: int, body: SearchBody) -> Values:
    """Incidents of the process instance and of all it called."""
    return call.search("incident", body, within=("case", key), pins={"case_tree": key})
