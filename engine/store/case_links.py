"""What cases are about, and which earlier ones they point back at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, insert, or_, select

from engine.actor import Actor
from engine.store import scope
from engine.store.database import Tx
from engine.store.schema import CASE, PROCESS_DEFINITION, UNIT, table

_LINK = table("case_link")
_SUBJECT = table("case_subject")


@dataclass(frozen=True, slots=True)
class CaseAbout:
    """A case about the same product or customer; `is_same_product` False = only the same customer.

    `is_earlier` False: it began after this one, and was registered before it.
    """

    case_key: int
    process_id: str
    process_name: str
    process_name_en: str
    business_key: str | None
    state: str
    started_at: datetime
    is_same_product: bool
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A linked case as a page shows it; `is_earlier`: this case points at it, else it points here."""

    case_key: int
    kind: str
    is_earlier: bool
    process_name: str
    process_name_en: str
    business_key: str | None
    state: str
    unit_name: str
    unit_name_en: str
    started_at: datetime


def about(tx: Tx, case_key: int, subjects: Mapping[str, str], *, limit: int) -> tuple[CaseAbout, ...]:
    """Other root cases that were registered as about one of the subjects (kind → value), newest first."""
    own = tx.execute(select(CASE.c.started_at).where(CASE.c.case_key == case_key)).scalar_one_or_none() or tx.now
    wanted = [and_(_SUBJECT.c.kind == kind, _SUBJECT.c.value == value) for kind, value in subjects.items() if value]
    if not wanted:
        return ()
    query = (
        select(
            CASE.c.case_key, CASE.c.process_id, PROCESS_DEFINITION.c.name, PROCESS_DEFINITION.c.name_en,
            CASE.c.business_key, CASE.c.state, CASE.c.started_at, _SUBJECT.c.kind,
        )
        .join(CASE, CASE.c.case_key == _SUBJECT.c.case_key)
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key)
        .where(or_(*wanted), CASE.c.case_key != case_key, CASE.c.parent_case_key.is_(None))
        .order_by(CASE.c.started_at.desc(), CASE.c.case_key.desc())
        .limit(limit * len(wanted))
    )  # fmt: skip
    found: dict[int, CaseAbout] = {}
    for key, process_id, name, name_en, number, state, started_at, kind in tx.execute(query):
        is_same = kind == "product" or (key in found and found[key].is_same_product)
        is_earlier = (started_at, key) < (own, case_key)
        found[key] = CaseAbout(key, process_id, name or process_id, name_en or name or process_id, number, state,
                               started_at, is_same, is_earlier)  # fmt: skip
    return tuple(found.values())[:limit]


def by_number(tx: Tx, number: str) -> int | None:
    """The newest root case with that business key."""
    query = select(CASE.c.case_key).where(CASE.c.business_key == number, CASE.c.parent_case_key.is_(None))
    return tx.execute(query.order_by(CASE.c.case_key.desc()).limit(1)).scalar_one_or_none()


def put_subjects(tx: Tx, case_key: int, subjects: Mapping[str, str]) -> None:
    """Say what the case is about; what was said before no longer counts."""
    tx.execute(delete(_SUBJECT).where(_SUBJECT.c.case_key == case_key))
    rows = [{"case_key": case_key, "kind": kind, "value": value} for kind, value in subjects.items() if value]
    if rows:
        tx.execute(insert(_SUBJECT), rows)


def put_links(tx: Tx, case_key: int, links: Iterable[tuple[int, str]]) -> None:
    """Let the case point at these (case, kind) and at no others."""
    tx.execute(delete(_LINK).where(_LINK.c.case_key == case_key))
    rows = [
        {"case_key": case_key, "other_case_key": other, "kind": kind, "linked_at": tx.now}
        for other, kind in dict.fromkeys(links)
        if other != case_key
    ]
    if rows:
        tx.execute(insert(_LINK), rows)


def add_link(tx: Tx, case_key: int, other_case_key: int, kind: str) -> None:
    """Let a case point at another, unless it does already."""
    row = {"case_key": case_key, "other_case_key": other_case_key, "kind": kind}
    known = select(_LINK.c.case_key).where(*(_LINK.c[name] == value for name, value in row.items()))
    if tx.execute(known).one_or_none() is None:
        tx.execute(insert(_LINK).values(**row, linked_at=tx.now))


def links_of(tx: Tx, case_key: int, actor: Actor) -> tuple[LinkedCase, ...]:
    """The cases linked with this one in either direction that the actor sees, newest first."""
    return tuple(
        sorted(
            (*_links(tx, case_key, actor, is_earlier=True), *_links(tx, case_key, actor, is_earlier=False)),
            key=lambda link: (-link.case_key, link.kind),
        )
    )


def _links(tx: Tx, case_key: int, actor: Actor, *, is_earlier: bool) -> Iterable[LinkedCase]:
    here, there = (_LINK.c.case_key, _LINK.c.other_case_key)
    if not is_earlier:
        here, there = there, here
    query = (
        select(
            CASE.c.case_key, _LINK.c.kind, PROCESS_DEFINITION.c.name, PROCESS_DEFINITION.c.name_en,
            CASE.c.business_key, CASE.c.state, UNIT.c.name, UNIT.c.name_en, CASE.c.started_at, CASE.c.process_id,
        )
        .join(CASE, CASE.c.case_key == there)
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key)
        .join(UNIT, UNIT.c.unit_id == CASE.c.unit_id)
        .where(here == case_key, scope.case_condition(actor))
    )  # fmt: skip
    for key, kind, name, name_en, number, state, unit, unit_en, started_at, process_id in tx.execute(query):
        yield LinkedCase(
            key, kind, is_earlier, name or process_id, name_en or name or process_id, number, state, unit,
            unit_en or unit, started_at,
        )  # fmt: skip
