"""What element instances have booked, so that a second run of a job answers the same and books nothing."""

from __future__ import annotations

from sqlalchemy import insert, select

from engine.store.database import Tx
from engine.store.schema import table

_BOOKING = table("booking")


def answer_of(tx: Tx, case_key: int, element_instance_key: int) -> str | None:
    """What the element instance answered when it booked; None when it has not."""
    where = (_BOOKING.c.case_key == case_key, _BOOKING.c.element_instance_key == element_instance_key)
    return tx.execute(select(_BOOKING.c.answer).where(*where)).scalar_one_or_none()


def add(tx: Tx, case_key: int, element_instance_key: int, *, type: str, answer: str) -> None:
    """Write that it has booked; a second row of the same element instance is refused by the key."""
    tx.execute(
        insert(_BOOKING).values(
            case_key=case_key, element_instance_key=element_instance_key, type=type, answer=answer, booked_at=tx.now
        )
    )
