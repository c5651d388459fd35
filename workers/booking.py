"""Jobs that change books: once for each element instance, in the transaction that completes the job (S20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.store.database import Tx
from engine.store.reference import bookings
from engine.values import Json, Values, dump, load
from workers.contract import BadInput, Done

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob


def booked(job: ActivatedJob, book: Callable[[Tx], Values]) -> Done:
    """Run `book` with the job's completion and keep its answer; a second run gives that answer and books nothing."""

    def write(tx: Tx) -> Values:
        known = bookings.answer_of(tx, job.case_key, job.element_instance_key)
        if known is not None:
            return _values(load(known))
        try:
            answer = book(tx)
        except BadInput as wrong:
            raise Invalid(str(wrong)) from None
        bookings.add(tx, job.case_key, job.element_instance_key, type=job.type, answer=dump(answer))
        return answer

    return Done(writes=write)


def whole_of(values: Mapping[str, Json], name: str, *, default: int | None = None) -> int:
    """The whole number `name`. Raises BadInput when it is none and there is no default (null counts as absent)."""
    found = values.get(name)
    if found is None and default is not None:
        return default
    if isinstance(found, bool) or not isinstance(found, (int, Decimal)) or found != int(found):
        raise BadInput(f"expected a whole number in '{name}', but found {found!r}")
    return int(found)


def cents_of(values: Mapping[str, Json], name: str) -> int:
    """The amount `name`, yuan with at most two decimals and not negative, in cents. Raises BadInput."""
    found = values.get(name)
    if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
        raise BadInput(f"expected an amount in '{name}', but found {found!r}")
    cents = Decimal(found) * 100
    if cents < 0 or cents != cents.to_integral_value():
        raise BadInput(f"expected an amount of at least 0 with two decimals in '{name}', but found {found}")
    return int(cents)


def yuan(cents: int) -> Decimal:
    """Cents as yuan with two decimals."""
    return Decimal(cents).scaleb(-2)


def rows_of(values: Mapping[str, Json], name: str) -> list[Values]:
    """The list `name` of objects; null and absent are empty. Raises BadInput for anything else."""
    found = values.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BadInput(f"expected a list in '{name}', but found {found!r}")
    return [_values(row) for row in found]


def _values(found: Json) -> Values:
    if not isinstance(found, dict):
        raise BadInput(f"expected an object, but found {found!r}")
    return found
