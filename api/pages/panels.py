"""The customer's panel beside a task: what the case knows about the people and things it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.values import Json

SUBJECTS = ("customer", "contact", "product", "warranty", "station", "appointment", "dealer", "store")
_MOST_FACTS = 16


@dataclass(frozen=True, slots=True)
class Panel:
    """One subject and its facts: name to value."""

    name: str
    facts: Mapping[str, Json]


def panels(values: Mapping[str, Json]) -> list[Panel]:
    """A panel for each known subject that the case holds as a context."""
    found = []
    for name in SUBJECTS:
        subject = values.get(name)
        if isinstance(subject, dict):
            facts = {fact: value for fact, value in _plain(subject).items() if value not in (None, "", [], {})}
            if facts:
                found.append(Panel(name, dict(list(facts.items())[:_MOST_FACTS])))
    return found


def _plain(subject: Mapping[str, Json]) -> Mapping[str, Json]:
    """A chosen unit as its name and kind instead of its code and the kept record; anything else as it is."""
    record = subject.get("record")
    if not isinstance(record, dict) or record.get("code") != subject.get("code"):
        return subject
    kept = {fact: value for fact, value in subject.items() if fact not in ("record", "code")}
    named = {"unit_name": record.get("name"), "unit_name_en": record.get("name_en")}
    return {**named, **kept, **{fact: record.get(fact) for fact in ("kind", "parent")}}
