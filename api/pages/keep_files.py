"""Files that arrive with a form: stored as documents of the case before the form is checked."""

from __future__ import annotations

from api.pages.posted import KeepFile
from engine.actor import Actor
from engine.documents import NewDocument
from engine.service import Engine


def file_keeper(engine: Engine, actor: Actor, *, case_key: int | None) -> KeepFile:
    """A function that stores one file and gives its document id. Raises as `Engine.add_document` does."""

    def keep(name: str, content_type: str, content: bytes) -> str:
        new = NewDocument(content=content, file_name=name, content_type=content_type, case_key=case_key)
        return engine.add_document(new, actor=actor).document_id

    return keep


def keep_nothing(name: str, content_type: str, content: bytes) -> str:
    """For whoever may not complete the task: his files are not stored."""
    return ""
