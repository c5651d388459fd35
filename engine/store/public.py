"""Queries of public links: the secret behind tokens, links, what their case waits for, and counts of requests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.database import Tx
from engine.store.schema import (
    CASE,
    DOCUMENT,
    ELEMENT_INSTANCE,
    FORM_DEFINITION,
    MESSAGE,
    PROCESS_DEFINITION,
    SUBSCRIPTION,
    table,
)

_SECRET = table("link_secret")
_LINK = table("public_link")
_COUNT = table("public_count")
_PURPOSE = "link"
_FACTS = (_LINK.c.link_key, _LINK.c.case_key, _LINK.c.kind, _LINK.c.expires_at)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link to a case that has not expired. `may_act`: it was not readable by whoever read its case."""

    link_key: int
    case_key: int
    kind: str
    expires_at: datetime
    may_act: bool
    printed_by: str | None


def secret(tx: Tx) -> bytes | None:
    """The secret behind all tokens, if there is one yet."""
    return tx.execute(select(_SECRET.c.secret).where(_SECRET.c.purpose == _PURPOSE)).scalar_one_or_none()


def add_secret(tx: Tx, made: bytes) -> None:
    """Keep the secret; the primary key refuses a second one."""
    tx.execute(insert(_SECRET).values(purpose=_PURPOSE, secret=made, made_at=tx.now))


def add_link(
    tx: Tx,
    *,
    token_hash: str,
    case_key: int,
    element_instance_key: int,
    kind: str,
    expires_at: datetime,
    printed_by: str | None = None,
) -> None:
    """Write a link; the unique element instance refuses a second one."""
    tx.execute(
        insert(_LINK).values(
            link_key=tx.new_key(), token_hash=token_hash, case_key=case_key, kind=kind, created_at=tx.now,
            element_instance_key=element_instance_key, expires_at=expires_at, printed_by=printed_by,
        )
    )  # fmt: skip


def find_link(tx: Tx, token_hash: str) -> LinkRow | None:
    """The link of that token, or of that older one; an expired one is as if never made."""
    may_act = _LINK.c.token_hash == token_hash
    query = select(*_FACTS, may_act.label("may_act"), _LINK.c.printed_by).where(
        or_(may_act, _LINK.c.old_hash == token_hash), _LINK.c.expires_at > tx.now
    )
    row = tx.execute(query).one_or_none()
    return LinkRow(row[0], row[1], row[2], row[3], bool(row.may_act), row.printed_by) if row else None


def link_at(tx: Tx, case_key: int, reference: int) -> LinkRow | None:
    """The link that a case has under an element instance or a letter, expired or not."""
    query = select(*_FACTS, _LINK.c.printed_by).where(
        _LINK.c.case_key == case_key, _LINK.c.element_instance_key == reference
    )
    row = tx.execute(query).one_or_none()
    return LinkRow(row[0], row[1], row[2], row[3], may_act=True, printed_by=row.printed_by) if row else None


def references(tx: Tx, token_hashes: Collection[str]) -> dict[str, int]:
    """Token hash, of whatever age, to what its link stands under."""
    if not token_hashes:
        return {}
    hashes = sorted(token_hashes)
    query = select(_LINK.c.token_hash, _LINK.c.old_hash, _LINK.c.element_instance_key).where(
        or_(_LINK.c.token_hash.in_(hashes), _LINK.c.old_hash.in_(hashes))
    )
    return {one: row.element_instance_key for row in tx.execute(query) for one in row[:2] if one in token_hashes}


def case_facts(tx: Tx, case_key: int) -> Row[*tuple[Any, ...]] | None:
    """The case with the names of its process."""
    query = (
        select(
            CASE.c.case_key, CASE.c.definition_key, CASE.c.business_key, CASE.c.state, CASE.c.started_at,
            CASE.c.ended_at, PROCESS_DEFINITION.c.name, PROCESS_DEFINITION.c.name_en,
        )
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key)
        .where(CASE.c.case_key == case_key)
    )  # fmt: skip
    return tx.execute(query).one_or_none()


