"""Searching cases by what people remember of them."""

from __future__ import annotations

from collections.abc import Mapping

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


class CaseSearch(BaseModel):
    """The search in the address."""

    model_config = ConfigDict(extra="ignore")

    q: str = Field(default="", max_length=200)
    process: str = Field(default="", max_length=256)
    state: str = Field(default="", max_length=20)
    trouble: bool = False
    sort: str = "newest"
    after: str = Field(default="", max_length=1000)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.q or self.process or self.state or self.trouble)

    def address(self, **changes: object) -> dict[str, object]:
        """The query of this search with `changes`; the first page unless `after` is among them."""
        trouble = "true" if self.trouble else ""
        kept = {"q": self.q, "process": self.process, "state": self.state, "trouble": trouble, "sort": self.sort}
        return {**kept, **changes}


def find_cases(engine: Engine, wanted: CaseSearch, *, actor: Actor) -> Page:
    """A page of cases. A text of digits also finds the case of that key; `*` stands for anything."""
    field, order = SORTS.get(wanted.sort, SORTS["newest"])
    filter_: dict[str, Json] = {}
    if wanted.process:
        filter_["processDefinitionId"] = wanted.process
    if wanted.state.lower() in ("active", "completed", "terminated"):
        filter_["state"] = wanted.state.upper()
    if wanted.trouble:
        filter_["hasIncident"] = True
    if wanted.q.strip():
        filter_["$or"] = _text_filters(wanted.q.strip())
    window: dict[str, Json] = {"limit": PAGE_SIZE}
    if wanted.after:
        window["after"] = wanted.after
    search = Search(filter=filter_, sort=[{"field": field, "order": order}], page=window)
    found: Page = engine.search("case", search, actor=actor)
    return found


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
