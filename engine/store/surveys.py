"""Queries of surveys: when a customer was last asked, who must not be called, what was answered, campaign members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from engine.store.database import Tx
from engine.store.schema import CASE, ROLE_GRANT, UNIT, USER, table
from engine.values import load

_CONTACT = table("survey_contact")
_ANSWER = table("survey_answer")
_STOPPED = table("do_not_call")
_MEMBER = table("campaign_member")
_CUSTOMER = table("customer")
_PRODUCT = table("product")
_SALE = table("sale")
_SUBJECT = table("case_subject")
_SOME = 500


@dataclass(frozen=True, slots=True)
class Reachable:
    """How a customer can be reached, and whether he said "never again" (on his record, or in a survey)."""

    customer_code: str
    name: str
    phone: str
    email: str
    tier: str
    region_code: str
    is_not_called: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a campaign asks: all conditions hold together, an empty one lets everybody in; dates are inclusive.

    With `ended_process` only customers of whom a case of that process was completed, from `ended_from` until before
    `ended_until`, with the machine that it was about.
    """

    regions: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    dealer: str = ""
    bought_from: date | None = None
    bought_until: date | None = None
    ended_process: str = ""
    ended_from: datetime | None = None
    ended_until: datetime | None = None
    limit: int = 1000
    within: tuple[str, ...] = ("/",)
    """Paths of units: only customers whose region lies below one of them; `/` = everybody."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A customer that a campaign would ask, with the machine it asks about (his newest that fits).

    `case_number` is the case that ended last, of those that the campaign asks about; None = it asks about none.
    """

    customer_code: str
    region_code: str
    product_model: str
    serial: str
    case_number: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A customer of a campaign. `survey` is JSON: what the survey is about."""

    campaign_key: int
    position: int
    customer_code: str
    day: int
    surveyor: str
    survey: str


class CampaignDay(NamedTuple):
    """One day of a campaign: how many customers it asks, and how many of them have their survey."""

    day: int
    planned: int
    started: int


def reachable(tx: Tx, customer_code: str) -> Reachable | None:
    """The customer of that code."""
    row = tx.execute(select(_CUSTOMER).where(_CUSTOMER.c.customer_code == customer_code)).one_or_none()
    if row is None:
        return None
    is_stopped = row.is_not_called or _is_stopped(tx, row.customer_code, row.phone)
    return Reachable(
        row.customer_code, row.name, row.phone, row.email, row.tier, row.region_code, is_not_called=is_stopped
    )


def last_contact(tx: Tx, customer_code: str, *, but_case: int) -> datetime | None:
    """When the customer was last chosen to be asked, by any case but this one."""
    query = select(func.max(_CONTACT.c.contacted_at)).where(
        _CONTACT.c.customer_code == customer_code, _CONTACT.c.case_key != but_case
    )
    return tx.execute(query).scalar_one_or_none()


def lock_customer(tx: Tx, customer_code: str) -> None:
    """Let nobody else choose this customer until the commit. SQLite has one writer anyway."""
    query = select(_CUSTOMER.c.customer_code).where(_CUSTOMER.c.customer_code == customer_code)
    tx.execute(query.with_for_update())


def add_contact(tx: Tx, case_key: int, customer_code: str) -> None:
    """Write that the customer is asked by this case; a second time changes nothing."""
    known = select(_CONTACT.c.case_key).where(_CONTACT.c.case_key == case_key)
    if tx.execute(known).first() is None:
        tx.execute(insert(_CONTACT).values(case_key=case_key, customer_code=customer_code, contacted_at=tx.now))


def add_answer(tx: Tx, row: Mapping[str, object]) -> None:
    """Write how a survey ended; the case is its key, so that it ends once."""
    tx.execute(insert(_ANSWER).values(**row, ended_at=tx.now))


def stop_calls(tx: Tx, customer_code: str, case_key: int) -> None:
    """Never call this customer again, nor anybody by his phone number; also on his record."""
    known = _CUSTOMER.c.customer_code == customer_code
    phone = tx.execute(select(_CUSTOMER.c.phone).where(known)).scalar_one_or_none()
    tx.execute(update(_CUSTOMER).where(known).values(is_not_called=True))
    if tx.execute(select(_STOPPED.c.since).where(_STOPPED.c.customer_code == customer_code)).first() is None:
        tx.execute(
            insert(_STOPPED).values(customer_code=customer_code, phone=phone or "", since=tx.now, case_key=case_key)
        )


def owners(tx: Tx, wanted: Wanted) -> list[Owner]:
    """Whom a campaign would ask, by customer code: callable, and owning a machine that fits."""
    query = _owners(wanted).order_by(_CUSTOMER.c.customer_code, _PRODUCT.c.purchased_on.desc(), _PRODUCT.c.serial)
    found: dict[str, Owner] = {}
    for row in tx.execute(query):
        if len(found) < wanted.limit or row.customer_code in found:
            found.setdefault(row.customer_code, Owner(*row))
    return list(found.values())


def replace_members(tx: Tx, campaign_key: int, members: Sequence[Member]) -> None:
    """Write the members of a campaign, in place of an earlier choice; not once surveys of it have begun."""
    mine = _MEMBER.c.campaign_key == campaign_key
    if tx.execute(select(_MEMBER.c.position).where(mine, _MEMBER.c.is_started.is_(True)).limit(1)).first() is not None:
        return
    tx.execute(delete(_MEMBER).where(mine))
    if members:
        names = Member.__dataclass_fields__
        tx.execute(
            insert(_MEMBER), [{**{name: getattr(one, name) for name in names}, "is_started": False} for one in members]
        )


def members(tx: Tx, campaign_key: int, day: int) -> list[Member]:
    """The members of a campaign that are asked on its `day`, those not started yet."""
    columns = [_MEMBER.c[name] for name in Member.__dataclass_fields__]
    query = select(*columns).where(
        _MEMBER.c.campaign_key == campaign_key, _MEMBER.c.day == day, _MEMBER.c.is_started.is_(False)
    )
    return [Member(*row) for row in tx.execute(query.order_by(_MEMBER.c.position))]


def set_started(tx: Tx, campaign_key: int, day: int) -> None:
    """The members of that day have their surveys."""
    tx.execute(
        update(_MEMBER).where(_MEMBER.c.campaign_key == campaign_key, _MEMBER.c.day == day).values(is_started=True)
    )


def campaign_days(tx: Tx, campaign_key: int) -> list[CampaignDay]:
    """The days of a campaign in their order; none when there is no such campaign."""
    started = func.sum(case((_MEMBER.c.is_started.is_(True), 1), else_=0))
    query = select(_MEMBER.c.day, func.count(), started).where(_MEMBER.c.campaign_key == campaign_key)
    rows = tx.execute(query.group_by(_MEMBER.c.day).order_by(_MEMBER.c.day))
    return [CampaignDay(row[0], row[1], int(row[2])) for row in rows]


def campaign_answers(tx: Tx, campaign_key: int, *, since: datetime) -> list[tuple[str, int | None, int | None]]:
    """(outcome, csat, nps) of each survey about what the campaign asks its members, ended since that moment."""
    mine = select(_MEMBER.c.survey, _MEMBER.c.customer_code).where(_MEMBER.c.campaign_key == campaign_key)
    asked = {(_case_number(survey), code) for survey, code in tx.execute(mine)}
    numbers = sorted({number for number, _ in asked})
    found: list[tuple[str, int | None, int | None]] = []
    query = select(*(_ANSWER.c[name] for name in ("outcome", "csat", "nps", "related_case", "customer_code")))
    for first in range(0, len(numbers), _SOME):
        ended = query.where(_ANSWER.c.related_case.in_(numbers[first : first + _SOME]), _ANSWER.c.ended_at >= since)
        found += [(row[0], row[1], row[2]) for row in tx.execute(ended) if (row[3], row[4]) in asked]
    return found


def _case_number(survey: str) -> str:
    asked = load(survey)
    return str(asked.get("case_number", "")) if isinstance(asked, dict) else ""


def holders(tx: Tx, role: str) -> list[str]:
    """The active people who hold a role anywhere, by name."""
    query = (
        select(USER.c.username)
        .join(ROLE_GRANT, ROLE_GRANT.c.username == USER.c.username)
        .where(ROLE_GRANT.c.role == role, USER.c.is_active.is_(True))
        .distinct()
        .order_by(USER.c.username)
    )
    return list(tx.execute(query).scalars())


def _is_stopped(tx: Tx, customer_code: str, phone: str) -> bool:
    condition = _STOPPED.c.customer_code == customer_code
    if phone:
        condition = or_(condition, _STOPPED.c.phone == phone)
    return bool(tx.execute(select(exists().where(condition))).scalar_one())


def _owners(wanted: Wanted) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [_CUSTOMER.c.is_not_called.is_(False)]
    conditions += [~exists().where(_STOPPED.c.customer_code == _CUSTOMER.c.customer_code)]
    if "/" not in wanted.within:
        paths = [UNIT.c.path.startswith(path, autoescape=True) for path in wanted.within]
        conditions.append(exists().where(UNIT.c.code == _CUSTOMER.c.region_code, or_(false(), *paths)))
    if wanted.regions:
        conditions.append(_CUSTOMER.c.region_code.in_(wanted.regions))
    if wanted.models:
        conditions.append(_PRODUCT.c.model.in_(wanted.models))
    if wanted.bought_from is not None:
        conditions.append(_PRODUCT.c.purchased_on >= wanted.bought_from)
    if wanted.bought_until is not None:
        conditions.append(_PRODUCT.c.purchased_on <= wanted.bought_until)
    if wanted.dealer:
        conditions.append(exists().where(_SALE.c.serial == _PRODUCT.c.serial, _sold_by(wanted.dealer)))
    if wanted.ended_process:
        conditions.append(_has_ended_case(wanted))
    number = _last_ended(wanted) if wanted.ended_process else null()
    return (
        select(_CUSTOMER.c.customer_code, _CUSTOMER.c.region_code, _PRODUCT.c.model, _PRODUCT.c.serial, number)
        .join(_PRODUCT, _PRODUCT.c.customer_code == _CUSTOMER.c.customer_code)
        .where(and_(*conditions))
    )


def _sold_by(dealer: str) -> ColumnElement[bool]:
    """Sales of stores below the dealer's unit, or of itself."""
    above = UNIT.alias("dealer")
    return exists().where(
        UNIT.c.code == _SALE.c.unit_code, above.c.code == dealer, UNIT.c.path.startswith(above.c.path)
    )


