"""The files of the tasks to write: a function without its body and the tests that judge it, and a solution that passes.

All of it comes from the code. The tests are the worked examples of the equations that the function computes; the
solution is the package's function, without the checks of what comes in, complete for the file to start from.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from purenn.explaining.explain import find_example
from purenn.notation.expression import PairingError
from purenn.pairing.registry import Entry
from purenn.pairing.tags import Source, tags_in

CHECKS = r"check_\w+|checked_\w+|paired_\w+"  # the names of the functions that check what comes in
MATRIX_HELPERS = {
    "zeros", "ones", "matmul", "matmul_transposed", "transpose", "hadamard", "elementwise", "subtract", "scale",
}  # fmt: skip
OF_MATH = {"exp", "inf", "isclose", "log", "nan"}


def start_of(entry: Entry, root: Path) -> str:
    """Return a file to start from: the function without its body, and its tests, which fail.

    Raises: PairingError if the equation's test does not call its function alone.
    """
    function, module = function_of(entry), module_of(entry)
    test = "\n".join(examples_of(entry, root))
    said = re.split(r"\n\n>>> |\n(?:Units|Raises): ", ast.get_docstring(function) or "")[0].rstrip()
    end = "\n    " if "\n" in said else ""
    said = re.sub(r"\n(?=.)", "\n    ", said)
    signature = ", ".join(each.arg for each in function.args.args)
    stub = f'def {function.name}({signature}):\n    """{said}{end}"""\n    raise NotImplementedError("write me")'
    if module.startswith("backward"):
        test += "\n" + WHOLE.format(module=module, name=function.name)
    calls = "\n".join(f"    {name}()" for name in re.findall(r"^def (test_\w+)", test, flags=re.M))
    main = f'if __name__ == "__main__":\n{calls}\n    print("All tests pass.")\n'
    imports = "\n".join(imports_of(f"{test}\n{solution_of(entry)}"))
    parts = (imports.strip(), stub, re.sub(r"\n*^def ", "\n\n\ndef ", test, flags=re.M).strip(), main)
    return "\n\n\n".join(filter(None, parts))


def function_of(entry: Entry) -> ast.FunctionDef:
    """Return the function that computes an equation."""
    function = entry.tags[0].function
    assert function is not None
    return function


def module_of(entry: Entry) -> str:
    """Return the name of the module of an equation's function, within the package."""
    return entry.tags[0].source.module.partition(".")[2]


def examples_of(entry: Entry, root: Path) -> Iterator[str]:
    """Yield the lines of the worked examples of all equations that a function computes, calling it alone.

    Raises: PairingError if that of the given equation does not.
    """
    function, module = function_of(entry), module_of(entry)
    ids = dict.fromkeys(tag.id for tag in tags_in(entry.tags[0].source) if same(tag.function, function))
    found: dict[tuple[str, int], str] = {}
    for id in ids:
        example = find_example(id, root / "tests" / "by_hand")
        quoted = [(str(example.path), *each) for each in example.lines] if example else []
        lines = {(path, k): plain(line, module, function.name) for path, k, line in quoted if line[:1] != "@"}
        text = "\n".join(lines.values())
        if f"{function.name}(" in text and not re.search(rf"form\.|values_at|derivation\.|{module}\.", text):
            found |= lines
        elif id == entry.id:
            raise PairingError(f"found no test of {id} that calls {function.name} alone, expected one")
    for _, line in sorted(found.items()):
        yield line


def same(one: ast.FunctionDef | None, other: ast.FunctionDef) -> bool:
    """Say whether two functions of one module are the same."""
    return one is not None and one.name == other.name


def plain(line: str, module: str, name: str) -> str:
    """Return a line of a test that needs no pytest, and calls a function by its name alone.

    >>> plain("    assert form.f(1.0) == pytest.approx(3 / 4, rel=1e-15)", "loss", "f")
    '    assert isclose(f(1.0), 3 / 4, rel_tol=1e-15)'
    """
    line = re.sub(rf"\b(form|{module})\.{name}\(", f"{name}(", line)
    line = re.sub(r"^(def \w+)\(form\)", r"\1()", line)
    return re.sub(r"assert (.+) == pytest\.approx\((.+), rel=(.+)\)", r"assert isclose(\1, \2, rel_tol=\3)", line)


def imports_of(code: str) -> Iterator[str]:
    """Yield the imports that the code of a file needs."""
    read = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    if outside := sorted(OF_MATH & read):
        yield f"from math import {', '.join(outside)}"
    if "patch" in read:
        yield "from unittest.mock import patch"
    if read & OF_MATH or "patch" in read:
        yield ""
    if names := sorted({"Network", "backward_matrix", "backward_scalar", "check_gradients"} & read):
        yield f"from purenn import {', '.join(names)}"
    if "Gradients" in read:
        yield "from purenn.gradients import Gradients"
    if helpers := sorted(MATRIX_HELPERS & read):
        yield f"from purenn.matrix import {', '.join(helpers)}"


WHOLE = """
def test_in_the_whole_pass():
    network = Network.random([2, 4, 3, 1], seed=0, f="tanh")
    X, Y = [[0.5, -1.0, 2.0, 0.3, -0.2], [1.5, 0.2, -0.4, 1.0, -2.0]], [[1, 0, 1, 1, 0]]
    with patch.object({module}, "{name}", {name}):
        report = check_gradients(network, X, Y, form={module})
    assert report.max_error < 1e-8, report
"""


