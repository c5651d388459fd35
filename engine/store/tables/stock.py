"""Spare parts in warehouses: what lies there, what is promised to whom, and every change of it.

`part_stock` is the balance of `stock_movement`, column by column; `servicelane doctor` proves it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Text, text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


def _count() -> Column[int]:
    return Column(Integer, nullable=False, server_default=text("0"))


class Warehouse(SQLModel, table=True):
    """A warehouse: the central one, or one that serves a region. Its clerks work at `unit_code`."""

    __tablename__ = "warehouse"
    __table_args__ = (
        CheckConstraint("kind IN ('central', 'regional')", name="warehouse_kind"),
        CheckConstraint("(kind = 'central') = (region_code = '')", name="warehouse_region"),
        CheckConstraint("lead_days >= 0", name="warehouse_lead"),
    )

    warehouse_code: str = Field(primary_key=True, max_length=40)
    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("unit.code"), nullable=False))
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    kind: str = Field(max_length=10)
    region_code: str = Field(default="", max_length=64)
    lead_days: int


class PartStock(SQLModel, table=True):
    """Pieces of one part in one warehouse. `reserved` of `on_hand` are promised; `in_transit` were shipped and not
    yet confirmed; `quarantined` are returned defective pieces that wait for inspection."""

    __tablename__ = "part_stock"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="stock_on_hand"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="stock_reserved"),
        CheckConstraint("in_transit >= 0", name="stock_in_transit"),
        CheckConstraint("quarantined >= 0", name="stock_quarantined"),
    )

    part_code: str = Field(sa_column=Column(String(40), ForeignKey("part.part_code"), primary_key=True))
    warehouse_code: str = Field(
        sa_column=Column(String(40), ForeignKey("warehouse.warehouse_code"), primary_key=True, index=True)
    )
    on_hand: int = Field(default=0, sa_column=_count())
    reserved: int = Field(default=0, sa_column=_count())
    in_transit: int = Field(default=0, sa_column=_count())
    quarantined: int = Field(default=0, sa_column=_count())
    expected_on: date | None = Field(default=None, sa_column=Column(Date))


class StockMovement(SQLModel, table=True):
    """One change of one stock row, signed; never changed or deleted (the database refuses it)."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('receipt', 'reserve', 'release', 'ship', 'receive', 'adjust', 'return', 'scrap')",
            name="movement_kind",
        ),
        Index("movement_stock", "part_code", "warehouse_code", "movement_key"),
        Index("movement_reference", "reference", "movement_key"),
    )

    movement_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    part_code: str = Field(sa_column=Column(String(40), ForeignKey("part.part_code"), nullable=False))
    warehouse_code: str = Field(sa_column=Column(String(40), ForeignKey("warehouse.warehouse_code"), nullable=False))
    kind: str = Field(max_length=10)
    on_hand: int = Field(default=0, sa_column=_count())
    reserved: int = Field(default=0, sa_column=_count())
    in_transit: int = Field(default=0, sa_column=_count())
    quarantined: int = Field(default=0, sa_column=_count())
    reference: str = Field(default="", sa_column=Column(String(128), nullable=False))
    reason: str = Field(default="", sa_column=Column(String(300), nullable=False))
    case_key: int | None = Field(default=None, sa_column=Column(BigInteger))
    moved_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class PartReservation(SQLModel, table=True):
    """Pieces promised to one order line. `waiting` = on back order, without a warehouse; one open row for each line,
    part and warehouse. `quantity` never changes except when a waiting row is served in parts."""

    __tablename__ = "part_reservation"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'held', 'shipped', 'released')", name="reservation_state"),
        CheckConstraint("quantity > 0", name="reservation_quantity"),
        CheckConstraint("(state = 'waiting') <= (warehouse_code IS NULL)", name="reservation_place"),
        Index("reservation_order", "order_number", "line_number"),
        Index("reservation_waiting", "part_code", "state", "reservation_key"),
    )

    reservation_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    order_number: str = Field(max_length=128)
    line_number: int
    region_code: str = Field(max_length=64)
    part_code: str = Field(sa_column=Column(String(40), ForeignKey("part.part_code"), nullable=False))
    warehouse_code: str | None = Field(
        default=None, sa_column=Column(String(40), ForeignKey("warehouse.warehouse_code"))
    )
    quantity: int
    state: str = Field(max_length=8)
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    made_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class PartSubstitute(SQLModel, table=True):
    """`substitute_code` may be sent for `part_code`, best `rank` first; `must_ask` = only if the receiver agrees."""

    __tablename__ = "part_substitute"
    __table_args__ = (CheckConstraint("part_code <> substitute_code", name="substitute_other"),)

    part_code: str = Field(sa_column=Column(String(40), ForeignKey("part.part_code"), primary_key=True))
    substitute_code: str = Field(sa_column=Column(String(40), ForeignKey("part.part_code"), primary_key=True))
    rank: int
    must_ask: bool


class Booking(SQLModel, table=True):
    """That an element instance has booked, and what it answered: a second run answers the same and books nothing."""

    __tablename__ = "booking"

    case_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    type: str = Field(max_length=64)
    answer: str = Field(sa_column=Column(Text, nullable=False))
    booked_at: datetime = Field(sa_column=Column(Utc, nullable=False))
