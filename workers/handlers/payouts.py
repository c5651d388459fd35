"""`payout.book` and `payout.reverse`: parts of a grant, written in the transaction that completes the job."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.service.stores import PayoutRow, Source, book_payout, reverse_payout
from engine.store.database import Tx
from engine.values import Json
from workers.contract import BadInput, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

_MOST = Decimal(10_000_000_000)


def book_a_payout(engine: Engine, job: ActivatedJob) -> Done:
    """Book `amount` (yuan) of `granted` for `purpose` to unit `payee`. Output `payout`: key, amount, part.

    More than granted in all is refused: the job becomes an incident.
    """
    given = job.variables
    row = PayoutRow(
        payout_key=job.element_instance_key, case_key=job.case_key, payee_code=text_of(given, "payee"),
        reference=text_of(given, "reference"), purpose=text_of(given, "purpose"), part=text_of(given, "part"),
        amount_cents=_cents(given, "amount"), granted_cents=_cents(given, "granted"),
        bank_reference=text_of(given, "bank_reference", default=""),
    )  # fmt: skip

    def write(tx: Tx) -> None:
        book_payout(tx, row)

    return Done(
        {"payout": {"key": str(row.payout_key), "amount": given["amount"], "part": row.part}},
        writes=write,
    )


def reverse_a_payout(engine: Engine, job: ActivatedJob) -> Done:
    """Take `payout` (as `payout.book` gave it) back, whole; fit to be a compensation handler. Input `reason`?"""
    key = text_of(record_of(job.variables, "payout"), "key")
    if not key.isdecimal():
        raise BadInput(f"expected the key of a payout, but found '{key}'")
    reason = text_of(job.variables, "reason", default="")
    source = Source(job.case_key, job.element_instance_key)

    def write(tx: Tx) -> None:
        reverse_payout(tx, int(key), reason=reason, source=source)

    return Done({"reversal": {"key": key}}, writes=write)


def _cents(given: Mapping[str, Json], name: str) -> int:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadInput(f"expected an amount in yuan in '{name}', but found {value}")
    cents = Decimal(value) * 100
    if not 0 < cents <= _MOST or cents != int(cents):
        raise BadInput(f"expected an amount above 0 with at most two decimals in '{name}', but found {value}")
    return int(cents)
