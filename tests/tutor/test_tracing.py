"""A traced number remembers how it was computed and in which line; a learner's file does not run without end."""

import copy
import math
import sys

import pytest

import purenn.matrix
from purenn import activation, loss
from purenn.notation.expression import Function, Symbol
from purenn.notation.text import text
from purenn.tutor.tracing import Source, TooLong, Traced, guarded, line_of, named, namespace, patched

PATH = "/learner/body.py"


def traced(a=0.5, b=0.25):
    """Two traced numbers."""
    source = Source(PATH)
    return Traced(a, Symbol("a", "scalar"), source), Traced(b, Symbol("b", "scalar"), source)


def ran(expression, head="", a=0.5, b=0.25):
    """What an expression of a and b is in a learner's file, traced."""
    with patched():
        names = namespace(f"{head}\ndef go(a, b):\n    return {expression}", PATH, traced=True)
        return names["go"](*traced(a, b))


@pytest.mark.parametrize(("expression", "printed"), [
    ("a + b - 2", "a + b − 2"), ("2 - (a + b)", "2 − (a + b)"), ("a * b / 4", "(a · b)/4"), ("1 / a", "1/a"),
    ("a ** 2 - -b", "a² − (−b)"), ("2 ** a", "2^(a)"), ("math.e ** -a", "e^(−a)"), ("a // b", "floor(a/b)"),
    ("1 // b", "floor(1/b)"), ("abs(a - b)", "|a − b|"), ("+a", "a"), ("sum([a, b])", "0 + a + b"),
    ("True * a", "1 · a"), ("max(a, b)", "a"), ("float(a) + b", "a + b"), ("a if isinstance(a, float) else b", "a"),
    ("a if isinstance(a, (int, float)) else b", "a"), ("pow(a, 3)", "a³"), ("copy.deepcopy([a])[0]", "a"),
])  # fmt: skip
def test_arithmetic_is_remembered(expression, printed):
    found = ran(expression, "import copy, math")

    assert text(found.node) == printed
    assert math.isclose(found.value, eval(expression, {"a": 0.5, "b": 0.25, "math": math, "copy": copy}))


@pytest.mark.parametrize(("call", "printed"), [
    ("exp(a)", "e^(a)"), ("log(a)", "ln(a)"), ("log(a, 2)", "ln(a)/0.6931471805599453"), ("log10(a)", "ln(a)/ln(10)"),
    ("log2(a)", "ln(a)/ln(2)"), ("log1p(a)", "ln(1 + a)"), ("expm1(a)", "e^(a) − 1"), ("sqrt(a)", "a^(0.5)"),
    ("tanh(a)", "tanh(a)"), ("cosh(a)", "(e^(a) + e^(−a))/2"), ("sinh(a)", "(e^(a) − e^(−a))/2"), ("fabs(a)", "|a|"),
    ("pow(a, b)", "a^(b)"), ("fsum([a, b])", "0 + a + b"), ("prod([a, b])", "a · b"), ("prod([], start=a)", "a"),
    ("exp(2) * a", "7.38905609893065 · a"),
])  # fmt: skip
@pytest.mark.parametrize("head", ["from math import *", "import math"])
def test_the_functions_of_math_take_traced_numbers(call, printed, head):
    found = ran(call if "*" in head else f"math.{call}", head)

    assert text(found.node) == printed
    names = vars(math) | {"a": 0.5, "b": 0.25}
    assert math.isclose(found.value, eval(call, names))


@pytest.mark.parametrize(("call", "printed"), [
    ("activation.sigmoid(a)", "σ(a)"), ("activation.sigmoid_prime(a)", "σ′(a)"), ("activation.tanh(a)", "tanh(a)"),
    ("activation.tanh_prime(a)", "tanh′(a)"), ("activation.relu(a)", "a"), ("sigmoid(a)", "σ(a)"),
    ("activation.ACTIVATIONS['sigmoid'][0](a)", "1/(1 + e^(−a))"), ("loss.square(a)", "a · a"),
    ("loss.xlogy(a, b)", "a · ln(b)"), ("loss.squared_error([[a]], [[b]])", "1 · (0 + (a − b) · (a − b))"),
    ("matrix.matmul([[a, b]], [[b], [a]])[0][0]", "0 + a · b + b · a"), ("matrix.one_minus([[a]])[0][0]", "1 − a"),
])  # fmt: skip
def test_the_functions_of_the_package_take_traced_numbers(call, printed):
    found = ran(call, "from purenn import activation, loss, matrix")

    assert text(found.node).replace("0 + 0 + ", "0 + ") == printed


def test_a_function_imported_where_it_is_called_takes_traced_numbers_too():
    with patched():
        names = namespace("def go(a):\n    from math import exp as e\n    return e(a)", PATH, traced=True)
        assert text(names["go"](traced()[0]).node) == "e^(a)"


def test_everything_is_as_it_was_afterwards():
    modules = (math, activation, loss, purenn.matrix)
    before = [dict(vars(module)) for module in modules]
    with patched():
        assert math.exp is not before[0]["exp"]
        assert (math.exp(1.0), math.log(8, 2), math.fsum([1, 2])) == (math.e, 3.0, 3.0)
    with pytest.raises(KeyError), patched():
        raise KeyError

    assert [dict(vars(module)) for module in modules] == before


def test_a_function_with_a_name_prints_it():
    f = named(Function("f"), lambda x: x + 1)

    assert (text(f(traced()[0]).node), f(traced()[0]).value, f(2.0)) == ("f(a)", 1.5, 3.0)


