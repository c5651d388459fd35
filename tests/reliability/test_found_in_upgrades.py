"""What two versions side by side have found, each as a small test (`test_two_versions.py` is the long form)."""

from __future__ import annotations

import msgpack
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from engine.store.database import Database
from engine.store.migrate import upgrade
from engine.store.tables import metadata
from tests.models import bpmn
from tests.process.driver import Case
from tests.reliability.fleet import ROOT


@pytest.mark.ails
def test_a_database_of_the_first_landing_is_migrated(database_url: str) -> None:
    # Given a database of the version whose migrations 0002 to 0007 were still empty
    database = Database(database_url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "engine" / "store" / "migrations"))
    with database.sql.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    # When this version starts on it
    upgrade(database)
    # Then it has today's tables
    assert set(inspect(database.sql).get_table_names()) >= set(metadata.tables)
    database.close()


@pytest.mark.parametrize(("children", "version"), [(3, 1), (100, 2)])
def test_a_state_is_written_in_the_oldest_version_that_holds_it(children: int, version: int) -> None:
    """Servers of the first landing read it while both versions run on one database."""
    items = f'<userTask id="visit">{bpmn.many("=stops")}</userTask>'
    case = Case(bpmn.model("start -> visit -> end", xml=items)).start(stops=list(range(children)))
    assert case.state

    assert msgpack.unpackb(case.state, strict_map_key=False, ext_hook=lambda *_: None)[0] == version
