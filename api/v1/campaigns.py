"""Survey campaigns: count whom a filter would ask before one begins, and follow one that goes on.

A campaign begins like any case, by `POST /v2/process-instances` with the values of its start form.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from api.bodies import Body
from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.shapes import INTEGER, KEY, NUMBER, TEXT, list_of, nullable, shape
from engine.campaigns import MOST_MEMBERS
from engine.store.surveys import Wanted
from engine.values import Json, Values

table = Table("/api/v1/campaigns", "Survey campaigns")
_COUNTED = shape("CampaignCount", code=TEXT, count=INTEGER)
_PREVIEW = shape(
    "CampaignPreview",
    count=INTEGER,
    days=INTEGER,
    perDay=INTEGER,
    byRegion=list_of(_COUNTED),
    byModel=list_of(_COUNTED),
)
_DAY = shape("CampaignDay", day=INTEGER, planned=INTEGER, started=INTEGER)
_PROGRESS = shape(
    "CampaignProgress", campaignKey=KEY, number=nullable(TEXT), state=TEXT, planned=INTEGER, started=INTEGER,
    days=list_of(_DAY), outcomes=list_of(_COUNTED), csat=nullable(NUMBER), nps=nullable(NUMBER),
)  # fmt: skip


class CampaignFilter(Body):
    """Whom a campaign asks: all conditions hold together, an empty one lets everybody in; dates are inclusive."""

    regions: list[str] = Field(default_factory=list, max_length=200)
    models: list[str] = Field(default_factory=list, max_length=500)
    dealer: str = ""
    bought_from: str = ""
    bought_until: str = ""
    ended_process: str = ""
    ended_from: str = ""
    ended_until: str = ""
    per_day: int = Field(default=50, ge=1, le=1000)
    limit: int = Field(default=MOST_MEMBERS, ge=1, le=MOST_MEMBERS)


@table.post("/preview", answer=_PREVIEW)
def preview_campaign(call: Call, body: CampaignFilter) -> Values:
    """Count the customers of the caller's reach that a filter finds, by region and model; nobody is asked."""
    found = call.engine.preview_campaign(_wanted(body, call), per_day=body.per_day, actor=call.actor)
    return {
        "count": found.count, "days": found.days, "perDay": body.per_day, "byRegion": _counts(found.by_region),
        "byModel": _counts(found.by_model),
    }  # fmt: skip


@table.get("/{key}", answer=_PROGRESS)
def get_campaign(call: Call, key: int) -> Values:
    """How far a campaign is: its days, how its surveys ended, and their mean scores."""
    head = call.engine.case_page(key, actor=call.actor).head
    found = call.engine.campaign_progress(key, since=head.started_at)
    days: list[Json] = [{"day": one.day, "planned": one.planned, "started": one.started} for one in found.days]
    return {
        "campaignKey": str(key), "number": head.business_key, "state": head.state, "days": days,
        "planned": sum(one.planned for one in found.days), "started": sum(one.started for one in found.days),
        "outcomes": _counts(found.outcomes), "csat": found.csat, "nps": found.nps,
    }  # fmt: skip


def _wanted(body: CampaignFilter, call: Call) -> Wanted:
    zone = ZoneInfo(call.engine.settings.time_zone)
    ended_from, ended_until = _day("endedFrom", body.ended_from), _day("endedUntil", body.ended_until)
    return Wanted(
        regions=tuple(body.regions), models=tuple(body.models), dealer=body.dealer,
        bought_from=_day("boughtFrom", body.bought_from), bought_until=_day("boughtUntil", body.bought_until),
        ended_process=body.ended_process,
        ended_from=datetime.combine(ended_from, time(), zone) if ended_from else None,
        ended_until=datetime.combine(ended_until + timedelta(days=1), time(), zone) if ended_until else None,
        limit=body.limit,
    )  # fmt: skip


def _day(name: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadRequest(f"expected an ISO date in '{name}', but found another form") from None


def _counts(found: tuple[tuple[str, int], ...]) -> list[Json]:
    return [{"code": code, "count": count} for code, count in found]
