"""An older server and a newer one side by side on one database, as during an upgrade; states of the older load.

The older one is what main was when it first landed: a work tree of that commit in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.database import Database
from tests.conftest import _on_server, with_name
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import ROOT, Fleet, answers, free_port
from tests.reliability.load import MODEL, Load
from tests.reliability.stage import ailing
from tests.reliability.verdict import examined, settled

OLDER = "55d1c6c"
"""the last commit of the first landing: schema 0001"""


@pytest.fixture
def older_tree(tmp_path: Path) -> Iterator[Path]:
    """The sources of the older version."""
    folder = tmp_path / "older"
    made = subprocess.run(
        ["git", "worktree", "add", "--detach", str(folder), OLDER], cwd=ROOT, capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("expected a clone with history, but this one has not that commit")
    if (ROOT / "api" / "static" / "dist").exists():
        shutil.copytree(ROOT / "api" / "static" / "dist", folder / "api" / "static" / "dist")
    yield folder
    subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, capture_output=True, check=False)


@pytest.mark.ails
@pytest.mark.slow
@pytest.mark.skipif(not IS_NIGHT, reason="starts servers of two versions")
def test_an_older_and_a_newer_server_work_side_by_side(
    postgres_url: str, older_tree: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = _empty_database(postgres_url)
    _older(older_tree, url, "migrate")
    _older(older_tree, url, "deploy", *_demo(older_tree, url, tmp_path))
    address = f"http://127.0.0.1:{free_port()}"
    older = subprocess.Popen(_command(url, "serve", "--no-worker", "--port", address.rsplit(":")[-1]), cwd=older_tree)
    request.addfinalizer(older.kill)
    while not answers(address):
        assert older.poll() is None
        time.sleep(0.1)
    token = _token(older_tree, url)
    with Fleet(url, tmp_path, servers=1, workers=1) as fleet:  # migrates while the older one serves
        load = Load([address, *fleet.addresses], token, seed=5, clients=3)
        time.sleep(6)
        load.finish()
        wrong = [*load.faults, *load.replay(), *settled(url)]

    assert wrong + examined(url, load) == []
    assert len(load.journal.acknowledged) > 0


@pytest.mark.ails
@pytest.mark.slow
@pytest.mark.skipif(not IS_NIGHT, reason="starts servers of two versions")
def test_a_state_that_the_older_version_saved_is_taken_up(older_tree: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lane.db'}"
    _older(older_tree, url, "migrate")
    _run(older_tree, url, _START_OLD)

    engine = Engine(Database(_migrated(url)))
    agent = engine.actor_of_basic("operator", "demo", address="test")
    keys = [case.case_key for case in engine.verify_all(actor=SYSTEM)]
    for key in keys:
        for task in engine.case_page(key, actor=SYSTEM).tasks:
            engine.complete_task(task.task_key, {}, actor=agent, from_form=False)
    found = ailing(engine)
    engine.close()

    assert len(keys) == 5
    assert found == []


_SETUP = """
import sys
from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
engine = Engine(Database(sys.argv[1]))
engine.load_demo_network()
engine.deploy([ModelFile("p.bpmn", sys.stdin.buffer.read())], actor=SYSTEM)
"""
_START_OLD = f"""{_SETUP}
for n in range(5):
    engine.start_case(StartRequest('p', variables={{'n': n}}), actor=SYSTEM)
engine.close()
"""
_TOKEN = """
import sys
from engine.service import Engine
from engine.store.database import Database
engine = Engine(Database(sys.argv[1]))
print(engine.add_personal_token("load", actor=engine.actor_of_basic("operator", "demo", address="load"))[0])
engine.close()
"""


def _demo(tree: Path, url: str, folder: Path) -> list[str]:
    _run(tree, url, _SETUP + "engine.close()")
    path = folder / "p.bpmn"
    path.write_bytes(MODEL)
    return [str(path)]


def _token(tree: Path, url: str) -> str:
    return _run(tree, url, _TOKEN).strip()


def _run(tree: Path, url: str, program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, url], cwd=tree, input=MODEL, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def _older(tree: Path, url: str, *words: str) -> None:
    done = subprocess.run(_command(url, *words), cwd=tree, capture_output=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr.decode()


def _command(url: str, word: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "api.cli", word, *more, "--database-url", url]


def _migrated(url: str) -> str:
    done = subprocess.run(_command(url, "migrate"), cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return url


def _empty_database(server: str) -> str:
    name = f"upgrade_{uuid4().hex[:8]}"
    _on_server(server, f"CREATE DATABASE {name}")
    return with_name(server, name)
