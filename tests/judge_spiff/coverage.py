"""Which models of the library this judge can follow, and why it leaves the others out."""

from __future__ import annotations

from lxml import etree

from tests.judge.model import Model

TAGS = {
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "transaction",
    "transaction": "transaction",
    "adHocSubProcess": "ad-hoc sub-process",
    "complexGateway": "complex gateway",
    "executionListeners": "execution listeners",
    "conditionalFilter": "limits of conditions",
}
ATTRIBUTES = {"startQuantity": "token quantities", "completionQuantity": "token quantities"}
NO_CHECK = "the library has no such attribute of work, so it cannot find a wrong type in it"
NAMES = {
    "job_type_by_expression": NO_CHECK,
    "job_retries_by_expression": NO_CHECK,
    "priority_by_expression": NO_CHECK,
}


def reason_to_leave_out(model: Model) -> str:
    """Empty for a model that is covered."""
    if model.name in NAMES:
        return NAMES[model.name]
    for node in etree.fromstring(model.content).iter("{*}*"):
        if found := TAGS.get(etree.QName(node).localname):
            return found
        for name, reason in ATTRIBUTES.items():
            if name in node.attrib:
                return reason
    return ""