def _has_ended_case(wanted: Wanted) -> ColumnElement[bool]:
    return exists().where(*_ended(wanted))


def _last_ended(wanted: Wanted) -> ScalarSelect[Any]:
    last = select(CASE.c.business_key).where(*_ended(wanted)).order_by(CASE.c.ended_at.desc(), CASE.c.case_key.desc())
    return last.limit(1).correlate(_CUSTOMER, _PRODUCT).scalar_subquery()


def _ended(wanted: Wanted) -> list[ColumnElement[bool]]:
    """A completed case of the process is about this customer, and about this machine when it is about any."""
    about = _SUBJECT.alias("about")
    machine = select(about.c.value).where(about.c.case_key == CASE.c.case_key, about.c.kind == "product")
    any_machine = machine.correlate(CASE).exists()
    this_machine = machine.where(about.c.value == _PRODUCT.c.serial).correlate(CASE, _PRODUCT).exists()
    conditions: list[ColumnElement[bool]] = [
        _SUBJECT.c.kind == "customer", _SUBJECT.c.value == _CUSTOMER.c.customer_code,
        CASE.c.case_key == _SUBJECT.c.case_key, CASE.c.process_id == wanted.ended_process,
        CASE.c.state == "completed", or_(~any_machine, this_machine),
    ]  # fmt: skip
    if wanted.ended_from is not None:
        conditions.append(CASE.c.ended_at >= wanted.ended_from)
    if wanted.ended_until is not None:
        conditions.append(CASE.c.ended_at < wanted.ended_until)
    return conditions
