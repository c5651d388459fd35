"""Lanes: which role text stands over an element (S1, S2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from engine.process.expressions import Value
from engine.process.reading import xml, zeebe


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `role` is its property `role` or its name (S1)."""

    id: str
    name: str
    role: str
    own: Mapping[str, Value]


def lanes_of(process: etree._Element) -> dict[str, Lane]:
    """The innermost lane of each listed element id, in the process and its sub-processes (A20)."""
    found: dict[str, Lane] = {}
    for lane_set in process.iter(f"{xml.BPMN}laneSet"):
        _collect(lane_set, found)
    return found


def _collect(lane_set: etree._Element, found: dict[str, Lane]) -> None:
    for element in xml.children(lane_set, "lane"):
        own, _ = zeebe.properties(element)
        name = element.get("name", "")
        lane = Lane(element.get("id", ""), name, own["role"].text if "role" in own else name.strip(), own)
        for reference in xml.children(element, "flowNodeRef"):
            found[(reference.text or "").strip()] = lane
        for inner in xml.children(element, "childLaneSet"):
            _collect(inner, found)
