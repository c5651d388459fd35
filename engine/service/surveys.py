"""Surveys and their campaigns as operations of the Engine; what changes is written by job handlers."""

from __future__ import annotations

from datetime import datetime

from engine import campaigns
from engine.actor import Actor
from engine.campaigns import Preview, Progress
from engine.service.transaction import Transactions
from engine.store import surveys
from engine.store.surveys import Member, Owner, Reachable, Wanted


class SurveyOperations(Transactions):
    """What handlers of surveys read."""

    def survey_contact(self, customer_code: str, *, but_case: int) -> tuple[Reachable | None, datetime | None]:
        """How a customer is reached, and when another case last chose him to be asked."""
        return self._read(
            lambda tx: (
                surveys.reachable(tx, customer_code),
                surveys.last_contact(tx, customer_code, but_case=but_case),
            )
        )

    def survey_owners(self, wanted: Wanted) -> list[Owner]:
        """Whom a campaign would ask, by customer code."""
        return self._read(lambda tx: surveys.owners(tx, wanted))

    def preview_campaign(self, wanted: Wanted, *, per_day: int, actor: Actor) -> Preview:
        """How many customers within reach a campaign would ask. Raises Forbidden."""
        return self._read(lambda tx: campaigns.preview(tx, wanted, per_day=per_day, actor=actor))

    def campaign_progress(self, campaign_key: int, *, since: datetime) -> Progress:
        """How far a campaign is; whoever asks must reach its case, begun at `since`. Raises NotFound."""
        return self._read(lambda tx: campaigns.progress(tx, campaign_key, since=since))

    def campaign_members(self, campaign_key: int, day: int) -> list[Member]:
        """The members of a campaign to be asked on its day, those not started yet."""
        return self._read(lambda tx: surveys.members(tx, campaign_key, day))

    def holders_of(self, role: str) -> list[str]:
        """The active people who hold a role, by name."""
        return self._read(lambda tx: surveys.holders(tx, role))
