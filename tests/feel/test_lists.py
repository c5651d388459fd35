"""Lists, filters, iteration and list functions: F1, F10, F22."""

from collections.abc import Callable

import pytest

from engine.feel import FeelFailure, Outcome

TABLE = r"""
[1, 2, 3][1] ==> 1
[1, 2, 3][-1] ==> 3
[1, 2, 3][0] ==> null
[1, 2, 3][4] ==> null
[1, 2, 3][1.5] ==> null
[1, 2, 3][item >= 2] ==> [2, 3]
[1, 2, 3][item > 5] ==> []
[1, 2, 3][null] ==> []
[1, 2, 3]["x"] ==> []
[][1] ==> null
[][item > 1] ==> []
100[1] ==> 100
100[2] ==> null
100[item = 100] ==> [100]
true[1] ==> true
null[1] ==> null
null[true] ==> null
[1, 2, 3][count([1, 2])] ==> 2
[][count([1])] ==> null
[1, 2, 3, 4][item > 1][item < 4] ==> [2, 3]
[{a: 1, b: 2}, {a: 3}][a > 1] ==> [{a: 3}]
[{a: 1, b: 2}, {a: 3}].b ==> [2, null]
[{a: 1}, {a: 2}][item.a = 2] ==> [{a: 2}]
[{item: 1}, {item: 2}, {item: 3}][item >= 2] ==> [{item: 2}, {item: 3}]
[{a: [1, 2]}, {a: [3]}].a ==> [[1, 2], [3]]
{x: 2, l: [1, 2, 3][item = x]}.l ==> [2]
{x: 2, l: [{x: 1}, {x: 2}][x = 1]}.l ==> [{x: 1}]
for i in [1, 2, 3] return i * 2 ==> [2, 4, 6]
for i in 1..3 return i ==> [1, 2, 3]
for i in 3..1 return i ==> [3, 2, 1]
for i in -1..1 return i ==> [-1, 0, 1]
for i in 1..1 return i ==> [1]
for i in [1..3] return i ==> [1, 2, 3]
for i in (1..3] return i ==> [2, 3]
for i in [1..3) return i ==> [1, 2]
for i in @"2020-01-30"..@"2020-02-01" return i ==> [@"2020-01-30", @"2020-01-31", @"2020-02-01"]
for i in [] return i ==> []
for i in 5 return i ==> [5]
for i in null return i ==> null
for i in 1..null return i ==> null
for i in 1..2, j in [10, 20] return i + j ==> [11, 21, 12, 22]
for i in [[1, 2], [3]], j in i return j ==> [1, 2, 3]
for i in 0..4 return if i = 0 then 1 else i * partial[-1] ==> [1, 1, 2, 6, 24]
for i in 1..3 return count(partial) ==> [0, 1, 2]
for my item in [1, 2] return my item + 1 ==> [2, 3]
some i in [1, 2, 3] satisfies i > 2 ==> true
some i in [1, 2, 3] satisfies i > 3 ==> false
some i in [] satisfies true ==> false
some i in [1, null] satisfies i > 1 ==> null
some i in [null, 2] satisfies i > 1 ==> true
every i in [1, 2, 3] satisfies i > 0 ==> true
every i in [1, 2, 3] satisfies i > 1 ==> false
every i in [] satisfies false ==> true
every i in [1, null] satisfies i > 0 ==> null
every i in [null, 0] satisfies i > 0 ==> false
some i in [1, 2], j in [2, 3] satisfies i = j ==> true
every i in [1, 2], j in [2, 3] satisfies i < j ==> false
some i in 1..3 satisfies i = 3 ==> true
some i in null satisfies true ==> null
list contains([1, 2, 3], 2) ==> true
list contains([1, null], null) ==> true
list contains([1, 2], null) ==> false
list contains([[1], [2]], [1]) ==> true
list contains(1, 1) ==> true
list contains(null, 1) ==> null
list contains(list: [1], element: 2) ==> false
count([1, 2, null]) ==> 3
count([]) ==> 0
count(1) ==> 1
count(null) ==> null
min([1, 2, 3]) ==> 1
min(3, 1, 2) ==> 1
min([]) ==> null
min([1, null]) ==> null
min("b", "a") ==> "a"
min([@"2020-01-02", @"2020-01-01"]) ==> @"2020-01-01"
min(5) ==> 5
max(list: [1, 3, 2]) ==> 3
max([1, "a"]) ==> null
sum([1, 2, 3]) ==> 6
sum(1, 2, 3) ==> 6
sum([]) ==> null
sum([1, null]) ==> null
sum([1, "a"]) ==> null
sum(0.1, 0.2) ==> 0.3
mean([1, 2, 4]) ==> 2.333333333333333333333333333333333
mean(1, 3) ==> 2
mean([]) ==> null
product([2, 3, 4]) ==> 24
product([]) ==> null
median([8, 2, 5, 3, 4]) ==> 4
median(6, 1, 2, 3) ==> 2.5
median([]) ==> null
stddev(2, 4, 7, 5) ==> 2.081665999466132735282297706979931
stddev([47]) ==> null
stddev([]) ==> null
mode(6, 3, 9, 6, 6) ==> [6]
mode([6, 1, 9, 6, 1]) ==> [1, 6]
mode([]) ==> []
mode(1, null) ==> null
sublist([4, 5, 6], 1, 2) ==> [4, 5]
sublist([4, 5, 6], 2) ==> [5, 6]
sublist([4, 5, 6], -2) ==> [5, 6]
sublist([4, 5, 6], 0) ==> null
sublist([4, 5, 6], 3, 3) ==> null
append([1], 2, 3) ==> [1, 2, 3]
append([1], [2]) ==> [1, [2]]
append([], null) ==> [null]
append(1, 2) ==> [1, 2]
concatenate([1, 2], [3]) ==> [1, 2, 3]
concatenate([1], 2) ==> [1, 2]
concatenate([1], null) ==> null
insert before([1, 3], 1, 2) ==> [2, 1, 3]
insert before([1, 3], -1, 2) ==> [1, 2, 3]
insert before([], 1, 2) ==> null
remove([1, 2, 3], 2) ==> [1, 3]
remove([1, 2, 3], -1) ==> [1, 2]
remove([1], 2) ==> null
list replace([2, 4, 7, 8], 3, 6) ==> [2, 4, 6, 8]
list replace([2, 4, 7, 8], -2, 6) ==> [2, 4, 6, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) ==> [5, 5, 7, 8]
list replace([2, 4], function(item) true, 5) ==> null
reverse([1, 2, 3]) ==> [3, 2, 1]
index of([1, 2, 3, 2], 2) ==> [2, 4]
index of([1, null], null) ==> [2]
index of([], 1) ==> []
union([1, 2], [2, 3]) ==> [1, 2, 3]
distinct values([1, 2, 3, 2, 1]) ==> [1, 2, 3]
distinct values([1, 1.0, "1", null, null, [1], [1]]) ==> [1, "1", null, [1]]
duplicate values([1, 2, 3, 2, 1]) ==> [1, 2]
flatten([[1, 2], [[3]], 4]) ==> [1, 2, 3, 4]
flatten(null) ==> null
sort([3, 1, 4, 5, 2], function(x, y) x < y) ==> [1, 2, 3, 4, 5]
sort(list: [3, 1, 2], precedes: function(a, b) a > b) ==> [3, 2, 1]
sort([{a: 2}, {a: 1}], function(x, y) x.a < y.a) ==> [{a: 1}, {a: 2}]
sort([2, 1]) ==> [1, 2]
sort([1, "a"], function(x, y) x < y) ==> null
partition([1, 2, 3, 4, 5], 2) ==> [[1, 2], [3, 4], [5]]
partition([1], 0) ==> null
is empty([]) ==> true
is empty([1]) ==> false
"""


def test_lists_are_what_the_standard_says(shown: Callable[..., str], text: str, expected: str) -> None:
    assert shown(text) == expected


def test_json_lists_are_filtered_by_their_entries(shown: Callable[..., str]) -> None:
    lines = [{"part": "seal", "price": 2.5}, {"part": "pump", "price": 100}]

    assert shown("lines[price < limit].part", {"lines": lines, "limit": 10}) == '["seal"]'


def test_iterating_beyond_ten_thousand_turns_is_a_limit(evaluate: Callable[..., Outcome]) -> None:
    with pytest.raises(FeelFailure) as stopped:
        evaluate("for i in 1..10001 return i")

    assert stopped.value.code == "limit"