# ---- the solution


def solution_of(entry: Entry) -> str:
    """Return the function of an equation, and those of its module that it calls, for the file to start from."""
    source, function = entry.tags[0].source, function_of(entry)
    others = {each.name: each for each in source.tree.body if isinstance(each, ast.FunctionDef)}
    called = dict.fromkeys(node.id for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in others)
    return "\n\n\n".join("\n".join(unchecked(source, each)) for each in (function, *map(others.__getitem__, called)))


def unchecked(source: Source, function: ast.FunctionDef) -> Iterator[str]:
    """Yield the lines of a function without its types, its docstring, its tags and its checks of what comes in."""
    yield f"def {function.name}({', '.join(each.arg for each in function.args.args)}):"
    body = function.body[1:] if ast.get_docstring(function) else function.body
    for k in range(body[0].lineno, (function.end_lineno or 0) + 1):
        line = source.lines[k - 1].partition("  # eq: ")[0]
        line = re.sub(rf"\bm = ({CHECKS})\(.*\)$", "m = len(Y[0])", line)
        line = re.sub(r"network\.with_parameters\(\"\w+\", (.+)\)", r"Network(\1, network.activations)", line)
        if not re.match(rf"\s+({CHECKS})\(", line):
            yield line


# ---- a whole backward pass

PASS = '''"""A backward pass of my own."""

import sys

from purenn import Network, check_gradients
from purenn.gradients import Gradients
{imports}

def backward_pass(network, run, Y):
    """Return all gradients of J, each a dictionary with a matrix for every layer from L down to 1.

    network.W[l], run.Z[l], run.A[l] (run.A[0] is X) and network.f_prime[l], a function of one number, are given.
    """
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = {{}}, {{}}, {{}}, {{}}
    for l in range(network.L, 0, -1):
        pass  # write me
    return Gradients(dJ_dA, dJ_dZ, dJ_dW, dJ_dB)


if __name__ == "__main__":
    network = Network.random([2, 4, 3, 1], seed=0, f="tanh")
    X, Y = [[0.5, -1.0, 2.0, 0.3, -0.2], [1.5, 0.2, -0.4, 1.0, -2.0]], [[1, 0, 1, 1, 0]]
    print(check_gradients(network, X, Y, form=sys.modules[__name__]))
'''
IMPORTS = {
    "scalar": "",
    "matrix": "from purenn.matrix import divide, elementwise, hadamard, matmul, one_minus, ones, scale, subtract, "
    "transpose\n",
}
SOLUTIONS = {
    "scalar": '''def backward_pass(network, run, Y):
    n, L, m = network.n, network.L, len(Y[0])
    W, Z, A, f_prime = network.W, run.Z, run.A, network.f_prime
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = {}, {}, {}, {}
    for l in range(L, 0, -1):
        dJ_dA[l] = [[0.0] * m for i in range(n[l])]
        dJ_dZ[l] = [[0.0] * m for i in range(n[l])]
        dJ_dW[l] = [[0.0] * n[l - 1] for i in range(n[l])]
        dJ_dB[l] = [[0.0] for i in range(n[l])]
        for i in range(n[l]):
            for j in range(m):
                if l == L:
                    a, y = A[L][i][j], Y[i][j]
                    dJ_dA[L][i][j] = (a - y) / (m * a * (1 - a))
                    dJ_dZ[L][i][j] = (a - y) / m
                else:
                    for p in range(n[l + 1]):
                        dJ_dA[l][i][j] += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
                    dJ_dZ[l][i][j] = dJ_dA[l][i][j] * f_prime[l](Z[l][i][j])
                for h in range(n[l - 1]):
                    dJ_dW[l][i][h] += dJ_dZ[l][i][j] * A[l - 1][h][j]
                dJ_dB[l][i][0] += dJ_dZ[l][i][j]
    return Gradients(dJ_dA, dJ_dZ, dJ_dW, dJ_dB)''',
    "matrix": '''def backward_pass(network, run, Y):
    L, m = network.L, len(Y[0])
    W, Z, A, f_prime = network.W, run.Z, run.A, network.f_prime
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = {}, {}, {}, {}
    for l in range(L, 0, -1):
        if l == L:
            error = scale(1 / m, subtract(A[L], Y))
            dJ_dA[L] = divide(error, hadamard(A[L], one_minus(A[L])))
            dJ_dZ[L] = error
        else:
            dJ_dA[l] = matmul(transpose(W[l + 1]), dJ_dZ[l + 1])
            dJ_dZ[l] = hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))
        dJ_dW[l] = matmul(dJ_dZ[l], transpose(A[l - 1]))
        dJ_dB[l] = matmul(dJ_dZ[l], ones(m, 1))
    return Gradients(dJ_dA, dJ_dZ, dJ_dW, dJ_dB)''',
}


def whole_start(form: str) -> str:
    """Return a file to start a whole backward pass from; in matrix form, with the operations on matrices."""
    return PASS.format(imports=IMPORTS[form])


def whole_solution(form: str) -> str:
    """Return a whole backward pass that calls nothing of the book's backward passes."""
    return SOLUTIONS[form]
