"""The answer put together: what is named is proven, what is not sure has no name, and a stop is explained."""

import re

import pytest
from bodies import OWN, TOLD

from purenn.tutor.answering import MIXED, Attempt, FileError, answer
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.mistakes import fits, formula
from purenn.tutor.situations import Situation
from purenn.tutor.slips import ANY, book, places


def told(id, source):
    """The answer to a source."""
    return answer(EXERCISES[id], source, "mine.py")


@pytest.mark.parametrize("name", [name for name, body in {**TOLD, **OWN}.items()
                                  if not body.right and "numpy" not in body.source])  # fmt: skip
@pytest.mark.long
def test_a_named_slip_is_what_the_function_computes_with_other_numbers_too(name, monkeypatch):
    body = {**TOLD, **OWN}[name]
    exercise = EXERCISES[body.exercise]
    slip = answer(exercise, body.source, "mine.py").slip
    if not slip or not slip.equation or any(node == ANY for node, _, _ in places(slip.equation.sides[1])):
        return
    attempt = Attempt(exercise, body.source, "mine.py")
    monkeypatch.setattr("purenn.tutor.answering.Situation", lambda n, m: Situation(n, m, seed=7))
    (run, *_) = attempt.runs(wide=name == "ow4")  # of which the last layer needs several units
    assert fits(formula(book(exercise).letters, slip.equation.sides[1]), [run])


def test_of_several_right_looking_functions_only_the_right_one_is_right():
    right = "def layer_dJ_dB(dJ_dZ, l):\n    return [[sum(row)] for row in dJ_dZ[l]]\n"
    assert told("hidden.dJ-db", right).right
    for wrong in ("[:-1]", "[1:]", "[::2]", "[:5]"):
        assert not told("hidden.dJ-db", right.replace("sum(row)", f"sum(row{wrong})")).right


def test_a_function_that_computes_something_else_has_no_name():
    found = told("hidden.dJ-db", "def layer_dJ_dB(dJ_dZ, l):\n    return [[max(row) - min(row)] for row in dJ_dZ[l]]\n")
    assert (found.right, found.mistake, found.slip) == (False, None, None)


@pytest.mark.parametrize(("function", "mistake"), [
    ("f_prime[len(f_prime)](z)", "layer shifted"), ("sigmoid(z) * (1 - sigmoid(z))", "sigmoid only"),
])  # fmt: skip
def test_what_is_right_where_f_is_the_sigmoid_may_have_another_reason(function, mistake):
    found = told("hidden.dJ-dz-product", f"""
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[d * {function} for d, z in zip(*rows)] for rows in zip(dJ_dA[l], Z[l])]
""")
    assert found.mistake == mistake
    assert [bool(call.problem) for call in found.calls[:5]] == [False, False, False, True, True]


def test_the_line_that_loses_what_a_number_remembers_is_told_where_nothing_is_read():
    head, line = "def layer_dJ_dB(dJ_dZ, l):\n", "    return [[{}] for row in dJ_dZ[l]]\n"
    found = told("hidden.dJ-db", head + line.format("round(sum(row), 15)"))
    assert (found.right, found.says) == (True, ())
    assert [remark[:26] for remark in found.remarks] == ["Line 2 makes plain numbers"]
    assert told("hidden.dJ-db", head + line.format("float(sum(row))")).remarks == ()


def test_what_is_infinite_has_no_name():
    source = "def layer_dJ_dB(dJ_dZ, l):\n    return [[float('inf')] for row in dJ_dZ[l]]\n"
    assert told("hidden.dJ-db", source).mistake is None


def test_a_size_of_another_axis_is_told_where_all_is_right_with_equal_sizes():
    source = """
from purenn.matrix import matmul, ones

def layer_dJ_dB(dJ_dZ, l):
    return matmul(dJ_dZ[l], ones(len(dJ_dZ[l]), 1))
"""
    found = told("compact.dJ-dB-matmul", source)
    assert (found.right, found.mistake, found.remarks) == (False, None, (MIXED,))
    assert told("compact.dJ-dB-matmul", source.replace("len(dJ_dZ[l])", "len(dJ_dZ[l][0])")).remarks == ()


def test_an_endless_loop_ends_the_check_at_once_and_its_line_is_known():
    loop = "    j = 0\n    while j < 5:\n        j -= 1\n"
    found = told("hidden.dJ-db", f"def layer_dJ_dB(dJ_dZ, l):\n{loop}    return []\n")
    assert found.mistake == "endless loop"
    assert len(found.calls) == 1
    assert found.calls[0].line in (3, 4)


def test_a_stop_names_its_line_and_what_the_line_held():
    found = told("hidden.dJ-da-sum", """
def hidden_dJ_dA(W, dJ_dZ, l):
    out = []
    for i in range(len(W[l + 1][0])):
        out.append([0.0 for d in dJ_dZ[l + 1][9]])
    return out
""")
    assert (found.calls[0].line, found.calls[0].error) == (5, "IndexError")
    assert found.calls[0].why == "dJ_dZ[l + 1] has 2 rows, counted from 0 to 1, not 9"


@pytest.mark.parametrize(("source", "message"), [
    ("def layer_dJ_dB(dJ_dZ, l:\n    return 1\n", "line 1: '(' was never closed, expected Python"),
    ("x = 1 / 0\n", "line 1: ZeroDivisionError: division by zero"),
    ("def layer_db(dJ_dZ, l):\n    return 1\n", "found no function layer_dJ_dB, expected def layer_dJ_dB(dJ_dZ, l):"),
    ("layer_dJ_dB = 3\n", "found no function layer_dJ_dB, expected def layer_dJ_dB(dJ_dZ, l):"),
])
def test_a_file_without_the_function_is_refused(source, message):
    with pytest.raises(FileError, match="^" + re.escape(message)):
        told("hidden.dJ-db", source)
