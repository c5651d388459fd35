"""All tables; importing this package fills `SQLModel.metadata`. One file a subject."""

from sqlmodel import SQLModel

from engine.store.tables import (
    case,
    credit,
    definition,
    history,
    knowledge,
    notification,
    organisation,
    public,
    reference,
    reference_log,
    remedy,
    sale,
    service_account,
    settlement,
    signin,
    stock,
    stores,
    survey,
    work,
)

metadata = SQLModel.metadata

__all__ = [
    "case",
    "credit",
    "definition",
    "history",
    "knowledge",
    "metadata",
    "notification",
    "organisation",
    "public",
    "reference",
    "reference_log",
    "remedy",
    "sale",
    "service_account",
    "settlement",
    "signin",
    "stock",
    "stores",
    "survey",
    "work",
]
