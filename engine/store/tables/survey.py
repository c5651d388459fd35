"""Surveys: who was asked, what he answered, who must never be called, and the members of a campaign."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


def _key(*, primary: bool = False, nullable: bool = False) -> Column[int]:
    return Column(BigInteger, primary_key=primary, nullable=nullable, autoincrement=False)


class SurveyContact(SQLModel, table=True):
    """A customer was chosen to be asked: no second time within the days of rest. One row for each survey case."""

    __tablename__ = "survey_contact"
    __table_args__ = (Index("survey_contact_customer", "customer_code", "contacted_at"),)

    case_key: int = Field(sa_column=_key(primary=True))
    customer_code: str = Field(max_length=40)
    contacted_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class SurveyAnswer(SQLModel, table=True):
    """How a survey ended, for reports. `csat` 1 to 5, `nps` 0 to 10, None = not said; `related_case` is its number."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("csat BETWEEN 1 AND 5", name="survey_csat"),
        CheckConstraint("nps BETWEEN 0 AND 10", name="survey_nps"),
        CheckConstraint("outcome IN ('answered', 'refused', 'unreachable', 'stopped')", name="survey_outcome"),
        Index("survey_answer_once", "element_instance_key", unique=True),
        Index("survey_answer_unit", "unit_code", "ended_at"),
        Index("survey_answer_model", "product_model", "ended_at"),
    )

    case_key: int = Field(sa_column=_key(primary=True))
    element_instance_key: int = Field(sa_column=_key())
    subject: str = Field(max_length=40)
    related_case: str = Field(default="", max_length=128)
    customer_code: str = Field(default="", max_length=40)
    unit_code: str = Field(default="", max_length=64)
    region_code: str = Field(default="", max_length=64)
    product_model: str = Field(default="", max_length=40)
    outcome: str = Field(max_length=12)
    channel: str = Field(default="", max_length=20)
    call_count: int = 0
    csat: int | None = None
    nps: int | None = None
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    answers: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    ended_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class DoNotCall(SQLModel, table=True):
    """Who said "never again", by customer and by phone; imports of customers do not touch it."""

    __tablename__ = "do_not_call"
    __table_args__ = (Index("do_not_call_phone", "phone"),)

    customer_code: str = Field(primary_key=True, max_length=40)
    phone: str = Field(max_length=40)
    since: datetime = Field(sa_column=Column(Utc, nullable=False))
    case_key: int = Field(sa_column=_key())


class CampaignMember(SQLModel, table=True):
    """One customer of a survey campaign: what he is asked about, on which day, and who calls him."""

    __tablename__ = "campaign_member"
    __table_args__ = (
        Index("campaign_member_once", "campaign_key", "customer_code", unique=True),
        CheckConstraint("day >= 1", name="campaign_day"),
    )

    campaign_key: int = Field(sa_column=_key(primary=True))
    position: int = Field(primary_key=True)
    customer_code: str = Field(max_length=40)
    day: int
    surveyor: str = Field(default="", max_length=256)
    survey: str = Field(sa_column=Column(Text, nullable=False))
    is_started: bool = False
