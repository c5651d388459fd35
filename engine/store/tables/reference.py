"""Reference data of the service business: small tables with a natural key, kept current by CSV import.

Money is whole cents (fen) of the yuan, so that sums are exact in every database.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Text
from sqlmodel import Field, SQLModel


class ProductModel(SQLModel, table=True):
    """A model the maker sells. `category` is what decisions, skills and tariffs speak of."""

    __tablename__ = "product_model"

    model: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    category: str = Field(max_length=40)


class Customer(SQLModel, table=True):
    """A consumer."""

    __tablename__ = "customer"
    __table_args__ = (Index("customer_phone", "phone"),)

    customer_code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=100)
    phone: str = Field(max_length=40)
    tier: str = Field(default="standard", max_length=20)
    region_code: str = Field(max_length=64)
    address: str = Field(max_length=300)
    is_not_called: bool = False
    email: str = Field(default="", sa_column=Column(String(254), nullable=False, server_default=""))


class Product(SQLModel, table=True):
    """One sold machine. `purchased_on` None = no proof; `extended_until` ends a sold extension of the warranty."""

    __tablename__ = "product"

    serial: str = Field(primary_key=True, max_length=40)
    model: str = Field(sa_column=Column(String(40), ForeignKey("product_model.model"), nullable=False, index=True))
    customer_code: str = Field(
        sa_column=Column(String(40), ForeignKey("customer.customer_code"), nullable=False, index=True)
    )
    purchased_on: date | None = Field(default=None, sa_column=Column(Date))
    extended_until: date | None = Field(default=None, sa_column=Column(Date))


class Part(SQLModel, table=True):
    """A spare part. `models` is a comma list of product models, or `*` for every model of the category."""

    __tablename__ = "part"
    __table_args__ = (CheckConstraint("price_cents >= 0", name="part_price"),)

    part_code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    category: str = Field(max_length=40, index=True)
    models: str = Field(default="*", sa_column=Column(Text, nullable=False))
    price_cents: int


class FaultCode(SQLModel, table=True):
    """What can be wrong. `kind` says whose fault it is, `level` how much labour it takes; category `*` = any."""

    __tablename__ = "fault_code"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('manufacturing', 'wear', 'installation', 'external', 'none')", name="fault_code_kind"
        ),
        CheckConstraint("level IN ('minor', 'medium', 'major')", name="fault_code_level"),
    )

    fault_code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    category: str = Field(max_length=40, index=True)
    kind: str = Field(max_length=20)
    level: str = Field(max_length=10)


class Tariff(SQLModel, table=True):
    """A price of work: labour by category and level, travel by region, inspection. `*` stands for any."""

    __tablename__ = "tariff"
    __table_args__ = (
        CheckConstraint("kind IN ('labour', 'travel', 'inspection')", name="tariff_kind"),
        CheckConstraint("amount_cents >= 0", name="tariff_amount"),
    )

    kind: str = Field(primary_key=True, max_length=20)
    region_code: str = Field(primary_key=True, max_length=64)
    category: str = Field(primary_key=True, max_length=40)
    level: str = Field(primary_key=True, max_length=10)
    amount_cents: int
    name: str = Field(max_length=100)
    name_en: str = Field(default="", max_length=100)


class StationProfile(SQLModel, table=True):
    """What a service station can do. `regions` and `skills` are comma lists; `score` is last quarter's, 0 to 100."""

    __tablename__ = "station_profile"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="station_score"),
        CheckConstraint("capacity >= 0", name="station_capacity"),
    )

    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("unit.code"), primary_key=True))
    regions: str = Field(sa_column=Column(Text, nullable=False))
    skills: str = Field(sa_column=Column(Text, nullable=False))
    capacity: int
    score: int


class WorkingCalendar(SQLModel, table=True):
    """Working hours: `days` is a comma list of mon … sun, `holidays` of ISO dates, hours are `HH:MM` local time."""

    __tablename__ = "working_calendar"

    calendar_code: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=100)
    name_en: str = Field(default="", max_length=100)
    time_zone: str = Field(default="Asia/Shanghai", max_length=64)
    days: str = Field(max_length=40)
    opens_at: str = Field(max_length=5)
    closes_at: str = Field(max_length=5)
    holidays: str = Field(default="", sa_column=Column(Text, nullable=False))
