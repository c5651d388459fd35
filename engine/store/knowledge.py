"""Reading the standard answers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.store.database import Tx
from engine.store.schema import table

_ENTRY = table("knowledge_entry")
_MODEL = table("product_model")
_PRODUCT = table("product")


@dataclass(frozen=True, slots=True)
class KnowledgeRow:
    """One standard answer; `category` may be `*`, `keywords` is a comma list."""

    entry_code: str
    category: str
    topic: str
    question: str
    question_en: str
    answer: str
    answer_en: str
    keywords: str


_COLUMNS = tuple(_ENTRY.c[name] for name in KnowledgeRow.__dataclass_fields__)


def entries(tx: Tx, *, category: str) -> tuple[KnowledgeRow, ...]:
    """The entries of a product category and those of any, by code; every entry when the category is empty."""
    query = select(*_COLUMNS).order_by(_ENTRY.c.entry_code)
    if category:
        query = query.where(_ENTRY.c.category.in_((category, "*")))
    return tuple(KnowledgeRow(*row) for row in tx.execute(query))


def category_of(tx: Tx, product: str) -> str:
    """The category of a model, or of the machine with that serial number; '' for what is neither."""
    category = select(_MODEL.c.category).where(_MODEL.c.model == product)
    of_machine = select(_MODEL.c.category).join(_PRODUCT, _PRODUCT.c.model == _MODEL.c.model)
    for query in (category, of_machine.where(_PRODUCT.c.serial == product)):
        found = tx.execute(query).scalar_one_or_none()
        if found is not None:
            return str(found)
    return ""
