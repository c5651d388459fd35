"""String literals and functions: F1, F21."""

from collections.abc import Callable

from engine.feel import Outcome

TABLE = r"""
"a\"b\\c\n\t" ==> "a\"b\\c\n\t"
"\u0041\U01F40E" ==> "A🐎"
"\uD83D\uDC0E" ==> "🐎"
"\d+" ==> "\\d+"
substring("foobar", 3) ==> "obar"
substring("foobar", 3, 3) ==> "oba"
substring("foobar", -2, 1) ==> "a"
substring("foobar", 3.8) ==> "obar"
substring("foobar", 0) ==> null
substring("foobar", 7) ==> null
substring("foobar", -7) ==> null
substring("foobar", 3, 0) ==> null
substring("foobar", 3, -1) ==> null
substring("foobar", 3, 99) ==> "obar"
substring(null, 1) ==> null
substring("foobar", "3") ==> null
substring("\U01F40Eab", 2) ==> "ab"
substring("\U01F40Eab", 1, 1) ==> "🐎"
substring(string: "foobar", start position: 3, length: 2) ==> "ob"
substring(start position: 3, string: "foobar") ==> "obar"
substring(str: "foobar", start position: 3) ==> null
string length("foo") ==> 3
string length("") ==> 0
string length("\U01F40Eab") ==> 3
string length("\uD83D\uDC0Eab") ==> 3
string length(1) ==> null
string length(["abc"]) ==> 3
upper case("aBc4") ==> "ABC4"
lower case("aBc4") ==> "abc4"
upper case(string: "ä") ==> "Ä"
substring before("foobar", "bar") ==> "foo"
substring before("foobar", "xyz") ==> ""
substring before("foobar", "o") ==> "f"
substring before("foobar", "") ==> ""
substring after("foobar", "ob") ==> "ar"
substring after("", "a") ==> ""
substring after("foobar", "xyz") ==> ""
substring after("foobar", "") ==> "foobar"
contains("foobar", "of") ==> false
contains("foobar", "ob") ==> true
contains("foobar", "") ==> true
starts with("foobar", "fo") ==> true
ends with("foobar", "r") ==> true
ends with("foobar", null) ==> null
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") ==> "[1=ab][2=]cd"
replace("abracadabra", "bra", "*") ==> "a*cada*"
replace("abracadabra", "a.*a", "*") ==> "*"
replace("abracadabra", "a.*?a", "*") ==> "*c*bra"
replace("abracadabra", "a", "") ==> "brcdbr"
replace("abracadabra", "a(.)", "a$1$1") ==> "abbraccaddabbra"
replace("abracadabra", ".*?", "$1") ==> null
replace("AAAA", "A+", "b") ==> "b"
replace("AAAA", "A+?", "b") ==> "bbbb"
replace("darted", "^(.*?)d(.*)$", "$1c$2") ==> "carted"
replace("reluctant", "r.*?t", "X") ==> "Xant"
replace("0123456789", "(\d{3})(\d{3})(\d{4})", "($1) $2-$3") ==> "(012) 345-6789"
replace("facetiously", "[iouy]", "[$0]") ==> "facet[i][o][u]sl[y]"
replace("abc", "b", "\$") ==> "a$c"
replace("abc", "b", "\\") ==> null
replace("abc", "b", "$") ==> null
replace("abc", "b", "$12") ==> "a2c"
replace("abc", "B", "x", "i") ==> "axc"
replace("a\nb", "a.b", "x", "s") ==> "x"
replace("abc", "a b", "x", "x") ==> "xc"
replace("abc", "b", "x", "q") ==> null
replace("abc", "[b", "x") ==> null
replace(input: "abc", pattern: "b", replacement: "x") ==> "axc"
matches("foobar", "^fo*b") ==> true
matches("foobar", "^fo*z") ==> false
matches("foobar", "o") ==> true
matches("foo\nbar", "^bar$") ==> false
matches("foo\nbar", "^bar$", "m") ==> true
matches("FOO", "foo", "i") ==> true
matches("hello world", "hello\ sworld", "x") ==> false
matches("helloworld", "hello world", "x") ==> true
matches("hello world", "hello[ ]world", "x") ==> true
matches("abc", "\p{Lu}") ==> false
matches("\u0663", "\d") ==> true
matches("é", "^\w$") ==> true
matches("-", "^\w$") ==> false
matches("a_1", "^\c+$") ==> true
matches("aa", "(a)\1") ==> null
matches("a", "(?=a)") ==> null
matches("a", "\ba") ==> null
matches("a", "[a-z-[aeiou]]") ==> null
matches("a", "[[:alpha:]]") ==> null
matches("a", "a", "u") ==> null
matches("a", "a{1001}") ==> null
matches("a", "(") ==> null
matches(null, "a") ==> null
split("John Doe", "\s") ==> ["John", "Doe"]
split("a;b;c;;", ";") ==> ["a", "b", "c", "", ""]
split("abc", "x") ==> ["abc"]
split("", ";") ==> [""]
split("abc", "") ==> null
extract("references are 1234, 1256, 1378", "12[0-9]*") ==> ["1234", "1256"]
string join(["a", "b", "c"], "_and_") ==> "a_and_b_and_c"
string join(["a", "b", "c"], "") ==> "abc"
string join(["a", "b", "c"], null) ==> "abc"
string join(["a", null, "c"], "X") ==> "aXc"
string join(["a"]) ==> "a"
string join([], "X") ==> ""
string join("a", "X") ==> "a"
string join(["a", 1]) ==> null
string join(["a", "b"], ", ", "[", "]") ==> "[a, b]"
trim("  a b ") ==> "a b"
is blank("  ") ==> true
is blank("a") ==> false
to base64("FEEL") ==> "RkVFTA=="
from base64("RkVFTA==") ==> "FEEL"
from base64("%%") ==> null
string(1.10) ==> "1.1"
string(1E3) ==> "1000"
string(true) ==> "true"
string(null) ==> null
string("a") ==> "a"
string(@"2020-01-01") ==> "2020-01-01"
string(@"P1DT2H") ==> "P1DT2H"
string([1, "a", [true]]) ==> "[1, \"a\", [true]]"
string({a: 1, b: "x"}) ==> "{a: 1, b: \"x\"}"
string(from: 1) ==> "1"
number("1 000.5", " ", ".") ==> 1000.5
number("1.000,5", ".", ",") ==> 1000.5
number("1,000.5", ",", ".") ==> 1000.5
number("1000", null, null) ==> 1000
number("-1.5e3") ==> -1500
number("1.000.000", ".", ",") ==> 1000000
number("1,5", null, null) ==> null
number("1.5", ".", ".") ==> null
number("1;5", ";", ".") ==> null
number("abc") ==> null
number(null) ==> null
number(from: "1,000", grouping separator: ",", decimal separator: ".") ==> 1000
uuid() ==> "u-1"
random number() ==> 0.5
fromAi("x", "description") ==> "x"
"""


def test_strings_are_what_the_standard_says(shown: Callable[..., str], text: str, expected: str) -> None:
    assert shown(text) == expected


def test_an_unsupported_pattern_warns_by_its_own_code(evaluate: Callable[..., Outcome]) -> None:
    outcome = evaluate(r'matches("a", "(?<=a)b")')

    assert [warning.code for warning in outcome.warnings] == ["UNSUPPORTED_PATTERN"]


def test_half_a_surrogate_pair_is_null_with_a_warning(evaluate: Callable[..., Outcome]) -> None:
    outcome = evaluate('matches(x, "a")', {"x": "a\ud800"})

    assert outcome.value is None
    assert len(outcome.warnings) == 1
