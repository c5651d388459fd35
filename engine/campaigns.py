"""Survey campaigns as people ask about them: whom one would ask, and how far one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from engine.actor import Actor, ActorKind
from engine.errors import Forbidden, NotFound
from engine.store import surveys
from engine.store.database import Tx
from engine.store.surveys import CampaignDay, Wanted

ROLES = ("agent_lead", "admin", "operator")
MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a campaign would ask: counts by region and by model, each (code, count), and over how many days."""

    count: int
    days: int
    by_region: tuple[tuple[str, int], ...]
    by_model: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is. `outcomes`: how its surveys ended, (outcome, count); scores are means, None = none yet."""

    days: tuple[CampaignDay, ...]
    outcomes: tuple[tuple[str, int], ...]
    csat: Decimal | None
    nps: Decimal | None


def preview(tx: Tx, wanted: Wanted, *, per_day: int, actor: Actor) -> Preview:
    """Count the customers of the actor's reach that fit. Raises Forbidden."""
    owners = surveys.owners(tx, replace(wanted, within=_reach(actor)))
    return Preview(
        len(owners), -(-len(owners) // per_day), _counted([one.region_code for one in owners]),
        _counted([one.product_model for one in owners]),
    )  # fmt: skip


def progress(tx: Tx, campaign_key: int, *, since: datetime) -> Progress:
    """How far the campaign of that case is. Raises NotFound for a case that chose nobody."""
    days = surveys.campaign_days(tx, campaign_key)
    if not days:
        raise NotFound("campaign", campaign_key)
    answers = surveys.campaign_answers(tx, campaign_key, since=since)
    return Progress(
        tuple(days), _counted([outcome for outcome, _, _ in answers]),
        _mean([csat for _, csat, _ in answers if csat is not None]),
        _mean([nps for _, _, nps in answers if nps is not None]),
    )  # fmt: skip


def _reach(actor: Actor) -> tuple[str, ...]:
    if actor.kind is ActorKind.SYSTEM:
        return ("/",)
    paths = tuple(grant.unit_path for grant in actor.grants if grant.role in ROLES and grant.below)
    if not paths:
        reason = f"expected one of the roles {', '.join(ROLES)} over a unit and all below it, but you hold none"
        raise Forbidden("preview_campaign", reason=reason)
    return paths


def _counted(codes: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(codes).items()))


def _mean(scores: Sequence[int]) -> Decimal | None:
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01")) if scores else None
