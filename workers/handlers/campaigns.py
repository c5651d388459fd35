"""Campaigns: whom to ask, counted first, then one survey each, spread over days and people.

`survey.select` chooses; `survey.invite` publishes one message for each member of a day. Both may run twice: members
are written once for each campaign (its case), messages carry an id for each member.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.actor import SYSTEM
from engine.messages import Publication
from engine.store import surveys
from engine.store.surveys import Member, Owner, Wanted
from engine.values import Json, Values, dump, load
from workers.contract import BadInput, Done, list_of, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

MESSAGE = "survey_requested"
MOST = 10_000
_KEPT = timedelta(days=30)


def select_members(engine: Engine, job: ActivatedJob) -> Done:
    """Give `preview`: count, days, per_day, by_region, by_model, surveyors; writes the members.

    Input `campaign`: subject, regions?, models?, dealer?, bought_from?, bought_until?, ended_process?, ended_from?,
    ended_until?, per_day (default 50), limit?. Only customers of regions below the unit of the case.
    """
    campaign = record_of(job.variables, "campaign")
    wanted = _wanted(campaign, ZoneInfo(engine.settings.time_zone))
    owners = engine.survey_owners(replace(wanted, within=(_everybody_at(job.unit_path),)))
    per_day = _whole(campaign, "per_day", default=50, most=1000)
    people = engine.holders_of(job.headers.get("role") or "surveyor")
    members = _members(job.case_key, owners, per_day, people, _subject(campaign))
    days = members[-1].day if members else 0
    preview: Values = {
        "count": len(owners), "days": days, "per_day": per_day, "surveyors": list(people),
        "by_region": _named(engine, _counted([owner.region_code for owner in owners])),
        "by_model": [*_counted([owner.product_model for owner in owners])],
    }  # fmt: skip
    return Done({"preview": preview}, writes=lambda tx: surveys.replace_members(tx, job.case_key, members))


def invite_members(engine: Engine, job: ActivatedJob) -> Done:
    """Begin the surveys of input `day`; give `invited`, how many. Header `message` (default survey_requested)."""
    day = _whole(job.variables, "day", default=1, most=MOST)
    name = job.headers.get("message") or MESSAGE
    due = engine.campaign_members(job.case_key, day)
    for member in due:
        survey = load(member.survey)
        # The id makes a second run of this job harmless; the key keeps two surveys of one member apart.
        publication = Publication(
            name, f"{member.campaign_key}-{member.position}", {"survey": survey}, _KEPT,
            message_id=f"campaign:{member.campaign_key}:{member.position}",
        )  # fmt: skip
        engine.publish_message(publication, actor=SYSTEM)
    return Done({"invited": len(due)}, writes=lambda tx: surveys.set_started(tx, job.case_key, day))


def _members(
    campaign_key: int, owners: Sequence[Owner], per_day: int, people: Sequence[str], subject: str
) -> list[Member]:
    found = []
    for position, owner in enumerate(owners):
        surveyor = people[position % len(people)] if people else ""
        survey: Values = {
            "subject": subject, "is_campaign": True,
            "case_number": owner.case_number or f"{campaign_key}-{position + 1}",
            "customer_code": owner.customer_code, "unit": None, "product_model": owner.product_model,
            "product_serial": owner.serial, "region": owner.region_code, "outcome": None,
            "surveyor": surveyor or None,
        }  # fmt: skip
        found.append(
            Member(campaign_key, position + 1, owner.customer_code, position // per_day + 1, surveyor, dump(survey))
        )
    return found


def _wanted(campaign: Values, zone: ZoneInfo) -> Wanted:
    bought_from, bought_until = _day(campaign, "bought_from"), _day(campaign, "bought_until")
    ended_from, ended_until = _day(campaign, "ended_from"), _day(campaign, "ended_until")
    return Wanted(
        regions=_codes(campaign, "regions"), models=_codes(campaign, "models"),
        dealer=text_of(campaign, "dealer", default=""), bought_from=bought_from, bought_until=bought_until,
        ended_process=text_of(campaign, "ended_process", default=""),
        ended_from=_midnight(ended_from, zone) if ended_from else None,
        ended_until=_midnight(ended_until + timedelta(days=1), zone) if ended_until else None,
        limit=_whole(campaign, "limit", default=MOST, most=MOST),
    )  # fmt: skip


def _everybody_at(unit_path: str) -> str:
    """Whom a campaign of a unit may ask: those below it; headquarters asks everybody."""
    return "/" if unit_path.count("/") <= 2 else unit_path


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _subject(campaign: Values) -> str:
    return text_of(campaign, "subject", default="store_visit")[:40]


def _codes(campaign: Values, name: str) -> tuple[str, ...]:
    return tuple(item for item in list_of(campaign, name) if isinstance(item, str) and item)


def _day(campaign: Values, name: str) -> date | None:
    text = text_of(campaign, name, default="")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"expected a date in '{name}', but found '{text[:20]}'") from None


def _whole(values: Values, name: str, *, default: int, most: int) -> int:
    found = values.get(name)
    if found is None or found == "":
        return default
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or not 1 <= found <= most:
        raise BadInput(f"expected a number of 1 to {most} in '{name}', but found another value")
    return int(found)


def _named(engine: Engine, rows: list[Values]) -> list[Json]:
    """Rows of units, with the names people know them by."""
    units = {row["code"]: engine.receiver(code=str(row["code"])) for row in rows}
    return [
        {**row, "name": unit.name if unit else row["code"], "name_en": unit.name_en if unit else row["code"]}
        for row in rows
        for unit in (units[row["code"]],)
    ]


def _counted(codes: Sequence[str]) -> list[Values]:
    return [{"code": code, "count": count} for code, count in sorted(Counter(codes).items())]
