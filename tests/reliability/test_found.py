"""What the harnesses of this folder have found, each as a small test of its own."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.errors import Invalid
from engine.service import Engine
from engine.store.database import Database


def form(**changes: object) -> bytes:
    """A form that begins with a text."""
    text = {"type": "text", "id": "t", "text": "# Hello"}
    return json.dumps({"id": "f", "type": "default", "schemaVersion": 19, "components": [text]} | changes).encode()


@pytest.mark.parametrize("tag", [{}, [1], 5, True])
def test_a_form_with_a_version_tag_that_is_no_text_is_deployed_without(sqlite_engine: Engine, tag: object) -> None:
    deployed = sqlite_engine.deploy([ModelFile("f.form", form(versionTag=tag))], actor=SYSTEM)

    assert [finding.code for finding in deployed.findings] == ["FORM_PROPERTY"]


@pytest.mark.parametrize("properties", ["=1/0", [1], 5])
def test_a_form_whose_heading_has_no_properties_gets_its_name(sqlite_engine: Engine, properties: object) -> None:
    text = {"type": "text", "id": "t", "text": "# Hello", "properties": properties}

    findings = sqlite_engine.check_models([ModelFile("f.form", form(components=[text]))], actor=SYSTEM)

    assert all(finding.code != "" for finding in findings)


def test_what_a_column_cannot_hold_is_refused_in_words(engine: Engine) -> None:
    too_long = ModelFile("f.form", form(id="f" * 5000))

    if engine.database.is_sqlite:  # which holds everything
        assert engine.deploy([too_long], actor=SYSTEM).items[0].id == "f" * 5000
        return
    with pytest.raises(Invalid, match="too long"):
        engine.deploy([too_long], actor=SYSTEM)


def test_a_sequence_that_a_crash_set_back_gives_no_number_twice(fresh_postgres_url: str) -> None:
    # Given the sequence of a database made of a template, whose first numbers a crash of PostgreSQL forgot
    database = Database(fresh_postgres_url)
    with database.sql.begin() as connection:
        connection.execute(text("INSERT INTO key_node (registered_at) SELECT now() FROM generate_series(1, 40)"))
        before = set(connection.execute(text("SELECT node_id FROM key_node")).scalars())
        connection.execute(text("SELECT setval(pg_get_serial_sequence('key_node', 'node_id'), 1)"))
    # When two processes start
    Engine(database)
    Engine(database)
    # Then each has a number that nobody had
    with database.sql.connect() as connection:
        after = set(connection.execute(text("SELECT node_id FROM key_node")).scalars())
    database.close()
    assert len(after - before) == 2
