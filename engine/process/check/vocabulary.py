"""What the gate must know of the world around the file: roles, calendars, workers, the rest of the deployment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.process.capabilities import executed_names
from engine.process.check.words import words

RESERVED_AREAS = words(
    "notify http message case customer parts station credit fee settlement store survey knowledge document "
    "record finance calendar sale rebate"
)
BUILT_IN_JOB_TYPES = words(
    "notify.customer notify.user http.call message.publish case.start case.link customer.lookup "
    "knowledge.suggest parts.check parts.reserve parts.release parts.ship station.rank credit.check "
    "credit.charge credit.pay parts.receive parts.return rebate.collect rebate.accrue "
    "customer.link customer.pay customer.stop_calls customer.take_back product.exchange settlement.adjust "
    "survey.eligible survey.reserve survey.score survey.select survey.invite "
    "sale.record payout.book payout.reverse store.plan store.record "
    "settlement.release settlement.statement "
    "credit.release fee.calculate fee.make settlement.batch store.activate survey.link document.render record.write"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What models may name.

    `roles`: role code -> its display names in Chinese and English; None = not known here, roles are not checked.
    `calendars`: codes of working calendars; None = not known here. `built_in_job_types`: of S19. `known_workers`: job
    types some worker registered. `executed`: the BPMN names (G13) the token machine runs; the rest is refused by name.
    `time_zone`: that of the installation (T3). `forms`: ids of forms deployed before; those of the file set count too.
    """

    roles: Mapping[str, tuple[str, ...]] | None = None
    calendars: frozenset[str] | None = None
    built_in_job_types: frozenset[str] = BUILT_IN_JOB_TYPES
    known_workers: frozenset[str] = frozenset()
    executed: frozenset[str] = field(default_factory=executed_names)
    time_zone: str = "Asia/Shanghai"
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeploymentSet:
    """The ids of what is deployed together (V3); `without_none_start`: processes nobody can call (E2)."""

    forms: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    without_none_start: frozenset[str] = field(default_factory=frozenset)
