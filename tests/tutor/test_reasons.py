"""Why a function stopped: the line, and what it held there."""

import ast

import pytest

from purenn.tutor.reasons import place_of, reason

HEAD = "def f(W, l):\n    for i in range(9):\n        for p in range(9):\n            "
CASES = [
    ("W[l][i][p] += 0", "W[l][i] has 2 entries, counted from 0 to 1, and p is 2"),
    ("W[l][p][0] += 0", "W[l] has 3 rows, counted from 0 to 2, and p is 3"),
    ("W[l][0][5] += 0", "W[l][0] has 2 entries, counted from 0 to 1, not 5"),
    ("W[l + 1]", "W has the layers 1, and l + 1 is 2"),
    ("W[7]", "W has the layers 1, not 7"),
    ("W[l] * 2.0 + W[l]", "W[l] is a matrix of 3 rows; Python has no * for that"),
    ("W[l][0] - 1.0", "W[l][0] is a list of 2 numbers; Python has no - for that"),
    ("W[l].T", "a list has no .T; purenn.matrix has transpose, matmul, hadamard, scale and more"),
    ("i = []; i[0]", "i has no entries yet, not 0"),
    ("{1: len}[1](W[l], 2)", "TypeError: len() takes exactly one argument (2 given)"),
    ("W(1)", "W holds a function for each layer, and is none itself"),
    ("W[2] = int('x')", "ValueError: invalid literal for int() with base 10: 'x'"),
    ("W[2] = {}[l]", "KeyError: 1"),
    ("unknown", "NameError: name 'unknown' is not defined"),
    ("1 / 0", "ZeroDivisionError: division by zero"),
    ("max(W[l][5])", "W[l] has 3 rows, counted from 0 to 2, not 5"),
]


@pytest.mark.parametrize(("line", "why"), CASES, ids=[line for line, _ in CASES])
def test_a_stop_is_explained(line, why):
    source = HEAD + line + "\n"
    names = {}
    exec(compile(source, "mine.py", "exec"), names)
    with pytest.raises(Exception) as caught:
        names["f"]({1: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}, 1)

    number, frame = place_of(caught.value, "mine.py")
    assert number == 4
    assert reason(caught.value, frame, number, ast.parse(source)) == why


def test_an_error_outside_the_file_has_no_line():
    assert place_of(ValueError("x"), "mine.py") == (0, None)
    assert reason(ValueError("x"), None, 0, ast.parse("")) == "ValueError: x"