def waits(tx: Tx, case_key: int, names: Collection[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The open message subscriptions of a case with one of these names, oldest first."""
    query = select(SUBSCRIPTION.c.name, SUBSCRIPTION.c.correlation_key, SUBSCRIPTION.c.subscription_key).where(
        SUBSCRIPTION.c.case_key == case_key, SUBSCRIPTION.c.kind == "message", SUBSCRIPTION.c.name.in_(sorted(names))
    )
    return tx.execute(query.order_by(SUBSCRIPTION.c.subscription_key)).all()


def passages(tx: Tx, case_key: int, element_ids: Collection[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """When these elements of a case were entered, in order."""
    query = select(ELEMENT_INSTANCE.c.element_id, ELEMENT_INSTANCE.c.started_at).where(
        ELEMENT_INSTANCE.c.case_key == case_key, ELEMENT_INSTANCE.c.element_id.in_(sorted(element_ids))
    )
    return tx.execute(query.order_by(ELEMENT_INSTANCE.c.element_instance_key)).all()


def was_sent(tx: Tx, message_id: str) -> bool:
    """Whether a message with this id is remembered, whatever its name and key."""
    return (
        tx.execute(select(MESSAGE.c.message_key).where(MESSAGE.c.message_id == message_id).limit(1)).first() is not None
    )


def newest_forms(tx: Tx, form_ids: Collection[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    """Key and names of the newest version of each of these forms."""
    columns = (FORM_DEFINITION.c.form_id, FORM_DEFINITION.c.form_key, FORM_DEFINITION.c.name, FORM_DEFINITION.c.name_en)
    query = select(*columns).where(
        FORM_DEFINITION.c.form_id.in_(sorted(form_ids)), FORM_DEFINITION.c.is_latest.is_(True)
    )
    return {row.form_id: row for row in tx.execute(query)}


def count_files(tx: Tx, by: str) -> int:
    """How many files this stranger has brought."""
    query = select(func.count()).select_from(DOCUMENT).where(DOCUMENT.c.added_by == by)
    return int(tx.execute(query).scalar_one())


def give_files(tx: Tx, *, by: str, case_key: int) -> None:
    """The files a stranger brought with a message that arrived belong to the case now, for good."""
    mine = (DOCUMENT.c.added_by == by, DOCUMENT.c.case_key.is_(None))
    tx.execute(update(DOCUMENT).where(*mine).values(case_key=case_key, expires_at=None))


def count(tx: Tx, kind: str, name_hash: str, since: datetime) -> int:
    """Count one more request in the window that began at `since`; how many there are now."""
    insert_or_add = sqlite.insert if tx.is_sqlite else postgresql.insert
    query = insert_or_add(_COUNT).values(kind=kind, name_hash=name_hash, since=since, count=1)
    key = [_COUNT.c.kind, _COUNT.c.name_hash, _COUNT.c.since]
    tx.execute(query.on_conflict_do_update(index_elements=key, set_={"count": _COUNT.c.count + 1}))
    return counted(tx, kind, name_hash, since)


def counted(tx: Tx, kind: str, name_hash: str, since: datetime) -> int:
    """How many requests the window that began at `since` has seen."""
    at = (_COUNT.c.kind == kind, _COUNT.c.name_hash == name_hash, _COUNT.c.since == since)
    return int(tx.execute(select(_COUNT.c.count).where(*at)).scalar_one_or_none() or 0)


def forget(tx: Tx) -> int:
    """Drop links that have expired, and files of strangers that were never sent; how many rows went."""
    strangers = or_(DOCUMENT.c.added_by.startswith("public:"), DOCUMENT.c.added_by.startswith("consumer:"))
    left_over = (DOCUMENT.c.case_key.is_(None), DOCUMENT.c.expires_at <= tx.now, strangers)
    files = tx.execute(delete(DOCUMENT).where(*left_over)).rowcount
    return files + tx.execute(delete(_LINK).where(_LINK.c.expires_at <= tx.now)).rowcount


def forget_counts(tx: Tx, before: datetime) -> int:
    """Drop counts of windows that began before a moment; how many."""
    return tx.execute(delete(_COUNT).where(_COUNT.c.since < before)).rowcount
