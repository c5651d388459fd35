"""Where a text is not FEEL, and what was expected: G9, F1, F32."""

import pytest

from engine.feel import ExternalFunction, FeelSyntaxError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "line", "column", "found"),
    [
        ("", 1, 1, "the end of the text"),
        ("1 +", 1, 4, "the end of the text"),
        ("a >\n  ", 2, 3, "the end of the text"),
        ("1 2", 1, 3, "'2'"),
        ("a b", 1, 3, "'b'"),
        ("(1", 1, 3, "the end of the text"),
        ("[1, 2", 1, 6, "the end of the text"),
        ("[1,]", 1, 5, "the end of the text"),
        ("{a: 1", 1, 6, "the end of the text"),
        ("{a 1}", 1, 2, "'a'"),
        ("{a: 1,}", 1, 7, "'}'"),
        ("if a then b", 1, 12, "the end of the text"),
        ("for x return 1", 1, 15, "the end of the text"),
        ("for x in [1]", 1, 13, "the end of the text"),
        ("some x in [1]", 1, 14, "the end of the text"),
        ("a == b", 1, 4, "'='"),
        ("a && b", 1, 3, "'&'"),
        ('"abc', 1, 1, "'\"'"),
        ("'abc'", 1, 1, '"\'"'),
        ("f(a: 1, 2)", 1, 9, "'2'"),
        ("f(1,)", 1, 5, "')'"),
        ("a.", 1, 3, "the end of the text"),
        ("1..2", 1, 2, "'..'"),
        ("then", 1, 1, "'then'"),
        ("x instance of", 1, 14, "the end of the text"),
        ("x between 1", 1, 12, "the end of the text"),
        ("@abc", 1, 2, "'abc'"),
        ("1 + \n\n$", 3, 1, "'$'"),
        ("#", 1, 1, "'#'"),
        ("1 /* open", 1, 4, "'*'"),
    ],
)
def test_a_syntax_error_names_place_and_finding(text: str, line: int, column: int, found: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)

    error = refused.value
    assert (error.line, error.column) == (line, column), str(error)
    assert error.found.strip("'\"") == found.strip("'\"")
    assert error.expected
    assert str(error).startswith(f"line {line}, column {column}: expected ")


@pytest.mark.parametrize("text", ["", "-,", "not(", "<", "1,", ",1", "[1..", "1 2", "> 1 <"])
def test_a_cell_that_is_no_unary_test_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(text)


def test_external_functions_are_refused_by_their_own_error() -> None:
    with pytest.raises(ExternalFunction):
        compile_expression('function(a) external {java: {class: "java.lang.Math"}}')


@pytest.mark.parametrize(
    "text",
    [
        "(" * 65 + "1" + ")" * 65,
        "[" * 65 + "1" + "]" * 65,
        "-" * 65 + "1",
        "if a then 1 else " * 65 + "1",
        "a" + "[1]" * 65,
        "f" + "()" * 65,
        "1" + " = 1" * 65,
        "x" + " instance of Any" * 65,
        "{a:" * 65 + "1" + "}" * 65,
        "1" + "+1" * 9000,
        '"' + "é" * 9000 + '"',
        "\0",
        "\ud800",
        "x instance of " + "list<" * 65 + "Any" + ">" * 65,
    ],
)
def test_too_long_and_too_deep_texts_are_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


def test_sixty_parentheses_are_not_too_deep() -> None:
    assert compile_expression("(" * 60 + "1" + ")" * 60).constant
