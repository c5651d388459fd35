"""Whatever is uploaded, the gate answers with findings within seconds (issue 2, bad input; dialect G7)."""

from __future__ import annotations

import random
import time

import pytest
from lxml import etree

from engine.process.xml import MAX_BYTES
from tests.check.cases_flow import CASES as FLOW_CASES
from tests.check.cases_tasks import CASES as TASK_CASES
from tests.check.models import END, START, findings, flow, line, model, work

_DTD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
_LAUGHS = (
    b"<!DOCTYPE d ["
    + b"".join(b"<!ENTITY a%d '&a%d;&a%d;'>" % (at + 1, at, at) for at in range(30))
    + b"]><d>&a30;</d>"
)
_GOOD = model(line(START, work(), END))
BAD = {
    "empty": (b"", "NOT_XML"),
    "spaces": (b"  \n ", "NOT_XML"),
    "text": (b"hello", "NOT_XML"),
    "json": (b'{"type": "default"}', "NOT_XML"),
    "html": (b"<html><body><p>hi</p></body></html>", "NOT_BPMN"),
    "broken html": (b"<html><br></html>", "NOT_XML"),
    "doctype html": (b"<!DOCTYPE html><html/>", "XML_UNSAFE"),
    "lower case doctype": (b"<!doctype html><html/>", "NOT_XML"),
    "external entity": (_DTD, "XML_UNSAFE"),
    "billion laughs": (_LAUGHS, "XML_UNSAFE"),
    "undefined entity": (b"<d>&nope;</d>", "NOT_XML"),
    "utf-16": (_GOOD.decode().encode("utf-16"), "XML_UNSAFE"),
    "utf-32": (_GOOD.decode().encode("utf-32"), "XML_UNSAFE"),
    "latin-1": ("<d>\u00e9</d>".encode("latin-1"), "XML_UNSAFE"),
    "control characters": (b"<d>\x01</d>", "NOT_XML"),
    "zero byte": (b"<d>" + b" " * 100 + b"\x00</d>", "NOT_XML"),
    "cut off": (_GOOD[:-20], "NOT_XML"),
    "two roots": (b"<a/><b/>", "NOT_XML"),
    "six megabytes": (b"<d>" + b"x" * (MAX_BYTES + 1) + b"</d>", "FILE_TOO_LARGE"),
    "a million elements": (b"<d>" + b"<a/>" * 1_000_000 + b"</d>", "MODEL_TOO_LARGE"),
    "deep": (b"<a>" * 100_000 + b"</a>" * 100_000, "MODEL_TOO_LARGE"),
    "one giant text": (b"<d>" + b"x" * 2_000_000 + b"</d>", "MODEL_TOO_LARGE"),
    "one giant attribute": (b'<d a="' + b"x" * 2_000_000 + b'"/>', "MODEL_TOO_LARGE"),
    "other namespace": (b'<definitions xmlns="http://other"/>', "NOT_BPMN"),
    "bare definitions": (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        "NO_EXECUTABLE_PROCESS",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_by_name_in_two_seconds_of_processor_time(name: str) -> None:
    content, code = BAD[name]
    began = time.process_time()

    found = findings(content)

    assert code in {each.code for each in found if each.level == "error"}
    assert time.process_time() - began < 2


def test_nothing_of_a_file_that_an_entity_names_reaches_a_finding() -> None:
    found = findings(_DTD)

    assert "root:" not in "".join(each.text("en") for each in found)


def test_a_byte_order_mark_is_fine() -> None:
    assert [each for each in findings(b"\xef\xbb\xbf" + _GOOD) if each.level == "error"] == []


def test_a_chain_of_3000_nodes_is_accepted_quickly() -> None:
    content = model(line(START, *[work(f"t{at}") for at in range(2_998)], END))
    began = time.process_time()

    found = findings(content)

    assert [each.text("en") for each in found if each.level == "error"] == []
    assert time.process_time() - began < 5


def test_a_ladder_of_500_splits_and_joins_is_judged_quickly() -> None:
    body, before = START, "start"
    for at in range(500):
        names = [f"s{at}", f"a{at}", f"b{at}", f"j{at}"]
        body += (
            f'<parallelGateway id="{names[0]}"/><parallelGateway id="{names[3]}"/>' + work(names[1]) + work(names[2])
        )
        body += (
            flow(f"f{at}", before, names[0]) + flow(f"x{at}", names[0], names[1]) + flow(f"y{at}", names[0], names[2])
        )
        body += flow(f"v{at}", names[1], names[3]) + flow(f"w{at}", names[2], names[3])
        before = names[3]
    began = time.process_time()

    found = findings(model(body + END + flow("last", before, "end")))

    assert [each.text("en") for each in found if each.level != "ignored"] == []
    assert time.process_time() - began < 5


def test_thirty_nested_decisions_do_not_explode() -> None:
    gates = "".join(
        f'<inclusiveGateway id="g{at}"/>' + "".join(work(f"w{at}x{arm}") for arm in range(6)) for at in range(30)
    )
    flows = "".join(
        flow(f"f{at}x{arm}", f"g{at}", f"w{at}x{arm}", f"=v = {arm}")
        + (flow(f"h{at}x{arm}", f"w{at}x{arm}", f"g{at + 1}") if at < 29 else "")
        for at in range(30)
        for arm in range(6)
    )
    join = (
        '<parallelGateway id="join"/>'
        + flow("z1", "w29x0", "join")
        + flow("z2", "w29x1", "join")
        + flow("z3", "join", "end")
    )
    began = time.process_time()

    findings(model(START + gates + flows + flow("f", "start", "g0") + join + END))

    assert time.process_time() - began < 5


def _star(kind: str, condition: bool) -> str:
    arms = "".join(flow(f"f{at}", "gate", "other", f"=a = {at}" if condition else "") for at in range(20_000))
    ends = flow("s", "start", "gate") + flow("e", "other", "end") + flow("o", "start", "other")
    return START + END + f'<{kind} id="gate"/><parallelGateway id="other"/>' + arms + ends


BOMBS = {
    "20,000 conditions at one gateway": model(_star("exclusiveGateway", True)),
    "20,000 arms of a fork": model(_star("parallelGateway", False)),
    "60,000 mappings with expressions": model(
        line(
            START,
            work(
                "work",
                "<zeebe:ioMapping>"
                + "".join(f'<zeebe:input source="=a{at}" target="b"/>' for at in range(60_000))
                + "</zeebe:ioMapping>",
            ),
            END,
        )
    ),
    "a tight web of inclusive gateways": model(
        START
        + "".join(f'<inclusiveGateway id="g{at}"/>' for at in range(800))
        + "".join(
            flow(f"f{at}x{arm}", f"g{at}", f"g{(at * 7 + arm * 13 + 1) % 800}", "=v")
            for at in range(800)
            for arm in range(6)
        )
        + flow("s", "start", "g0")
        + '<parallelGateway id="join"/>'
        + flow("j1", "g1", "join")
        + flow("j2", "g2", "join")
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_models_made_to_keep_the_gate_busy_are_judged_in_time(name: str) -> None:
    began = time.process_time()

    findings(BOMBS[name])

    assert time.process_time() - began < 5


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """A few random edits: bytes flipped, pieces cut, doubled or swapped, ids exchanged."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(data) or 1), chance.randint(1, 60)
        piece = bytes(data[at : at + size])
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = piece
            case 3:
                other = chance.randrange(len(data) or 1)
                data[other : other + size] = piece
            case 4:
                data = bytearray(bytes(data).replace(b"start", chance.choice([b"end", b"work", b"p"]), 1))
            case _:
                tag = chance.choice(
                    [b"<subProcess>", b"</process>", b"<lane/>", b"=", b'"', b"\xe4\xb8", b"<![CDATA[", b"{0}"]
                )
                data[at:at] = tag
    return bytes(data)


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_gives_findings_and_never_an_exception(seed: int) -> None:
    chance = random.Random(seed)
    sources = [content for _, _, content in [*FLOW_CASES, *TASK_CASES]]
    began = time.process_time()

    for _ in range(15):
        for found in findings(_mutated(chance.choice(sources), chance)):
            assert found.text("zh")
            assert found.text("en")

    assert time.process_time() - began < 5


@pytest.mark.parametrize("seed", range(20))
def test_models_shuffled_element_by_element_give_findings(seed: int) -> None:
    """Every element of every model may turn up anywhere, with any attribute: structure is damaged, not text."""
    chance = random.Random(seed)
    sources = [content for _, _, content in [*FLOW_CASES, *TASK_CASES]]
    for _ in range(10):
        root, other = (etree.fromstring(chance.choice(sources)) for _ in range(2))
        for _ in range(5):
            target, moved = chance.choice(list(root.iter())), chance.choice(list(other.iter()))
            target.append(etree.fromstring(etree.tostring(moved)))
            first, second = chance.choice(list(root.iter())), chance.choice(list(root.iter()))
            for name, value in second.attrib.items():
                first.set(name, value)

        findings(etree.tostring(root))
