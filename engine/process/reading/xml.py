"""Names and small readings of the XML; no entities, no network (G7)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
OWN_PREFIX = "sl:"
_FREE = frozenset({"name", "value"})


def parse_xml(content: bytes) -> etree._Element:
    """The root of `content`, read without DTD, entities or network. Raises lxml's XMLSyntaxError.

    Comments and instructions are left out, and outer spaces of everything that is not a label or plain data: the gate
    reads it so, too (G9).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    for element in root.iter(f"{BPMN}*", f"{ZEEBE}*"):
        for attribute, value in element.attrib.items():
            if attribute not in _FREE and value != value.strip():
                element.set(attribute, value.strip())
    return root


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of that name."""
    return element.find(BPMN + name)


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """All BPMN children of that name, in order."""
    yield from element.findall(BPMN + name)


def text_of(element: etree._Element, name: str) -> str | None:
    """The text of the first BPMN child of that name; None when there is no such child."""
    found = child(element, name)
    return None if found is None else "".join(map(str, found.itertext()))


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """The first zeebe extension of that name (`a/b` for nested ones)."""
    holder = child(element, "extensionElements")
    return None if holder is None else holder.find("/".join(ZEEBE + part for part in name.split("/")))


def extensions(element: etree._Element, name: str) -> list[etree._Element]:
    """All zeebe extensions of that name (`a/b` for nested ones), in order."""
    holder = child(element, "extensionElements")
    return [] if holder is None else list(holder.findall("/".join(ZEEBE + part for part in name.split("/"))))


def is_true(element: etree._Element, attribute: str, *, default: bool) -> bool:
    """The boolean attribute, `default` when absent."""
    found = element.get(attribute)
    return default if found is None else found == "true"
