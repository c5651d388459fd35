"""Standard answers, and which cases belong together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class KnowledgeEntry(SQLModel, table=True):
    """A question that comes again and again with its standard answer, in both languages.

    `category` is a product category or `*`; `topic` what it is about; `keywords` a comma list in any language.
    """

    __tablename__ = "knowledge_entry"

    entry_code: str = Field(primary_key=True, max_length=40)
    category: str = Field(max_length=40, index=True)
    topic: str = Field(max_length=40)
    question: str = Field(max_length=300)
    question_en: str = Field(default="", max_length=300)
    answer: str = Field(sa_column=Column(Text, nullable=False))
    answer_en: str = Field(default="", sa_column=Column(Text, nullable=False))
    keywords: str = Field(default="", sa_column=Column(Text, nullable=False))


class CaseSubject(SQLModel, table=True):
    """What a case is about: a product by serial number or a customer by code. One row each, kept for finding it."""

    __tablename__ = "case_subject"
    __table_args__ = (
        CheckConstraint("kind IN ('product', 'customer')", name="case_subject_kind"),
        Index("case_subject_value", "kind", "value", "case_key"),
    )

    case_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str = Field(primary_key=True, max_length=20)
    value: str = Field(max_length=64)


class CaseLink(SQLModel, table=True):
    """The case points back at an earlier one. `kind` is the model's word: `repeat`, `follow_up`, …"""

    __tablename__ = "case_link"
    __table_args__ = (
        CheckConstraint("case_key <> other_case_key", name="case_link_other"),
        Index("case_link_back", "other_case_key"),
    )

    case_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    other_case_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str = Field(primary_key=True, max_length=40)
    linked_at: datetime = Field(sa_column=Column(Utc, nullable=False))
