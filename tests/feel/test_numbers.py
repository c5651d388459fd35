"""Numeric functions: F23."""

from collections.abc import Callable

TABLE = r"""
decimal(1 / 3, 2) ==> 0.33
decimal(1.5, 0) ==> 2
decimal(2.5, 0) ==> 2
decimal(0.515, 2) ==> 0.52
decimal(1234, -2) ==> 1200
decimal(1, 100) ==> 1
decimal(1, 6177) ==> null
decimal(1, -6112) ==> null
decimal(n: 1.256, scale: 2) ==> 1.26
decimal(null, 2) ==> null
floor(1.5) ==> 1
floor(-1.5) ==> -2
floor(-1.56, 1) ==> -1.6
floor(n: 1.9) ==> 1
ceiling(1.5) ==> 2
ceiling(-1.5) ==> -1
ceiling(-1.56, 1) ==> -1.5
round up(5.5, 0) ==> 6
round up(-5.5, 0) ==> -6
round up(1.121, 2) ==> 1.13
round up(5.5) ==> null
round down(5.5, 0) ==> 5
round down(-5.5, 0) ==> -5
round down(-1.126, 2) ==> -1.12
round half up(5.5, 0) ==> 6
round half up(-5.5, 0) ==> -6
round half up(1.125, 2) ==> 1.13
round half down(5.5, 0) ==> 5
round half down(-5.5, 0) ==> -5
round half down(1.126, 2) ==> 1.13
abs(10) ==> 10
abs(-10.5) ==> 10.5
abs("a") ==> null
abs([null]) ==> null
modulo(12, 5) ==> 2
modulo(-12, 5) ==> 3
modulo(12, -5) ==> -3
modulo(-12, -5) ==> -2
modulo(10.1, 4.5) ==> 1.1
modulo(-10.1, 4.5) ==> 3.4
modulo(10, 0) ==> null
modulo(dividend: 12, divisor: 5) ==> 2
sqrt(16) ==> 4
sqrt(2) ==> 1.414213562373095048801688724209698
sqrt(-1) ==> null
sqrt(number: 9) ==> 3
log(10) ==> 2.302585092994045684017991454684364
log(0) ==> null
log(-1) ==> null
exp(5) ==> 148.4131591025766034211155800405523
exp(0) ==> 1
exp(100000) ==> null
odd(5) ==> true
odd(2) ==> false
odd(-3) ==> true
even(2) ==> true
even(0) ==> true
even(2.5) ==> false
odd(2.5) ==> false
even(1E40) ==> true
even(null) ==> null
"""


def test_numeric_functions_give_what_the_standard_says(shown: Callable[..., str], text: str, expected: str) -> None:
    assert shown(text) == expected
