"""Searching cases by what people remember of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from engine.actor import Actor
from engine.search.request import Page, Search
from engine.service import Engine
from engine.values import Json

SORTS: Mapping[str, tuple[str, str]] = {
    "newest": ("startDate", "DESC"),
    "oldest": ("startDate", "ASC"),
    "process": ("processDefinitionId", "ASC"),
    "key": ("businessId", "ASC"),
}
PAGE_SIZE = 50
_ABOUT = ("contact", "customer", "request", "product")
"""The values of a case that tell whom and what it is about."""
_SHORTEST_NUMBER = 4
"""Fewer letters or digits of a serial or phone number would find every case."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of cases, and the Chinese and English name of the unit of each."""

    page: Page
    units: Mapping[int, tuple[str, str]]


class CaseSearch(BaseModel):
    """The search in the address."""

    model_config = ConfigDict(extra="ignore")

    q: str = Field(default="", max_length=200)
    process: str = Field(default="", max_length=256)
    state: str = Field(default="", max_length=20)
    unit: str = Field(default="", max_length=200)
    trouble: bool = False
    late: bool = False
    sort: str = "newest"
    after: str = Field(default="", max_length=1000)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.q or self.process or self.state or self.unit or self.trouble or self.late)

    def address(self, **changes: object) -> dict[str, object]:
        """The query of this search with `changes`; the first page unless `after` is among them."""
        ticked = {name: "true" if getattr(self, name) else "" for name in ("trouble", "late")}
        kept = {name: getattr(self, name) for name in ("q", "process", "state", "unit", "sort")}
        return {**kept, **ticked, **changes}


def find_cases(engine: Engine, wanted: CaseSearch, *, actor: Actor) -> Found:
    """A page of cases. A text of digits also finds the case of that key; `*` stands for anything.

    A serial number, phone number or name finds the cases about it where the actor may read their values.
    """
    field, order = SORTS.get(wanted.sort, SORTS["newest"])
    filter_: dict[str, Json] = {}
    if wanted.process:
        filter_["processDefinitionId"] = wanted.process
    if wanted.state.lower() in ("active", "completed", "terminated"):
        filter_["state"] = wanted.state.upper()
    if wanted.trouble:
        filter_["hasIncident"] = True
    if wanted.q.strip():
        filter_["$or"] = [*_text_filters(wanted.q.strip()), *_about_filters(engine, wanted.q.strip(), actor)]
    window: dict[str, Json] = {"limit": PAGE_SIZE}
    if wanted.after:
        window["after"] = wanted.after
    search = Search(filter=filter_, sort=[{"field": field, "order": order}], page=window, pins=_pins(engine, wanted))
    page: Page = engine.search("case", search, actor=actor)
    keys = [key for item in page.items if isinstance(key := item["processInstanceKey"], int)]
    return Found(page, engine.units_of_cases(keys))


def _pins(engine: Engine, wanted: CaseSearch) -> dict[str, int | str | frozenset[str]]:
    pins: dict[str, int | str | frozenset[str]] = {}
    if wanted.late:
        pins["late_at"] = engine.clock().isoformat()
    if wanted.unit.strip():
        pins["under"] = engine.units_called(wanted.unit.strip())
    return pins


def _about_filters(engine: Engine, text: str, actor: Actor) -> list[Json]:
    """The cases about the machine or the customer of that text; phone numbers may be written with spaces."""
    number = "".join(sign for sign in text if sign not in " -")
    sought = number if number.lstrip("+").isdecimal() else text
    if sought.isascii() and len(sought) < _SHORTEST_NUMBER:
        return []
    keys = engine.cases_about(sought, variables=_ABOUT, actor=actor)
    return [{"processInstanceKey": {"$in": [str(key) for key in keys]}}] if keys else []


def _text_filters(text: str) -> list[Json]:
    words = "".join(f"\\{sign}" if sign in "\\?" else sign for sign in text)
    filters: list[Json] = [{"processDefinitionName": {"$like": f"*{words}*"}}]
    # the search tells capitals apart, people who look for a business key do not
    filters += [
        {"businessId": {"$like": f"*{spelt}*"}} for spelt in dict.fromkeys((words, words.upper(), words.lower()))
    ]
    if text.isascii() and text.isdecimal() and len(text) < 19:
        filters.append({"processInstanceKey": text})
    return filters
