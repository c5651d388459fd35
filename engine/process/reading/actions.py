"""What a file lets people do to a running case: messages that certain roles may send from its page, by a form."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.process.reading import xml

_TITLE = f"{xml.OWN_PREFIX}action"
_FORM, _ROLE = f"{_TITLE}.form", f"{_TITLE}.role"


@dataclass(frozen=True, slots=True)
class CaseAction:
    """A message with the property `sl:action`: its title, the form to fill in, the roles (codes) that may send it."""

    message: str
    title: str
    title_en: str
    form_id: str
    roles: frozenset[str]


def case_actions(root: etree._Element) -> dict[str, CaseAction]:
    """The actions of a file by message name; names that are expressions cannot be one."""
    found: dict[str, CaseAction] = {}
    for element in root:
        name = element.get("name", "").strip() if xml.local_name(element) == "message" else ""
        said = {line.get("name", ""): line.get("value", "") for line in xml.extensions(element, "properties/property")}
        title, form_id = said.get(_TITLE, "").strip(), said.get(_FORM, "").strip()
        roles = frozenset(role.strip() for role in said.get(_ROLE, "").split(",") if role.strip())
        if name and not name.startswith("=") and title and form_id and roles:
            found[name] = CaseAction(name, title, said.get(f"{_TITLE}.en", "").strip() or title, form_id, roles)
    return found
