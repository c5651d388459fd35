"""`servicelane demo`: plays the business on a server of its own and says how it went."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import httpx

from api.cli.business.books import all_books
from api.cli.business.contacts import drawn
from api.cli.business.desk import Desk, Refused
from api.cli.business.ledger import Ledger
from api.cli.business.month import HOURS, QUIET_HOURS, Month
from api.cli.business.network import Network
from api.cli.business.tables import as_table
from api.cli.progress import Progress

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = datetime(2026, 12, 1, tzinfo=ZONE)
DAYS_AFTER = 42  # usually; for the progress bar
MOST_DAYS_AFTER = 90
SETTLED_BY = 9  # the day of a month by which the month before is released and checked
SHORT_LIVED = ("complaint", "repair_dispatch", "parts_order", "callback_survey")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is played: so many contacts over so many days, drawn by a seed."""

    contacts: int
    days: int
    seed: int


def play(url: str, folder: Path | None, plan: Plan, *, out: TextIO) -> int:
    """Play and print; 0 when nothing was refused and all books agree. `folder` holds the server's database."""
    began, network, desk = time.monotonic(), Network(), Desk(url)
    try:
        month = _played(desk, network, plan)
    except (Refused, httpx.HTTPError) as error:
        out.write(f"demo: {error}\n")
        return 1
    finally:
        desk.close()
    seconds = time.monotonic() - began
    out.write(f"{sum(month.tally.contacts.values())} contacts, {sum(month.tally.tasks.values())} tasks, ")
    out.write(f"{sum(month.tally.messages.values())} messages, {desk.call_count} HTTP calls in {seconds:.0f} s\n")
    for kind, count in sorted(month.tally.contacts.items()):
        out.write(f"  {kind:<28}{count:>6}\n")
    for trouble in month.tally.troubles[:20]:
        out.write(f"  refused: {trouble}\n")
    wrong = len(month.tally.troubles) + (_audited(folder, out) if folder is not None else 0)
    out.write(f"\n{'everything agrees' if not wrong else f'{wrong} things are wrong'}\n")
    return 1 if wrong else 0


def _audited(folder: Path, out: TextIO) -> int:
    """Print every book; how many claims do not hold."""
    ledger, wrong = Ledger(folder), 0
    try:
        for book in all_books(ledger):
            out.write(as_table(book))
            wrong += len(book.wrong)
    finally:
        ledger.close()
    return wrong


def _played(desk: Desk, network: Network, plan: Plan) -> Month:
    desk.pin(FIRST_DAY + timedelta(hours=8))
    offered = frozenset(
        str(item["processDefinitionId"]) for item in desk.search("process-definitions", {}, sort="name")
    )
    contacts = drawn(network, count=plan.contacts, first=FIRST_DAY, days=plan.days, seed=plan.seed, offered=offered)
    month = Month(desk, network, zone=ZONE, seed=plan.seed)
    last = FIRST_DAY + timedelta(days=plan.days)
    ending = _Ending(desk, last)
    progress = Progress("business", plan.days * len(HOURS) + DAYS_AFTER * len(QUIET_HOURS))
    month.play(
        contacts,
        first=FIRST_DAY,
        last=last,
        until=lambda: ending.is_reached(month.now),
        told=lambda moment: progress.step(f"{moment:%Y-%m-%d %H:%M}"),
    )
    progress.done()
    return month


class _Ending:
    """When all is done: what ends within weeks has ended, and the month after that was settled."""

    def __init__(self, desk: Desk, last: datetime) -> None:
        self._desk, self._latest = desk, last + timedelta(days=MOST_DAYS_AFTER)
        self._quiet_since: datetime | None = None

    def is_reached(self, now: datetime) -> bool:
        """Asked after each turn, once the last contact has come."""
        if self._quiet_since is None and not self._is_busy():
            self._quiet_since = now
        is_settled = self._quiet_since is not None and now.month != self._quiet_since.month and now.day > SETTLED_BY
        return is_settled or now > self._latest

    def _is_busy(self) -> bool:
        wanted = {"state": "ACTIVE", "processDefinitionId": {"$in": list(SHORT_LIVED)}}
        return next(self._desk.search("process-instances", wanted, sort="startDate"), None) is not None
