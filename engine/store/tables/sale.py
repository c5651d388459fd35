"""Sales as stores and shops report them: what the warranty of a machine begins with."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class Sale(SQLModel, table=True):
    """One sold machine. `shop` and `order_number` name the order there: the same order comes in once."""

    __tablename__ = "sale"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="sale_price"),
        Index("sale_order", "shop", "order_number", "serial", unique=True),
        Index("sale_serial", "serial", unique=True),
        Index("sale_store", "unit_code", "sold_on"),
    )

    sale_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    shop: str = Field(max_length=40)
    order_number: str = Field(max_length=80)
    serial: str = Field(max_length=40)
    model: str = Field(max_length=40)
    customer_code: str = Field(max_length=40)
    unit_code: str = Field(default="", max_length=64)
    sold_on: date = Field(sa_column=Column(Date, nullable=False))
    price_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    recorded_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    recorded_by: str = Field(max_length=256)
    case_key: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
