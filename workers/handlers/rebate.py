"""`rebate.collect` and `rebate.accrue`: what dealers bought in a period, and what they get back for it."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine import credit
from engine.store.database import Tx
from engine.store.reference.credit import RebateRow
from engine.values import Json, Values
from workers.booking import booked, cents_of, yuan
from workers.contract import BadInput, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
_WHOLE = Decimal(10_000)


def collect_purchases(engine: Engine, job: ActivatedJob) -> Done:
    """Give `purchases`: each account with its tier and what it bought in `period` (`2026-11`, local months), yuan."""
    start, end = month(text_of(job.variables, "period"), ZoneInfo(engine.settings.time_zone))
    rows: list[Json] = [
        {
            "account": account.unit_code,
            "name": account.name,
            "name_en": account.name_en,
            "role": "dealer" if account.kind == "dealer" else "station",
            "tier": account.tier,
            "amount": yuan(bought),
        }
        for account, bought in engine.purchases(start, end)
    ]
    return Done({"purchases": rows})


def accrue_rebate(engine: Engine, job: ActivatedJob) -> Done:
    """Book the rebate of one account and its tier from now on; an account has one rebate a period.

    Inputs: `period`, `purchase` (account, tier, amount), `rebate` (rate in percent, tier).
    Output: `rebate` with its `amount`.
    """
    period, purchase = text_of(job.variables, "period"), record_of(job.variables, "purchase")
    rebate = record_of(job.variables, "rebate")
    month(period, ZoneInfo(engine.settings.time_zone))
    bought, rate = cents_of(purchase, "amount"), cents_of(rebate, "rate")
    amount = int((bought * Decimal(rate) / _WHOLE).quantize(Decimal(1), ROUND_HALF_EVEN))
    row = RebateRow(
        text_of(purchase, "account"), period, bought, rate, amount, text_of(purchase, "tier"), text_of(rebate, "tier"),
        job.case_key,
    )  # fmt: skip

    def book(tx: Tx) -> Values:
        found = credit.accrue(tx, row)
        rate = yuan(found.rate)
        return {"rebate": {**rebate, "rate": rate, "tier": found.tier, "amount": yuan(found.rebate_cents)}}

    return booked(job, book)


def month(period: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until before when the month `2026-11` lasts. Raises BadInput."""
    found = _MONTH.match(period)
    if found is None:
        raise BadInput(f"expected a month such as 2026-11, but found '{period}'")
    year, number = int(found[1]), int(found[2])
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return datetime(year, number, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone)
