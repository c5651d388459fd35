"""The sources of look-ups over the tables of reference data and the organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.lookups.reading import Condition, Filter, Reading
from engine.store.schema import ROLE_GRANT, UNIT, USER, table
from engine.store.scope import reach_condition

_CUSTOMER, _PRODUCT, _MODEL = table("customer"), table("product"), table("product_model")
_PART, _FAULT = table("part"), table("fault_code")
_REGION = UNIT.alias("region")
_PARENT = UNIT.alias("parent")


def _columns(found: Any, *names: str) -> dict[str, ColumnElement[Any]]:
    return {name: found.c[name] for name in names}


def _one_of(column: ColumnElement[Any]) -> Filter:
    """A filter: the column is one of the words, which commas separate."""
    return lambda tx, value: column.in_([word.strip() for word in value.split(",")])


def _in_region(actor: Actor) -> Condition:
    return func.coalesce(reach_condition(_REGION.c.path, actor), literal(False))


def _phone(text: str) -> Condition:
    """A whole phone number, however it is spaced."""
    digits = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    return _CUSTOMER.c.phone.in_([text.strip(), digits]) if len(digits) >= 7 else literal(False)


def _fits(tx: Tx, model: str) -> Condition:
    """Parts of one product model: named by it, or of its category and for all models."""
    category = select(_MODEL.c.category).where(_MODEL.c.model == model).scalar_subquery()
    named = (literal(",") + _PART.c.models + ",").contains(f",{model},", autoescape=True)
    return or_(and_(_PART.c.models == "*", _PART.c.category == category), named)


def _within(column: ColumnElement[Any]) -> Filter:
    """A filter: the path lies at or under the unit of that code; an unknown or empty code leaves nothing."""

    def condition(tx: Tx, code: str) -> Condition:
        path = tx.execute(select(UNIT.c.path).where(UNIT.c.code == code)).scalar_one_or_none()
        if path is None:
            return false()
        return and_(column >= path, column < path[:-1] + "0")  # '0' follows '/', as in engine.store.scope

    return condition


def _has_role(tx: Tx, role: str) -> Condition:
    alive = and_(
        or_(ROLE_GRANT.c.valid_from.is_(None), ROLE_GRANT.c.valid_from <= tx.now),
        or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until > tx.now),
    )
    return and_(ROLE_GRANT.c.role.in_(role.split(",")), alive)


def _customers() -> Reading:
    names = ("customer_code", "name", "phone", "tier", "region_code", "address", "is_not_called", "email")
    return Reading(
        columns=_columns(_CUSTOMER, *names),
        rows=_CUSTOMER.outerjoin(_REGION, _REGION.c.code == _CUSTOMER.c.region_code),
        searched=(_CUSTOMER.c.phone, _CUSTOMER.c.name, _CUSTOMER.c.customer_code),
        near=_in_region,
        exact=_phone,
        private=frozenset({"address", "email"}),
        personal=frozenset({"name", "phone", "tier", "address", "region_code", "is_not_called", "email"}),
        filters={"region": _one_of(_CUSTOMER.c.region_code)},
    )


def _products() -> Reading:
    joined = _PRODUCT.join(_MODEL, _MODEL.c.model == _PRODUCT.c.model)
    joined = joined.join(_CUSTOMER, _CUSTOMER.c.customer_code == _PRODUCT.c.customer_code)
    names = {"model_name": _MODEL.c.name, "model_name_en": _MODEL.c.name_en, "category": _MODEL.c.category}
    sold = _columns(_PRODUCT, "customer_code", "purchased_on", "extended_until")
    return Reading(
        columns={**_columns(_PRODUCT, "serial", "model"), **names, **sold},
        rows=joined.outerjoin(_REGION, _REGION.c.code == _CUSTOMER.c.region_code),
        searched=(_PRODUCT.c.serial, _PRODUCT.c.model, _MODEL.c.name),
        near=_in_region,
        exact=lambda text: _PRODUCT.c.serial == text.strip(),
        private=frozenset({"customer_code"}),
        filters={
            "customer": _one_of(_PRODUCT.c.customer_code),
            "model": _one_of(_PRODUCT.c.model),
            "category": _one_of(_MODEL.c.category),
        },
    )


def _parts() -> Reading:
    return Reading(
        columns=_columns(_PART, "part_code", "name", "name_en", "category", "models", "price_cents"),
        rows=_PART,
        searched=(_PART.c.part_code, _PART.c.name, _PART.c.name_en),
        filters={"category": _one_of(_PART.c.category), "model": _fits},
    )


def _faults() -> Reading:
    return Reading(
        columns=_columns(_FAULT, "fault_code", "name", "name_en", "category", "kind", "level"),
        rows=_FAULT,
        searched=(_FAULT.c.fault_code, _FAULT.c.name, _FAULT.c.name_en),
        filters={"category": lambda tx, value: _FAULT.c.category.in_(["*", *value.split(",")])},
    )


def _models() -> Reading:
    return Reading(
        columns=_columns(_MODEL, "model", "name", "name_en", "category"),
        rows=_MODEL,
        searched=(_MODEL.c.model, _MODEL.c.name, _MODEL.c.name_en),
        filters={"category": _one_of(_MODEL.c.category)},
    )


def _units() -> Reading:
    return Reading(
        columns={
            **_columns(UNIT, "code", "name", "name_en", "kind", "region_code"),
            "parent": _PARENT.c.name,
            "parent_en": _PARENT.c.name_en,
        },
        rows=UNIT.outerjoin(_PARENT, _PARENT.c.unit_id == UNIT.c.parent_id),
        searched=(UNIT.c.code, UNIT.c.name, UNIT.c.name_en),
        near=lambda actor: and_(reach_condition(UNIT.c.path, actor), UNIT.c.is_closed.is_(False)),
        filters={
            "kind": _one_of(UNIT.c.kind),
            "region": _one_of(UNIT.c.region_code),
            "within": _within(UNIT.c.path),
        },
    )


def _users() -> Reading:
    joined = USER.join(ROLE_GRANT, ROLE_GRANT.c.username == USER.c.username)
    active = and_(USER.c.is_active.is_(True), USER.c.kind == "user")
    return Reading(
        columns={**_columns(USER, "username", "display_name"), "unit": UNIT.c.name, "unit_en": UNIT.c.name_en},
        rows=joined.join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id),
        searched=(USER.c.username, USER.c.display_name),
        near=lambda actor: and_(reach_condition(UNIT.c.path, actor), active),
        filters={"role": _has_role, "within": _within(UNIT.c.path)},
    )


def _knowledge() -> Reading:
    found = table("knowledge_entry")
    names = ("entry_code", "question", "question_en", "answer", "answer_en", "category", "topic")
    return Reading(
        columns=_columns(found, *names),
        rows=found,
        searched=(found.c.question, found.c.question_en, found.c.keywords, found.c.entry_code),
        filters={
            "category": lambda tx, value: found.c.category.in_(["*", *value.split(",")]),
            "topic": _one_of(found.c.topic),
        },
    )


READINGS: Mapping[str, Callable[[], Reading]] = MappingProxyType(
    {
        "customers": cache(_customers),
        "products": cache(_products),
        "parts": cache(_parts),
        "fault_codes": cache(_faults),
        "product_models": cache(_models),
        "units": cache(_units),
        "users": cache(_users),
        "knowledge": cache(_knowledge),
    }
)
