"""The rows of the server's database, read once when all is played: what the books are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.database import Database
from engine.values import Json, Values, load

MOST = 1_000_000
_ZONE = ZoneInfo("Asia/Shanghai")


class Ledger:
    """Reads tables of the server's database beside it; SQLite lets it. Close it."""

    def __init__(self, folder: Path) -> None:
        self.engine = Engine(Database(f"sqlite:///{folder / 'servicelane.db'}"))
        self.rows = cache(self._rows)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.close()

    def where(self, table: str, **values: Json) -> list[Values]:
        """The rows of a table with these values."""
        return [row for row in self.rows(table) if all(row.get(name) == value for name, value in values.items())]

    def variables(self, name: str) -> Mapping[int, Json]:
        """A variable of every case's own scope, by case key."""
        found = self.engine.records("case_variable", {"name": name}, actor=SYSTEM, most=MOST)
        return {
            whole(row, "case_key"): load(text(row, "value")) for row in found if row["scope_key"] == row["case_key"]
        }

    def last_month(self) -> str:
        """The month in which the play ended, by the clock of the cases."""
        return month_of(max((text(row, "started_at") for row in self.rows("element_instance")), default=""))

    def _rows(self, table: str) -> list[Values]:
        return self.engine.records(table, {}, actor=SYSTEM, most=MOST)


def month_of(moment: str) -> str:
    """The month of a moment, such as 2026-12, in local time; empty for none."""
    return f"{datetime.fromisoformat(moment).astimezone(_ZONE):%Y-%m}" if moment else ""


def whole(row: Mapping[str, Json], name: str) -> int:
    """A whole number of a row; 0 for none."""
    found = row.get(name)
    return found if isinstance(found, int) else 0


def text(row: Mapping[str, Json], name: str) -> str:
    """A text of a row; empty for none."""
    found = row.get(name)
    return found if isinstance(found, str) else ""
