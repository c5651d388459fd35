"""`settlement.batch`, `.release`, `.statement`, `.adjust`: every approved fee once in one monthly statement.

A statement is of one unit and one month. It holds the unit's fees that were approved before the end of the month and
that no other statement holds; so a fee that came late is in the next one. So do corrections of earlier statements;
what is taken off waits for a statement that it does not bring below zero. Statements and the ties of their rows are
written in the transaction that completes the job: all of them or none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.service.casework import adjust_settlement, release_settlements, settle_fees
from engine.store.adjustments import AdjustmentRow
from engine.store.database import Tx
from engine.store.settlements import FeeRow, PlannedSettlement, SettlementRow
from engine.values import Json, Values
from workers.booking import booked
from workers.contract import BadInput, BpmnError, Done, list_of, text_of
from workers.handlers.fee_make import yuan

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

PERIOD_NOT_OVER = "PERIOD_NOT_OVER"
_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z", re.ASCII)


def make_batch(engine: Engine, job: ActivatedJob) -> Done:
    """Give `settlements` (number, unit, fee_count, total), `batch` (period, count, total) for the input `period`.

    Without `period` it is last month. With `unit` only that unit is settled. Units that have a statement for the month
    get no second one. Throws PERIOD_NOT_OVER for a month that still runs.
    """
    zone, now = ZoneInfo(engine.settings.time_zone), engine.clock()
    period = text_of(job.variables, "period", default="") or last_month(now, zone)
    end = end_of(period, zone)
    if end > now:
        raise BpmnError(PERIOD_NOT_OVER, f"expected a month that is over, but {period} still runs")
    unit = text_of(job.variables, "unit", default="")
    fees = engine.open_fees(before=end, unit_code=unit)
    corrections = engine.open_adjustments(before=end, unit_code=unit)
    planned = plan(fees, corrections, period=period, settled=engine.settled_units(period))

    def write(tx: Tx) -> None:
        settle_fees(tx, planned, case_key=job.case_key)

    total = sum(one.total_cents for one in planned)
    names = {code: (name, name_en) for code, name, name_en in engine.unit_names([one.unit_code for one in planned])}
    batch: Json = {
        "period": period,
        "count": len(planned),
        "total": yuan(total),
        "total_text": f"{yuan(total)}",
        "currency": "CNY",
    }
    return Done({"settlements": [_line(one, names) for one in planned], "batch": batch}, writes=write)


def plan(
    fees: Sequence[FeeRow], corrections: Sequence[AdjustmentRow], *, period: str, settled: frozenset[str]
) -> tuple[PlannedSettlement, ...]:
    """One statement for each unit that has open fees or corrections and none for the month yet, by unit."""
    fees_by_unit: defaultdict[str, list[FeeRow]] = defaultdict(list)
    for fee in fees:
        fees_by_unit[fee.unit_code].append(fee)
    corrections_by_unit: defaultdict[str, list[AdjustmentRow]] = defaultdict(list)
    for one in corrections:
        corrections_by_unit[one.unit_code].append(one)
    units = sorted((fees_by_unit.keys() | corrections_by_unit.keys()) - settled)
    found = (_plan_of(unit, fees_by_unit[unit], corrections_by_unit[unit], period) for unit in units)
    return tuple(one for one in found if one.line_count)


def _plan_of(unit: str, fees: Sequence[FeeRow], corrections: Sequence[AdjustmentRow], period: str) -> PlannedSettlement:
    total, taken = sum(fee.amount_cents for fee in fees), []
    for one in sorted(corrections, key=lambda row: (row.amount_cents < 0, row.adjustment_key)):
        if total + one.amount_cents >= 0:
            total += one.amount_cents
            taken.append(one.adjustment_key)
    return PlannedSettlement(
        number=f"S{period.replace('-', '')}-{unit}", unit_code=unit, period=period,
        fee_keys=tuple(fee.fee_key for fee in fees), total_cents=total, adjustment_keys=tuple(taken),
    )  # fmt: skip


def adjust(engine: Engine, job: ActivatedJob) -> Done:
    """Correct the released statement `number` by `amount` yuan, below zero to take off; `reason` says why.

    It comes into the unit's next statement. Output `adjustment`: key, number, unit, amount.
    """
    number, reason = text_of(job.variables, "number"), text_of(job.variables, "reason")
    amount = _signed_cents(job.variables.get("amount"))

    def book(tx: Tx) -> Values:
        made = adjust_settlement(
            tx, number=number, amount_cents=amount, reason=reason, case_key=job.case_key,
            element_instance_key=job.element_instance_key,
        )  # fmt: skip
        found: Json = {
            "key": str(made.adjustment_key),
            "number": number,
            "unit": made.unit_code,
            "amount": yuan(made.amount_cents),
        }
        return {"adjustment": found}

    return booked(job, book)


def _signed_cents(amount: Json) -> int:
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
        raise BadInput(f"expected an amount in 'amount', but found {amount!r}")
    cents = Decimal(amount) * 100
    if cents != cents.to_integral_value():
        raise BadInput(f"expected an amount with two decimals in 'amount', but found {amount}")
    return int(cents)


def release(engine: Engine, job: ActivatedJob) -> Done:
    """Mark the statements of the input `settlements` as released; a second time changes nothing."""
    numbers = [text_of(one, "number") for one in list_of(job.variables, "settlements") if isinstance(one, dict)]

    def write(tx: Tx) -> None:
        release_settlements(tx, numbers)

    return Done({"released_count": len(numbers)}, writes=write)


def make_statement(engine: Engine, job: ActivatedJob) -> Done:
    """Give `statement` of the input `number`: unit, month, fees one by one, sums, and the same as text to print."""
    number = text_of(job.variables, "number")
    found = engine.settlements(number=number)
    if not found:
        raise BadInput(f"expected a settlement, but found none with number '{number}'")
    row, zone = found[0], ZoneInfo(engine.settings.time_zone)
    lines = [_fee(fee, zone) for fee in engine.fees_of(row.settlement_key)]
    lines += [_correction(one, zone) for one in engine.adjustments_of(row.settlement_key)]
    statement: dict[str, Json] = {
        "number": row.number,
        "unit": row.unit_code,
        "unit_name": row.unit_name,
        "unit_name_en": row.unit_name_en or row.unit_name,
        "period": row.period,
        "fee_count": row.fee_count,
        "total": yuan(row.total_cents),
        "total_text": f"{yuan(row.total_cents)}",
        "lines": list(lines),
    }
    return Done({"statement": {**statement, "text": as_text(row, lines), "text_en": as_text_en(row, lines)}})


def as_text(row: SettlementRow, lines: Sequence[dict[str, Json]]) -> str:
    """The statement for paper, in Chinese."""
    head = f"服务费结算单 {row.number}\n结算单位:{row.unit_name}({row.unit_code})\n结算月份:{row.period}\n"
    body = "".join(f"{line['approved_on']}  {line['reference']}  {line['amount']} 元{_why(line)}\n" for line in lines)
    return f"{head}{body}共 {row.fee_count} 笔,合计 {yuan(row.total_cents)} 元"


def as_text_en(row: SettlementRow, lines: Sequence[dict[str, Json]]) -> str:
    """The statement for paper, in English."""
    name = row.unit_name_en or row.unit_name
    head = f"Settlement of service fees {row.number}\nUnit: {name} ({row.unit_code})\nMonth: {row.period}\n"
    body = "".join(f"{line['approved_on']}  {line['reference']}  {line['amount']} yuan{_why(line)}\n" for line in lines)
    return f"{head}{body}{row.fee_count} fees, total {yuan(row.total_cents)} yuan"


def _why(line: dict[str, Json]) -> str:
    return f"  {line['note']}" if line["note"] else ""


def last_month(now: datetime, zone: ZoneInfo) -> str:
    """The month before the one of `now`, `2026-10`."""
    local = now.astimezone(zone)
    year, month = (local.year, local.month - 1) if local.month > 1 else (local.year - 1, 12)
    return f"{year:04}-{month:02}"


def end_of(period: str, zone: ZoneInfo) -> datetime:
    """The first moment after the month. Raises BadInput for anything but a month."""
    if not _PERIOD.match(period):
        raise BadInput(f"expected a month such as 2026-11, but found '{period}'")
    year, month = int(period[:4]), int(period[5:])
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)


def _line(planned: PlannedSettlement, names: dict[str, tuple[str, str]]) -> Json:
    name, name_en = names.get(planned.unit_code, (planned.unit_code, planned.unit_code))
    return {
        "number": planned.number,
        "unit": planned.unit_code,
        "unit_name": name,
        "unit_name_en": name_en,
        "fee_count": planned.line_count,
        "total": yuan(planned.total_cents),
        "total_text": f"{yuan(planned.total_cents)}",
    }


def _fee(fee: FeeRow, zone: ZoneInfo) -> dict[str, Json]:
    return {
        "reference": fee.reference,
        "approved_on": fee.approved_at.astimezone(zone).date().isoformat(),
        "extra": yuan(fee.extra_cents),
        "amount": yuan(fee.amount_cents),
        "extra_text": f"{yuan(fee.extra_cents)}",
        "amount_text": f"{yuan(fee.amount_cents)}",
        "note": "",
    }


def _correction(one: AdjustmentRow, zone: ZoneInfo) -> dict[str, Json]:
    """A correction as a line of the statement it stands in; its reference is the corrected statement."""
    return {
        "reference": one.disputed_number,
        "approved_on": one.made_at.astimezone(zone).date().isoformat(),
        "extra": yuan(0),
        "amount": yuan(one.amount_cents),
        "extra_text": f"{yuan(0)}",
        "amount_text": f"{yuan(one.amount_cents)}",
        "note": one.reason,
    }
