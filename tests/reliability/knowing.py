"""What exists in a house at work, by the names under which requests speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from engine.forms import SOURCES
from engine.reference import SHEETS
from engine.service import Engine
from engine.store.tables import metadata
from tests.reliability.asking import Answer

_SECRET = ("hash", "secret", "token", "content", "xml", "text")
_MOST = 60
_TOKEN = re.compile(r"/p/([A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])")
Known = dict[str, list[Any]]


class House:
    """Values that exist, by column, by parameter and by property of answers; `keys` are all keys among them."""

    def __init__(self, spared: tuple[str, ...]) -> None:
        self._spared = spared
        self._heard: Known = {}
        self._rows: list[tuple[str, str]] = []
        self.known: Known = {}

    def look(self, engine: Engine) -> None:
        """Read the newest rows of every table, and what stands outside them."""
        known: Known = {name: list(values) for name, values in self._heard.items()}
        for table in metadata.sorted_tables:
            newest = select(table).order_by(*(column.desc() for column in table.primary_key.columns)).limit(40)
            for row in engine._read(lambda tx, made=newest: tx.execute(made).all()):
                for column, value in zip(table.columns, row, strict=True):
                    if isinstance(value, str | int) and not any(part in column.name for part in _SECRET):
                        known.setdefault(column.name, []).append(value)
                        known.setdefault(f"{table.name}.{column.name}", []).append(value)
        known["variable"] = [*known.pop("case_variable.name", []), "outcome", "text", "x"]
        known["value"] = ["是", 3, True, {"amount": 12.5}, ["P-1"], "2026-03-05"]
        known["username"] = [name for name in known["username"] if name not in self._spared] or ["nobody"]
        known["unit_code"], known["role_id"] = known["unit.code"], known["role.code"]
        known["name"] = [*known["subscription.name"], *known.get("start_subscription.name", [])]
        known["data/name"], known["lookups/source"] = list(SHEETS), list(SOURCES)
        known["intake/message"] = [offered.offer.message for offered in engine.intakes()]
        pairs = zip(known["role_id"] * 9, known["unit_code"], strict=False)
        known["group_id"] = [f"{role}@{unit}" for role, unit in pairs]
        letters = (f"{row.text} {row.text_en}" for row in engine.customer_mail(limit=_MOST))
        known["token"] = sorted({found for text in letters for found in _TOKEN.findall(text)})
        known["data row"] = [f"{name}/{row}" for name, row in self._rows]
        self.known = known

    @property
    def keys(self) -> list[Any]:
        """Every key among what exists, of whatever kind."""
        return [value for name, values in self.known.items() if name.endswith("_key") for value in values]

    def hear(self, path: str, answer: Answer) -> None:
        """Remember names and keys that an answer tells, by the property that tells them."""
        if answer.status >= 300 or not answer.body.startswith(b"{"):
            return
        said = answer.json
        table = re.match(r"/api/v1/data/(\w+)(\?|\Z)", path)
        if table:
            self._rows = [*self._rows, *((table[1], str(row["id"])) for row in said.get("items", ()))][-_MOST:]
        for name, value in _told(said):
            heard = self._heard.setdefault(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(), [])
            if value not in heard and value not in self._spared:
                heard.append(value)
                del heard[:-_MOST]


def _told(said: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(said, Mapping):
        for name, value in said.items():
            if isinstance(value, str | int) and name.endswith(("Key", "Id", "Code")):
                yield name, value
            else:
                yield from _told(value)
    elif isinstance(said, list):
        for one in said[:5]:
            yield from _told(one)