def test_comparisons_and_prints_look_at_the_value():
    a, b = traced()

    assert (a > b, a >= b, a < b, a <= b, a == 0.5, a != b, b < 1, bool(a), hash(a)) == (
        True, True, False, False, True, True, True, True, hash(0.5))  # fmt: skip
    assert (f"{a:.2f}", repr(b), str(b), sorted([a, b]) == [b, a], {a: 1}[0.5]) == ("0.50", "0.25", "0.25", True, 1)
    assert a.source.leaks == []


@pytest.mark.parametrize("look", ["int(a)", "round(a, 2)", "math.floor(a)", "a % 2", "math.sin(a)"])
def test_what_looks_at_the_number_alone_is_noted_with_its_line(look):
    a, _ = traced()
    with patched():
        names = namespace(f"import math\ndef go(a):\n    b = a\n    return {look}", PATH, traced=True)
        found = names["go"](a)

    assert a.source.leaks == [4]
    assert not isinstance(found, Traced)


def test_an_operation_with_what_is_no_number_fails_as_it_does_with_a_float():
    a, _ = traced()
    for other in ("1", None, 1j, {}):
        with pytest.raises(TypeError):
            a + other
    with pytest.raises(TypeError):
        [1.0] * a
    with pytest.raises(ZeroDivisionError):
        a / 0
    with pytest.raises(OverflowError):
        a ** -2000


def test_each_operation_has_the_line_that_ran():
    source = "def double(x):\n    return x * 2\n\ndef go(a, b):\n    c = a + b\n    return double(\n        c)\n"
    found = namespace(source, PATH, traced=True)["go"](*traced()).node

    assert (found.span.line, found.parts[0].span.line) == (2, 5)


def test_a_number_that_doubles_does_not_grow_without_end():
    a, _ = traced()
    for _ in range(200):
        a = a * a

    assert text(a.node) == "nan"


# ---------------------------------------------------------------------- a learner's file


def test_the_file_is_run_as_a_module_that_is_not_the_main_one():
    names = namespace("if __name__ == '__main__':\n    raise KeyError\nname = __name__", PATH, traced=False)

    assert (names["name"], names["__file__"]) == ("exercise", PATH)


def test_sigmoid_is_there_for_those_who_need_it():
    assert namespace("", PATH, traced=False)["sigmoid"] is activation.sigmoid
    assert text(namespace("", PATH, traced=True)["sigmoid"](traced()[0]).node) == "σ(a)"
    assert "sigmoid" not in namespace("", PATH, traced=False, sigmoid=False)
    assert namespace("def sigmoid(z):\n    return 7", PATH, traced=False)["sigmoid"](1) == 7


def test_a_file_that_is_no_python_raises_its_error_with_its_line():
    with pytest.raises(SyntaxError) as found:
        namespace("x = 1\ny = (", PATH, traced=False)

    assert line_of(found.value, PATH) == 2


def test_the_last_line_of_the_file_is_found_in_a_traceback():
    names = namespace("def inner():\n    return [][0]\n\ndef go():\n    return inner()", PATH, traced=False)
    with pytest.raises(IndexError) as found:
        names["go"]()
    with pytest.raises(TypeError) as other:
        math.exp("1")

    assert (line_of(found.value, PATH), line_of(other.value, PATH)) == (2, 0)


ENDLESS = {
    "a loop": "x = 0\nwhile True:\n    x += 1",
    "a loop in a line": "\nwhile True: pass",
    "a comprehension": "import itertools\n[x for x in itertools.count()]",
    "a generator": "import itertools\nsum(x for x in itertools.count())",
    "a function": "def f():\n    for x in iter(int, 1): pass\nf()",
    "what catches an error": "while True:\n    try:\n        int('1')\n    except ValueError:\n        pass",
}


@pytest.mark.skipif(sys.gettrace() is not None, reason="a debugger or a coverage tool is left alone")
@pytest.mark.parametrize("kind", ENDLESS)
@pytest.mark.parametrize("within", [False, True])
def test_what_never_ends_is_stopped_with_its_line(kind, within):
    body = ENDLESS[kind]
    if within:
        body = "def go():\n" + "\n".join("    " + line for line in body.splitlines())
    with pytest.raises(TooLong) as found:
        names = namespace(body, PATH, traced=False)
        guarded(names["go"], (), PATH, 1000)

    assert (sys.gettrace(), line_of(found.value, PATH)) == (None, found.value.line)
    assert 1 < found.value.line - within < 6 or kind == "what catches an error"


def test_lines_outside_the_file_are_not_counted():
    names = namespace("def go(f):\n    return f()", PATH, traced=False)

    assert guarded(names["go"], (lambda: sum(1 for _ in range(5000)),), PATH, 10) == 5000
    with pytest.raises(TooLong):
        guarded(namespace("def go():\n    for x in range(9): pass", PATH, traced=False)["go"], (), PATH, 5)


def test_a_debugger_is_left_alone():
    before, seen = sys.gettrace(), []

    def debugger(frame, event, argument):
        seen.append(event)

    names = namespace("def go():\n    for x in range(9): pass", PATH, traced=False)
    sys.settrace(debugger)
    try:
        guarded(names["go"], (), PATH, 3)
        assert sys.gettrace() is debugger
    finally:
        sys.settrace(before)
    assert "call" in seen


@pytest.mark.parametrize("error", [KeyError, SystemExit, KeyboardInterrupt, RecursionError])
def test_the_watch_ends_with_the_call_whatever_happens(error):
    before = sys.gettrace()
    names = namespace("def go(error):\n    raise error", PATH, traced=False)
    with pytest.raises(error):
        guarded(names["go"], (error,), PATH)

    assert sys.gettrace() is before


def test_what_is_long_but_ends_is_not_stopped():
    names = namespace("def go():\n    x = 0\n    while x < 9000:\n        x += 1\n    return x", PATH, traced=False)

    assert guarded(names["go"], (), PATH) == 9000
