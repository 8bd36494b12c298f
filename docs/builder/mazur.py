"""Matt Mazur's example, computed: two units a layer, two outputs, half the sum of the squared errors.

`python3 -m builder.mazur` prints its numbers as JSON. The package has one output unit, so the steps stand here, on
plain lists, unit by unit; tests/site/test_mazur.py holds them to the package and to differences.
"""

from __future__ import annotations

import json
from operator import mul
from typing import NamedTuple

from purenn.activation import sigmoid
from purenn.matrix import Layers, Matrix

INPUTS = [0.05, 0.10]
TARGETS = [0.01, 0.99]
GAMMA = 0.5
LONG = 10_000  # the steps of his long run
PRINTED = {  # what he prints: the weights after one step, in his order, the errors before and after it, and after LONG
    "weights": "0.149780716 0.19956143 0.24975114 0.29950229 0.35891648 0.408666186 0.511301270 0.561370121",
    "first": "0.298371109", "after": "0.291027924", "outputs": "0.015912196 0.984065734", "long_error": "0.0000351085",
}  # fmt: skip


class Net(NamedTuple):
    """The weights of both layers, and their biases."""

    W: Layers
    B: dict[int, list[float]]


START = Net({1: [[0.15, 0.20], [0.25, 0.30]], 2: [[0.40, 0.45], [0.50, 0.55]]}, {1: [0.35, 0.35], 2: [0.60, 0.60]})


def forward(net: Net) -> dict[int, list[float]]:
    """Return the activations of every layer; the inputs are those of layer 0."""
    A = {0: INPUTS}
    for l in (1, 2):
        A[l] = [sigmoid(sum(map(mul, w, A[l - 1])) + b) for w, b in zip(net.W[l], net.B[l], strict=True)]
    return A


def error(net: Net) -> float:
    """Return half the sum of the squared errors of the two outputs."""
    return sum((a - y) ** 2 for a, y in zip(forward(net)[2], TARGETS, strict=True)) / 2


def preactivation_derivatives(A: dict[int, list[float]], W_back: Matrix) -> dict[int, list[float]]:
    """Return the derivatives with respect to the preactivations; the way back to layer 1 leads through W_back."""
    dE_dz = [(a - y) * a * (1 - a) for a, y in zip(A[2], TARGETS, strict=True)]
    leaving = zip(A[1], zip(*W_back, strict=True), strict=True)
    return {1: [sum(map(mul, w, dE_dz)) * a * (1 - a) for a, w in leaving], 2: dE_dz}


def step(net: Net, *, gradients_first: bool = True) -> Net:
    """Return the network after a step of its weights; else layer 2 takes it before layer 1 has its derivatives."""
    A = forward(net)
    last = moved(net.W[2], preactivation_derivatives(A, net.W[2])[2], A[1])
    first = moved(net.W[1], preactivation_derivatives(A, net.W[2] if gradients_first else last)[1], INPUTS)
    return Net({1: first, 2: last}, net.B)


def moved(W: Matrix, dE_dz: list[float], a: list[float]) -> Matrix:
    """Return the weights of a layer after a step."""
    return [[w - GAMMA * d * x for w, x in zip(row, a, strict=True)] for row, d in zip(W, dE_dz, strict=True)]


def with_biases(net: Net, *, shared: bool) -> Net:
    """Return the network after a step of weights and biases: one bias for each unit, or one for a whole layer."""
    dE_db = preactivation_derivatives(forward(net), net.W[2])
    if shared:
        dE_db = {l: [sum(each)] * 2 for l, each in dE_db.items()}
    B = {l: [b - GAMMA * d for b, d in zip(net.B[l], dE_db[l], strict=True)] for l in net.B}
    return Net(step(net).W, B)


def rounded(net: Net) -> Net:
    """Return the network with its weights as he prints them."""
    w = list(map(float, PRINTED["weights"].split()))
    return Net({1: [w[0:2], w[2:4]], 2: [w[4:6], w[6:8]]}, net.B)


def long_run(steps: int, *, gradients_first: bool) -> Net:
    """Return the network after many steps."""
    net = START
    for _ in range(steps):
        net = step(net, gradients_first=gradients_first)
    return net


def numbers() -> dict[str, str]:
    """Return the numbers of the example that the page shows.

    Raises: AssertionError if what the page says of his numbers is not so.
    """
    after, late = step(START), step(START, gradients_first=False)
    long, long_late = (long_run(LONG, gradients_first=first) for first in (True, False))
    weights = [w for l in (1, 2) for row in after.W[l] for w in row]
    told = [f"{w:.{len(text) - 2}f}" for w, text in zip(weights, PRINTED["weights"].split(), strict=True)]
    outputs = " ".join(f"{a:.9f}" for a in forward(long_late)[2])
    found = [" ".join(told), f"{error(START):.9f}", f"{error(late):.9f}", outputs]
    printed = [PRINTED[name] for name in ("weights", "first", "after", "outputs")]
    assert found == printed, f"expected {printed}, found {found}"
    return {
        **{f"printed_{name}": PRINTED[name].replace(" ", " and ") for name in ("after", "outputs", "long_error")},
        "after": f"{error(after):.9f}",
        "after_rounded": f"{error(rounded(START)):.9f}",
        "after_biases": f"{error(with_biases(START, shared=False)):.9f}",
        "after_shared": f"{error(with_biases(START, shared=True)):.9f}",
        "after_late": f"{error(late):.9f}",
        "late_halved_error": f"{error(late) / 2:.9f}",
        "late_w1": f"{late.W[1][0][0]:.9f}",
        "long_steps": f"{LONG:,}",
        "outputs": " and ".join(f"{a:.9f}" for a in forward(long)[2]),
        "outputs_late": outputs.replace(" ", " and "),
        "late_long_error": f"{error(long_late):.10f}",
    }


if __name__ == "__main__":
    print(json.dumps(numbers()))
