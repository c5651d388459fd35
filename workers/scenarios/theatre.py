"""The engines that scenarios are played on: prepared once, copied for each scenario."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.definitions.library import Library
from engine.process.definition import Definition
from engine.service import Engine
from engine.service.rehearsals import KnownNames
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from engine.values import Json


class Theatre:
    """Holds a database with the demo network and `files` deployed, for each moment at which scenarios begin.

    Compiled definitions are shared by all copies, whose keys are the same. `prepared` are databases of another theatre
    with the same files, `within` the folder that shall hold the databases. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        files: Sequence[ModelFile],
        *,
        settings: EngineSettings | None = None,
        prepared: Mapping[datetime, Path] | None = None,
        within: Path | None = None,
    ) -> None:
        self._files = files
        self._settings = settings or EngineSettings(is_test_mode=True)
        self._folder = tempfile.TemporaryDirectory(prefix="servicelane-scenarios-", dir=within)
        self._prepared: dict[datetime, Path] = dict(prepared or {})
        self._library = Library()
        self._path = Path(self._folder.name) / "stage.db"
        # One for all scenarios, whose file is exchanged: it remembers the statements it has compiled.
        self._database = Database(f"sqlite:///{self._path}")

    def __enter__(self) -> Theatre:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove all databases."""
        self._folder.cleanup()

    @property
    def folder(self) -> Path:
        """Where the databases lie, until it is closed."""
        return Path(self._folder.name)

    @property
    def time_zone(self) -> str:
        """The zone of moments that name none."""
        return self._settings.time_zone

    @property
    def prepared(self) -> Mapping[datetime, Path]:
        """The databases prepared so far, by the moment at which scenarios begin."""
        return dict(self._prepared)

    def look_around(self, clock: datetime) -> tuple[dict[str, Definition], KnownNames, dict[str, str]]:
        """The newest definition of each process by id, the users and units of the demo network, and each one's file."""
        with self.stage(clock) as engine:
            rows = engine.list_models(actor=SYSTEM).processes
            definitions = {row.id: engine.definition(row.key, actor=SYSTEM) for row in rows if row.is_latest}
            files = {row.id: row.resource_name for row in rows if row.is_latest}
            return definitions, engine.known_names(), files

    @contextmanager
    def stage(self, clock: datetime) -> Iterator[Engine]:
        """An engine of one's own at that moment, one at a time; its clock is a `PinnedClock`."""
        shutil.copyfile(self._prepared_for(clock), self._path)
        engine = self._engine(self._database, clock)
        try:
            yield engine
        finally:
            engine.close()
            for left in self._path.parent.glob(f"{self._path.name}*"):
                left.unlink(missing_ok=True)

    def _prepared_for(self, clock: datetime) -> Path:
        """Timer start events begin to count when they are deployed: hence a database for each moment."""
        if clock not in self._prepared:
            path = Path(self._folder.name) / f"prepared-{len(self._prepared)}.db"
            database = Database(f"sqlite:///{path}")
            upgrade(database)
            engine = self._engine(database, clock)
            engine.load_demo_network()
            engine.deploy(self._files, actor=SYSTEM)
            engine.close()
            self._prepared[clock] = path
        return self._prepared[clock]

    def _engine(self, database: Database, clock: datetime) -> Engine:
        engine = Engine(database, clock=PinnedClock(clock), settings=self._settings)
        engine.rehearse(lambda *_: None, library=self._library)
        return engine


def as_csv(rows: Sequence[Mapping[str, Json]]) -> bytes:
    """Rows of a scenario as the CSV that the import reads; lists become `a|b`."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue().encode("utf-8")


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(map(_cell, value)) if isinstance(value, list) else str(value)
