"""A store's way from application to opening and closing; each change counts once for its element instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.errors import Conflict, Invalid, NotFound
from engine.reference import organisation
from engine.reference.organisation import NewUnit
from engine.store.database import Tx
from engine.store.reference import stores as rows
from engine.store.reference.stores import DealerRow, StoreRow

STATUSES = ("planned", "building", "active", "closed")
_FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "planned": ("building", "active", "closed"),
    "building": ("active", "closed"),
    "active": ("active", "planned", "building", "closed"),
    "closed": ("closed", "planned"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """The element instance that changes something."""

    case_key: int
    element_instance_key: int


@dataclass(frozen=True, slots=True)
class StorePlan:
    """A store that is to be built, or refitted when its unit exists already."""

    store_code: str
    name: str
    name_en: str
    address: str
    area_sqm: int


def plan(tx: Tx, wanted: StorePlan, *, dealer: DealerRow, source: Source) -> None:
    """Keep the store as planned by this case. Raises Conflict when it is foreign, or another case builds there."""
    if rows.is_noted(tx, source.case_key, source.element_instance_key):
        return
    if (reason := why_unavailable(tx, wanted.store_code, dealer=dealer, case_key=source.case_key)) is not None:
        raise Conflict(f"expected a store of dealer '{dealer.code}' to plan, but '{wanted.store_code}' is {reason}")
    known = rows.store(tx, wanted.store_code)
    unit = rows.store_unit(tx, wanted.store_code)
    planned = StoreRow(
        wanted.store_code, unit.code if unit else None, dealer.code, source.case_key, wanted.name, wanted.name_en,
        wanted.address, wanted.area_sqm, "planned", known.opened_on if known else None,
        known.visual_identity_score if known else None, None, None,
    )  # fmt: skip
    rows.put(tx, planned, is_new=known is None)
    _note(tx, planned, known.status if known else "", source, score=None)


def why_unavailable(tx: Tx, store_code: str, *, dealer: DealerRow, case_key: int) -> str | None:
    """Why this case may not plan that store for the dealer: 'foreign', 'building' by another case; None = it may."""
    known, unit = rows.store(tx, store_code), rows.store_unit(tx, store_code)
    if unit is not None and not (unit.path.startswith(dealer.path) and unit.kind == "store"):
        return "foreign"
    if known is None:
        return None
    if known.dealer_code != dealer.code:
        return "foreign"
    return "building" if known.status in ("planned", "building") and known.case_key != case_key else None


def record(tx: Tx, store_code: str, *, status: str, score: int | None, source: Source) -> None:
    """Write a new status; at an active store a `score` is the result of an inspection.

    A closed store's unit is closed too. Raises NotFound, Invalid for a status that does not follow.
    """
    if rows.is_noted(tx, source.case_key, source.element_instance_key):
        return
    known = _step(tx, store_code, status)
    changed = replace(known, status=status, case_key=source.case_key)
    if score is not None:
        changed = replace(changed, inspected_on=tx.now.date(), inspection_score=score)
    rows.put(tx, changed, is_new=False)
    if known.unit_code is not None and status in ("active", "closed"):
        organisation.close_unit(tx, known.unit_code, is_closed=status == "closed")
    _note(tx, changed, known.status, source, score=score)


def activate(tx: Tx, store_code: str, *, opened_on: date, score: int | None, source: Source) -> None:
    """Open the store: make its unit below the dealer, or open the unit it has. Raises NotFound, Invalid."""
    if rows.is_noted(tx, source.case_key, source.element_instance_key):
        return
    known = _step(tx, store_code, "active")
    if known.unit_code is None:
        dealer = rows.dealer(tx, known.dealer_code)
        if dealer is None:
            raise NotFound("dealer", known.dealer_code)
        unit = NewUnit(
            known.store_code, dealer.code, "store", known.name, known.name_en, dealer.region_code, dealer.calendar
        )
        organisation.put_unit(tx, unit)
    organisation.close_unit(tx, known.store_code, is_closed=False)
    opened = replace(
        known, unit_code=known.store_code, status="active", opened_on=opened_on, visual_identity_score=score,
        case_key=source.case_key,
    )  # fmt: skip
    rows.put(tx, opened, is_new=False)
    _note(tx, opened, known.status, source, score=score)


def _step(tx: Tx, store_code: str, status: str) -> StoreRow:
    known = rows.store(tx, store_code)
    if known is None:
        raise NotFound("store", store_code)
    if status not in _FOLLOWS[known.status]:
        raise Invalid(f"expected store '{store_code}' to go from '{known.status}' on, but found status '{status}'")
    return known


def _note(tx: Tx, row: StoreRow, before: str, source: Source, *, score: int | None) -> None:
    rows.note(
        tx, case_key=source.case_key, element_instance_key=source.element_instance_key, store_code=row.store_code,
        before=before, after=row.status, score=score,
    )  # fmt: skip
