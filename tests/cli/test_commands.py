"""The command line: what it prints, what it refuses, with which exit code."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path

import pytest

from api.cli import main
from api.cli.opening import bundled_models
from api.cli.serving import load_demo
from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
from tests.engine import build


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for commands; the environment names no other database."""
    for name in ("DATABASE_URL", "DATA", "PORT", "TEST_MODE", "SMTP_URL", "TIME_ZONE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"


def model(tmp_path: Path, content: bytes) -> str:
    """The path of a model file."""
    path = tmp_path / "p.bpmn"
    path.write_bytes(content)
    return str(path)


def test_a_server_with_demo_passwords_does_not_listen_beyond_this_machine(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--demo", "--data", str(data), "--host", "0.0.0.0", "--port", "0"]) == 1

    assert "expected no demo passwords on a server that listens on 0.0.0.0" in capsys.readouterr().err


def test_a_taken_port_is_one_clear_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["serve", "--data", str(data), "--port", str(port)]) == 1

    assert f"expected port {port} on 127.0.0.1 to be free" in capsys.readouterr().err


def test_checking_a_bad_model_prints_its_findings_in_the_chosen_language(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = model(tmp_path, build.process(build.START + build.user_task("task") + build.flow("start", "nowhere")))

    assert main(["check", "--data", str(data), "--language", "zh", bad]) == 1

    printed = capsys.readouterr().out
    assert "REFERENCE_UNRESOLVED" in printed
    assert "p.bpmn" in printed
    assert not data.exists()


def test_the_shipped_models_deploy_and_a_second_time_change_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = Engine(Database(_migrated(data)))
    engine.load_demo_network()
    engine.close()

    assert main(["deploy", "--data", str(data)]) == 0
    assert "process repair_dispatch version 1\n" in capsys.readouterr().out
    assert main(["deploy", "--data", str(data)]) == 0
    assert "process repair_dispatch version 1 (unchanged)" in capsys.readouterr().out


def test_starting_again_with_the_demo_keeps_what_a_designer_changed(data: Path) -> None:
    engine = Engine(Database(_migrated(data)))
    load_demo(engine)
    shipped = next(file for file in bundled_models() if file.name == "repair_dispatch.bpmn")
    changed = ModelFile(shipped.name, shipped.content.replace("是否接单".encode(), "要不要接单".encode()))
    assert engine.deploy([changed], actor=SYSTEM).items[0].version == 2

    load_demo(engine)

    processes = engine.list_models(actor=SYSTEM).processes
    newest = next(row for row in processes if row.is_latest and row.id == "repair_dispatch")
    assert newest.version == 2
    engine.close()


def test_an_unknown_time_zone_and_a_weak_password_are_refused_in_words(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        main(["migrate", "--data", str(data), "--time-zone", "Mars/Olympus"])
    assert "expected a time zone such as" in capsys.readouterr().err
    monkeypatch.setenv("SERVICELANE_PASSWORD", "short")

    assert main(["create-admin", "root", "--data", str(data)]) == 1

    told = capsys.readouterr().err
    assert "expected" in told
    assert "/newPassword" not in told


def test_a_refused_deployment_says_why_and_changes_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", "--data", str(data), model(tmp_path, b"<html/>")]) == 1

    assert capsys.readouterr().out.startswith("refused:")


@pytest.mark.ails
def test_verify_finds_the_case_that_was_altered_and_fails(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = _migrated(data)
    engine = Engine(Database(url))
    engine.load_demo_network()
    build.deployed(engine, build.one_task())
    keys = [build.a_case(engine, unit="hq") for _ in range(3)]
    engine.close()
    assert main(["verify", "--data", str(data)]) == 0
    assert "3 cases" in capsys.readouterr().out

    with sqlite3.connect(data / "servicelane.db") as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET actor = 'nobody' WHERE case_key = ? AND case_seq = 2", (keys[1],))
    connection.close()

    assert main(["verify", "--data", str(data)]) == 1
    assert f"case {keys[1]}: broken at event 2" in capsys.readouterr().out
    assert main(["verify", "--data", str(data), "--case", str(keys[0])]) == 0


def test_the_first_administrator_can_sign_in_and_deploy(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERVICELANE_PASSWORD", "correct horse battery")

    assert main(["create-admin", "root", "--data", str(data)]) == 0

    engine = Engine(Database(_migrated(data)))
    actor = engine.actor_of_basic("root", "correct horse battery", address="t")
    assert engine.deploy([build.ModelFile("p.bpmn", build.one_task())], actor=actor).items[0].version == 1
    assert not engine.has_demo_passwords()
    engine.close()


def test_a_database_of_a_later_version_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _migrated(data)
    with sqlite3.connect(data / "servicelane.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    assert main(["migrate", "--data", str(data)]) == 1
    assert "expected a database of this version or older" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_one_clear_line_without_its_password(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--database-url", "postgresql://me:hunter2@127.0.0.1:1/none"]) == 1

    told = capsys.readouterr().err
    assert "expected a database at" in told
    assert "hunter2" not in told


def test_a_second_start_takes_up_where_the_first_stopped(data: Path) -> None:
    engine = Engine(Database(_migrated(data)))
    engine.load_demo_network()
    build.deployed(engine, build.one_task())
    case = build.a_case(engine, unit="hq")
    engine.close()

    again = Engine(Database(_migrated(data)))

    assert again.load_demo_network().is_unchanged
    assert again.case_page(case, actor=SYSTEM).head.state == "active"
    again.close()


def _migrated(data: Path) -> str:
    assert main(["migrate", "--data", str(data)]) == 0
    return f"sqlite:///{data / 'servicelane.db'}"
