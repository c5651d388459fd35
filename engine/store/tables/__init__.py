"""All tables; importing this package fills `SQLModel.metadata`. One file a subject."""

from sqlmodel import SQLModel

from engine.store.tables import case, definition, history, notification, organisation, reference, signin, work

metadata = SQLModel.metadata

__all__ = ["case", "definition", "history", "metadata", "notification", "organisation", "reference", "signin", "work"]
