"""Two versions of a model side by side, in words: what came, what went, and what says something else now."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from api.pages.designer_view import Kind
from engine.process.reading.xml import local_name, parse_xml
from engine.values import Json

_DRAWN = ("/DI", "/DC", "/DMNDI/", "bioc", "color")
"""Endings and parts of the namespaces of drawings: where a shape stands is no change of the model."""
_SILENT = frozenset({"incoming", "outgoing", "flowNodeRef", "id"})
_NAMING = ("name", "key", "target", "type", "event")
"""Attributes that tell one of several children of the same tag from the others."""
_COLUMNS = {"inputEntry": "input", "outputEntry": "output"}
"""The cells of a rule, and the tags of their columns' headings."""
_PACKING = re.compile(r"extensionElements/|properties/property |(?<=.)/(value|text)\Z")
"""What stands around a setting in the file and says nothing to its reader."""
_LONGEST_NAME = 60


@dataclass(slots=True)
class Part:
    """One part of a model that has an id: what it is, what it is called, and all that it says (path → text)."""

    kind: str
    name: str
    says: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a part says: before and now, empty where it says nothing."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that came, went or changed."""

    change: Literal["added", "removed", "changed"]
    part_id: str
    kind: str
    name: str
    lines: tuple[Line, ...]


def differences(kind: Kind, before: str, now: str) -> tuple[Difference, ...]:
    """What differs between two texts of a model, in the order of the newer one; what went comes last."""
    old, new = parts(kind, before), parts(kind, now)
    found = [_compared(part_id, old.get(part_id), part) for part_id, part in new.items()]
    found += [_compared(part_id, part, None) for part_id, part in old.items() if part_id not in new]
    return tuple(one for one in found if one is not None)


def parts(kind: Kind, text: str) -> dict[str, Part]:
    """The parts of a model by id."""
    if kind == "form":
        return dict(_fields(json.loads(text)))
    found: dict[str, Part] = {}
    _read(parse_xml(text.encode()), None, "", found)
    return found


def _compared(part_id: str, old: Part | None, new: Part | None) -> Difference | None:
    said, says = (old.says if old else {}), (new.says if new else {})
    paths = [*says, *(path for path in said if path not in says)]
    lines = tuple(
        Line(path, said.get(path, ""), says.get(path, "")) for path in paths if said.get(path) != says.get(path)
    )
    part = new or old
    if part is None or (old is not None and new is not None and not lines):
        return None
    change: Literal["added", "removed", "changed"] = "changed" if old and new else "added" if new else "removed"
    return Difference(change, part_id, part.kind, part.name, lines)


def _read(element: etree._Element, owner: Part | None, path: str, found: dict[str, Part]) -> None:
    """Note what `element` and all below it say, each at the nearest part above that has an id."""
    tag = local_name(element)
    if not tag or tag in _SILENT or _is_drawn(element):
        return
    part_id = element.get("id")
    if part_id and tag not in _COLUMNS:
        owner, path = Part(tag, _name(element, owner)), ""
        found[part_id] = owner
    else:
        path = f"{path}/{_step(element)}" if path else _step(element)
    if owner is not None:
        _note(element, owner, path)
    for inner in element:
        _read(inner, owner, path, found)


def _note(element: etree._Element, owner: Part, path: str) -> None:
    for name, value in element.attrib.items():
        local = etree.QName(name).localname
        if local not in _SILENT and value.strip():
            owner.says[_PACKING.sub("", f"{path}/{local}" if path else local)] = value.strip()
    text = (element.text or "").strip()
    if text:
        owner.says[_PACKING.sub("", path) or "text"] = text


def _name(element: etree._Element, owner: Part | None) -> str:
    """The part's own name; a nameless one is named by its place in what holds it."""
    own = element.get("name") or element.get("label") or ""
    if own or owner is None:
        return own[:_LONGEST_NAME]
    parent = element.getparent()
    same = [one for one in parent if one.tag == element.tag] if parent is not None else [element]
    number = f" {same.index(element) + 1}" if len(same) > 1 else ""
    return f"{owner.name} › {local_name(element)}{number}" if owner.name else ""


def _step(element: etree._Element) -> str:
    """The tag with what tells it from its neighbours of the same tag: a name, else its number."""
    tag, parent = local_name(element), element.getparent()
    said = next((value for name in _NAMING if (value := element.get(name))), "")
    same = [one for one in parent if one.tag == element.tag] if parent is not None else [element]
    if tag in _COLUMNS and parent is not None:
        return _column(parent, _COLUMNS[tag], same.index(element)) or f"{tag} {same.index(element) + 1}"
    if said:
        return f"{tag} {said}"
    return f"{tag} {same.index(element) + 1}" if len(same) > 1 else tag


def _column(rule: etree._Element, tag: str, index: int) -> str:
    """What the heading of a rule's cell says."""
    table = rule.getparent()
    columns = [one for one in table if local_name(one) == tag] if table is not None else []
    if index >= len(columns):
        return ""
    return columns[index].get("label") or columns[index].get("name") or "".join(columns[index].itertext()).strip()


def _is_drawn(element: etree._Element) -> bool:
    space = etree.QName(element).namespace or ""
    return any(mark in space for mark in _DRAWN)


def _fields(schema: Mapping[str, Json]) -> Iterator[tuple[str, Part]]:
    """The form itself, then every component of it, however deep."""
    own = Part("form", str(schema.get("id", "")))
    own.says.update(_flat({name: value for name, value in schema.items() if name != "components"}))
    yield "", own
    listed = schema.get("components")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            yield from _field(one)


def _field(component: Mapping[str, Json]) -> Iterator[tuple[str, Part]]:
    said = component.get("label") or component.get("text") or component.get("key") or component.get("id")
    part = Part(str(component.get("type", "")), str(said or "").strip()[:_LONGEST_NAME])
    part.says.update(_flat({name: value for name, value in component.items() if name not in ("components", "id")}))
    yield str(component.get("id", "")), part
    inner = component.get("components")
    for one in inner if isinstance(inner, list) else []:
        if isinstance(one, dict):
            yield from _field(one)


def _flat(value: Json, path: str = "") -> dict[str, str]:
    """Every plain value by its path."""
    if isinstance(value, dict):
        pairs = [(f"{path}/{name}" if path else name, item) for name, item in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{path} {_which(item, number)}", item) for number, item in enumerate(value, 1)]
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        return {path: text} if text not in ("", "null") else {}
    return {name: text for step, item in pairs for name, text in _flat(item, step).items()}


def _which(item: Json, number: int) -> str:
    return str(item["value"]) if isinstance(item, dict) and item.get("value") not in (None, "") else str(number)
