"""The demo network as the business day knows it: who works where, which customers own which machines."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from engine.reference.network import demo_files

Row = Mapping[str, str]


class Network:
    """Reads the CSV files that the server loaded too."""

    def __init__(self) -> None:
        self._files = demo_files()

    def rows(self, sheet: str) -> Sequence[Row]:
        """The rows of a sheet; none when there is no such sheet."""
        if sheet not in self._files:
            return []
        return list(csv.DictReader(io.StringIO(self._files[sheet].decode("utf-8-sig"))))

    @cached_property
    def machines(self) -> Sequence[Row]:
        """Every machine with its owner."""
        owners = {row["customer_code"]: row for row in self.rows("customers")}
        return [{**owners[row["customer_code"]], **row} for row in self.rows("products") if row["customer_code"]]

    @cached_property
    def units(self) -> Mapping[str, Row]:
        """Every unit by code."""
        return {row["code"]: row for row in self.rows("units")}

    def units_of(self, kind: str) -> list[str]:
        """The codes of all units of a kind where somebody works."""
        staffed = {unit for _, unit in self._grants}
        return [code for code, row in self.units.items() if row["kind"] == kind and code in staffed]

    @cached_property
    def _grants(self) -> Mapping[tuple[str, str], Sequence[tuple[str, bool]]]:
        found: defaultdict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
        for row in self.rows("grants"):
            found[row["role"], row["unit"]].append((row["username"], row["below"] == "yes"))
        return found

    def person(self, role: str, unit: str) -> str | None:
        """Who holds the role at the unit, else at the nearest one above with reach to it."""
        at = unit
        while at:
            for username, reaches_below in self._grants.get((role, at), ()):
                if at == unit or reaches_below:
                    return username
            at = self.units[at]["parent"] if at in self.units else ""
        return None
