"""Element instances and variables (API 6, 8)."""

from __future__ import annotations

from starlette.responses import Response

from api.bodies import Body, FreeObject
from api.call import Call, SearchBody
from api.endpoints import Table
from api.items import presenter
from api.shapes import item_shape, page_of
from api.v2.incidents import INCIDENT
from api.v2.instance_commands import Reference
from engine.search.request import Item
from engine.store.search.cases import SHOWN_VALUE_CHARACTERS
from engine.values import Values

table = Table("/v2", "Element instances and variables")

ELEMENT = item_shape("ElementInstance", "element_instance")
VARIABLE = item_shape("Variable", "variable")


class SetVariables(Body):
    """Variables to write; `local`: in this scope and no other."""

    variables: FreeObject
    local: bool = False
    operation_reference: Reference | None = None


@table.post("/element-instances/search", answer=page_of(ELEMENT))
def search_elements(call: Call, body: SearchBody) -> Values:
    """Search element instances."""
    return call.search("element_instance", body)


@table.get("/element-instances/{key}", answer=ELEMENT)
def get_element(call: Call, key: int) -> Response:
    """One element instance."""
    return call.one("element_instance", key)


@table.put("/element-instances/{key}/variables", status=204, command="UPDATE")
def set_variables(call: Call, key: int, body: SetVariables) -> Response:
    """Write variables of a scope: each where it is, or in this scope only."""
    return call.do(
        lambda once: call.engine.set_variables(key, body.variables, local=body.local, actor=call.actor, once=once)
    )


@table.post("/element-instances/{key}/incidents/search", answer=page_of(INCIDENT))
def search_element_incidents(call: Call, key: int, body: SearchBody) -> Values:
    """Incidents of an element instance."""
    return call.search("incident", body, within=("element_instance", key), pins={"element_instance": key})


@table.post("/variables/search", answer=page_of(VARIABLE), query=("truncateValues",))
def search_variables(call: Call, body: SearchBody) -> Values:
    """Search variables; values are JSON text, cut at 8191 characters unless told otherwise."""
    truncates = call.flag("truncateValues", default=True)
    return call.search("variable", body, present=cut_variable if truncates else whole_variable)


@table.get("/variables/{key}", answer=VARIABLE)
def get_variable(call: Call, key: int) -> Response:
    """One variable with its whole value."""
    return call.one("variable", key, present=whole_variable)


def cut_variable(item: Item) -> Values:
    """A variable whose long value is cut."""
    shown = presenter("variable")(item)
    value = str(shown["value"])
    return {**shown, "value": value[:SHOWN_VALUE_CHARACTERS], "isTruncated": len(value) > SHOWN_VALUE_CHARACTERS}


def whole_variable(item: Item) -> Values:
    """A variable with its whole value."""
    return {**presenter("variable")(item), "isTruncated": False}
