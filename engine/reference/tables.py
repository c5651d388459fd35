"""The tables of reference data that people and programs look at and edit. A new table is one entry here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.findings import Text
from engine.reference.columns import Column
from engine.reference.labels import LABELS
from engine.reference.records import RECORDS
from engine.reference.sheets import SHEETS, Sheet

_EVERYWHERE = frozenset({"admin", "operator", "integration"})


@dataclass(frozen=True, slots=True)
class UnitBy:
    """Where the unit of a row stands: a column of the table, or of the row of another table that a column points to."""

    column: str
    table: str = ""
    key: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table: its sheet (columns, types, key), names, who edits it, and by which unit rows belong to somebody.

    Rows without `unit_by` are seen by everybody; others by who reaches the unit. Editing needs one of `editors`, with
    reach to the row's unit when it has one. A table whose sheet applies itself (stock) is not edited row by row.
    """

    sheet: Sheet
    title: Text
    editors: frozenset[str]
    unit_by: UnitBy | None = None
    is_central: bool = False
    """Rows belong to units, but only headquarters edits them: nobody raises his own credit."""
    is_record: bool = False
    """Written by cases alone: looked at, searched and given out, never edited or brought in."""

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.sheet.name

    @property
    def may_remove(self) -> bool:
        """Whether rows are ever taken away."""
        return self.sheet.apply is None and not self.is_record and self.name not in ("roles", "credit_accounts")

    def column(self, name: str) -> Column | None:
        """The column of that name in files and JSON."""
        return next((column for column in self.sheet.columns if column.name == name), None)

    def label(self, column: Column) -> Text:
        """What people call a column."""
        return LABELS.get(f"{self.name}.{column.name}") or LABELS[column.name]

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns that name a row."""
        return tuple(column for column in self.sheet.columns if column.field in self.sheet.key)


def _entry(
    name: str, zh: str, en: str, *editors: str, unit_by: UnitBy | None = None, is_central: bool = False
) -> DataTable:
    return DataTable(SHEETS[name], Text(en=en, zh=zh), _EVERYWHERE | frozenset(editors), unit_by, is_central)


def _record(name: str, zh: str, en: str, unit_by: UnitBy) -> DataTable:
    sheet = next(sheet for sheet in RECORDS if sheet.name == name)
    return DataTable(sheet, Text(en=en, zh=zh), frozenset(), unit_by, is_record=True)


_ALL = (
    _entry("customers", "客户", "Customers", "agent", "agent_lead", unit_by=UnitBy("region_code")),
    _entry(
        "products", "客户的产品", "Customers' products", "agent", "agent_lead",
        unit_by=UnitBy("customer_code", "customer", "customer_code", "region_code"),
    ),
    _entry("product_models", "产品型号", "Product models", "quality"),
    _entry("parts", "配件", "Parts", "parts_clerk"),
    _entry("warehouses", "仓库", "Warehouses", unit_by=UnitBy("unit_code"), is_central=True),
    _entry(
        "stock", "库存", "Stock", "parts_clerk",
        unit_by=UnitBy("warehouse_code", "warehouse", "warehouse_code", "unit_code"),
    ),
    _entry("substitutes", "替代配件", "Substitute parts", "parts_clerk"),
    _entry("fault_codes", "故障代码", "Fault codes", "quality"),
    _entry("tariffs", "费用标准", "Tariffs", "finance"),
    _entry("stations", "服务站能力", "Stations' abilities", "dispatcher", unit_by=UnitBy("unit_code"), is_central=True),
    _entry("credit_accounts", "信用额度", "Credit limits", "finance", unit_by=UnitBy("unit_code"), is_central=True),
    _entry("knowledge", "知识库", "Knowledge", "agent_lead", "quality"),
    _entry("calendars", "工作日历", "Working calendars"),
    _entry("roles", "角色", "Roles"),
    _record("stores", "门店档案", "Stores", UnitBy("dealer_code")),
    _record("payouts", "补贴付款", "Payouts", UnitBy("payee_code")),
    _record(
        "payout_reversals", "付款冲销", "Payouts taken back", UnitBy("payout_key", "payout", "payout_key", "payee_code")
    ),
    _record("sales", "销售记录", "Sales", UnitBy("unit_code")),
    _record(
        "stock_movements", "库存流水", "Movements of stock",
        UnitBy("warehouse_code", "warehouse", "warehouse_code", "unit_code"),
    ),
    _record("credit_entries", "信用流水", "Movements of credit", UnitBy("unit_code")),
    _record("settlements", "结算单", "Settlement statements", UnitBy("unit_code")),
    _record("rebates", "返利", "Rebates", UnitBy("unit_code")),
)  # fmt: skip
TABLES: Mapping[str, DataTable] = MappingProxyType({table.name: table for table in _ALL})
