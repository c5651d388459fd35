"""What the harnesses of this folder have found, each as a small test of its own."""

from __future__ import annotations

import json

import pytest

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.errors import Invalid
from engine.service import Engine


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
