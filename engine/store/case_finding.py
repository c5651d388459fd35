"""Cases by what people remember of them: a serial number, a phone number, a name; and the units of cases."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import and_, or_, select

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE, CASE_VARIABLE, UNIT, table
from engine.store.scope import own_case_condition
from engine.store.search.comparing import holds_word

_SUBJECT, _CUSTOMER = table("case_subject"), table("customer")
NEWEST = 2_000
MOST = 200
_MOST_UNITS = 50


def about(tx: Tx, actor: Actor, text: str, *, variables: Collection[str]) -> tuple[int, ...]:
    """Cases about the machine or customer of that serial number, code, phone number or name; newest first, at most 200.

    Among the newest 2,000 cases also those of whose root `variables` one holds the text: callers not on record.
    Only where the actor may read the case's values.
    """
    code = text.upper()
    owners = select(_CUSTOMER.c.customer_code).where(
        or_(_CUSTOMER.c.customer_code == code, _CUSTOMER.c.phone == text, _CUSTOMER.c.name == text)
    )
    named = or_(
        and_(_SUBJECT.c.kind == "product", _SUBJECT.c.value == code),
        and_(_SUBJECT.c.kind == "customer", _SUBJECT.c.value.in_(owners)),
    )
    own = own_case_condition(actor)
    by_subject = select(CASE.c.case_key).join(_SUBJECT, _SUBJECT.c.case_key == CASE.c.case_key).where(named, own)
    newest = select(CASE.c.case_key).where(own).order_by(CASE.c.case_key.desc()).limit(NEWEST)
    held = holds_word(tx, CASE_VARIABLE.c.value, json.dumps(text, ensure_ascii=False)[1:-1])
    by_value = select(CASE_VARIABLE.c.case_key).where(
        CASE_VARIABLE.c.case_key.in_(newest), CASE_VARIABLE.c.name.in_(sorted(variables)), held,
        CASE_VARIABLE.c.scope_key == CASE_VARIABLE.c.case_key,
    )  # fmt: skip
    keys = {
        key
        for query, column in ((by_subject, CASE.c.case_key), (by_value, CASE_VARIABLE.c.case_key))
        for key in tx.execute(query.order_by(column.desc()).limit(MOST)).scalars()
    }
    return tuple(sorted(keys, reverse=True)[:MOST])


def units_called(tx: Tx, text: str) -> frozenset[str]:
    """The paths of units of that code, or whose name holds the text; at most 50."""
    named = or_(UNIT.c.code == text, holds_word(tx, UNIT.c.name, text), holds_word(tx, UNIT.c.name_en, text))
    return frozenset(tx.execute(select(UNIT.c.path).where(named).order_by(UNIT.c.path).limit(_MOST_UNITS)).scalars())


def units_of(tx: Tx, case_keys: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """The Chinese and the English name of the unit that each of these cases belongs to."""
    query = select(CASE.c.case_key, UNIT.c.name, UNIT.c.name_en).join(UNIT, UNIT.c.unit_id == CASE.c.unit_id)
    rows = tx.execute(query.where(CASE.c.case_key.in_(sorted(case_keys))))
    return {key: (name, name_en or name) for key, name, name_en in rows}
