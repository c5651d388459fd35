"""Three-valued logic, equality, order, between, in, if: F7, F8, F13."""

from collections.abc import Callable

TABLE = r"""
true and true ==> true
true and null ==> null
false and null ==> false
null and false ==> false
null and null ==> null
true and 1 ==> null
false and 1 ==> false
"a" and false ==> false
true or null ==> true
null or true ==> true
false or null ==> null
false or false ==> false
1 or true ==> true
true and true and null and false ==> false
not(true) ==> false
not(false) ==> true
not(null) ==> null
not("a") ==> null
not(1) ==> null
1 = 1.0 ==> true
100 = 1E+2 ==> true
1 != 2 ==> true
1 = "1" ==> null
1 != "1" ==> null
null = null ==> true
null != null ==> false
null = 1 ==> false
1 = null ==> false
1 != null ==> true
null != 1 ==> true
true = true ==> true
false = null ==> false
true = 1 ==> null
"a" = "a" ==> true
"a" = "A" ==> false
[1, 2] = [1, 2] ==> true
[1, 2] = [2, 1] ==> false
[1, 2] = [1] ==> false
[] = [] ==> true
[] = null ==> false
[1, [2, "x"]] = [1, [2, "x"]] ==> true
{} = {} ==> true
{a: 1, b: 2} = {b: 2, a: 1} ==> true
{a: 1} = {a: 2} ==> false
{a: 1} = {b: 1} ==> false
{a: [1, {b: 2}]} = {a: [1, {b: 2}]} ==> true
[1..2] = [1..2] ==> true
[ ]1..2[ , [1..3[ ] ==> [(1..2), [1..3)]
5 in (? > 3) ==> true
[1..2] = [1..2) ==> false
@"2020-01-01" = @"2020-01-01" ==> true
@"2020-01-01" = @"2020-01-01T00:00:00" ==> null
@"2020-01-01T00:00:00Z" = @"2020-01-01T01:00:00+01:00" ==> true
@"2020-01-01T00:00:00Z" = @"2020-01-01T00:00:00@Etc/UTC" ==> true
@"2020-01-01T00:00:00Z" = @"2020-01-01T00:00:00" ==> null
@"10:00:00Z" = @"11:00:00+01:00" ==> true
@"10:00:00" = @"10:00:00Z" ==> null
@"P1Y" = @"P12M" ==> true
@"P1D" = @"PT24H" ==> true
@"P1Y" = @"P365D" ==> null
@"PT0S" = @"P0M" ==> null
1 < 2 ==> true
2 <= 2 ==> true
1 > 2 ==> false
2 >= 3 ==> false
"a" < "b" ==> true
"B" < "a" ==> true
1 < "2" ==> null
1 < null ==> null
null <= null ==> null
true < false ==> null
[1] < [2] ==> null
@"2020-01-01" < @"2020-01-02" ==> true
@"2020-01-01" < @"2020-01-02T00:00:00" ==> null
@"2020-01-01T00:00:00" < @"2020-01-01T00:00:00Z" ==> null
@"P1M" < @"P1Y" ==> true
@"P1M" < @"P40D" ==> null
@"-0005-01-01" < @"0005-01-01" ==> true
1 between 0 and 2 ==> true
1 between 1 and 1 ==> true
3 between 0 and 2 ==> false
1 between 0 and null ==> null
3 between null and 2 ==> false
"b" between "a" and "c" ==> true
@"2020-01-15" between @"2020-01-01" and @"2020-02-01" ==> true
1 between 0 and 2 and true ==> true
1 in [1..5] ==> true
1 in (1..5] ==> false
5 in [1..5) ==> false
1 in ]1..5] ==> false
5 in [1..5[ ==> false
1 in (1..5) ==> false
2 in (1..5) ==> true
1 in <= 1 ==> true
1 in (< 1) ==> false
1 in (< 1, > 5) ==> false
7 in (< 1, > 5) ==> true
1 in (1, 2, 3) ==> true
4 in (1, 2, 3) ==> false
1 in [1, 2, 3] ==> true
4 in [1, 2, 3] ==> false
1 in [] ==> false
1 in 1 ==> true
1 in [[2..4], [1..3]] ==> true
[1, 2] in [[1, 2, 3], [1, 2]] ==> true
null in [1, null] ==> true
1 in (!= 2) ==> true
1 in (= 1) ==> true
null in [1..5] ==> null
"c" in ["a".."d"] ==> true
5 in (> 3) and true ==> true
(< 5) = (< 5) ==> true
(>= 5).start ==> 5
(>= 5).start included ==> true
(>= 5).end ==> null
(= 5) ==> [5..5]
[1..5].start ==> 1
[1..5).end included ==> false
[1.."a"] ==> null
[true..false] ==> null
if true then 1 else 2 ==> 1
if false then 1 else 2 ==> 2
if null then 1 else 2 ==> 2
if "x" then 1 else 2 ==> 2
if 1 > 0 then "a" else "b" ==> "a"
if true then if false then 1 else 2 else 3 ==> 2
1 + if true then 1 else 2 ==> 2
is(1, 1.0) ==> true
is(1, "1") ==> false
is(null, null) ==> true
is(null, 1) ==> false
is(@"10:00:00Z", @"10:00:00") ==> false
is(@"10:00:00z", @"10:00:00+00:00") ==> true
is(@"2012-12-25", @"23:00:50") ==> false
is(@"10:00:00Z", @"11:00:00+01:00") ==> false
all([]) ==> true
all([true, null]) ==> null
all([false, null]) ==> false
all(true, false) ==> false
all(null) ==> null
all(true) ==> true
any([]) ==> false
any([null, true]) ==> true
any([null, false]) ==> null
any(false, true) ==> true
and([true, false]) ==> false
or(false, true) ==> true
is defined(x) ==> false
is defined(null) ==> true
is defined({a: null}.a) ==> true
is defined({a: null}.b) ==> false
"""


def test_logic_gives_what_the_standard_says(shown: Callable[..., str], text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_missing_name_is_told_from_null(shown: Callable[..., str]) -> None:
    assert shown("[is defined(a), is defined(b), is defined(a.c)]", {"a": None}) == "[true, false, false]"
