"""The files of the tasks to write: of an exercise, as the command `try` writes it; of a whole pass, one to start from.

The solutions of the exercises are the files of the folder solutions, each of which the tutor finds right.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from builder.blocks import Task
from purenn.pairing.registry import Entry
from purenn.tutor.exercises import EXERCISES, Exercise
from purenn.tutor.own import FOLDER
from purenn.tutor.running import Checked, ready
from purenn.tutor.starting import asked, start_of

SOLUTIONS = Path(__file__).with_name("solutions")


def solution_of(exercise: Exercise) -> str:
    """Return a file in which an exercise is solved."""
    return (SOLUTIONS / exercise.file).read_text(encoding="utf-8")


def begun(exercise: Exercise) -> str:
    """Return what the command `try` says of an exercise when it has written the file."""
    found = ready(exercise, f"{FOLDER.name}/{exercise.file}", start_of(exercise).encode())
    assert isinstance(found, Checked)  # there is nothing to run
    return "\n".join([*found.screen, *asked(exercise)])


def table(entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the exercises as a table in Markdown, linked to their tasks; the last stands where the one before does."""
    rows, page = ["| | exercise | its name |", "|---|---|---|"], ""
    for each in EXERCISES.values():
        page = entries[each.id].block.file.removeprefix("docs/") if each.id in entries else page
        address = Task("write", {"exercise": each.id}, "", page, 1).address
        rows.append(f"| {each.number} | [{each.title}]({page}#{address}) | `{each.id}` |")
    return {"table": "\n".join(rows)}


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
WHOLE = {
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
    return WHOLE[form]
