"""The Engine, put together from its groups of operations."""

from __future__ import annotations

import logging
from uuid import uuid4

from engine import due
from engine.advance import World
from engine.clock import Clock, system_clock
from engine.definitions.library import Library
from engine.errors import ServicelaneError
from engine.service.actions import ActionOperations
from engine.service.administration import AdministrationOperations
from engine.service.cases import CaseOperations
from engine.service.casework import CaseworkOperations
from engine.service.clients import ClientOperations
from engine.service.data import DataOperations
from engine.service.deployments import DeploymentOperations
from engine.service.documents import Documents
from engine.service.generated import GeneratedNetworks
from engine.service.imports import ImportOperations
from engine.service.jobs import JobOperations
from engine.service.lookups import Lookups
from engine.service.messages import MessageOperations
from engine.service.organisation import OrganisationOperations
from engine.service.public import PublicOperations
from engine.service.reference import ReferenceOperations
from engine.service.rehearsals import Rehearsals
from engine.service.remedies import RemedyOperations
from engine.service.sales import SaleOperations
from engine.service.searches import Searches
from engine.service.signin import SignIns
from engine.service.stock import StockOperations
from engine.service.stores import StoreOperations
from engine.service.surveys import SurveyOperations
from engine.service.tasks import TaskOperations
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.working_time import add_working_time, calendar_codes

_log = logging.getLogger(__name__)


class Engine(
    DeploymentOperations,
    CaseOperations,
    TaskOperations,
    JobOperations,
    MessageOperations,
    Searches,
    Documents,
    ReferenceOperations,
    DataOperations,
    ImportOperations,
    GeneratedNetworks,
    OrganisationOperations,
    ClientOperations,
    Lookups,
    CaseworkOperations,
    AdministrationOperations,
    PublicOperations,
    SurveyOperations,
    SaleOperations,
    SignIns,
    StockOperations,
    StoreOperations,
    RemedyOperations,
    ActionOperations,
    Rehearsals,
):
    """One engine on one database; safe to share between threads, any number of processes may have one each."""

    def __init__(
        self, database: Database, *, clock: Clock = system_clock, settings: EngineSettings | None = None
    ) -> None:
        super().__init__(database, clock)
        self.settings = settings or EngineSettings()
        self.world = World(
            library=Library(),
            settings=self.settings,
            add_working_time=add_working_time,
            calendar_codes=calendar_codes,
        )
        self._worker = f"engine-{uuid4().hex[:8]}"

    def _follow_up(self) -> None:
        try:
            self._deliver(100)
        except ServicelaneError as error:
            _log.warning("a delivery was left for the worker: %s", error)

    def _deliver(self, limit: int) -> int:
        done = 0
        while done < limit and self._attempt(lambda tx: due.do_internal(tx, self.world, worker=self._worker)):
            done += 1
        return done

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()
