"""Whatever is uploaded, the gate answers with findings; a model it accepts decides without raising (G3, G7)."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest
from lxml import etree

from engine.dmn import read_dmn
from engine.feel import Environment
from tests.dmn.drawing import (
    NOON,
    a_decision,
    a_file,
    a_knowledge,
    a_service,
    allowed,
    an_input,
    an_item,
    context,
    function,
    invocation,
    literal,
    table,
)

RULES = [('"a", "b"', "< 5", '"x"', "1"), ("-", ">= 5", '"y"', "x + 1"), ('not("a")', "[1..3]", '"x"', "null")]
OUTPUTS = [{"name": "kind", "values": '"x", "y"', "default": '"y"'}, {"name": "fee", "type": "number"}]
LOOP = '<{0} iteratorVariable="i"><in>{1}</in><{2}>{3}</{2}></{0}>'
WORDS = [
    "",
    "x",
    "UNIQUE",
    "COLLECT",
    "SUM",
    "tPart",
    "number",
    "#d_table",
    "FEEL",
    "1..2",
    "list<number>",
    "\u4e0d",
    "-1",
    "[x",
]


def _sample() -> bytes:
    part = an_item("name", "string", tag="itemComponent") + an_item(
        "sizes", "number", tag="itemComponent", is_collection=True
    )
    some_of = LOOP.format("some", literal("[1, 2]"), "satisfies", literal("i > x"))
    loop = LOOP.format("for", literal("[1, 2]"), "return", literal("i * x"))
    boxes = context(
        {
            "f": function({"n": "number"}, literal("n + x")),
            "called": invocation("f", {"n": literal("2")}),
            "listed": f"<list>{loop}{some_of}</list>",
            "kept": f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > x')}</match></filter>",
            "grid": f'<relation><column name="a b"/><row>{literal("1")}</row></relation>',
        },
        f"<conditional><if>{literal('x > 1')}</if><then>{literal('called')}</then>"
        f"<else>{literal('grid')}</else></conditional>",
    )
    return a_file(
        an_item("tPart", inner=part),
        an_item(
            "tColour",
            "string",
            inner=allowed('"a", "b"') + allowed("count(?) < 3", "typeConstraint"),
            is_collection=True,
        ),
        an_input("x", "number"),
        an_input("who", "tPart"),
        a_decision(
            "table",
            table([("who.name", "string"), ("x", "number")], OUTPUTS, RULES, hit_policy="PRIORITY"),
            inputs=["x", "who"],
        ),
        a_decision("boxes", boxes, inputs=["x"], decisions=["table"]),
        a_knowledge("help", {"a": "number"}, literal("if a > 3 then a else help(a + 1)")),
        a_decision("top", literal("help(x) + own(x)"), inputs=["x"], decisions=["boxes"], knows=["help", "#s_own"]),
        a_decision("inside", literal("x * 2"), inputs=["x"]),
        a_service("own", ["inside"], inputs=["x"]),
    )


def _mutate(content: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(content)
    for _ in range(chance.randint(1, 4)):
        nodes = list(root.iter())
        node, other = chance.choice(nodes), chance.choice(nodes)
        parent = node.getparent()
        action = chance.randrange(6)
        if action == 0 and parent is not None:
            parent.remove(node)
        elif action == 1 and parent is not None and node not in list(other.iterancestors()) and other is not node:
            other.append(deepcopy(node))
        elif action == 2 and node.attrib:
            node.set(chance.choice(list(node.attrib)), chance.choice(WORDS))
        elif action == 3:
            node.text = chance.choice(WORDS)
        elif action == 4:
            node.tag = other.tag
        elif action == 5 and node.attrib:
            del node.attrib[chance.choice(list(node.attrib))]
    text = etree.tostring(root)
    return text if chance.random() < 0.9 else text[: chance.randrange(len(text))]


def test_the_sample_is_a_good_model() -> None:
    model, findings = read_dmn(_sample())

    assert [finding.reason.en for finding in findings if finding.level == "error"] == []
    assert model is not None
    given = {"x": 2, "who": {"name": "a", "sizes": [1]}}
    assert model.evaluate("d_top", given, Environment(now=NOON)).output == 8


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files_are_answered_and_accepted_ones_decide(seed: int) -> None:
    chance, content = random.Random(seed), _sample()
    values = [2, None, "a", [1, 2], {"name": "b"}, {"name": 1, "sizes": "z"}, True]
    for _ in range(40):
        model, findings = read_dmn(_mutate(content, chance))
        assert model is not None or any(finding.level == "error" for finding in findings)
        for decision in model.decisions if model is not None else ():
            given = {"x": chance.choice(values), "who": chance.choice(values)}
            result = model.evaluate(decision, given, Environment(now=NOON)) if model is not None else None
            assert result is not None
            assert result.failure_message is None or result.output is None
