"""The deployed processes by name, for filters and lists."""

from __future__ import annotations

from api.pages.texts import Texts
from engine.actor import Actor
from engine.search.request import Search
from engine.service import Engine


def process_choices(engine: Engine, words: Texts, *, actor: Actor) -> list[tuple[str, str]]:
    """(process id, name) of the newest version of each process, by name."""
    newest = Search(filter={"isLatestVersion": True}, page={"limit": 200})
    found = engine.search("process_definition", newest, actor=actor).items
    names = {
        str(item["processDefinitionId"]): words.either(
            f"process.{item['processDefinitionId']}", str(item["name"] or item["processDefinitionId"])
        )
        for item in found
    }
    return sorted(names.items(), key=lambda choice: choice[1])
