"""What a file says of the public: messages that people without an account may send, and the form they fill in."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.process.reading import xml

FORM = f"{xml.OWN_PREFIX}public.form"
ACTION = f"{xml.OWN_PREFIX}public.action"
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class PublicMessage:
    """A message with property `sl:public.form`. `action` is `answer`, `withdraw` or `stop`: how pages offer it."""

    name: str
    form_id: str
    action: str = ANSWER


def public_messages(root: etree._Element) -> dict[str, PublicMessage]:
    """The public messages of a file by name; names that are expressions cannot be public."""
    found: dict[str, PublicMessage] = {}
    for element in root:
        name = element.get("name", "").strip() if xml.local_name(element) == "message" else ""
        if not name or name.startswith("="):
            continue
        said = {line.get("name", ""): line.get("value", "") for line in xml.extensions(element, "properties/property")}
        form_id = said.get(FORM, "").strip()
        if form_id:
            found[name] = PublicMessage(name, form_id, said.get(ACTION, "").strip() or ANSWER)
    return found
