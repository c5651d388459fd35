"""A whole network from a folder of CSV files: units, roles, people, grants and every reference table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from engine.reference import organisation
from engine.reference.columns import Column, code, flag, one_of, text
from engine.reference.importing import ImportReport, import_csv, read_csv
from engine.reference.organisation import NewUnit, NewUser
from engine.reference.sheets import SHEETS, Sheet
from engine.store.database import Tx

_UNITS = Sheet(
    "units", "unit", ("code",),
    (
        Column("code", code),
        Column("parent", code, is_optional=True, default=""),
        Column("kind", one_of(*organisation.UNIT_KINDS)),
        Column("name", text),
        Column("name_en", text, is_optional=True, default=""),
        Column("region_code", code, is_optional=True, default=""),
        Column("calendar", code, is_optional=True),
    ),
)  # fmt: skip
_USERS = Sheet(
    "users", "user_account", ("username",),
    (
        Column("username", code),
        Column("display_name", text),
        Column("email", text, is_optional=True),
        Column("language", one_of("zh-CN", "en"), is_optional=True, default="zh-CN"),
    ),
)  # fmt: skip
_GRANTS = Sheet(
    "grants", "role_grant", ("username", "role", "unit"),
    (
        Column("username", code, refers=("user_account", "username")),
        Column("role", code, refers=("role", "code")),
        Column("unit", code, refers=("unit", "code")),
        Column("below", flag, is_optional=True, default=False),
    ),
)  # fmt: skip
_BEFORE = ("roles", "calendars")
_AFTER = ("product_models", "customers", "products", "parts", "fault_codes", "tariffs", "stations", "knowledge")
_STOCK = ("warehouses", "stock", "substitutes", "credit_accounts")
_OPENING = ("stock", "credit_accounts")


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """What loading changed, by sheet; nothing at all when the network was there already."""

    sheets: tuple[ImportReport, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether every row was there as the files say."""
        return not any(sheet.added or sheet.changed for sheet in self.sheets)


def demo_files() -> Mapping[str, bytes]:
    """The CSV files of the demo network, by sheet name; they travel inside the package."""
    folder = resources.files("engine.reference") / "demo"
    return {
        entry.name.removesuffix(".csv"): entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".csv")
    }


def load_network(tx: Tx, files: Mapping[str, bytes], *, secret_hash: str | None, is_demo: bool) -> NetworkReport:
    """Bring organisation and reference tables to what the files say.

    New users get `secret_hash` as their password; existing ones keep theirs. Raises ImportRefused naming file and line.
    Loaded again, the demo network leaves stock and credit limits as business changed them.
    """
    reports = [_sheet(tx, files, name) for name in _BEFORE if name in files]
    reports.append(_units(tx, files.get("units", b"")))
    reports.append(_users(tx, files.get("users", b""), secret_hash=secret_hash, is_demo=is_demo))
    reports.append(_grants(tx, files.get("grants", b"")))
    kept = _OPENING if is_demo else ()
    reports += [_sheet(tx, files, name, adds_only=name in kept) for name in (*_AFTER, *_STOCK) if name in files]
    return NetworkReport(tuple(reports))


def _sheet(tx: Tx, files: Mapping[str, bytes], name: str, *, adds_only: bool = False) -> ImportReport:
    return import_csv(tx, SHEETS[name], files[name], file=f"{name}.csv", adds_only=adds_only)


def _units(tx: Tx, content: bytes) -> ImportReport:
    changed = total = 0
    for record in read_csv(tx, _UNITS, content, file="units.csv") if content else ():
        words = {name: str(value) for name, value in record.items() if name != "calendar"}
        calendar = str(record["calendar"]) if record["calendar"] else None
        changed += organisation.put_unit(tx, NewUnit(**words, calendar=calendar))
        total += 1
    return ImportReport("units", changed, 0, total - changed)


def _users(tx: Tx, content: bytes, *, secret_hash: str | None, is_demo: bool) -> ImportReport:
    added = total = 0
    for record in read_csv(tx, _USERS, content, file="users.csv") if content else ():
        user = NewUser(
            username=str(record["username"]),
            display_name=str(record["display_name"]),
            secret_hash=secret_hash,
            email=str(record["email"]) if record["email"] else None,
            language=str(record["language"]),
            is_demo=is_demo,
        )
        added += organisation.put_user(tx, user)
        total += 1
    return ImportReport("users", added, 0, total - added)


def _grants(tx: Tx, content: bytes) -> ImportReport:
    changed = total = 0
    for record in read_csv(tx, _GRANTS, content, file="grants.csv") if content else ():
        username, role, unit = str(record["username"]), str(record["role"]), str(record["unit"])
        changed += organisation.put_grant(tx, username, role, unit, below=record["below"] is True)
        total += 1
    return ImportReport("grants", changed, 0, total - changed)
