"""What the server loads before its first answer: a count of modules, because seconds are the machine's."""

from __future__ import annotations

import subprocess
import sys

from alembic.script import ScriptDirectory

from engine.store.migrate import _scripts, newest_revision

LATER = ("alembic", "httpx", "rich", "pygments", "markdown_it", "yaml", "workers", "schemathesis", "playwright")
"""Loaded when they are needed: migrating, calling out, texts of forms, a worker's work."""
_PROGRAM = """
import sys
from api.cli import _parser
_parser()
from api.app import create_app
from api.cli import serving
from engine.service import Engine
from engine.store.database import Database
from engine.store.migrate import upgrade
database = Database(sys.argv[1])
upgrade(database)
engine = Engine(database)
create_app(engine)
engine.close()
print(*sorted({name.partition(".")[0] for name in sys.modules}), len(sys.modules))
"""


def test_the_server_loads_little_that_a_first_request_does_not_need(sqlite_url: str) -> None:
    told = subprocess.run([sys.executable, "-c", _PROGRAM, sqlite_url], capture_output=True, text=True, check=True)

    *loaded, count = told.stdout.split()
    assert sorted(set(LATER) & set(loaded)) == []
    assert int(count) < 1_750  # 1,480 when this was written, 1,850 before


def test_the_newest_revision_is_told_without_loading_the_migrations() -> None:
    config, known = _scripts()

    assert newest_revision() == ScriptDirectory.from_config(config).get_current_head()
    assert newest_revision() in known
