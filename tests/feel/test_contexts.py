"""Contexts, paths and context functions: F12, F23, F25."""

from collections.abc import Callable

TABLE = r"""
{a: 1, b: a + 1} ==> {a: 1, b: 2}
{a: 1}.a ==> 1
{a: 1}.b ==> null
{a: {b: {c: 3}}}.a.b.c ==> 3
{"a b": 1}.a b ==> 1
{a b: 1, c: a b * 2}.c ==> 2
{a-b: 1}.a-b ==> 1
{a: 5, b: 3, c: a - b}.c ==> 2
{a: 1, a: 2} ==> null
{} ==> {}
{🐎: "🐎"}.🐎 ==> "🐎"
{a: 1, b: {c: a + 1, d: c + a}}.b.d ==> 3
{"": 1} ==> {"": 1}
{a: {b: [{c: 1}, {c: 2}]}}.a.b[c = 2].c ==> [2]
{a: {b: [{c: 1}, {c: 2}]}}.a.b.c[2] ==> 2
{"null": false, b: null} ==> {"null": false, b: null}
{for: 1}.for ==> 1
{a: b, b: 1} ==> {a: null, b: 1}
{a: function(x) x + 1, b: a(1)}.b ==> 2
null.a ==> null
1.a ==> null
"x".length ==> null
[{a: 1}, 2].a ==> [1, null]
get value({a: 1}, "a") ==> 1
get value({a: 1}, "b") ==> null
get value({a: {b: 2}}, ["a", "b"]) ==> 2
get value({a: {b: 2}}, []) ==> null
get value(null, "a") ==> null
get value(key: "a", m: {a: 1}) ==> 1
get entries({a: 1, b: "x"}) ==> [{key: "a", value: 1}, {key: "b", value: "x"}]
get entries({}) ==> []
get entries({a: 1}).key ==> ["a"]
context put({a: 1}, "b", 2) ==> {a: 1, b: 2}
context put({a: 1}, "a", 2) ==> {a: 2}
context put({a: {b: 1}}, ["a", "c"], 2) ==> {a: {b: 1, c: 2}}
context put({}, ["a", "b"], 1) ==> {a: {b: 1}}
context put({a: 1}, ["a", "b"], 1) ==> null
context put({}, [], 1) ==> null
context put(null, "a", 1) ==> null
context put(context: {}, key: "a", value: null) ==> {a: null}
put({a: 1}, "b", 2) ==> {a: 1, b: 2}
context merge([{a: 1}, {b: 2}, {a: 3}]) ==> {a: 3, b: 2}
context merge([]) ==> {}
context merge([{a: 1}, null]) ==> null
put all({a: 1}, {b: 2}) ==> {a: 1, b: 2}
put all([{a: 1}, {b: 2}]) ==> {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "b", value: null}]) ==> {a: 1, b: null}
context([{key: "a", value: 1}, {key: "a", value: 2}]) ==> null
context([{key: "a"}]) ==> null
context({key: "a", value: 1}) ==> {a: 1}
context(entries: []) ==> {}
get or else(null, 1) ==> 1
get or else(0, 1) ==> 0
from json("{\"a\": [1, 2.50, null, \"x\"]}") ==> {a: [1, 2.5, null, "x"]}
from json("[NaN]") ==> null
from json("{") ==> null
from json("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"") ==> "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
to json({a: 1, b: [true, null], c: @"2020-01-01"}) ==> "{\"a\":1,\"b\":[true,null],\"c\":\"2020-01-01\"}"
to json(1.50) ==> "1.50"
"""


def test_contexts_are_what_the_standard_says(shown: Callable[..., str], text: str, expected: str) -> None:
    assert shown(text) == expected


def test_python_attributes_are_not_entries(shown: Callable[..., str]) -> None:
    variables = {"order": {"total": 1}, "name": "x"}

    assert shown("[order.items, order.__class__, name.upper, name.__class__]", variables) == "[null, null, null, null]"
