"""What the harnesses of this folder have found, each as a small test of its own."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions import library
from engine.definitions.files import ModelFile
from engine.errors import Invalid
from engine.service import Engine
from engine.store.database import Database
from tests.dmn.drawing import NAMESPACES, a_decision, a_file, literal
from tests.engine import build


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


def decisions(name: str, *parts: str) -> ModelFile:
    """A DMN file of its own id and namespace."""
    content = a_file(*parts, namespace=f"urn:{name}").replace(b'id="defs"', f'id="{name}"'.encode())
    return ModelFile(f"{name}.dmn", content)


def test_a_deployment_reads_none_of_the_decision_files_that_were_read_before(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_engine.deploy([decisions("one", a_decision("a", literal("1")))], actor=SYSTEM)
    sqlite_engine.check_models([ModelFile("f.form", form())], actor=SYSTEM)
    read: list[bytes] = []
    monkeypatch.setattr(library, "read_dmn", lambda content, **_: read.append(content) or (None, ()))

    sqlite_engine.check_models([ModelFile("f.form", form())], actor=SYSTEM)

    assert read == []


def test_a_file_that_imports_is_checked_against_the_newest_version_of_what_it_imports(engine: Engine) -> None:
    link = f'<import name="lib" namespace="urn:lib" importType="{NAMESPACES["1.5"]}"/>'
    user = decisions("user", link, a_decision("D", literal("lib.a"), decisions=["urn:lib#d_a"]))
    last = decisions(
        "last", link.replace("lib", "user"), a_decision("E", literal("user.D"), decisions=["urn:user#d_D"])
    )
    for number in (1, 2):
        engine.deploy([decisions("lib", a_decision("a", literal(str(number))))], actor=SYSTEM)
        engine.deploy([user], actor=SYSTEM)
        engine.check_models([last], actor=SYSTEM)

    engine.deploy([decisions("lib", a_decision("b", literal("3")))], actor=SYSTEM)

    assert "REFERENCE_UNRESOLVED" in {one.code for one in engine.check_models([user], actor=SYSTEM)}
    assert "DMN_IMPORT" in {one.code for one in engine.check_models([last], actor=SYSTEM)}


def test_a_deployment_reads_no_decision_files_that_nothing_imports(
    sqlite_url: str, clock: PinnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given decision files, and a server that has read none: with more than fit its memory each deployment took seconds
    before = Engine(Database(sqlite_url), clock=clock)
    before.deploy(
        [decisions(f"n{number}", a_decision(f"a{number}", literal("1"))) for number in range(3)], actor=SYSTEM
    )
    before.close()
    engine, read = Engine(Database(sqlite_url), clock=clock), list[bytes]()
    monkeypatch.setattr(library, "read_dmn", lambda content, **_: read.append(content) or (None, ()))
    # When something else is deployed
    engine.deploy([decisions("own", a_decision("a", literal("2")))], actor=SYSTEM)
    engine.close()
    # Then it reads none of them
    assert read == []


def bound_to(decision_id: str, form_id: str, *, name: str = "rule") -> ModelFile:
    """A process whose decision and form are those of its own set."""
    own = f'<zeebe:formDefinition formId="{form_id}" bindingType="deployment"/>'
    rule = (
        f'<bpmn:businessRuleTask id="rule" name="{name}"><bpmn:extensionElements><zeebe:calledDecision '
        f'decisionId="{decision_id}" bindingType="deployment" resultVariable="r"/></bpmn:extensionElements>'
        "</bpmn:businessRuleTask>"
    )
    done = build.user_task("done", extensions=own)
    line = build.line("start", "rule", "done", "end")
    return ModelFile("p.bpmn", build.process(build.START + rule + done + build.END + line))


def test_files_in_one_namespace_are_all_of_the_set(sqlite_engine: Engine) -> None:
    files = [decisions(name, a_decision(name, literal("1"))) for name in ("one", "two")]
    files = [ModelFile(file.name, file.content.replace(f"urn:{file.name[:3]}".encode(), b"urn:us")) for file in files]

    found = sqlite_engine.check_models([*files, bound_to("d_one", "f"), ModelFile("f.form", form())], actor=SYSTEM)

    assert [finding.code for finding in found if finding.level == "error"] == []


def test_what_is_bound_to_its_set_stays_found_when_only_the_process_changes(engine: Engine) -> None:
    # Given a set, of which then only the process changes, and at last the decision
    one, two = (decisions("lib", a_decision("a", literal(text))) for text in ("1", "2"))
    own = ModelFile("f.form", form())
    engine.deploy([bound_to("d_a", "f"), one, own], actor=SYSTEM)
    engine.deploy([bound_to("d_a", "f", name="changed"), one, own], actor=SYSTEM)
    second = engine.start_case(StartRequest("p", variables={}), actor=SYSTEM).case_key
    engine.deploy([bound_to("d_a", "f", name="again"), two, own], actor=SYSTEM)
    # When cases of the later versions run
    third = engine.start_case(StartRequest("p", variables={}), actor=SYSTEM).case_key
    # Then each has the decision of its own set
    for key, expected in ((second, 1), (third, 2)):
        page = engine.case_page(key, actor=SYSTEM)
        assert page.incidents == ()
        assert [task.element_id for task in page.tasks] == ["done"]
        assert page.variables == {"r": expected}


@pytest.mark.parametrize("place", ["\u202e", "", "1e999", "NaN", "far"])
def test_a_shape_at_a_place_that_is_no_number_fails_no_deployment(sqlite_engine: Engine, place: str) -> None:
    shape = (
        '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" id="diagram"><di:BPMNPlane id="plane" '
        'bpmnElement="p"><di:BPMNShape id="shape" bpmnElement="task"><dc:Bounds '
        f'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="1" y="{place}" width="1" height="1"/>'
        "</di:BPMNShape></di:BPMNPlane></di:BPMNDiagram></bpmn:definitions>"
    )
    model = build.one_task().decode().replace("</bpmn:definitions>", shape)

    build.deployed(sqlite_engine, model.encode())

    assert build.a_case(sqlite_engine, unit="hq")


def test_an_english_name_may_begin_as_an_expression_does(sqlite_engine: Engine) -> None:
    name = '<bpmn:extensionElements><zeebe:properties><zeebe:property name="sl:name.en" value="{}"/></zeebe:properties>'
    for words in ("=", "= 1 +", "=(("):
        task = f'<bpmn:task id="t">{name.format(words)}</bpmn:extensionElements></bpmn:task>'
        model = build.process(build.START + task + build.END + build.line("start", "t", "end"))

        sqlite_engine.deploy([ModelFile("p.bpmn", model)], actor=SYSTEM)
        case = sqlite_engine.start_case(StartRequest(process_id="p"), actor=SYSTEM).case_key

        assert sqlite_engine.case_head(case, actor=SYSTEM).state == "completed"
